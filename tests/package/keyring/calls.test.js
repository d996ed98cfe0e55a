// The keyring's calls, with the keyring worker and the cipher worker in threads of Node.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, PublicKey, seal, unseal } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const pem = known.toPem();
const id = known.publicKey().thumbprint();
const other = PrivateKey.generate({ bits: 2048 });

test("a key is imported, listed, renamed, used, exported and removed", async (t) => {
  const { keyring, changes } = await openKeyring(t);
  assert.equal(keyring.storage, "memory");
  assert.deepEqual(await keyring.list(), []);
  const entry = await keyring.import(pem, { name: "mine" });
  const { created, ...rest } = entry;
  assert.ok(created instanceof Date && Date.now() - Number(created) < 60_000);
  const publicKey = known.publicKey();
  assert.deepEqual(rest, {
    id,
    name: "mine",
    bits: 2048,
    publicKey: publicKey.toPem(),
    fingerprint: publicKey.fingerprint(),
    signing: null,
    locked: false,
    exportable: true,
    protection: "none",
    passkeys: 0,
  });
  assert.deepEqual(await keyring.list(), [entry]);

  const label = Uint8Array.of(1, 2, 3);
  const ciphertext = publicKey.encrypt("short", { hash: "SHA-512", mgfHash: "SHA-1", label });
  const decrypted = await keyring.decrypt(id, ciphertext, { hash: "SHA-512", mgfHash: "SHA-1", label });
  assert.equal(new TextDecoder().decode(decrypted), "short");
  assert.equal(ciphertext.length, 256, "the caller's buffer was transferred");

  const long = new Uint8Array(3 << 20).fill(7);
  const sealed = await keyring.seal(long, [publicKey.toPem()]);
  assert.equal(long.length, 3 << 20);
  const opened = await keyring.unseal(sealed);
  assert.deepEqual(opened.plaintext, long);
  assert.equal(opened.kid, id);
  assert.deepEqual(opened.header, { alg: "RSA-OAEP-256", enc: "A256GCM", kid: id });
  assert.equal((await keyring.unseal(seal("text: é", publicKey), { id })).text(), "text: é");
  assert.equal(unseal(await keyring.seal("from the keyring", [publicKey.toPem()]), known).text(), "from the keyring");

  await keyring.rename(id, "ours");
  assert.equal((await keyring.list())[0]?.name, "ours");
  const exported = await keyring.export(id, { plaintext: true });
  assert.equal(PrivateKey.parse(exported).publicKey().thumbprint(), id);
  await keyring.remove(id);
  assert.deepEqual(await keyring.list(), []);
  await fails("key-not-found", () => keyring.decrypt(id, ciphertext));
  assert.deepEqual(changes, [`added ${id}`, `renamed ${id}`, `removed ${id}`]);
});

test("a key that is imported twice keeps its first name and settings", async (t) => {
  const { keyring, changes } = await openKeyring(t);
  const first = await keyring.import(pem, { name: "first", exportable: false });
  const second = await keyring.import(known.toDer({ format: "pkcs1" }), { name: "second", exportable: true });
  assert.deepEqual(second, first);
  assert.deepEqual(changes, [`added ${id}`]);
});

test("clear removes every key, with an event for each", async (t) => {
  const { keyring, changes } = await openKeyring(t);
  const { id: otherId } = await keyring.import(other.toPem());
  await keyring.import(pem);
  await keyring.clear();
  assert.deepEqual(await keyring.list(), []);
  assert.deepEqual(changes, [`added ${otherId}`, `added ${id}`, `removed ${otherId}`, `removed ${id}`]);
});

test("a key that is exported under a passphrase is imported with it and not without", async (t) => {
  const { keyring } = await openKeyring(t);
  const { id } = await keyring.import(pem);
  const text = await keyring.export(id, { passphrase: "hunter2" });
  assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  await fails("passphrase-required", () => keyring.import(text));
  await fails("wrong-passphrase", () => keyring.import(text, { passphrase: "hunter3" }), "hunter3");
  await keyring.remove(id);
  assert.equal((await keyring.import(text, { passphrase: "hunter2" })).id, id);
});

test("the keyring seals for several recipients, and diagnose names the hashes of a ciphertext", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(pem);
  const publicKeys = [other.publicKey().toPem(), known.publicKey().toPem(), known.publicKey().toPem()];
  const sealed = await keyring.seal("to two", publicKeys);
  assert.equal(JSON.parse(sealed).recipients.length, 2);
  const opened = await keyring.unseal(sealed);
  assert.equal(opened.text(), "to two");
  assert.equal(opened.kid, id);
  assert.equal(unseal(sealed, other).text(), "to two");
  const label = Uint8Array.of(1);
  const ciphertext = known.publicKey().encrypt("x", { hash: "SHA-1", mgfHash: "SHA-512", label });
  assert.deepEqual(await keyring.diagnose(id, ciphertext, { label }), { hash: "SHA-1", mgfHash: "SHA-512" });
  assert.equal(await keyring.diagnose(id, ciphertext), null);
  await fails("key-not-found", () => keyring.diagnose("hunter2", ciphertext), "hunter2");
  // Messages: as text, as an object, and in a member of an object.
  const message = { payload: seal("to one", known.publicKey()) };
  for (const form of [message.payload, JSON.parse(sealed), message]) {
    assert.deepEqual(await keyring.diagnose(id, form), { hash: "SHA-256", mgfHash: "SHA-256" });
    assert.match((await keyring.unseal(form, { id })).text(), /^to (?:one|two)$/);
  }
  assert.equal(await keyring.diagnose(id, seal("x", other.publicKey())), null);
  const aborted = AbortSignal.abort();
  await fails("aborted", () => keyring.diagnose(id, ciphertext, { signal: aborted }));
});

test("64 MiB are sealed and opened in the keyring, and an abort during unsealing leaves it usable", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(pem);
  const longest = new Uint8Array(64 << 20).fill(5);
  const sealed = await keyring.seal(longest, [known.publicKey().toPem()]);
  const { plaintext } = await keyring.unseal(sealed);
  assert.ok(Buffer.from(longest.buffer).equals(plaintext));
  const controller = new AbortController();
  const unsealing = keyring.unseal(sealed, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await fails("aborted", () => unsealing);
  assert.equal((await keyring.unseal(seal("still here", known.publicKey()))).text(), "still here");
});

test("the keyring seals for a public key in PKCS #1", async (t) => {
  const { keyring } = await openKeyring(t);
  const pkcs1 = PublicKey.parse(known.publicKey().toDer({ format: "pkcs1" })).toPem({ format: "pkcs1" });
  assert.equal(unseal(await keyring.seal("x", [pkcs1]), known).text(), "x");
});
