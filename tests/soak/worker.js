// Started by run.js: generates keys with the package, checks each key and reports its primes. For the controls this
// worker replaces the random source.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { checkKey, numbersOf } from "../support/keys/check.js";
import { Rsa } from "../rsa/instance.js";

/** @typedef {{ keys: number, bits: number, source: "system" | "stuck" | "replayed" }} Task */
/** @typedef {{ engine: string } | { primes: string[], took: number } | { code: string } | { wrong: string }} Report */

const { keys, bits, source } = /** @type {Task} */ (workerData);
const report = (/** @type {Report} */ message) => parentPort?.postMessage(message);

// The source is replaced before the package is loaded, so that all of the package uses the replacement.
if (source !== "system") {
  let state = 1;
  crypto.getRandomValues = (array) => {
    const bytes = new Uint8Array(/** @type {ArrayBufferView} */ (array).buffer, array?.byteOffset, array?.byteLength);
    // Stuck: always the same byte. Replayed: pseudorandom bytes that are the same in each worker.
    bytes.forEach((_, index) => {
      if (source === "replayed") state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      bytes[index] = source === "replayed" ? state >>> 16 : 0x5c;
    });
    return array;
  };
}

const { sealpost } = await import("../support/installed.js");
const rsa = new Rsa(
  new WebAssembly.Module(readFileSync(process.env.SEALPOST_RSA ?? assert.fail("run this with `cargo xtask soak`"))),
);
report({ engine: sealpost.engine() });

for (let made = 0; made < keys; made += 1) {
  try {
    const started = performance.now();
    const key = sealpost.PrivateKey.generate({ bits });
    const took = performance.now() - started;
    report({ primes: check(key), took });
    key.free();
  } catch (error) {
    const { code, message } = /** @type {import("../../js/index.js").SealpostError} */ (error);
    report(sealpost.isSealpostError(error) ? { code } : { wrong: message });
    break;
  }
}

/**
 * Checks a key by itself and with the crate rsa. Returns its primes.
 *
 * @param {import("../../js/index.js").PrivateKey} key
 */
function check(key) {
  const numbers = numbersOf(key);
  checkKey(numbers, bits);
  // A prime has half of the key's bits, and a hexadecimal digit stands for four bits.
  const primes = [numbers.p, numbers.q].map((prime) => prime.toString(16).padStart(bits / 8, "0"));
  assert.ok(rsa.take(Buffer.from(primes.join(""), "hex")), "the crate rsa refuses the key");
  const plaintext = crypto.getRandomValues(new Uint8Array(32));
  assert.deepEqual(
    key.decrypt(rsa.encrypt(plaintext)),
    plaintext,
    "a ciphertext of the crate rsa is decrypted wrongly",
  );
  assert.deepEqual(
    rsa.decrypt(key.publicKey().encrypt(plaintext)),
    plaintext,
    "the crate rsa decrypts our ciphertext to something else",
  );
  return primes;
}
