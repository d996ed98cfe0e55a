// `encrypt`, `decrypt` and `diagnose`: RSAES-OAEP on short messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

const { PrivateKey } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

test("what is encrypted is decrypted, with other hashes and a label, from views and buffers, up to the longest plaintext", () => {
  const label = Uint8Array.of(0, 1, 2);
  const options = /** @type {const} */ ({ hash: "SHA-384", mgfHash: "SHA-1", label });
  assert.equal(decode(key.decrypt(publicKey.encrypt("é", options), options)), "é");
  assert.equal(publicKey.maxPlaintext(), 256 - 2 * 32 - 2);
  assert.equal(publicKey.maxPlaintext({ hash: "SHA-512" }), 256 - 2 * 64 - 2);
  const whole = Uint8Array.of(9, 9, 1, 2, 3, 9);
  const part = whole.subarray(2, 5);
  for (const plaintext of [part, part.slice().buffer, Buffer.from(part)]) {
    assert.deepEqual(key.decrypt(publicKey.encrypt(plaintext)), Uint8Array.of(1, 2, 3));
  }
  assert.deepEqual(key.decrypt(publicKey.encrypt("")), new Uint8Array());
  const ciphertext = publicKey.encrypt(new Uint8Array(publicKey.maxPlaintext()));
  assert.equal(key.decrypt(ciphertext.slice().buffer).length, publicKey.maxPlaintext());
});

test("every failed decryption throws the same error, whatever was wrong with the ciphertext", async () => {
  const good = publicKey.encrypt("x");
  const flipped = good.slice();
  flipped[100] = Number(flipped[100]) ^ 1;
  const wrong = [
    new Uint8Array(),
    flipped,
    good.subarray(1),
    new Uint8Array(257),
    new Uint8Array(4096),
    new Uint8Array(256).fill(255),
  ];
  const errors = [await fails("decryption-failed", () => key.decrypt(good, { label: Uint8Array.of(1) }))];
  for (const ciphertext of wrong) errors.push(await fails("decryption-failed", () => key.decrypt(ciphertext)));
  const shape = ({ message, name, ...own } = /** @type {any} */ (errors[0])) => ({
    message,
    name,
    own,
    keys: Reflect.ownKeys(errors[0] ?? {}),
  });
  for (const error of errors) assert.deepEqual({ ...shape(error), keys: Reflect.ownKeys(error) }, shape(errors[0]));
});

test("diagnose names the hashes that the sender used, and gives null for another label or no ciphertext", async () => {
  const hashes = /** @type {const} */ (["SHA-1", "SHA-256", "SHA-512/224"]);
  for (const hash of hashes) {
    for (const mgfHash of hashes) {
      const label = Uint8Array.of(1);
      const ciphertext = publicKey.encrypt("x", { hash, mgfHash, label });
      assert.deepEqual(key.diagnose(ciphertext, { label }), { hash, mgfHash });
      assert.equal(key.diagnose(ciphertext), null, "diagnosed with another label");
    }
  }
  for (const length of [0, 255, 256, 257, 5000]) assert.equal(key.diagnose(new Uint8Array(length).fill(1)), null);
  await fails("invalid-argument", () => key.diagnose(new Uint8Array(256), /** @type {any} */ ({ hash: "SHA-1" })));
});
