// How the keyring worker combines the candidates and verdicts of two generators, in any order. The test sends the
// messages that generators would send.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { internal, wasmFile } from "../../support/installed.js";

/** @type {typeof import("../../../js/module/instance.js")} */
const { call, loadSync } = await import(internal("module/instance.js"));
/** @type {typeof import("../../../js/keygen/candidates.js")} */
const { search } = await import(internal("keygen/candidates.js"));
loadSync(new WebAssembly.Module(await readFile(wasmFile)));

/** @type {Generator[]} */
const all = [];

/** A generator's end of its port to the keyring worker, and the last message from there. */
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
    // The ports must not keep the process alive when a test fails.
    for (const port of [this.port, port2]) port.unref();
  }

  /** @param {object} message */
  async say(message) {
    const { port1, port2 } = this.#channel;
    port2.postMessage(message);
    // Since the ports do not keep the process alive, a timer does.
    const alive = setInterval(() => {}, 1000);
    await new Promise((resolve) => port1.addEventListener("message", resolve, { once: true }));
    await Promise.all(all.map((generator) => generator.#hearAll()));
    clearInterval(alive);
  }

  /** Waits for all messages that the keyring worker has sent: a port keeps their order, so a last one shows it. */
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

/** A candidate prime for a 2048-bit key. */
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

test("the generator that finds the second candidate confirms its part unasked, and the other one is asked for its part", async () => {
  const { a, b, key } = start();
  await a.find(0);
  assert.equal(b.heard.first.name, 0);
  assert.ok(!a.heard);
  await b.find(1, "0 1");
  assert.equal(b.heard.first.name, 0, "the finder of the second candidate was asked");
  assert.deepEqual([a.heard.pair, a.heard.part], ["0 1", 1]);
  await b.say({ confirmed: true, pair: "0 1" });
  await a.say({ confirmed: true, pair: "0 1" });
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});

test("if both generators find a first candidate at the same time, both are asked to confirm", async () => {
  const { a, b, key, controller, isOver } = start();
  await a.find(0);
  await b.find(1);
  assert.deepEqual([a.heard.pair, a.heard.part, b.heard.pair, b.heard.part], ["0 1", 1, "0 1", 0]);
  await b.say({ confirmed: true, pair: "0 1" });
  assert.equal(isOver(), false, "the key was made after one verdict of two");
  controller.abort(new Error("dropped"));
  await assert.rejects(key, { message: "dropped" });
});

test("a verdict about another pair is ignored, and a composite candidate starts the search again", async () => {
  const { a, b, key, isOver } = start();
  await a.find(0);
  await b.find(1, "0 1");
  await a.say({ confirmed: false, pair: "0 1" });
  assert.deepEqual([a.heard, b.heard], [{ search: true }, { search: true }]);
  await b.say({ confirmed: true, pair: "0 1" });
  await b.find(3);
  assert.equal(a.heard.first.name, 3);
  // This generator found its candidate before it heard that 0 was dropped, so it confirms a pair that no longer exists.
  await a.find(2, "0 2");
  assert.deepEqual([a.heard.pair, a.heard.part, b.heard.pair, b.heard.part], ["3 2", 0, "3 2", 1]);
  await a.say({ confirmed: true, pair: "0 2" });
  await b.say({ confirmed: true, pair: "3 2" });
  assert.equal(isOver(), false, "the verdict about 0 and 2 was counted");
  await a.say({ confirmed: true, pair: "3 2" });
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});
