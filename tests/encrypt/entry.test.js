// What is particular to the entry sealpost/encrypt: its exports, its own wasm module and the memory of that module, and
// that neither entry takes a key object of the other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fails } from "../support/assertions.js";
import { importEncrypt, installedFolder, internal, root, sealpost } from "../support/installed.js";

const load = createRequire(join(process.env.SEALPOST_PACKAGE ?? root, "package.json"));
const encrypt = await importEncrypt();
const key = sealpost.PrivateKey.generate({ bits: 2048 });
const pem = key.publicKey().toPem();
const wasm = readFileSync(join(installedFolder, "js/wasm/sealpost_encrypt_bg.wasm"));

/** Imports a new copy of the entry's bundle. The copy has not loaded its wasm module. */
const bundle = () => import(`${internal("encrypt.bundle.js")}?${Math.random()}`);

test("the entry exports the public half and nothing else, and the same objects for import and require", async () => {
  const names = ["PublicKey", "SealpostError", "default", "initSync", "isSealpostError", "seal"];
  const exported = Object.keys(encrypt).filter((name) => !["__esModule", "module.exports"].includes(name));
  assert.deepEqual(exported.sort(), names);
  const required = load("sealpost/encrypt");
  for (const name of names) if (name !== "default") assert.equal(required[name], Reflect.get(encrypt, name), name);
  await encrypt.default();
  await required.default();
});

test("each entry refuses keys of the other, and the error says to pass them as PEM", async () => {
  const ours = encrypt.PublicKey.parse(pem);
  const theirs = sealpost.PublicKey.parse(pem);
  for (const operation of [() => encrypt.seal("x", /** @type {any} */ (theirs)), () => sealpost.seal("x", ours)]) {
    assert.match((await fails("invalid-argument", operation)).message, /sealpost\/encrypt.*PEM/);
  }
  assert.ok(sealpost.isSealpostError(new encrypt.SealpostError("aborted", "text")));
});

test("a call before init fails with not-initialized, and init with another wasm module with load-failed", async () => {
  const copy = await bundle();
  await fails("not-initialized", () => copy.PublicKey.parse(pem));
  await fails("load-failed", () => copy.default(readFileSync(join(installedFolder, "js/wasm/sealpost_bg.wasm"))));
  await fails("load-failed", () => copy.initSync(new Uint8Array(8)));
  await copy.default(wasm);
  assert.equal(sealpost.unseal(copy.seal("é", copy.PublicKey.parse(pem)), key).text(), "é");
  const other = await bundle();
  other.initSync(new WebAssembly.Module(wasm));
  assert.equal(other.PublicKey.parse(pem).thumbprint(), key.publicKey().thumbprint());
});

test("a message is sealed for several keys, and for more than 100 the error is message-too-long", async () => {
  const keys = [
    encrypt.PublicKey.parse(pem),
    encrypt.PublicKey.parse(sealpost.PrivateKey.generate({ bits: 3072 }).publicKey().toPem()),
  ];
  assert.equal(sealpost.unseal(encrypt.seal("x", keys), key).text(), "x");
  await fails("message-too-long", () => encrypt.seal("x", Array(101).fill(keys[0])));
});

test("without a random source the error is random-unavailable, and the entry works again afterwards", async (t) => {
  const ours = encrypt.PublicKey.parse(pem);
  t.mock.method(globalThis.crypto, "getRandomValues", () => {
    throw new Error("no entropy");
  });
  await fails("random-unavailable", () => ours.encrypt("x"));
  await fails("random-unavailable", () => encrypt.seal("x", ours));
  t.mock.restoreAll();
  assert.equal(new TextDecoder().decode(key.decrypt(ours.encrypt("x"))), "x");
});

test("the module keeps neither plaintexts nor private keys, and its memory does not grow with calls", async () => {
  const copy = await bundle();
  const { memory } = /** @type {any} */ (await exportsOf(copy));
  const secret = "correct horse battery staple";
  const ours = copy.PublicKey.parse(pem);
  const isSecretLeft = () => Buffer.from(memory.buffer).includes(secret);
  for (let call = 0; call < 20; call += 1) {
    ours.encrypt(secret);
    copy.seal(secret.repeat(1 + call * 1000), ours);
    await fails("private-key-given", () => copy.PublicKey.parse(key.toPem()));
  }
  assert.ok(!isSecretLeft(), "a plaintext is left in memory");
  assert.ok(
    !Buffer.from(memory.buffer).includes(
      Buffer.from(/** @type {string} */ (key.toJwk().d), "base64url").subarray(0, 32),
    ),
    "a private key is left in memory",
  );
  const size = memory.buffer.byteLength;
  for (let call = 0; call < 50; call += 1) {
    copy.PublicKey.parse(pem).free();
    copy.seal(new Uint8Array(100_000 + call), ours);
  }
  assert.ok(memory.buffer.byteLength <= size + (1 << 20), `${size} -> ${memory.buffer.byteLength} bytes`);
  copy.seal(new Uint8Array(8 << 20), ours);
  const large = memory.buffer.byteLength;
  for (let call = 0; call < 3; call += 1) copy.seal(new Uint8Array((8 << 20) - call * 4096), ours);
  assert.equal(memory.buffer.byteLength, large, "a later message took new memory");
  new Uint8Array(memory.buffer).set(Buffer.from(secret), 0);
  assert.ok(isSecretLeft(), "control: a planted plaintext is found");
});

/** Loads a copy of the entry, and returns the exports of its instance. @param {any} copy */
async function exportsOf(copy) {
  const { instantiate } = WebAssembly;
  /** @type {WebAssembly.Instance | undefined} */
  let instance;
  WebAssembly.instantiate = /** @type {any} */ (
    async (/** @type {any} */ ...given) =>
      (instance = /** @type {any} */ (await Reflect.apply(instantiate, WebAssembly, given)))
  );
  try {
    await copy.default(wasm);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  return instance?.exports;
}
