// Letters with files: the token that a keyring signs and verifies. src/jwt/tests/files.rs breaks one rule at a time.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import * as jose from "jose";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

/** @import { TestContext } from "node:test" */

const bob = sealpost.PrivateKey.generate({ bits: 2048 });
const bobPublic = bob.publicKey();
const sha256 = (/** @type {string} */ text) => new Uint8Array(createHash("sha256").update(text).digest());
const files = [
  { name: "plan.pdf", type: "application/pdf", length: 3, sha256: sha256("one") },
  { name: "한국어.txt", type: "", length: 0, sha256: sha256("") },
];

/** A keyring of Alice, who signs, and one of Bob, who knows her. @param {TestContext} t */
async function exchange(t) {
  const alice = (await openKeyring(t, { storage: "memory" })).keyring;
  const reader = (await openKeyring(t, { storage: "memory" })).keyring;
  const own = await alice.generate({ bits: 2048, signing: true });
  await reader.import(bob.toPem());
  const { publicKey, signing } = own;
  const contact = await reader.putContact({ publicKey, name: "Alice", signing: signing?.id ?? null });
  const sign = (/** @type {any} */ text, /** @type {any} */ some = files, options = {}) =>
    alice.signFiles(text, some, [bobPublic.toPem(), publicKey], { from: own.id, ...options });
  return { alice, reader, own, contact, sign };
}

test("a letter tells its reader who signed it, its text and its files, and is noticed when it comes again", async (t) => {
  const { alice, reader, own, contact, sign } = await exchange(t);
  const token = await sign("Dear Bob,", files, { name: "Alice", replyTo: true });
  const { letter, files: found } = await reader.verifyFiles(token, bobPublic.thumbprint());
  assert.deepEqual(found, files);
  assert.equal(letter.text(), "Dear Bob,");
  assert.deepEqual([letter.sender?.known, letter.contact, letter.delivery?.state], [true, contact, "new"]);
  assert.deepEqual(letter.sender?.audience, [bobPublic.thumbprint(), own.id]);
  assert.deepEqual(letter.writer, { name: "Alice", encryption: own.id, replyTo: own.publicKey, hasOtherKey: false });
  const again = await reader.verifyFiles(new TextEncoder().encode(token), bobPublic.thumbprint());
  assert.equal(again.letter.delivery?.state, "repeated");
  // Alice is among the readers, too.
  assert.equal((await alice.verifyFiles(token, own.id)).letter.sender?.id, own.signing?.id);

  const many = Array.from({ length: 1000 }, (_, k) => ({ ...files[1], name: "한".repeat(85) + k }));
  const longest = await sign('"\n'.repeat(1 << 19), many);
  assert.deepEqual((await reader.verifyFiles(longest, bobPublic.thumbprint())).files, many, "the largest letter");
});

test("a letter is for the key that opened its file, and no token stands for one with another purpose", async (t) => {
  const { alice, reader, own, sign } = await exchange(t);
  const token = await sign("");
  const other = sealpost.PrivateKey.generate({ bits: 2048 }).publicKey().thumbprint();
  await fails("signature-invalid", () => reader.verifyFiles(token, other));
  for (const wrong of [`${token}x`, token.slice(0, -1), "", "no token", `${token}.`, "x".repeat((9 << 20) + 1)]) {
    await fails("signature-invalid", () => reader.verifyFiles(wrong, bobPublic.thumbprint()));
  }
  // The token of a letter in a sealed message is a text, and that of a message in a sealed file is refused.
  const sealed = sealpost.seal(token, bobPublic, { header: { cty: "JWT" } });
  const opened = await reader.unseal(sealed);
  assert.deepEqual([opened.sender, opened.contact, opened.text()], [null, null, token]);
  const message = await alice.seal("Dear Bob,", [bobPublic.toPem()], { from: own.id });
  assert.ok(sealpost.unseal(message, bob).sender, "control: the message is signed");
  const theirs = await jose.importPKCS8(bob.toPem(), "RSA-OAEP-256");
  const inside = (await jose.compactDecrypt(message, theirs)).plaintext;
  await fails("signature-invalid", () => reader.verifyFiles(inside, bobPublic.thumbprint()));
  const typeOf = (/** @type {string} */ text) =>
    JSON.parse(Buffer.from(text.split(".")[0] ?? "", "base64url").toString()).typ;
  assert.deepEqual([token, Buffer.from(inside).toString()].map(typeOf), ["sealpost-files+jwt", "sealpost+jwt"]);
});

test("a letter whose opening is aborted is not remembered as read, also if it waits for another call", async (t) => {
  const { reader, sign } = await exchange(t);
  const token = await sign("Dear Bob,");
  const id = bobPublic.thumbprint();
  for (const delay of [0, 40]) {
    const controller = new AbortController();
    // Deriving five keys takes longer than the delay, and the letter is remembered only after that.
    const busy = Promise.all(Array.from({ length: 5 }, () => reader.setPassphrase(id, "correct horse battery")));
    const opening = reader.verifyFiles(token, id, { signal: controller.signal });
    setTimeout(() => controller.abort(), delay);
    await fails("aborted", () => opening);
    await busy;
  }
  assert.equal((await reader.verifyFiles(token, id)).letter.delivery?.state, "new");
});

test("what a letter cannot hold is refused before it is signed", async (t) => {
  const { alice, own, sign } = await exchange(t);
  const [file] = files;
  await fails("message-too-long", () => sign("x".repeat((1 << 20) + 1)));
  const { proxy: revoked, revoke } = Proxy.revocable([], {});
  revoke();
  for (const some of [
    [],
    revoked,
    undefined,
    "files",
    Array(1001).fill(file),
    [{}],
    [{ ...file, name: "" }],
    [{ ...file, name: "x".repeat(257) }],
    [{ ...file, name: 5 }],
    [{ ...file, type: undefined }],
    [{ ...file, type: "x".repeat(257) }],
    [{ ...file, length: -1 }],
    [{ ...file, length: 1.5 }],
    [{ ...file, length: 1e15 }],
    [{ ...file, length: "3" }],
    [{ ...file, sha256: new Uint8Array(31) }],
    [{ ...file, sha256: new Uint8Array(33) }],
    [{ ...file, more: 1 }],
  ]) {
    await fails("invalid-argument", () =>
      alice.signFiles("", /** @type {any} */ (some), [own.publicKey], { from: own.id }),
    );
  }
  await fails("invalid-argument", () => alice.signFiles("", files, [own.publicKey], /** @type {any} */ ({})));
  await fails("key-not-found", () => alice.signFiles("", files, [own.publicKey], { from: "x" }));
  await fails("invalid-argument", () => alice.signFiles("", files, [], { from: own.id }));
  await alice.setPassphrase(own.id, "correct horse battery");
  await alice.lock(own.id);
  await fails("key-locked", () => sign("text"));
});
