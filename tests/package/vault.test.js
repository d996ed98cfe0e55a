// Passphrases, contacts and backups, in a keyring without storage: what does not depend on it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
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
  assert.deepEqual(
    { ...backup, text: "" },
    {
      text: "",
      keys: [id],
      contacts: 1,
      skipped: [
        { id: closed.publicKey().thumbprint(), reason: "not-exportable" },
        { id: locked.publicKey().thumbprint(), reason: "key-locked" },
      ],
    },
  );

  const fresh = await open(t, { storage: "memory" });
  const restored = await fresh.restore(`${backup.text}\n`, {
    passphrase: Buffer.from("hunter2"),
    newPassphrase: "new",
  });
  assert.deepEqual(restored.contacts, [bob]);
  assert.deepEqual(
    restored.keys.map(({ name, exportable, protection }) => ({ name, exportable, protection })),
    [{ name: entry.name, exportable: true, protection: "passphrase" }],
  );
  assert.deepEqual(await fresh.list(), restored.keys);
  assert.deepEqual(await fresh.contacts(), [bob]);
  assert.equal((await fresh.unseal(seal("x", known.publicKey()))).text(), "x");

  assert.deepEqual([restored.newContacts, restored.newVerified], [[bob.id], [bob.id]]);

  await fresh.rename(id, "Renamed");
  await fresh.putContact({ publicKey: other.publicKey().toPem(), name: "Robert", verified: false });
  const again = await fresh.restore(backup.text, { passphrase: "hunter2" });
  assert.deepEqual(again.keys[0]?.name, "Renamed", "what is there stays");
  assert.deepEqual(again.contacts, [{ ...bob, name: "Robert", verified: null }], "its mark too");
  assert.deepEqual([again.newContacts, again.newVerified], [[], []]);

  const parts = backup.text.split(".");
  const flipped = (/** @type {number} */ index) =>
    parts.map((part, at) => (at === index ? (part.startsWith("A") ? "B" : "A") + part.slice(1) : part)).join(".");
  await fails("wrong-passphrase", () => fresh.restore(backup.text, { passphrase: "hunter3" }), "hunter3");
  for (const index of [2, 3, 4])
    await fails("malformed-message", () => fresh.restore(flipped(index), { passphrase: "hunter2" }));
  await fails("malformed-message", () => fresh.restore(flipped(0), { passphrase: "hunter2" }));
  await fails("wrong-passphrase", () => fresh.restore(flipped(1), { passphrase: "hunter2" }));
  for (const text of ["", "hunter2", "a.b.c.d.e", "....", backup.text.slice(0, 500), `${backup.text}.AA`]) {
    await fails("malformed-message", () => fresh.restore(text, { passphrase: "hunter2" }), "hunter2");
  }
  await fails("unsupported-algorithm", () => fresh.restore(seal("x", known.publicKey()), { passphrase: "hunter2" }));
  const endless = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(backup.text), p2c: 2 ** 31 })).toString(
    "base64url",
  );
  await fails("malformed-message", () =>
    fresh.restore([endless, ...parts.slice(1)].join("."), { passphrase: "hunter2" }),
  );
  await fails("message-too-long", () => fresh.restore("x".repeat((8 << 20) + 1), { passphrase: "hunter2" }));
  await fails("invalid-argument", () => /** @type {any} */ (fresh).restore(backup.text));
  await fails("invalid-argument", () => /** @type {any} */ (fresh).backup());
});

test("a backup changes no mark on a contact that is here, and says which marks it brings", async (t) => {
  const [one, two, three, four] = Array.from({ length: 4 }, () => PrivateKey.generate({ bits: 2048 }).publicKey());
  const people = /** @type {import("../../js/index.js").PublicKey[]} */ ([one, two, three, four]);
  const ids = people.map((key) => key.thumbprint());
  const texts = people.map((key) => key.toPem());
  const stranger = await open(t, { storage: "memory" });
  const verified = [true, false, true, false];
  for (const [index, publicKey] of texts.entries()) {
    await stranger.putContact({ publicKey, name: "from the backup", verified: verified[index] ?? false });
  }
  const { text } = await stranger.backup({ passphrase: "p" });

  const keyring = await open(t, { storage: "memory" });
  await keyring.putContact({ publicKey: texts[0] ?? "", name: "here, not compared" });
  await keyring.putContact({ publicKey: texts[1] ?? "", name: "here, compared", verified: true });
  const before = await keyring.contacts();
  const restored = await keyring.restore(text, { passphrase: "p" });
  assert.deepEqual((await keyring.contacts()).slice(0, 2), before);
  assert.deepEqual(restored.contacts, await keyring.contacts());
  assert.deepEqual(
    restored.contacts.map(({ verified }) => verified !== null),
    [false, true, true, false],
  );
  assert.deepEqual(restored.newContacts, ids.slice(2));
  assert.deepEqual(restored.newVerified, [ids[2]]);
});

