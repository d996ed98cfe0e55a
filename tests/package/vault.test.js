// Passphrases, contacts and backups, in a keyring without storage: what does not depend on it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { compactDecrypt, decodeProtectedHeader } from "jose";
import { fails, importKeyring, root, sealpost } from "./installed.js";
import { NodeWorker } from "./node-worker.js";
import { python } from "./python.js";

const { PrivateKey, seal } = sealpost;
const { Keyring } = await importKeyring();
const known = PrivateKey.generate({ bits: 2048 });
const other = PrivateKey.generate({ bits: 2048 });
const id = known.publicKey().thumbprint();

/**
 * @param {import("node:test").TestContext} t
 * @param {Parameters<typeof Keyring.open>[0]} [options]
 */
async function open(t, options) {
  const keyring = await Keyring.open({ ...options, worker: (kind) => /** @type {any} */ (new NodeWorker(kind)) });
  t.after(() => keyring.close());
  return keyring;
}

test("without storage the keyring says why it keeps keys in memory", async (t) => {
  const keyring = await open(t);
  assert.deepEqual([keyring.storage, keyring.storageReason], ["memory", "unsupported"]);
  const asked = await open(t, { storage: "memory" });
  assert.deepEqual([asked.storage, asked.storageReason], ["memory", null]);
  assert.equal(await asked.persist(), false);
});

test("lock, unlock and setPassphrase work in memory too", async (t) => {
  const keyring = await open(t, { storage: "memory" });
  /** @type {string[]} */
  const changes = [];
  keyring.addEventListener("change", (event) => changes.push(/** @type {CustomEvent} */ (event).detail.type));
  const bytes = new TextEncoder().encode("hunter2");
  const entry = await keyring.import(known.toPem(), { newPassphrase: bytes });
  assert.deepEqual([...bytes], [...Buffer.from("hunter2")], "the caller's bytes are not taken");
  assert.deepEqual([entry.protection, entry.locked], ["passphrase", false]);
  await keyring.lock(id);
  await keyring.lock(id);
  assert.equal((await keyring.list())[0]?.locked, true);
  const sealed = seal("x", known.publicKey());
  await fails("key-locked", () => keyring.unseal(sealed));
  await fails("key-locked", () => keyring.unseal(sealed, { id }));
  await keyring.import(other.toPem());
  await fails("key-locked", () => keyring.unseal(sealed));
  assert.equal((await keyring.unseal(seal("y", other.publicKey()))).text(), "y");
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"), "hunter3");
  await fails("wrong-passphrase", () => keyring.unlock(id, ""));
  await fails("invalid-argument", () => keyring.setPassphrase(id, ""));
  await keyring.unlock(id, "hunter2");
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"));
  await keyring.unlock(id, "hunter2");
  assert.equal((await keyring.unseal(sealed)).text(), "x");
  await keyring.setPassphrase(id, null);
  assert.equal((await keyring.list())[0]?.protection, "none");
  await fails("passphrase-required", () => keyring.lock(id));
  await keyring.lock();
  await keyring.unlock(id, "whatever");
  assert.deepEqual(changes, ["added", "locked", "added", "unlocked", "protected"]);
});

test("contacts: added, changed, marked, removed", async (t) => {
  const keyring = await open(t, { storage: "memory" });
  let events = 0;
  keyring.addEventListener("contacts", () => (events += 1));
  const half = known.publicKey();
  const bob = await keyring.putContact({ publicKey: half.toPem({ format: "pkcs1" }), name: "Bob" });
  const { added, ...rest } = bob;
  assert.ok(added instanceof Date);
  assert.deepEqual(rest, {
    id,
    name: "Bob",
    bits: 2048,
    publicKey: half.toPem(),
    fingerprint: half.fingerprint(),
    verified: null,
  });
  const marked = await keyring.putContact({ publicKey: half.toPem(), name: "Bob", verified: true });
  assert.ok(marked.verified instanceof Date);
  const renamed = await keyring.putContact({ publicKey: half.toPem(), name: "Robert" });
  assert.deepEqual(renamed, { ...marked, name: "Robert" });
  assert.deepEqual(await keyring.putContact({ publicKey: half.toPem(), name: "Robert", verified: true }), renamed);
  const unmarked = await keyring.putContact({ publicKey: half.toPem(), name: "Robert", verified: false });
  assert.equal(unmarked.verified, null);
  assert.deepEqual(await keyring.contacts(), [unmarked]);
  await keyring.removeContact(id);
  await keyring.removeContact(id);
  assert.deepEqual(await keyring.contacts(), []);
  assert.equal(events, 7);
  const any = /** @type {any} */ (keyring);
  await fails("private-key-given", () => keyring.putContact({ publicKey: known.toPem(), name: "x" }));
  await fails("malformed-key", () => keyring.putContact({ publicKey: "hunter2", name: "x" }), "hunter2");
  await fails("invalid-argument", () => any.putContact({ publicKey: half.toPem() }));
  await fails("invalid-argument", () => any.putContact({ publicKey: half.toPem(), name: "x", verified: "yes" }));
});

