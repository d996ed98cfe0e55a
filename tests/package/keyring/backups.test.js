// Backups of a keyring: written, restored, damaged, and opened by other software.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { compactDecrypt, decodeProtectedHeader } from "jose";
import { fails } from "../../support/assertions.js";
import { root, sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";
import { python } from "../../support/python.js";

const { PrivateKey, seal } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const id = known.publicKey().thumbprint();
const other = PrivateKey.generate({ bits: 2048 });

test("a backup restores keys, names and verified contacts, and lists the keys that it leaves out", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  const unexportable = PrivateKey.generate({ bits: 2048 });
  const locked = PrivateKey.generate({ bits: 2048 });
  const entry = await keyring.import(known.toPem(), { name: "Mine, é" });
  await keyring.import(unexportable.toPem(), { exportable: false });
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
        { id: unexportable.publicKey().thumbprint(), reason: "not-exportable" },
        { id: locked.publicKey().thumbprint(), reason: "key-locked" },
      ],
    },
  );

  const { keyring: fresh } = await openKeyring(t, { storage: "memory" });
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
  assert.deepEqual(again.keys[0]?.name, "Renamed", "the name of an existing key changed");
  assert.deepEqual(
    again.contacts,
    [{ ...bob, name: "Robert", verified: null }],
    "the name or the mark of an existing contact changed",
  );
  assert.deepEqual([again.newContacts, again.newVerified], [[], []]);
});

test("a damaged backup, or a wrong passphrase, is an error and changes nothing", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  await keyring.import(known.toPem());
  const backup = await keyring.backup({ passphrase: "hunter2" });
  const { keyring: fresh } = await openKeyring(t, { storage: "memory" });
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
  const costly = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(backup.text), p2c: 2 ** 31 })).toString(
    "base64url",
  );
  await fails("malformed-message", () =>
    fresh.restore([costly, ...parts.slice(1)].join("."), { passphrase: "hunter2" }),
  );
  await fails("message-too-long", () => fresh.restore("x".repeat((8 << 20) + 1), { passphrase: "hunter2" }));
  await fails("invalid-argument", () => /** @type {any} */ (fresh).restore(backup.text));
  await fails("invalid-argument", () => /** @type {any} */ (fresh).backup());
  assert.deepEqual([await fresh.list(), await fresh.contacts()], [[], []]);
});

test("a backup is opened by jose, and by the Python program in docs/vault.md", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
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
