// Identities in the keyring: a key for encryption and a signing key that are made, locked, exported, backed up and
// removed together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, PublicKey, SigningKey, VerifyingKey, safetyNumber, unseal } = sealpost;
const bob = PrivateKey.generate({ bits: 2048 });
const bobPem = bob.publicKey().toPem();

/** @import { KeyEntry } from "../../../js/keyring.js" */

/** The signing key of an entry, which must have one. @param {KeyEntry | undefined} entry */
const signingOf = (entry) => entry?.signing ?? assert.fail("there is no signing key");

test("an identity signs bytes, seals signed messages, and exports both keys", async (t) => {
  const { keyring, changes } = await openKeyring(t);
  /** @type {number[]} */
  const reports = [];
  const entry = await keyring.generate({
    bits: 2048,
    signing: true,
    onProgress: ({ probability }) => void reports.push(probability),
  });
  assert.ok(reports.length > 0);
  assert.ok(reports.every((probability, index) => probability >= (reports[index - 1] ?? 0) && probability <= 1));
  assert.deepEqual(changes, [`added ${entry.id}`]);
  const signing = signingOf(entry);
  const verifyingKey = VerifyingKey.parse(signing.publicKey);
  assert.deepEqual([verifyingKey.thumbprint(), verifyingKey.bits], [signing.id, 2048]);
  assert.notEqual(signing.id, entry.id);

  const message = new TextEncoder().encode("bytes");
  assert.ok(verifyingKey.verify("bytes", await keyring.sign(entry.id, message)));
  const pss = { hash: /** @type {const} */ ("SHA-512"), saltLength: 20 };
  assert.ok(verifyingKey.verify("bytes", await keyring.sign(entry.id, "bytes", pss), pss));
  assert.equal(message.length, 5, "the caller's buffer was transferred");

  const sealed = await keyring.seal("Meet me at noon.", [bobPem, entry.publicKey], { from: entry.id });
  const { sender } = unseal(sealed, bob, { from: verifyingKey });
  assert.deepEqual(sender?.audience, [bob.publicKey().thumbprint(), entry.id]);
  const own = await keyring.unseal(sealed);
  assert.deepEqual(
    [own.text(), own.sender?.id, own.sender?.known, own.contact],
    ["Meet me at noon.", signing.id, false, null],
  );
  assert.equal(unseal(await keyring.seal("unsigned", [bobPem]), bob).sender, null);

  const exported = await keyring.export(entry.id, { plaintext: true, key: "signing" });
  assert.equal(SigningKey.parse(exported).verifyingKey().thumbprint(), signing.id);
  for (const options of /** @type {const} */ ([{ plaintext: true }, { plaintext: true, key: "encryption" }])) {
    assert.equal(
      PrivateKey.parse(await keyring.export(entry.id, options))
        .publicKey()
        .thumbprint(),
      entry.id,
    );
  }
  const theirs = { encryption: bob.publicKey() };
  const identity = { encryption: PublicKey.parse(entry.publicKey), signing: signing.id };
  assert.notEqual(safetyNumber(identity, theirs), safetyNumber(identity.encryption, theirs));

  await keyring.remove(entry.id);
  await fails("key-not-found", () => keyring.sign(entry.id, "x"));
  assert.deepEqual(changes, [`added ${entry.id}`, `removed ${entry.id}`]);
});

test("calls that sign fail without a signing key, and addSigningKey makes one, protected as the key is", async (t) => {
  const { keyring, changes } = await openKeyring(t);
  const own = PrivateKey.generate({ bits: 2048 });
  const id = own.publicKey().thumbprint();
  const imported = await keyring.import(own.toPem(), { name: "mine", newPassphrase: "hunter2" });
  assert.equal(imported.signing, null);
  for (const act of [
    () => keyring.sign(id, "x"),
    () => keyring.seal("x", [bobPem], { from: id }),
    () => keyring.export(id, { plaintext: true, key: "signing" }),
  ]) {
    assert.match((await fails("key-not-found", act)).message, /addSigningKey/);
  }
  await fails("passphrase-required", () => keyring.addSigningKey(id, { bits: 2048 }));
  await fails("wrong-passphrase", () => keyring.addSigningKey(id, { bits: 2048, passphrase: "hunter3" }), "hunter3");
  await keyring.lock();
  await fails("key-locked", () => keyring.addSigningKey(id, { bits: 2048, passphrase: "hunter2" }), "hunter2");
  await keyring.unlock(id, "hunter2");
  await fails("key-not-found", () => keyring.addSigningKey("nobody"));
  const entry = await keyring.addSigningKey(id, { bits: 2048, passphrase: "hunter2" });
  assert.deepEqual({ ...entry, signing: null }, { ...imported, signing: null });
  const signing = signingOf(entry);
  assert.deepEqual(await keyring.list(), [entry]);
  assert.deepEqual(await keyring.addSigningKey(id), entry, "a second signing key was made");
  assert.deepEqual(changes.slice(-1), [`signing ${id}`]);

  const verifies = async () => VerifyingKey.parse(signing.publicKey).verify("x", await keyring.sign(id, "x"));
  assert.ok(await verifies());
  await keyring.lock(id);
  for (const act of [
    () => keyring.sign(id, "x"),
    () => keyring.seal("x", [bobPem], { from: id }),
    () => keyring.export(id, { plaintext: true, key: "signing" }),
  ]) {
    await fails("key-locked", act);
  }
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"));
  await keyring.unlock(id, "hunter2");
  assert.ok(await verifies());
  await keyring.rename(id, "ours");
  await keyring.setPassphrase(id, "hunter4");
  await keyring.lock(id);
  await keyring.unlock(id, "hunter4");
  assert.ok(await verifies(), "the signing key was lost with the passphrase");
});

