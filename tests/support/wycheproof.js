// Project Wycheproof's test vectors for RSAES-OAEP, run through the JavaScript interface. SEALPOST_VECTORS names the
// file with the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

/**
 * @typedef {object} Case
 * @property {string} file
 * @property {number} tcId
 * @property {string} privateKeyPkcs8 In hex, like all bytes here.
 * @property {import("../../js/index.js").Hash} hash
 * @property {import("../../js/index.js").Hash} mgfHash
 * @property {string} label
 * @property {string} ct
 * @property {string} msg
 * @property {"valid" | "invalid" | "acceptable"} result
 * @property {number} bits
 */

/**
 * Asserts that every case decrypts or fails as its `result` says, that all failures are the same error, and that what
 * a public key of 2048 bits or more encrypts with the parameters of a valid case decrypts.
 *
 * @param {typeof import("../../js/index.js")} sealpost
 */
export function checkOaep({ PrivateKey, PublicKey }) {
  const path = process.env.SEALPOST_VECTORS ?? assert.fail("SEALPOST_VECTORS must name the file with the vectors");
  /** @type {Case[]} */
  const cases = JSON.parse(readFileSync(path, "utf8"));
  const counts = { all: 0, invalid: 0, weak: 0, encrypted: 0 };
  /** @type {object | undefined} */
  let failure;
  /** @type {Map<string, ReturnType<typeof PrivateKey.parse>>} */
  const keys = new Map();
  for (const { file, tcId, privateKeyPkcs8, hash, mgfHash, label, ct, msg, result, bits } of cases) {
    const name = `${file} ${tcId}`;
    let key = keys.get(privateKeyPkcs8);
    if (!key) {
      const der = Buffer.from(privateKeyPkcs8, "hex");
      if (bits < 2048) assert.throws(() => PrivateKey.parse(der), { code: "weak-key" }, name);
      key = PrivateKey.parse(der, { allowWeak: true });
      assert.equal(key.bits, bits, name);
      keys.set(privateKeyPkcs8, key);
    }
    const options = { hash, mgfHash, label: Buffer.from(label, "hex") };
    const decrypt = () => key.decrypt(Buffer.from(ct, "hex"), options);
    if (result === "invalid") {
      const error = thrownBy(decrypt);
      failure ??= error;
      assert.ok(isDeepStrictEqual(error, failure), `${name}: the error differs from the others`);
      counts.invalid += 1;
    } else {
      assert.equal(Buffer.from(decrypt()).toString("hex"), msg, name);
      if (bits >= 2048) {
        const publicKey = PublicKey.parse(key.publicKey().toPem());
        const again = key.decrypt(publicKey.encrypt(Buffer.from(msg, "hex"), options), options);
        assert.equal(Buffer.from(again).toString("hex"), msg, name);
        counts.encrypted += 1;
      }
    }
    counts.all += 1;
    counts.weak += bits < 2048 ? 1 : 0;
  }
  // The counts of the published files: every case was run.
  assert.deepEqual(counts, { all: 1098, invalid: 389, weak: 120, encrypted: 589 });
  assert.equal(/** @type {any} */ (failure).code, "decryption-failed");
}

/**
 * All properties of the error that `operation` throws, except for its stack.
 *
 * @param {() => unknown} operation
 */
function thrownBy(operation) {
  try {
    operation();
  } catch (error) {
    assert.equal(/** @type {any} */ (error)?.name, "SealpostError", String(error));
    const fields = Reflect.ownKeys(/** @type {Error} */ (error)).map((name) => [
      name,
      Reflect.get(/** @type {Error} */ (error), name),
    ]);
    return Object.fromEntries(fields.filter(([name]) => name !== "stack"));
  }
  return assert.fail("an invalid ciphertext was decrypted");
}
