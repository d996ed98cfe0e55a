// Backups that are encrypted correctly and have hostile contents: the keyring must not trust the contents of a backup.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CompactEncrypt } from "jose";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

/** @import { ErrorCode } from "../../../js/index.js" */

const { PrivateKey, SigningKey } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const id = known.publicKey().thumbprint();
const other = PrivateKey.generate({ bits: 2048 });

const der = Buffer.from(known.toDer());
const key = { name: "one", privateKeys: [{ purpose: "encryption", kid: null, length: der.length }] };
const signingPart = { purpose: "signing", kid: null, length: 1000 };
const person = {
  name: "Bob",
  publicKey: other.publicKey().toPem(),
  signing: null,
  added: "2026-11-22T20:00:00.000Z",
  verified: null,
};
/** `key` with other members in the entry of its private key. @param {object} members */
const withPart = (members) => ({ ...key, privateKeys: [{ ...key.privateKeys[0], ...members }] });

const BAD_KEYS = [
  null,
  5,
  {},
  { name: "x" },
  { ...key, privateKeys: [] },
  { ...key, privateKeys: [...key.privateKeys, ...key.privateKeys] },
  { ...key, name: 5 },
  { ...key, name: "x".repeat(201) },
  withPart({ length: "1" }),
  withPart({ length: 1e9 }),
  withPart({ length: -1 }),
  withPart({ length: 0 }),
  withPart({ length: 1.5 }),
  withPart({ length: der.length + 1 }),
  withPart({ length: der.length - 1 }),
  { ...key, privateKeys: [signingPart] },
  { ...key, privateKeys: [...key.privateKeys, signingPart, signingPart] },
  { ...key, privateKeys: [...key.privateKeys, { ...signingPart, length: 1.5 }] },
  // The signing key would begin after the end of the backup.
  { ...key, privateKeys: [...key.privateKeys, { ...signingPart, length: 5 }] },
  { ...key, privateKeys: [...key.privateKeys, { ...signingPart, length: der.length }] },
];
const BAD_CONTACTS = [
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
  { ...person, signing: undefined },
  { ...person, signing: 5 },
  { ...person, signing: "x".repeat(44) },
];
const MALFORMED = [
  "",
  "\n",
  "x".repeat(1 << 20),
  `${"[".repeat(1 << 20)}\n`,
  null,
  5,
  "x",
  [],
  {},
  { version: "2", keys: [], contacts: [] },
  { version: 2 },
  { version: 2, keys: {}, contacts: [] },
  { version: 2, keys: [], contacts: 5 },
  ...BAD_KEYS.map((bad) => ({ version: 2, keys: [bad], contacts: [] })),
  ...BAD_CONTACTS.map((bad) => ({ version: 2, keys: [], contacts: [bad] })),
  { version: 2, keys: Array(1001).fill(key), contacts: [] },
  { version: 2, keys: [], contacts: Array(1001).fill(person) },
];
/**
 * The first line of a backup's plaintext, which describes the keys and contacts, and the code of its error.
 *
 * @type {[ErrorCode, unknown][]}
 */
const HEADS = [
  ["vault-unsupported", { version: 1, keys: [{ name: "one", length: der.length }], contacts: [] }],
  ["vault-unsupported", { version: 3, keys: [], contacts: [] }],
  ["vault-unsupported", { version: 2, keys: [withPart({ purpose: "proof" })], contacts: [] }],
  ...MALFORMED.map((head) => /** @type {[ErrorCode, unknown]} */ (["malformed-message", head])),
  ["malformed-key", { version: 2, keys: [], contacts: [{ ...person, publicKey: "x" }] }],
];

/**
 * A backup with any content, encrypted by jose under the passphrase "p".
 *
 * @param {unknown} head Text, or an object that is written as a line of JSON.
 * @param {Buffer} [rest] What follows the line: the keys in DER.
 */
async function backupOf(head, rest = Buffer.alloc(0)) {
  const text = typeof head === "string" ? head : `${JSON.stringify(head)}\n`;
  return new CompactEncrypt(Buffer.concat([Buffer.from(text), rest]))
    .setProtectedHeader({ alg: "PBES2-HS512+A256KW", enc: "A256GCM", cty: "sealpost-backup" })
    .setKeyManagementParameters({ p2c: 1000 })
    .encrypt(Buffer.from("p"));
}

test("a backup with invalid content is an error that changes nothing", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  for (const [code, head] of HEADS) {
    const text = await backupOf(head, der);
    const error = await fails(code, () => keyring.restore(text, { passphrase: "p" }));
    assert.ok(error.message.length < 300, JSON.stringify(head)?.slice(0, 100));
  }
  assert.deepEqual([await keyring.list(), await keyring.contacts()], [[], []]);
  const good = await backupOf({ version: 2, keys: [key], contacts: [person, person] }, der);
  const { keys, newContacts } = await keyring.restore(good, { passphrase: "p" });
  assert.deepEqual(
    [keys[0]?.id, newContacts],
    [id, [other.publicKey().thumbprint()]],
    "control: a good one is restored",
  );
});

test("a backup in which one key serves both purposes is refused", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  const privateKeys = [...key.privateKeys, { ...signingPart, length: der.length }];
  const text = await backupOf({ version: 2, keys: [{ ...key, privateKeys }], contacts: [] }, Buffer.concat([der, der]));
  await fails("malformed-message", () => keyring.restore(text, { passphrase: "p" }));
  const own = Buffer.from(SigningKey.generate({ bits: 2048 }).toDer());
  const others = [...key.privateKeys, { ...signingPart, length: own.length }];
  const head = { version: 2, keys: [{ ...key, privateKeys: others }], contacts: [] };
  const { keys } = await keyring.restore(await backupOf(head, Buffer.concat([der, own])), { passphrase: "p" });
  assert.ok(keys[0]?.signing, "control: two keys are restored");
});

test("a contact whose signing key another contact has is restored without its signing key and its mark", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  const signing = SigningKey.generate({ bits: 2048 }).verifyingKey().thumbprint();
  const mallory = PrivateKey.generate({ bits: 2048 }).publicKey();
  await keyring.putContact({ publicKey: mallory.toPem(), name: "Mallory", signing });
  const verified = "2026-11-22T20:00:00.000Z";
  const text = await backupOf({ version: 2, keys: [], contacts: [{ ...person, signing, verified }] });
  const { contacts, newVerified } = await keyring.restore(text, { passphrase: "p" });
  assert.deepEqual([contacts[0]?.signing, contacts[0]?.verified, newVerified], [null, null, []]);
  const free = SigningKey.generate({ bits: 2048 }).verifyingKey().thumbprint();
  const { keyring: fresh } = await openKeyring(t, { storage: "memory" });
  const good = await backupOf({ version: 2, keys: [], contacts: [{ ...person, signing: free, verified }] });
  assert.equal((await fresh.restore(good, { passphrase: "p" })).contacts[0]?.signing, free, "control");
});
