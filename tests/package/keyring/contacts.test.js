// Contacts in a keyring without storage, and that restoring a backup leaves existing contacts as they are.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const id = known.publicKey().thumbprint();

test("a contact is added, renamed, marked as verified, unmarked and removed", async (t) => {
  const { keyring } = await openKeyring(t, { storage: "memory" });
  let events = 0;
  keyring.addEventListener("contacts", () => (events += 1));
  const publicKey = known.publicKey();
  const bob = await keyring.putContact({ publicKey: publicKey.toPem({ format: "pkcs1" }), name: "Bob" });
  const { added, ...rest } = bob;
  assert.ok(added instanceof Date);
  assert.deepEqual(rest, {
    id,
    name: "Bob",
    bits: 2048,
    publicKey: publicKey.toPem(),
    fingerprint: publicKey.fingerprint(),
    signing: null,
    verified: null,
    verifiedBefore: null,
  });
  const marked = await keyring.putContact({ publicKey: publicKey.toPem(), name: "Bob", verified: true });
  assert.ok(marked.verified instanceof Date);
  const renamed = await keyring.putContact({ publicKey: publicKey.toPem(), name: "Robert" });
  assert.deepEqual(renamed, { ...marked, name: "Robert" });
  assert.deepEqual(await keyring.putContact({ publicKey: publicKey.toPem(), name: "Robert", verified: true }), renamed);
  const unmarked = await keyring.putContact({ publicKey: publicKey.toPem(), name: "Robert", verified: false });
  assert.equal(unmarked.verified, null);
  assert.deepEqual(await keyring.contacts(), [unmarked]);
  await keyring.removeContact(id);
  await keyring.removeContact(id);
  assert.deepEqual(await keyring.contacts(), []);
  assert.equal(events, 7);
  const any = /** @type {any} */ (keyring);
  await fails("private-key-given", () => keyring.putContact({ publicKey: known.toPem(), name: "x" }));
  await fails("malformed-key", () => keyring.putContact({ publicKey: "hunter2", name: "x" }), "hunter2");
  await fails("invalid-argument", () => any.putContact({ publicKey: publicKey.toPem() }));
  await fails("invalid-argument", () => any.putContact({ publicKey: publicKey.toPem(), name: "x", verified: "yes" }));
});

test("a backup changes no mark of an existing contact, and restore lists the marks that it adds", async (t) => {
  const [one, two, three, four] = Array.from({ length: 4 }, () => PrivateKey.generate({ bits: 2048 }).publicKey());
  const people = /** @type {import("../../../js/index.js").PublicKey[]} */ ([one, two, three, four]);
  const ids = people.map((key) => key.thumbprint());
  const texts = people.map((key) => key.toPem());
  const { keyring: stranger } = await openKeyring(t, { storage: "memory" });
  const verified = [true, false, true, false];
  for (const [index, publicKey] of texts.entries()) {
    await stranger.putContact({ publicKey, name: "from the backup", verified: verified[index] ?? false });
  }
  const { text } = await stranger.backup({ passphrase: "p" });

  const { keyring } = await openKeyring(t, { storage: "memory" });
  await keyring.putContact({ publicKey: texts[0] ?? "", name: "here, not verified" });
  await keyring.putContact({ publicKey: texts[1] ?? "", name: "here, verified", verified: true });
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
