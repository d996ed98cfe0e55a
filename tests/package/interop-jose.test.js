// Sealed messages to and from jose, where more counts than that they open: tests/interop has the rest.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CompactEncrypt,
  FlattenedEncrypt,
  GeneralEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generalDecrypt,
  importPKCS8,
  importSPKI,
} from "jose";
import { sealpost } from "./installed.js";

const { PrivateKey, seal, unseal } = sealpost;
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

const algs = ["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"];
const encs = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];

test("every algorithm, in every form and with the headers in every place where jose writes them", async () => {
  const key = PrivateKey.generate({ bits: 3072 });
  const other = PrivateKey.generate({ bits: 2048 });
  const kid = key.publicKey().thumbprint();
  const aad = new TextEncoder().encode("an application's own");
  let count = 0;
  for (const alg of algs) {
    const theirs = await importSPKI(key.publicKey().toPem(), alg);
    const others = await importSPKI(other.publicKey().toPem(), alg);
    for (const enc of encs) {
      const all = { alg, enc, kid };
      const forms = [
        await new CompactEncrypt(message).setProtectedHeader(all).encrypt(theirs),
        await new FlattenedEncrypt(message).setProtectedHeader(all).encrypt(theirs),
        await new FlattenedEncrypt(message)
          .setProtectedHeader({ enc })
          .setUnprotectedHeader({ alg, kid })
          .encrypt(theirs),
        await new FlattenedEncrypt(message)
          .setProtectedHeader({ alg, enc })
          .setSharedUnprotectedHeader({ kid })
          .setAdditionalAuthenticatedData(aad)
          .encrypt(theirs),
        await new FlattenedEncrypt(message).setUnprotectedHeader(all).encrypt(theirs),
        await new GeneralEncrypt(message)
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

test("sealed here for several, opened by each of them in jose", async () => {
  const keys = [PrivateKey.generate({ bits: 2048 }), PrivateKey.generate({ bits: 3072 })];
  const sealed = JSON.parse(
    seal(
      message,
      keys.map((key) => key.publicKey()),
    ),
  );
  for (const key of keys) {
    const { plaintext, unprotectedHeader } = await generalDecrypt(sealed, await importPKCS8(key.toPem(), alg));
    assert.deepEqual(Buffer.from(plaintext), Buffer.from(message));
    assert.deepEqual(unprotectedHeader, { kid: key.publicKey().thumbprint() });
  }
});

test("what jose offers besides is refused by name", async () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const theirs = await importSPKI(key.publicKey().toPem(), alg);
  const critical = await new CompactEncrypt(message)
    .setProtectedHeader({ alg, enc: "A256GCM", crit: ["known"], known: 1 })
    .encrypt(theirs, { crit: { known: true } });
  assert.throws(() => unseal(critical, key), { code: "unsupported-algorithm" });
  const direct = await new CompactEncrypt(message)
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(new Uint8Array(32));
  assert.throws(() => unseal(direct, key), { code: "unsupported-algorithm" });
});
