// Keys of the platform's classes, CryptoKey and KeyObject, and what JSON and the console show of keys.
import assert from "node:assert/strict";
import { createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { inspect as show } from "node:util";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

const { PrivateKey, PublicKey } = sealpost;
const { subtle } = crypto;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

/** A pair of CryptoKeys. @param {string} name @param {boolean} extractable @param {KeyUsage[]} usages */
async function generated(name, extractable, usages) {
  const algorithm = { name, hash: "SHA-256", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  return /** @type {CryptoKeyPair} */ (await subtle.generateKey(algorithm, extractable, usages));
}

test("fromCryptoKey reads both halves of a pair, and WebCrypto decrypts what the public half encrypts", async () => {
  for (const usages of /** @type {KeyUsage[][]} */ ([
    ["encrypt", "decrypt"],
    ["wrapKey", "unwrapKey"],
  ])) {
    const pair = await generated("RSA-OAEP", true, usages);
    const ours = await PrivateKey.fromCryptoKey(pair.privateKey);
    const ourPublic = await PublicKey.fromCryptoKey(pair.publicKey);
    assert.equal(ours.publicKey().thumbprint(), ourPublic.thumbprint());
    const ciphertext = ourPublic.encrypt("text");
    assert.deepEqual(ours.decrypt(ciphertext), new TextEncoder().encode("text"));
    if (usages[0] !== "encrypt") continue;
    const decrypted = await subtle.decrypt("RSA-OAEP", pair.privateKey, /** @type {BufferSource} */ (ciphertext));
    assert.equal(new TextDecoder().decode(decrypted), "text");
  }
});

test("a CryptoKey that cannot be read is refused with the reason", async () => {
  const closed = await generated("RSA-OAEP", false, ["encrypt", "decrypt"]);
  const signing = await generated("RSA-PSS", true, ["sign", "verify"]);
  assert.match(
    (await fails("not-exportable", () => PrivateKey.fromCryptoKey(closed.privateKey))).message,
    /extractable/,
  );
  await PublicKey.fromCryptoKey(closed.publicKey);
  await fails("unsupported-key", () => PrivateKey.fromCryptoKey(signing.privateKey));
  await fails("unsupported-key", () => PublicKey.fromCryptoKey(signing.publicKey));
  await fails("private-key-given", () => PublicKey.fromCryptoKey(closed.privateKey));
  const secret = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  for (const type of [PublicKey, PrivateKey]) await fails("unsupported-key", () => type.fromCryptoKey(secret));
  await fails("public-key-given", () => PrivateKey.fromCryptoKey(closed.publicKey));
  const any = /** @type {any} */ (PrivateKey);
  assert.match((await fails("invalid-argument", () => any.fromCryptoKey(closed))).message, /privateKey/);
  const fake = {
    [Symbol.toStringTag]: "CryptoKey",
    type: "private",
    extractable: true,
    algorithm: { name: "RSA-OAEP" },
  };
  for (const wrong of [undefined, null, "pem", {}, key, key.toJwk(), fake]) {
    await fails("invalid-argument", () => any.fromCryptoKey(wrong));
  }
  assert.match((await fails("invalid-argument", () => any.parse(closed.privateKey))).message, /fromCryptoKey/);
  assert.match((await fails("invalid-argument", () => any.parse(Promise.resolve("pem")))).message, /await/);
  assert.match((await fails("invalid-argument", () => any.parse(new File(["pem"], "pem")))).message, /text\(\)/);
});

test("parse reads a KeyObject of node:crypto", async () => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ours = PrivateKey.parse(pair.privateKey);
  assert.equal(ours.toPem(), pair.privateKey.export({ type: "pkcs8", format: "pem" }));
  assert.equal(PublicKey.parse(pair.publicKey).thumbprint(), ours.publicKey().thumbprint());
  assert.equal(PublicKey.parse(createPublicKey(publicKey.toPem())).thumbprint(), publicKey.thumbprint());
  await fails("private-key-given", () => PublicKey.parse(pair.privateKey));
  await fails("public-key-given", () => PrivateKey.parse(pair.publicKey));
  await fails("unsupported-key", () => PrivateKey.parse(createSecretKey(Buffer.alloc(32))));
  await fails("unsupported-key", () => PrivateKey.parse(generateKeyPairSync("ed25519").privateKey));
  const weak = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  await fails("weak-key", () => PrivateKey.parse(weak));
  assert.equal(PrivateKey.parse(weak, { allowWeak: true }).bits, 1024);
});

test("JSON.stringify writes the JWK of a public key, and throws for a private key", async () => {
  assert.deepEqual(JSON.parse(JSON.stringify({ keys: [publicKey] })), { keys: [publicKey.toJwk()] });
  assert.equal(PublicKey.parse(JSON.stringify({ keys: [publicKey] })).thumbprint(), publicKey.thumbprint());
  const error = await fails("not-exportable", () => JSON.stringify({ key }));
  assert.match(error.message, /toJwk/);
});

test("the console shows the size and the thumbprint of a key, and no private numbers", () => {
  const thumbprint = publicKey.thumbprint();
  const wide = { breakLength: 200 };
  assert.equal(show(publicKey, wide), `PublicKey { bits: 2048, thumbprint: '${thumbprint}' }`);
  assert.equal(show({ key }, wide), `{ key: PrivateKey { bits: 2048, thumbprint: '${thumbprint}' } }`);
  const mine = PrivateKey.parse(key.toPem());
  mine.free();
  assert.equal(show(mine), "PrivateKey { freed: true }");
  assert.equal(show(Object.create(PrivateKey.prototype)), "Key {}");
  const numbers = Object.values(key.toJwk()).filter((value) => String(value).length > 100);
  assert.ok(numbers.length >= 5);
  const shown = show(key, { showHidden: true, depth: 10 });
  for (const number of numbers) assert.ok(!shown.includes(String(number).slice(0, 20)));
});
