// Sealed messages to and from jose: headers, `kid`, `aad`. tests/interop/ tests that each side opens what the other
// seals.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as jose from "jose";
import { sealpost } from "../../support/installed.js";
import { ALGS, ENCS } from "../../support/jwe.js";

const { PrivateKey, seal, unseal } = sealpost;
const alg = "RSA-OAEP-256";
const message = new TextEncoder().encode("grüße ".repeat(1000));

test("jose opens what seal writes, and finds its header", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await jose.importPKCS8(key.toPem(), alg);
  for (const plaintext of [message, new Uint8Array(), new Uint8Array(1 << 20)]) {
    const { plaintext: opened, protectedHeader } = await jose.compactDecrypt(seal(plaintext, key.publicKey()), theirs);
    assert.deepEqual(Buffer.from(opened), Buffer.from(plaintext));
    assert.deepEqual(protectedHeader, { alg, enc: "A256GCM", kid: key.publicKey().thumbprint() });
  }
});

test("unseal opens what jose writes, with a kid, without one, and with more members in the header", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await jose.importSPKI(key.publicKey().toPem(), alg, { extractable: true });
  const kid = await jose.calculateJwkThumbprint(await jose.exportJWK(theirs));
  assert.equal(kid, key.publicKey().thumbprint());
  for (const more of [{ kid }, {}, { kid, typ: "JOSE", cty: "text/plain" }]) {
    const header = { alg, enc: "A256GCM", ...more };
    const opened = unseal(await new jose.CompactEncrypt(message).setProtectedHeader(header).encrypt(theirs), key);
    assert.deepEqual(opened.plaintext, message);
    assert.deepEqual(opened.header, header);
    assert.equal(opened.kid, "kid" in more ? kid : null);
  }
});

test("unseal opens every RSA-OAEP algorithm, content encryption and serialization of jose, with headers in every place", async () => {
  const key = PrivateKey.generate({ bits: 3072 });
  const other = PrivateKey.generate({ bits: 2048 });
  const kid = key.publicKey().thumbprint();
  const aad = new TextEncoder().encode("an application's own");
  let count = 0;
  for (const alg of ALGS) {
    const theirs = await jose.importSPKI(key.publicKey().toPem(), alg);
    const others = await jose.importSPKI(other.publicKey().toPem(), alg);
    for (const enc of ENCS) {
      const all = { alg, enc, kid };
      const forms = [
        await new jose.CompactEncrypt(message).setProtectedHeader(all).encrypt(theirs),
        await new jose.FlattenedEncrypt(message).setProtectedHeader(all).encrypt(theirs),
        await new jose.FlattenedEncrypt(message)
          .setProtectedHeader({ enc })
          .setUnprotectedHeader({ alg, kid })
          .encrypt(theirs),
        await new jose.FlattenedEncrypt(message)
          .setProtectedHeader({ alg, enc })
          .setSharedUnprotectedHeader({ kid })
          .setAdditionalAuthenticatedData(aad)
          .encrypt(theirs),
        await new jose.FlattenedEncrypt(message).setUnprotectedHeader(all).encrypt(theirs),
        await new jose.GeneralEncrypt(message)
          .setProtectedHeader({ enc })
          .setAdditionalAuthenticatedData(aad)
          .addRecipient(others)
          .setUnprotectedHeader({ alg })
          .addRecipient(theirs)
          .setUnprotectedHeader({ alg, kid })
          .encrypt(),
      ];
      for (const form of forms) {
        const opened = unseal(typeof form === "string" ? form : JSON.stringify(form), [other, key]);
        assert.deepEqual(opened.plaintext, message);
        assert.equal(opened.kid, kid);
        assert.deepEqual(opened.aad, typeof form !== "string" && form.aad ? aad : undefined);
        count += 1;
      }
    }
  }
  assert.equal(count, 4 * 6 * 6);
});

test("jose opens a message to several recipients with the key of each", async () => {
  const keys = [PrivateKey.generate({ bits: 2048 }), PrivateKey.generate({ bits: 3072 })];
  const sealed = JSON.parse(
    seal(
      message,
      keys.map((key) => key.publicKey()),
    ),
  );
  for (const key of keys) {
    const { plaintext, unprotectedHeader } = await jose.generalDecrypt(
      sealed,
      await jose.importPKCS8(key.toPem(), alg),
    );
    assert.deepEqual(Buffer.from(plaintext), Buffer.from(message));
    assert.deepEqual(unprotectedHeader, { kid: key.publicKey().thumbprint() });
  }
});

test("crit and direct encryption, which jose writes too, are unsupported-algorithm", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await jose.importSPKI(key.publicKey().toPem(), alg);
  const critical = await new jose.CompactEncrypt(message)
    .setProtectedHeader({ alg, enc: "A256GCM", crit: ["known"], known: 1 })
    .encrypt(theirs, { crit: { known: true } });
  assert.throws(() => unseal(critical, key), { code: "unsupported-algorithm" });
  const direct = await new jose.CompactEncrypt(message)
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(new Uint8Array(32));
  assert.throws(() => unseal(direct, key), { code: "unsupported-algorithm" });
});
