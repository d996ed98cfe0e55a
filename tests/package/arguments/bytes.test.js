// Arguments that are bytes or text: which types are accepted, and how long they may be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";

const { PrivateKey, PublicKey, inspect, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("bytes and options that were made in another realm are accepted", () => {
  const [bytes, buffer, options] = runInNewContext(`[Uint8Array.of(1, 2), new ArrayBuffer(3), { hash: "SHA-1" }]`);
  assert.deepEqual(key.decrypt(publicKey.encrypt(bytes, options), options), Uint8Array.of(1, 2));
  assert.deepEqual(key.decrypt(publicKey.encrypt(buffer)), new Uint8Array(3));
});

test("a view of any type stands for exactly the bytes that it shows", () => {
  const { buffer } = Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9);
  const views = [
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ]
    .map((View) => new View(buffer, 8, 8 / View.BYTES_PER_ELEMENT))
    .concat(/** @type {any} */ ([new BigInt64Array(buffer, 8, 1), new BigUint64Array(buffer, 8, 1)]))
    .concat(/** @type {any} */ ([new DataView(buffer, 8, 8), Buffer.from(buffer, 8, 8)]));
  for (const view of views) {
    const label = { label: view };
    assert.deepEqual(key.decrypt(publicKey.encrypt(view, label), label), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    assert.deepEqual(unseal(seal(view, publicKey), key).plaintext, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  }
  const der = publicKey.toDer();
  assert.equal(
    PublicKey.parse(new DataView(der.buffer, der.byteOffset, der.byteLength)).thumbprint(),
    publicKey.thumbprint(),
  );
  const ciphertext = publicKey.encrypt("x");
  const { buffer: whole, byteOffset, byteLength } = ciphertext;
  assert.deepEqual(key.decrypt(new DataView(whole, byteOffset, byteLength)), Uint8Array.of(120));
});

const detached = new ArrayBuffer(8);
const detachedView = new Uint8Array(detached, 2);
structuredClone(detached, { transfer: [detached] });

/** Values that are not accepted as bytes, with their names. @type {[string, unknown][]} */
const notBytes = [
  ["a view of shared memory that is no Uint8Array", new DataView(new SharedArrayBuffer(4))],
  ["an object with the prototype of DataView", Object.create(DataView.prototype)],
  ["a Blob, in a synchronous call", new Blob(["text"])],
  ["an array of numbers", [1, 2, 3]],
  ["null", null],
  ["undefined", undefined],
  ["a number", 5],
  ["an object", { length: 4, 0: 1 }],
  ["a detached ArrayBuffer", detached],
  ["a view of a detached ArrayBuffer", detachedView],
  ["a SharedArrayBuffer", new SharedArrayBuffer(4)],
  ["a view of a SharedArrayBuffer", new Uint8Array(new SharedArrayBuffer(4))],
  ["a proxy of a Uint8Array", new Proxy(new Uint8Array(4), {})],
  ["an object with the prototype of Uint8Array", Object.create(Uint8Array.prototype)],
  [
    "an object that calls itself a Uint8Array",
    { [Symbol.toStringTag]: "Uint8Array", byteLength: 1, buffer: new ArrayBuffer(1) },
  ],
  ["a PublicKey", publicKey],
];

for (const [name, value] of notBytes) {
  test(`${name} is not accepted as bytes`, async () => {
    const wrong = /** @type {any} */ (value);
    await fails("invalid-argument", () => publicKey.encrypt(wrong));
    await fails("invalid-argument", () => key.decrypt(wrong));
    await fails("invalid-argument", () => PublicKey.parse(wrong));
    await fails("invalid-argument", () => PrivateKey.parse(wrong));
    await fails("invalid-argument", () => seal(wrong, publicKey));
    await fails("invalid-argument", () => unseal(wrong, key));
    if (value !== undefined) await fails("invalid-argument", () => publicKey.encrypt("x", { label: wrong }));
    instanceWorks();
  });
}

test("a string is refused as a ciphertext or a label, and an unpaired surrogate in a plaintext, key or message", async () => {
  await fails("invalid-argument", () => key.decrypt(/** @type {any} */ ("hunter2")), "hunter2");
  await fails("invalid-argument", () => publicKey.encrypt("x", /** @type {any} */ ({ label: "hunter2" })), "hunter2");
  for (const text of ["\ud800", "a\udc00b"]) {
    await fails("invalid-argument", () => publicKey.encrypt(text));
    await fails("invalid-argument", () => seal(text, publicKey));
    await fails("invalid-argument", () => PublicKey.parse(text));
    await fails("invalid-argument", () => unseal(text, key));
  }
  instanceWorks();
});

test("3 GiB of bytes are refused without being copied", async () => {
  const huge = new Uint8Array(3 * 2 ** 30);
  const before = process.memoryUsage().rss;
  for (const bytes of [huge, huge.buffer]) {
    await fails("message-too-long", () => publicKey.encrypt(bytes));
    await fails("message-too-long", () => seal(bytes, publicKey));
    await fails("malformed-key", () => PublicKey.parse(bytes));
    await fails("malformed-key", () => PrivateKey.parse(bytes));
    await fails("decryption-failed", () => key.decrypt(bytes));
    await fails("invalid-argument", () => publicKey.encrypt("x", { label: bytes }));
  }
  assert.ok(process.memoryUsage().rss - before < 2 ** 28, "the memory of the process grew by 256 MiB or more");
  instanceWorks();
});

test("what exceeds a limit is refused, and a message for 100 public keys is opened", async () => {
  await fails("message-too-long", () => publicKey.encrypt(new Uint8Array(publicKey.maxPlaintext() + 1)));
  const limit = 64 << 20;
  const error = await fails("message-too-long", () => seal(new Uint8Array(limit + 1), publicKey));
  assert.match(error.message, /67,108,865 .* 67,108,864/, "the text must name the length and the limit");
  await fails("message-too-long", () => seal("é".repeat(limit / 2 + 1), publicKey));
  // The longest ciphertext in base64url, and twice the 1 MiB of characters that the other parts may have.
  await fails("message-too-long", () => unseal("A".repeat((limit / 3) * 4 + (2 << 20)), key));
  await fails("message-too-long", () => seal("x", Array(101).fill(publicKey)));
  // Each odd exponent makes another public key of the same modulus.
  const others = Array.from({ length: 99 }, (_, index) => {
    const e = Buffer.from([1, 0, 2 * index + 3]).toString("base64url");
    return PublicKey.parse({ ...publicKey.toJwk(), e });
  });
  const sealed = seal("x", [...others, publicKey]);
  const described = inspect(sealed);
  assert.equal(described.kind === "message" && described.recipients?.length, 100);
  assert.equal(unseal(sealed, key).text(), "x");
  // A key that comes twice is one recipient.
  const repeated = inspect(seal("x", Array(100).fill(publicKey)));
  assert.equal(repeated.kind === "message" && repeated.recipients?.length, 1);
  // Keys with spaces after them, as text and as bytes.
  for (const form of [(/** @type {string} */ text) => text, (/** @type {string} */ text) => Buffer.from(text)]) {
    assert.equal(PublicKey.parse(form(publicKey.toPem().padEnd(1 << 16))).bits, 2048);
    assert.equal(PrivateKey.parse(form(key.toPem().padEnd(1 << 16))).bits, 2048);
    await fails("malformed-key", () => PublicKey.parse(form(publicKey.toPem().padEnd((1 << 16) + 1))));
    await fails("malformed-key", () => PrivateKey.parse(form(key.toPem().padEnd((1 << 16) + 1))));
  }
  await fails("malformed-key", () => PrivateKey.parse(crypto.getRandomValues(new Uint8Array(1 << 16))));
  await fails("invalid-argument", () => publicKey.encrypt("x", { label: new Uint8Array((1 << 16) + 1) }));
  instanceWorks();
});
