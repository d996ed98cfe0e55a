// Who wrote a letter, which is a signed message: contacts with signing keys, and what the keyring says of a letter.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, SigningKey, seal } = sealpost;
const own = PrivateKey.generate({ bits: 2048 });
const ownPublic = own.publicKey();
const [alice, bob] = [0, 1].map(() => PrivateKey.generate({ bits: 2048 }).publicKey());
const [aliceSigns, bobSigns, stranger] = [0, 1, 2].map(() => SigningKey.generate({ bits: 2048 }));
const idOf = (/** @type {any} */ signingKey) => signingKey.verifyingKey().thumbprint();

/** The arguments of `putContact`. @param {any} publicKey @param {string} name */
const person = (publicKey, name) => ({ publicKey: publicKey.toPem(), name });

/**
 * A letter that Alice signed, in which these claims replace or complete the usual ones.
 *
 * @param {object} claims
 * @param {(token: string) => string} [forge] Changes the signed token.
 */
function letter(claims, forge = (token) => token) {
  const encode = (/** @type {string | Uint8Array} */ part) =>
    Buffer.from(/** @type {any} */ (part)).toString("base64url");
  const key = aliceSigns ?? assert.fail();
  const kid = idOf(key);
  const header = { alg: "PS256", typ: "sealpost+jwt", kid, jwk: key.verifyingKey().toJwk() };
  const all = { iss: kid, aud: [ownPublic.thumbprint()], iat: 1_800_000_000, jti: "one", text: "noon", ...claims };
  const token = [header, all].map((part) => encode(JSON.stringify(part))).join(".");
  return seal(forge(`${token}.${encode(key.sign(token))}`), ownPublic, { header: { cty: "JWT" } });
}

test("a letter's sender is looked up among the contacts, whatever the letter says of its writer", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  await keyring.import(own.toPem());
  const sealed = letter({ enc: alice?.thumbprint(), name: "Alice", reply_to: alice?.toJwk() });
  const before = await keyring.unseal(sealed);
  assert.deepEqual([before.sender?.known, before.contact, before.delivery], [false, null, null]);
  assert.deepEqual(before.writer, {
    name: "Alice",
    encryption: alice?.thumbprint(),
    replyTo: alice?.toPem(),
    hasOtherKey: false,
  });
  // Alice's key for encryption alone does not make her the sender.
  await keyring.putContact(person(alice, "Alice"));
  assert.equal((await keyring.unseal(sealed)).contact, null);
  const contact = await keyring.putContact({ ...person(alice, "Alice"), signing: idOf(aliceSigns) });
  const after = await keyring.unseal(sealed, { id: ownPublic.thumbprint() });
  assert.deepEqual([after.sender?.known, after.contact, after.text()], [true, contact, "noon"]);
  const unsigned = await keyring.unseal(seal("x", ownPublic));
  assert.deepEqual([unsigned.sender, unsigned.contact, unsigned.writer, unsigned.delivery], [null, null, null, null]);
  const foreign = await keyring.unseal(seal("x", ownPublic, { from: stranger }));
  assert.deepEqual([foreign.sender?.known, foreign.contact, foreign.writer?.encryption], [false, null, null]);
});

test("a letter with a wrong signature or for another reader gives no text and is not remembered as read", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  await keyring.import(own.toPem());
  await keyring.putContact({ ...person(alice, "Alice"), signing: idOf(aliceSigns) });
  const forged = letter({}, (token) => `${token.slice(0, -8)}AAAAAAAA`);
  const forwarded = letter({ aud: [bob?.thumbprint()] });
  for (const options of [{}, { id: ownPublic.thumbprint() }]) {
    await fails("signature-invalid", () => keyring.unseal(forged, options), "noon");
    await fails("signature-invalid", () => keyring.unseal(forwarded, options), "noon");
  }
  const controller = new AbortController();
  const aborted = keyring.unseal(letter({}), { signal: controller.signal });
  controller.abort();
  await fails("aborted", () => aborted);
  assert.equal((await keyring.unseal(letter({}))).delivery?.state, "new");
});

test("a letter that names another key for encryption than the contact's is marked by `hasOtherKey`", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  await keyring.import(own.toPem());
  await keyring.putContact({ ...person(alice, "Alice"), signing: idOf(aliceSigns) });
  const [aliceId, bobId] = [alice?.thumbprint(), bob?.thumbprint()];
  for (const [index, [claims, hasOtherKey, replyTo]] of /** @type {[object, boolean, string | undefined | null][]} */ ([
    [{}, false, null],
    [{ enc: aliceId }, false, null],
    [{ enc: bobId }, true, null],
    [{ enc: bobId, reply_to: bob?.toJwk() }, true, bob?.toPem()],
    // `reply_to` is not the key that `enc` names, or `enc` is missing, or `reply_to` is not a public key.
    [{ enc: aliceId, reply_to: bob?.toJwk() }, false, null],
    [{ reply_to: bob?.toJwk() }, false, null],
    [{ enc: aliceId, reply_to: {} }, false, null],
    [{ enc: aliceId, reply_to: { ...alice?.toJwk(), n: "AQ" } }, false, null],
    [{ enc: ownPublic.thumbprint(), reply_to: own.toJwk() }, true, null],
  ]).entries()) {
    const { writer } = await keyring.unseal(letter({ jti: String(index), ...claims }));
    assert.deepEqual([writer?.hasOtherKey, writer?.replyTo], [hasOtherKey, replyTo], JSON.stringify(claims));
  }
});

