// Keys that are written and read again by the package itself, and texts that are no keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

const { PrivateKey, PublicKey, isSealpostError } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

/**
 * The types in which a key may be given: text, its bytes, a view and a buffer.
 *
 * @param {string} text
 * @param {Uint8Array} bytes
 */
const inputs = (text, bytes) => [text, new TextEncoder().encode(text), bytes, bytes.slice().buffer];

test("a key is the same after it is written and read, as PEM and as DER of each format", () => {
  assert.equal(key.bits, 2048);
  for (const format of /** @type {const} */ (["pkcs8", "pkcs1"])) {
    const [text, bytes] = [key.toPem({ format }), key.toDer({ format })];
    assert.match(text, format === "pkcs8" ? /^-----BEGIN PRIVATE KEY-----\n/ : /^-----BEGIN RSA PRIVATE KEY-----\n/);
    for (const input of inputs(text, bytes)) assert.equal(PrivateKey.parse(input).toPem(), key.toPem());
  }
  for (const format of /** @type {const} */ (["spki", "pkcs1"])) {
    const [text, bytes] = [publicKey.toPem({ format }), publicKey.toDer({ format })];
    assert.match(text, format === "spki" ? /^-----BEGIN PUBLIC KEY-----\n/ : /^-----BEGIN RSA PUBLIC KEY-----\n/);
    for (const input of inputs(text, bytes)) assert.equal(PublicKey.parse(input).toPem(), publicKey.toPem());
  }
  assert.match(publicKey.thumbprint(), /^[\w-]{43}$/);
  assert.match(publicKey.fingerprint(), /^SHA256:[A-Za-z0-9+/]{43}$/);
});

test("a public key where a private one is expected, and the reverse, has an error code of its own", async () => {
  await fails("private-key-given", () => PublicKey.parse(key.toPem()));
  await fails("private-key-given", () => PublicKey.parse(key.toDer({ format: "pkcs1" })));
  await fails("public-key-given", () => PrivateKey.parse(publicKey.toPem()));
  await fails("public-key-given", () => PrivateKey.parse(publicKey.toDer({ format: "pkcs1" })));
  instanceWorks();
});

test("a text or bytes that are no key are malformed-key, and a private key with a flipped bit is refused", async () => {
  const pem = publicKey.toPem();
  const der = publicKey.toDer();
  for (const input of [
    "",
    " ",
    "hunter2",
    pem.slice(0, 200),
    pem.replace("M", "!"),
    new Uint8Array(),
    der.subarray(0, 100),
    Buffer.from([0xff, 0xfe]),
  ]) {
    await fails("malformed-key", () => PublicKey.parse(input), "hunter2");
  }
  const secret = key.toDer();
  for (const at of [0, 5, 30, 300, 600, 900, secret.length - 3]) {
    const flipped = secret.slice();
    flipped[at] = Number(flipped[at]) ^ 0x20;
    assert.throws(() => PrivateKey.parse(flipped), isSealpostError, `byte ${at} was changed and the key accepted`);
  }
  instanceWorks();
});
