// Sealed messages to and from jose, another implementation of JWE.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CompactEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  importSPKI,
} from "jose";
import { sealpost } from "./installed.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const alg = "RSA-OAEP-256";
const message = new TextEncoder().encode("grüße ".repeat(1000));

test("sealed here, opened by jose", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await importPKCS8(key.toPem(), alg);
  for (const plaintext of [message, new Uint8Array(), new Uint8Array(1 << 20)]) {
    const { plaintext: opened, protectedHeader } = await compactDecrypt(seal(plaintext, key.publicKey()), theirs);
    assert.deepEqual(Buffer.from(opened), Buffer.from(plaintext));
    assert.deepEqual(protectedHeader, { alg, enc: "A256GCM", kid: key.publicKey().thumbprint() });
  }
});

test("sealed by jose, opened here: with the kid, without it, with more in the header", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await importSPKI(key.publicKey().toPem(), alg, { extractable: true });
  const kid = await calculateJwkThumbprint(await exportJWK(theirs));
  assert.equal(kid, key.publicKey().thumbprint());
  for (const more of [{ kid }, {}, { kid, typ: "JOSE", cty: "text/plain" }]) {
    const header = { alg, enc: "A256GCM", ...more };
    const opened = unseal(await new CompactEncrypt(message).setProtectedHeader(header).encrypt(theirs), key);
    assert.deepEqual(opened.plaintext, message);
    assert.deepEqual(opened.header, header);
    assert.equal(opened.kid, "kid" in more ? kid : null);
  }
});

test("a key made by jose", async () => {
  const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
  const key = PrivateKey.parse(await exportPKCS8(pair.privateKey));
  const half = PublicKey.parse(await exportSPKI(pair.publicKey));
  assert.equal(key.publicKey().toPem(), half.toPem());
  const { plaintext } = await compactDecrypt(seal(message, half), pair.privateKey);
  assert.deepEqual(Buffer.from(plaintext), Buffer.from(message));
});

test("what jose offers besides is refused by name", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await importSPKI(key.publicKey().toPem(), alg);
  const sealed = await new CompactEncrypt(message).setProtectedHeader({ alg, enc: "A256CBC-HS512" }).encrypt(theirs);
  assert.throws(() => unseal(sealed, key), { code: "unsupported-algorithm" });
});
