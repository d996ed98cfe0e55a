// What the keyring worker makes of candidates and verdicts, whatever their order: played by a test instead of generators.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { internal, wasmFile } from "./installed.js";

/** @type {typeof import("../../js/module/instance.js")} */
const { call, loadSync } = await import(internal("module/instance.js"));
/** @type {typeof import("../../js/keygen/candidates.js")} */
const { search } = await import(internal("keygen/candidates.js"));
loadSync(new WebAssembly.Module(await readFile(wasmFile)));

/** @type {Generator[]} */
const all = [];

/** A generator's end of the port to the keyring worker, and the last message that came from there. */
class Generator {
  #channel = new MessageChannel();
  port = /** @type {any} */ (this.#channel.port1);
  /** @type {any} */
  heard;
  #isClosed = false;

  constructor() {
    const { port2 } = this.#channel;
    port2.onmessage = ({ data }) => (this.heard = data === "end" ? this.heard : data);
    port2.addEventListener("close", () => (this.#isClosed = true));
    all.push(this);
    // Nothing to keep a failed test's process alive for.
    for (const port of [this.port, port2]) port.unref();
  }

  /** @param {object} message */
  async say(message) {
    const { port1, port2 } = this.#channel;
    port2.postMessage(message);
    // The ports keep no process alive.
    const alive = setInterval(() => {}, 1000);
    await new Promise((resolve) => port1.addEventListener("message", resolve, { once: true }));
    await Promise.all(all.map((generator) => generator.#hearAll()));
    clearInterval(alive);
  }

  /** Waits until everything has come that the keyring worker sent. A port keeps the order of its messages. */
  #hearAll() {
    const { port1, port2 } = this.#channel;
    return (
      this.#isClosed ||
      new Promise((resolve) => {
        port2.addEventListener("message", ({ data }) => data === "end" && resolve(data));
        port2.addEventListener("close", resolve);
        port1.postMessage("end");
      })
    );
  }

  /** @param {number} name @param {string} [pair] */
  find(name, pair) {
    return this.say({ candidate: { bytes: candidate(), name }, pair });
  }
}

/** Of a 2048-bit key. */
function candidate() {
  return call(({ RawPrimeSearch }) => {
    const found = new RawPrimeSearch(2048);
    let bytes;
    while (!bytes) bytes = found.step(64);
    found.free();
    return bytes;
  });
}

function start() {
  const [a, b, controller] = [new Generator(), new Generator(), new AbortController()];
  let isOver = false;
  const key = search([a.port, b.port], controller.signal).finally(() => (isOver = true));
  return { a, b, key, controller, isOver: () => isOver };
}

test("who finds the second is confirming already, and the other is asked for its part", async () => {
  const { a, b, key } = start();
  await a.find(0);
  assert.equal(b.heard.first.name, 0);
  assert.ok(!a.heard);
  await b.find(1, "0 1");
  assert.equal(b.heard.first.name, 0, "its finder is asked for nothing more");
  assert.deepEqual([a.heard.pair, a.heard.part], ["0 1", 1]);
  await b.say({ confirmed: true, pair: "0 1" });
  await a.say({ confirmed: true, pair: "0 1" });
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});

test("two first ones at the same time: both generators are asked", async () => {
  const { a, b, key, controller, isOver } = start();
  await a.find(0);
  await b.find(1);
  assert.deepEqual([a.heard.pair, a.heard.part, b.heard.pair, b.heard.part], ["0 1", 1, "0 1", 0]);
  await b.say({ confirmed: true, pair: "0 1" });
  assert.equal(isOver(), false, "one verdict of two makes no key");
  controller.abort(new Error("dropped"));
  await assert.rejects(key, { message: "dropped" });
});

test("a verdict about other candidates counts for nothing, a composite one starts anew", async () => {
  const { a, b, key, isOver } = start();
  await a.find(0);
  await b.find(1, "0 1");
  await a.say({ confirmed: false, pair: "0 1" });
  assert.deepEqual([a.heard, b.heard], [{ search: true }, { search: true }]);
  await b.say({ confirmed: true, pair: "0 1" });
  await b.find(3);
  assert.equal(a.heard.first.name, 3);
  // Found before it heard that 0 is forgotten: what it confirms is not the pair that the keyring has.
  await a.find(2, "0 2");
  assert.deepEqual([a.heard.pair, a.heard.part, b.heard.pair, b.heard.part], ["3 2", 0, "3 2", 1]);
  await a.say({ confirmed: true, pair: "0 2" });
  await b.say({ confirmed: true, pair: "3 2" });
  assert.equal(isOver(), false, "the verdict about 0 and 2 is not counted");
  await a.say({ confirmed: true, pair: "3 2" });
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});