test("two keyrings: the writer's name and key come along only if they are enclosed", async (t) => {
  const [{ keyring: hers }, { keyring: his }] = [await openKeyring(t), await openKeyring(t)];
  const [entry, me] = [await hers.generate({ bits: 2048, signing: true }), await his.import(own.toPem())];
  await his.putContact({ name: "Alice", publicKey: entry.publicKey, signing: entry.signing?.id ?? "" });
  const plain = await his.unseal(await hers.seal("1", [me.publicKey], { from: entry.id }));
  assert.deepEqual(plain.writer, { name: null, encryption: entry.id, replyTo: null, hasOtherKey: false });
  const full = { from: entry.id, name: "Alice, é", replyTo: true };
  const enclosed = await his.unseal(await hers.seal("2", [me.publicKey], full));
  const { id: encryption, publicKey: replyTo } = entry;
  assert.deepEqual(enclosed.writer, { name: "Alice, é", encryption, replyTo, hasOtherKey: false });
  assert.equal(enclosed.contact?.id, entry.id);
});

test("a mark of verification is for the keys that were compared: another signing key removes it", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  const bobs = person(bob, "Bob");
  const first = await keyring.putContact({ ...bobs, verified: true });
  assert.ok(first.verified && first.signing === null);
  // Bob gets a signing key, which was not compared.
  const second = await keyring.putContact({ ...bobs, signing: idOf(bobSigns) });
  assert.deepEqual([second.verified, second.verifiedBefore, second.signing], [null, first.verified, idOf(bobSigns)]);
  // The same signing key again, or a call that names no signing key, changes nothing.
  assert.deepEqual(await keyring.putContact({ ...bobs, signing: idOf(bobSigns) }), second);
  assert.deepEqual(await keyring.putContact(bobs), second);
  const third = await keyring.putContact({ ...bobs, verified: true });
  assert.deepEqual([third.verifiedBefore, third.signing], [null, idOf(bobSigns)]);
  assert.ok(third.verified);
  const fourth = await keyring.putContact({ ...bobs, signing: idOf(stranger) });
  assert.deepEqual([fourth.verified, fourth.verifiedBefore], [null, third.verified]);
  const fifth = await keyring.putContact({ ...bobs, signing: null });
  assert.deepEqual([fifth.verified, fifth.verifiedBefore, fifth.signing], [null, third.verified, null]);
  const sixth = await keyring.putContact({ ...bobs, verified: false });
  assert.deepEqual([sixth.verified, sixth.verifiedBefore], [null, null]);
  const both = await keyring.putContact({ ...bobs, signing: idOf(bobSigns), verified: true });
  assert.ok(both.verified && both.verifiedBefore === null);
  const { text } = await keyring.backup({ passphrase: "p" });
  const { keyring: fresh } = await openKeyring(t, { storage: "memory" });
  assert.deepEqual((await fresh.restore(text, { passphrase: "p" })).contacts, [both]);
});

test("a signing key that is somebody else's, one's own, or the key for encryption is refused", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  const mine = await keyring.generate({ bits: 2048, signing: true });
  const signing = idOf(aliceSigns);
  await keyring.putContact({ ...person(alice, "Alice"), signing });
  const before = await keyring.putContact(person(bob, "Bob"));
  for (const taken of [signing, alice?.thumbprint(), bob?.thumbprint(), mine.id, mine.signing?.id]) {
    await fails("invalid-argument", () => keyring.putContact({ ...person(bob, "Bob"), signing: taken ?? "" }));
  }
  for (const wrong of ["", "x", `${signing}=`, 5, [signing]]) {
    await fails("invalid-argument", () =>
      keyring.putContact(/** @type {any} */ ({ ...person(bob, "Bob"), signing: wrong })),
    );
  }
  assert.deepEqual((await keyring.contacts())[1], before);
  await keyring.removeContact(alice?.thumbprint() ?? "");
  assert.equal((await keyring.putContact({ ...person(bob, "Bob"), signing })).signing, signing);
});

test("a letter that is opened again is `repeated`, and another letter with the same ID is `conflicting`", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  await keyring.import(own.toPem());
  await keyring.putContact({ ...person(alice, "Alice"), signing: idOf(aliceSigns) });
  const [sealed, other] = [letter({}), letter({ text: "midnight" })];
  const started = Date.now();
  assert.deepEqual((await keyring.unseal(sealed)).delivery, { state: "new", readAt: null });
  const again = (await keyring.unseal(sealed)).delivery;
  assert.equal(again?.state, "repeated");
  assert.ok(again.readAt && Number(again.readAt) >= started && Number(again.readAt) <= Date.now());
  const conflicting = await keyring.unseal(other);
  assert.deepEqual(conflicting.delivery, { state: "conflicting", readAt: again.readAt });
  assert.equal(conflicting.text(), "midnight");
  // A letter with another ID is new, and so is the first letter after the contact was removed.
  assert.equal((await keyring.unseal(letter({ jti: "two" }))).delivery?.state, "new");
  await keyring.removeContact(alice?.thumbprint() ?? "");
  await keyring.putContact({ ...person(alice, "Alice"), signing: idOf(aliceSigns) });
  assert.equal((await keyring.unseal(sealed)).delivery?.state, "new", "a removed contact's letters are forgotten");
});