test("backup and restore: keys, names, contacts, marks; what is left out is said", async (t) => {
  const keyring = await open(t, { storage: "memory" });
  const closed = PrivateKey.generate({ bits: 2048 });
  const locked = PrivateKey.generate({ bits: 2048 });
  const entry = await keyring.import(known.toPem(), { name: "Mine, é" });
  await keyring.import(closed.toPem(), { exportable: false });
  await keyring.import(locked.toPem(), { newPassphrase: "p" });
  await keyring.lock();
  const bob = await keyring.putContact({ publicKey: other.publicKey().toPem(), name: "Bob", verified: true });
  const backup = await keyring.backup({ passphrase: "hunter2" });
  assert.deepEqual({ ...backup, text: "" }, {
    text: "",
    keys: [id],
    contacts: 1,
    skipped: [
      { id: closed.publicKey().thumbprint(), reason: "not-exportable" },
      { id: locked.publicKey().thumbprint(), reason: "key-locked" },
    ],
  });

  const fresh = await open(t, { storage: "memory" });
  const restored = await fresh.restore(`${backup.text}\n`, { passphrase: Buffer.from("hunter2"), newPassphrase: "new" });
  assert.deepEqual(restored.contacts, [bob]);
  assert.deepEqual(restored.keys.map(({ name, exportable, protection }) => ({ name, exportable, protection })), [
    { name: entry.name, exportable: true, protection: "passphrase" },
  ]);
  assert.deepEqual(await fresh.list(), restored.keys);
  assert.deepEqual(await fresh.contacts(), [bob]);
  assert.equal((await fresh.unseal(seal("x", known.publicKey()))).text(), "x");

  await fresh.rename(id, "Renamed");
  await fresh.putContact({ publicKey: other.publicKey().toPem(), name: "Robert", verified: false });
  const again = await fresh.restore(backup.text, { passphrase: "hunter2" });
  assert.deepEqual(again.keys[0]?.name, "Renamed", "what is there stays");
  assert.deepEqual(again.contacts, [{ ...bob, name: "Robert" }], "but for the mark");

  const parts = backup.text.split(".");
  const flipped = (/** @type {number} */ index) =>
    parts.map((part, at) => (at === index ? (part.startsWith("A") ? "B" : "A") + part.slice(1) : part)).join(".");
  await fails("wrong-passphrase", () => fresh.restore(backup.text, { passphrase: "hunter3" }), "hunter3");
  for (const index of [2, 3, 4]) await fails("malformed-message", () => fresh.restore(flipped(index), { passphrase: "hunter2" }));
  await fails("malformed-message", () => fresh.restore(flipped(0), { passphrase: "hunter2" }));
  await fails("wrong-passphrase", () => fresh.restore(flipped(1), { passphrase: "hunter2" }));
  for (const text of ["", "hunter2", "a.b.c.d.e", "....", backup.text.slice(0, 500), `${backup.text}.AA`]) {
    await fails("malformed-message", () => fresh.restore(text, { passphrase: "hunter2" }), "hunter2");
  }
  await fails("unsupported-algorithm", () => fresh.restore(seal("x", known.publicKey()), { passphrase: "hunter2" }));
  const endless = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(backup.text), p2c: 2 ** 31 })).toString("base64url");
  await fails("malformed-message", () => fresh.restore([endless, ...parts.slice(1)].join("."), { passphrase: "hunter2" }));
  await fails("message-too-long", () => fresh.restore("x".repeat((8 << 20) + 1), { passphrase: "hunter2" }));
  await fails("invalid-argument", () => /** @type {any} */ (fresh).restore(backup.text));
  await fails("invalid-argument", () => /** @type {any} */ (fresh).backup());
});

test("a backup is opened by jose, and by the lines of Python in docs/vault.md with OpenSSL", async (t) => {
  const keyring = await open(t, { storage: "memory" });
  await keyring.import(known.toPem(), { name: "one" });
  await keyring.import(other.toPem(), { name: "two" });
  const { text } = await keyring.backup({ passphrase: "open, sesame: é" });

  const { plaintext } = await compactDecrypt(text, Buffer.from("open, sesame: é"), {
    keyManagementAlgorithms: ["PBES2-HS512+A256KW"],
    maxPBES2Count: 600_000,
  });
  const bytes = Buffer.from(plaintext);
  const end = bytes.indexOf("\n");
  const { keys } = JSON.parse(bytes.subarray(0, end).toString());
  const der = bytes.subarray(end + 1, end + 1 + keys[0].length);
  const pem = createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type: "pkcs8", format: "pem" });
  assert.equal(PrivateKey.parse(String(pem)).publicKey().thumbprint(), id);

  const [, script = ""] = /```python\n(.*?)```/s.exec(await readFile(join(root, "docs/vault.md"), "utf8")) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "sealpost-backup-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "open.py"), script);
  await writeFile(join(folder, "backup.txt"), text);
  const env = { ...process.env, PASSPHRASE: "open, sesame: é", PYTHONUTF8: "1" };
  const output = execFileSync(python("python-3"), ["open.py", "backup.txt"], { cwd: folder, encoding: "utf8", env });
  const found = output.match(/-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n/gs) ?? [];
  const ids = found.map((pem) => PrivateKey.parse(pem).publicKey().thumbprint());
  assert.deepEqual(ids, [id, other.publicKey().thumbprint()]);
});
