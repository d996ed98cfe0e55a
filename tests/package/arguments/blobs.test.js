// The keyring: Blobs and files as arguments of its calls, the options of `seal`, and `encrypt`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, unseal } = sealpost;
const privateKey = PrivateKey.generate({ bits: 2048 });
const publicKey = privateKey.publicKey();
const pem = publicKey.toPem();
const id = publicKey.thumbprint();
const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

test("a Blob is accepted wherever bytes or the text of a file are", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(new File([privateKey.toPem()], "key.pem"));
  const sealed = await keyring.seal(new Blob(["a ", "message"]), [pem]);
  assert.equal((await keyring.unseal(new Blob([sealed]))).text(), "a message");
  const ciphertext = await keyring.encrypt(pem, new Blob(["a secret"]));
  assert.equal(decode(await keyring.decrypt(id, new Blob([ciphertext]))), "a secret");
  assert.deepEqual(await keyring.diagnose(id, new Blob([ciphertext])), { hash: "SHA-256", mgfHash: "SHA-256" });
  const { text } = await keyring.backup({ passphrase: "secret" });
  assert.equal((await keyring.restore(new Blob([text]), { passphrase: "secret" })).keys[0]?.id, id);

  await fails("malformed-key", () => keyring.import(new Blob([new Uint8Array(1 << 20)])));
  await fails("message-too-long", () => keyring.seal(new Blob([new Uint8Array((64 << 20) + 1)]), [pem]));
  await fails("message-too-long", () => keyring.encrypt(pem, new Blob([new Uint8Array(1 << 20)])));
  await fails("decryption-failed", () => keyring.decrypt(id, new Blob([new Uint8Array(1 << 20)])));
  await fails("invalid-argument", () => keyring.seal(Object.create(Blob.prototype), [pem]));
  t.mock.method(Blob.prototype, "arrayBuffer", () => Promise.reject(new DOMException("gone", "NotReadableError")));
  const error = await fails("invalid-argument", () => keyring.seal(new Blob(["x"]), [pem]));
  assert.equal(/** @type {any} */ (error.cause).name, "NotReadableError");
});

test("encrypt takes a public key as PEM, DER, JWK or JWK Set, and the options of OAEP", async (t) => {
  const { keyring } = await openKeyring(t);
  const options = /** @type {const} */ ({ hash: "SHA-512", mgfHash: "SHA-1", label: Uint8Array.of(1) });
  for (const form of [pem, publicKey.toDer(), publicKey.toJwk(), { keys: [publicKey.toJwk()] }]) {
    assert.equal(decode(privateKey.decrypt(await keyring.encrypt(form, "grüße", options), options)), "grüße");
  }
  await fails("private-key-given", () => keyring.encrypt(privateKey.toPem(), "x"));
  await fails("message-too-long", () => keyring.encrypt(pem, new Uint8Array(191)));
  await fails("invalid-argument", () => keyring.encrypt(pem, "x", /** @type {any} */ ({ signal: 5 })));
  await fails("invalid-argument", () => keyring.encrypt(pem, /** @type {any} */ (5)));
});

test("seal applies its options, whether WebCrypto or the wasm module encrypts the content", async (t) => {
  const { keyring } = await openKeyring(t);
  for (const enc of /** @type {const} */ (["A256GCM", "A128GCM", "A192GCM", "A256CBC-HS512"])) {
    const options = /** @type {const} */ ({
      alg: "RSA-OAEP-512",
      enc,
      kid: "theirs",
      header: { cty: "text/plain" },
      aad: "data",
    });
    const opened = unseal(await keyring.seal("x", [pem], options), privateKey);
    assert.equal(opened.text(), "x");
    assert.deepEqual(opened.header, { alg: "RSA-OAEP-512", enc, kid: "theirs", cty: "text/plain" });
    assert.equal(decode(opened.aad ?? new Uint8Array()), "data");
  }
  await fails("invalid-argument", () => keyring.seal("x", [pem], { form: "compact", aad: "x" }));
  await fails("invalid-argument", () => keyring.seal("x", [pem], /** @type {any} */ ({ from: 5 })));
});