test("an identity is restored from a backup, and an unexportable identity gives out neither key", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  const entry = await keyring.generate({ bits: 2048, name: "Alice", signing: true });
  const { text, keys } = await keyring.backup({ passphrase: "p" });
  assert.deepEqual(keys, [entry.id]);
  const { keyring: fresh } = await openKeyring(t, { storage: "memory" });
  const restored = await fresh.restore(text, { passphrase: "p", newPassphrase: "q" });
  assert.deepEqual(restored.keys[0]?.signing, entry.signing);
  await fresh.lock();
  await fresh.unlock(entry.id, "q");
  const { publicKey } = signingOf(entry);
  assert.ok(VerifyingKey.parse(publicKey).verify("x", await fresh.sign(entry.id, "x")));

  const own = PrivateKey.generate({ bits: 2048 });
  const { id } = await fresh.import(own.toPem(), { exportable: false });
  await fresh.addSigningKey(id, { bits: 2048 });
  for (const key of /** @type {const} */ (["encryption", "signing"])) {
    await fails("not-exportable", () => fresh.export(id, { plaintext: true, key }));
  }
});

test("a search for a signing key ends at once when it is aborted, and the key stays as it was", async (t) => {
  const { keyring, running, workerOptions } = await openKeyring(t, { endless: true });
  const { id } = await keyring.import(bob.toPem());
  const controller = new AbortController();
  const search = keyring.addSigningKey(id, { signal: controller.signal });
  setTimeout(() => controller.abort(), 200);
  await fails("aborted", () => search);
  assert.equal(running("generator").length, 0);
  assert.equal((await keyring.list())[0]?.signing, null);
  workerOptions.endless = false;
  assert.ok((await keyring.addSigningKey(id, { bits: 2048 })).signing);
});

test("an abort after the signing key was made but before the page knows of it removes the signing key", async (t) => {
  const controller = new AbortController();
  const { keyring } = await openKeyring(t, {
    onMessage: ({ result }) => {
      if (result?.signing) controller.abort();
    },
  });
  const { id } = await keyring.import(bob.toPem());
  await fails("aborted", () => keyring.addSigningKey(id, { bits: 2048, signal: controller.signal }));
  const [entry] = await keyring.list();
  assert.equal(entry?.signing, null);
  assert.ok(entry && !entry.locked);
  // An abort of a call that found a signing key, and made none, does not remove the signing key.
  const other = await keyring.addSigningKey(id, { bits: 2048 });
  const late = new AbortController();
  await keyring.addSigningKey(id, { signal: late.signal });
  late.abort();
  assert.deepEqual((await keyring.list())[0]?.signing, other.signing);
});

test("options for signing that are invalid or exclude each other are refused", async (t) => {
  const { keyring } = await openKeyring(t);
  const { id } = await keyring.import(bob.toPem());
  /** @type {any} */
  const any = keyring;
  for (const options of [
    { from: 5 },
    { from: id, header: { cty: "x" } },
    { from: id, aad: "x" },
    { name: "Alice" },
    { replyTo: true },
    { from: id, replyTo: "yes" },
  ]) {
    await fails("invalid-argument", () => any.seal("x", [bobPem], options));
  }
  await fails("message-too-long", () => keyring.seal(new Uint8Array((1 << 20) + 1), [bobPem], { from: id }));
  await fails("key-not-found", () => keyring.seal("x", [bobPem], { from: "nobody" }));
  await fails("invalid-argument", () => any.generate({ signing: "yes" }));
  await fails("invalid-argument", () => any.addSigningKey(id, { exportable: true }));
  await fails("invalid-argument", () => any.sign(id, "x", { mgfHash: "SHA-1" }));
  await fails("invalid-argument", () => any.export(id, { plaintext: true, key: "both" }));
});
