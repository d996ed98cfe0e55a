// How the keyring worker makes a key of candidates for primes from its generators. Each generator runs its part of the
// Miller-Rabin tests of both candidates and confirms them or not. The test sends the messages that generators would
// send, in different orders.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { internal, wasmFile } from "../../support/installed.js";

/** @type {typeof import("../../../js/module/instance.js")} */
const { call, loadSync } = await import(internal("module/instance.js"));
/** @type {typeof import("../../../js/keygen/candidates.js")} */
const { search, searchAll } = await import(internal("keygen/candidates.js"));
loadSync(new WebAssembly.Module(await readFile(wasmFile)));

/** All generators of the tests so far. @type {Generator[]} */
const all = [];

/** A generator with its message channel to the keyring worker. */
class Generator {
  #channel = new MessageChannel();
  /** The keyring worker's end. */
  port = /** @type {any} */ (this.#channel.port1);
  /** The last message from the keyring worker. @type {any} */
  received;
  #isClosed = false;

  constructor() {
    const { port2 } = this.#channel;
    port2.onmessage = ({ data }) => (this.received = data === "end" ? this.received : data);
    port2.addEventListener("close", () => (this.#isClosed = true));
    all.push(this);
    // The ports must not keep the process alive when a test fails.
    for (const port of [this.port, port2]) port.unref();
  }

  /** Sends a message and waits for the answers to all generators. @param {object} message */
  async send(message) {
    const { port1, port2 } = this.#channel;
    port2.postMessage(message);
    // Since the ports do not keep the process alive, a timer does.
    const alive = setInterval(() => {}, 1000);
    await new Promise((resolve) => port1.addEventListener("message", resolve, { once: true }));
    await Promise.all(all.map((generator) => generator.#receiveAll()));
    clearInterval(alive);
  }

  /**
   * Waits for all messages that the keyring worker has sent: a port keeps their order, so the message "end" arrives
   * after them.
   */
  #receiveAll() {
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

  /**
   * Sends a candidate. A generator that knows another candidate names the pair, and has begun to test it.
   *
   * @param {number} name
   * @param {string} [pair]
   */
  find(name, pair) {
    return this.send({ candidate: { bytes: candidate(), name }, pair });
  }
}

/** A candidate prime for a 2048-bit key. */
function candidate() {
  return call(({ RawPrimeSearch }) => {
    const primeSearch = new RawPrimeSearch(2048);
    let bytes;
    while (!bytes) bytes = primeSearch.step(64);
    primeSearch.free();
    return bytes;
  });
}

/** Starts a search with two generators, `a` and `b`. */
function start() {
  const [a, b, controller] = [new Generator(), new Generator(), new AbortController()];
  let isOver = false;
  const key = search([a.port, b.port], controller.signal).finally(() => (isOver = true));
  return { a, b, key, controller, isOver: () => isOver };
}

test("the finder of the second candidate tests its part without being asked, and the other generator is asked", async () => {
  const { a, b, key } = start();
  await a.find(0);
  assert.equal(b.received.first.name, 0);
  assert.ok(!a.received);
  await b.find(1, "0 1");
  assert.equal(b.received.first.name, 0, "the finder of the second candidate was asked");
  assert.deepEqual([a.received.pair, a.received.part], ["0 1", 1]);
  await b.send({ confirmed: true, pair: "0 1" });
  await a.send({ confirmed: true, pair: "0 1" });
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});

test("if both generators find a first candidate at the same time, both are asked to test the pair", async () => {
  const { a, b, key, controller, isOver } = start();
  await a.find(0);
  await b.find(1);
  assert.deepEqual([a.received.pair, a.received.part, b.received.pair, b.received.part], ["0 1", 1, "0 1", 0]);
  await b.send({ confirmed: true, pair: "0 1" });
  assert.equal(isOver(), false, "the key was made after one confirmation of two");
  controller.abort(new Error("dropped"));
  await assert.rejects(key, { message: "dropped" });
});

test("of four generators each tests a part of its own, and a candidate that comes too late is dropped", async () => {
  const generators = Array.from({ length: 4 }, () => new Generator());
  let isOver = false;
  const key = search(
    generators.map(({ port }) => port),
    new AbortController().signal,
  ).finally(() => (isOver = true));
  const [a, b, c, d] = /** @type {[Generator, Generator, Generator, Generator]} */ (generators);
  await c.find(2);
  assert.deepEqual(
    [a, b, d].map(({ received }) => received.first.name),
    [2, 2, 2],
  );
  await b.find(1, "2 1");
  // Its candidate comes too late, and it has begun to test a pair that is not the key's.
  await d.find(3, "2 3");
  assert.deepEqual(
    [a, c, d].map(({ received: { pair, part } }) => [pair, part]),
    [1, 2, 3].map((part) => ["2 1", part]),
  );
  await d.send({ confirmed: true, pair: "2 3" });
  for (const generator of generators) {
    assert.equal(isOver, false, "a part is missing");
    await generator.send({ confirmed: true, pair: "2 1" });
  }
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});

test("a confirmation of another pair is ignored, and a composite candidate starts the search again", async () => {
  const { a, b, key, isOver } = start();
  await a.find(0);
  await b.find(1, "0 1");
  await a.send({ confirmed: false, pair: "0 1" });
  assert.deepEqual([a.received, b.received], [{ search: true }, { search: true }]);
  await b.send({ confirmed: true, pair: "0 1" });
  await b.find(3);
  assert.equal(a.received.first.name, 3);
  // This generator found its candidate before it received the message that 0 was dropped, so it confirms a pair that no
  // longer exists.
  await a.find(2, "0 2");
  assert.deepEqual([a.received.pair, a.received.part, b.received.pair, b.received.part], ["3 2", 0, "3 2", 1]);
  await a.send({ confirmed: true, pair: "0 2" });
  await b.send({ confirmed: true, pair: "3 2" });
  assert.equal(isOver(), false, "the confirmation of 0 and 2 was counted");
  await a.send({ confirmed: true, pair: "3 2" });
  const raw = await key;
  assert.equal(
    call(() => raw.publicKey().bits()),
    2048,
  );
});

test("an identity is two keys of one search: the generators go on after the first, and end after the second", async () => {
  const [a, b] = [new Generator(), new Generator()];
  const keys = searchAll([a.port, b.port], new AbortController().signal, [false, true]);
  for (const [one, two] of [
    [0, 1],
    [2, 3],
  ]) {
    await a.find(one ?? 0);
    await b.find(two ?? 0, `${one} ${two}`);
    await b.send({ confirmed: true, pair: `${one} ${two}` });
    await a.send({ confirmed: true, pair: `${one} ${two}` });
    if (one === 0) assert.deepEqual([a.received, b.received], [{ search: true }, { search: true }]);
  }
  const [encryption, signing] = await keys;
  assert.equal(call(() => signing?.sign(Uint8Array.of(1)))?.length, 256);
  const publicKey = call(() => encryption?.publicKey());
  assert.equal(call(() => publicKey?.encrypt(Uint8Array.of(1)))?.length, 256, "the first key is for encryption");
});

test("an abort between the two keys of an identity gives neither key", async () => {
  const [a, b, controller] = [new Generator(), new Generator(), new AbortController()];
  const keys = searchAll([a.port, b.port], controller.signal, [false, true]);
  await a.find(0);
  await b.find(1, "0 1");
  await b.send({ confirmed: true, pair: "0 1" });
  await a.send({ confirmed: true, pair: "0 1" });
  controller.abort(new Error("dropped"));
  await assert.rejects(keys, { message: "dropped" });
});
