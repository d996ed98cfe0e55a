// Faults in the kernel after its start-up test, and a random source that fails: the result is right or an error with a
// code, and never a bad key or a wrong plaintext.
import assert from "node:assert/strict";
import { randomFillSync } from "node:crypto";
import { test } from "node:test";
import { plant, wrapper } from "./fault.js";
import { checkKey, numbersOf } from "../support/keys/check.js";
import { loaded } from "./package.js";
import { fused } from "./processor.js";

/** @typedef {import("../../js/index.js").SealpostError} SealpostError */

/** The codes with which a key search may fail: it cannot tell faulty arithmetic from a faulty random source. */
const SEARCH_ERRORS = ["internal-error", "random-unavailable"];

const accelerated = { skip: fused ? false : "the accelerated kernel does not run on this processor" };

/**
 * The package with faults in its kernel: in each call for which `strikes` returns true, one bit of the result is wrong.
 * Until a test replaces it, `strikes` returns false for every call.
 *
 * @param {import("node:test").TestContext} t
 */
async function withFault(t) {
  const { sealpost, raw, memory } = await loaded(t, "accelerated");
  assert.equal(sealpost.engine(), "relaxed-simd", "the accelerated kernel did not pass its start-up test");
  const fault = { calls: 0, struck: 0, strikes: (/** @type {number} */ call) => call < 0 };
  plant(raw.functionTable(), wrapper(), (result) => {
    fault.calls += 1;
    if (!fault.strikes(fault.calls)) return;
    fault.struck += 1;
    // A result has two numbers with interleaved limbs of 52 bits, in 64 bits each. The fault flips one bit in one of
    // the four lowest limbs of either number. Of a limb's upper 32 bits only the low 20 are used.
    const word = Math.floor(Math.random() * 16);
    new Uint32Array(memory.buffer, result, 16)[word] ^= 1 << Math.floor(Math.random() * 20);
  });
  return { sealpost, fault };
}

/**
 * The result of a call: its value, or the code of its error.
 *
 * @template T
 * @param {() => T} operation
 * @returns {{ value: T, code?: undefined } | { code: string, value?: undefined }}
 */
function outcome(operation) {
  try {
    return { value: operation() };
  } catch (error) {
    assert.equal(/** @type {Error} */ (error).name, "SealpostError", String(error));
    return { code: /** @type {SealpostError} */ (error).code };
  }
}

test("no fault in any call of the kernel during a decryption releases a wrong plaintext", accelerated, async (t) => {
  const { sealpost, fault } = await withFault(t);
  const key = sealpost.PrivateKey.generate({ bits: 2048 });
  const plaintext = randomFillSync(new Uint8Array(32));
  const ciphertext = key.publicKey().encrypt(plaintext);
  key.decrypt(ciphertext);
  fault.calls = 0;
  key.decrypt(ciphertext);
  const { calls } = fault;
  assert.ok(calls > 300, `a decryption makes only ${calls} calls of the kernel`);
  /** @type {Record<string, number>} */
  const counts = {};
  for (let at = 1; at <= calls; at += 1) {
    fault.calls = 0;
    fault.strikes = (call) => call === at;
    const { value, code } = outcome(() => key.decrypt(ciphertext));
    if (value) assert.deepEqual(value, plaintext, `a fault in call ${at} gave a wrong plaintext`);
    counts[code ?? "right"] = (counts[code ?? "right"] ?? 0) + 1;
    // A fault while the blinding pair is squared shows only in later decryptions, and a pair is used for at most 32
    // decryptions. If the first later decryption works, the pair has no fault.
    fault.strikes = () => false;
    for (let use = 0; use < 33; use += 1) {
      const later = outcome(() => key.decrypt(ciphertext));
      if (later.value) assert.deepEqual(later.value, plaintext);
      else assert.equal(later.code, "internal-error");
      if (later.value && use === 0) break;
    }
  }
  t.diagnostic(`of ${calls} faults: ${JSON.stringify(counts)}`);
  assert.ok(Number(counts["internal-error"]) > calls / 2, JSON.stringify(counts));
  assert.deepEqual(
    Object.keys(counts).filter((name) => !["right", "internal-error"].includes(name)),
    [],
  );
  fault.strikes = () => false;
  assert.deepEqual(key.decrypt(ciphertext), plaintext, "the key no longer decrypts after the faults");
});

test("no fault during key generation makes a bad key", accelerated, async (t) => {
  const { sealpost, fault } = await withFault(t);
  /** @type {Record<string, number>} */
  const counts = {};
  // From a fault in every tenth call to one in 7,615 calls.
  for (let round = 0; round < 40; round += 1) {
    const period = 10 + 5 * round * round;
    fault.strikes = (call) => call % period === 0;
    const { value, code } = outcome(() => sealpost.PrivateKey.generate({ bits: 2048 }));
    fault.strikes = () => false;
    if (value) checkKey(numbersOf(value), 2048);
    counts[code ?? "valid"] = (counts[code ?? "valid"] ?? 0) + 1;
  }
  t.diagnostic(`${fault.struck} faults: ${JSON.stringify(counts)}`);
  assert.ok(fault.struck > 200);
  assert.deepEqual(
    Object.keys(counts).filter((name) => !["valid", ...SEARCH_ERRORS].includes(name)),
    [],
  );
});

test("with a fault in every call of the kernel a search ends with an error", accelerated, async (t) => {
  const { sealpost, fault } = await withFault(t);
  fault.strikes = () => true;
  assert.ok(SEARCH_ERRORS.includes(outcome(() => sealpost.PrivateKey.generate({ bits: 2048 })).code ?? "a key"));
});

for (const which of /** @type {const} */ (["accelerated", "base"])) {
  test(`${which} kernel: a random source that fails after some draws gives random-unavailable`, async (t) => {
    const { sealpost } = await loaded(t, which);
    const key = sealpost.PrivateKey.generate({ bits: 2048 });
    const publicKey = key.publicKey();
    const text = new TextEncoder().encode("hello");
    const ciphertext = publicKey.encrypt(text);
    const source = crypto.getRandomValues.bind(crypto);
    let budget = Infinity;
    t.mock.method(crypto, "getRandomValues", (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => {
      if (budget <= 0) throw new DOMException("no entropy", "OperationError");
      budget -= 1;
      return source(bytes);
    });
    /** @type {Record<string, () => unknown>} */
    const operations = {
      encrypt: () => publicKey.encrypt(text),
      // A key that was just read has no blinding pair yet.
      decrypt: () => sealpost.PrivateKey.parse(key.toPem()).decrypt(ciphertext),
      seal: () => sealpost.seal(text, publicKey),
      generate: () => sealpost.PrivateKey.generate({ bits: 2048 }),
    };
    for (const [name, operation] of Object.entries(operations)) {
      let refused = 0;
      for (const draws of [0, 1, 2, 3, 4, 5, 10, 20, 40, 60, 80, 100, 120]) {
        budget = draws;
        const { value, code } = outcome(operation);
        if (code !== undefined) {
          assert.equal(code, "random-unavailable", `${name} after ${draws} draws`);
          refused += 1;
        } else if (name === "decrypt") {
          assert.deepEqual(value, text);
        } else if (name === "generate") {
          checkKey(numbersOf(/** @type {any} */ (value)), 2048);
        }
      }
      assert.ok(refused > 0, `${name} asks for no randomness`);
      budget = Infinity;
      operation();
    }
  });
}