/**
 * A backup with any plaintext, made with jose.
 *
 * @param {unknown} head
 * @param {Buffer} [rest]
 */
async function backupOf(head, rest = Buffer.alloc(0)) {
  const text = typeof head === "string" ? head : `${JSON.stringify(head)}\n`;
  return new CompactEncrypt(Buffer.concat([Buffer.from(text), rest]))
    .setProtectedHeader({ alg: "PBES2-HS512+A256KW", enc: "A256GCM", cty: "sealpost-backup" })
    .setKeyManagementParameters({ p2c: 1000 })
    .encrypt(Buffer.from("p"));
}

test("a backup that somebody else made may say anything: an error, nothing is changed, and it goes on", async (t) => {
  const keyring = await open(t, { storage: "memory" });
  const der = Buffer.from(known.toDer());
  const [key, person] = [
    { name: "one", privateKeys: [{ purpose: "encryption", kid: null, length: der.length }] },
    {
      name: "Bob",
      publicKey: other.publicKey().toPem(),
      signing: null,
      added: "2026-11-22T20:00:00.000Z",
      verified: null,
    },
  ];
  const parts = (/** @type {object} */ members) => ({ ...key, privateKeys: [{ ...key.privateKeys[0], ...members }] });
  /** @type {[import("../../js/index.js").ErrorCode, unknown][]} */
  const heads = [
    ["vault-unsupported", { version: 1, keys: [{ name: "one", length: der.length }], contacts: [] }],
    ["vault-unsupported", { version: 3, keys: [], contacts: [] }],
    ["vault-unsupported", { version: 2, keys: [parts({ purpose: "signing" })], contacts: [] }],
    ["malformed-message", { version: "2", keys: [], contacts: [] }],
    ["malformed-message", ""],
    ["malformed-message", "\n"],
    ["malformed-message", "x".repeat(1 << 20)],
    ["malformed-message", `${"[".repeat(1 << 20)}\n`],
    ...[
      null,
      5,
      "x",
      [],
      {},
      { version: 2 },
      { version: 2, keys: {}, contacts: [] },
      { version: 2, keys: [], contacts: 5 },
    ].map((head) => /** @type {["malformed-message", unknown]} */ (["malformed-message", head])),
    ...[
      null,
      5,
      {},
      { name: "x" },
      { ...key, privateKeys: [] },
      { ...key, privateKeys: [...key.privateKeys, ...key.privateKeys] },
      { ...key, name: 5 },
      { ...key, name: "x".repeat(201) },
      parts({ length: "1" }),
      parts({ length: 1e9 }),
      parts({ length: -1 }),
      parts({ length: 0 }),
      parts({ length: 1.5 }),
      parts({ length: der.length + 1 }),
      parts({ length: der.length - 1 }),
    ].map(
      (one) =>
        /** @type {["malformed-message", unknown]} */ ([
          "malformed-message",
          { version: 2, keys: [one], contacts: [] },
        ]),
    ),
    ...[
      null,
      5,
      {},
      { ...person, publicKey: 5 },
      { ...person, publicKey: "x".repeat(65537) },
      { ...person, name: null },
      { ...person, added: 5 },
      { ...person, added: "never" },
      { ...person, added: ["2026"] },
      { ...person, verified: true },
    ].map(
      (one) =>
        /** @type {["malformed-message", unknown]} */ ([
          "malformed-message",
          { version: 2, keys: [], contacts: [one] },
        ]),
    ),
    ["malformed-key", { version: 2, keys: [], contacts: [{ ...person, publicKey: "x" }] }],
    ["malformed-message", { version: 2, keys: Array(1001).fill(key), contacts: [] }],
    ["malformed-message", { version: 2, keys: [], contacts: Array(1001).fill(person) }],
  ];
  for (const [code, head] of heads) {
    const text = await backupOf(head, der);
    const error = await fails(code, () => keyring.restore(text, { passphrase: "p" }));
    assert.ok(error.message.length < 300, JSON.stringify(head)?.slice(0, 100));
  }
  assert.deepEqual([await keyring.list(), await keyring.contacts()], [[], []]);
  const good = await backupOf({ version: 2, keys: [key], contacts: [person, person] }, der);
  const { keys, newContacts } = await keyring.restore(good, { passphrase: "p" });
  assert.deepEqual([keys[0]?.id, newContacts], [id, [other.publicKey().thumbprint()]], "control");
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
  assert.deepEqual(
    keys.map((/** @type {any} */ { privateKeys: [{ purpose, kid }] }) => [purpose, kid]),
    Array(2).fill(["encryption", null]),
  );
  const der = bytes.subarray(end + 1, end + 1 + keys[0].privateKeys[0].length);
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
