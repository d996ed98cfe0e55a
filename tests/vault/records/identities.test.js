// Identities and replay caches in the vault: what is stored, what other tabs see of it, and what happens if it is
// altered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { contentOf, database, reloadWith, tamper, writeRecord } from "../database.js";
import { emptyPage, importTwo, open, use } from "../keyring.js";

/** @import { Page } from "playwright-core" */

const { newContext } = useBrowser();

/**
 * Makes two vaults: that of Alice, with an identity, and the page's default vault, with a key of the reader, Bob, who
 * has Alice as a contact. Seals two signed messages from Alice to Bob, and leaves the default vault open.
 *
 * @param {Page} page
 */
async function openReader(page) {
  await open(page, { vault: "alice" });
  const alice = await use(page, ({ keyring }) => keyring.generate({ bits: 2048, signing: true }));
  await use(page, ({ keyring }) => keyring.close());
  await open(page);
  const { id, publicKey } = await use(
    page,
    async ({ keyring }, { publicKey, signing }) => {
      await keyring.putContact({ name: "Alice", publicKey, signing: signing?.id ?? null });
      return keyring.generate({ bits: 2048, name: "Bob" });
    },
    alice,
  );
  await use(page, ({ keyring }) => keyring.close());
  await open(page, { vault: "alice" });
  const messages = await use(
    page,
    ({ keyring }, { publicKey, from }) =>
      Promise.all(["one", "two"].map((text) => keyring.seal(text, [publicKey], { from }))),
    { publicKey, from: alice.id },
  );
  await use(page, ({ keyring }) => keyring.close());
  await open(page);
  return { alice, id, messages };
}

/** The record of the replay cache in the vault, which has at most one. @param {Page} page */
const replayRecord = async (page) => (await database(page)).records.find(({ type }) => type === "replay");

/** Opens messages. Returns what the keyring says of each delivery. @param {Page} page @param {string[]} messages */
const deliveries = (page, messages) =>
  use(
    page,
    async ({ keyring }, messages) => {
      const states = [];
      for (const message of messages) states.push((await keyring.unseal(message)).delivery?.state);
      return states;
    },
    messages,
  );

test("after a reload both keys of an identity are in one record, under the device key or its passphrase", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const made = await use(page, async ({ keyring }) => [
    await keyring.generate({ bits: 2048, signing: true }),
    await keyring.generate({ bits: 2048, signing: true, passphrase: "p", exportable: false }),
  ]);
  const { keys, hex } = await database(page);
  assert.equal(keys.length, 2);
  assert.ok(
    made.every(({ signing }) => signing && !hex.includes(signing.id)),
    "an id of a signing key is in clear",
  );
  await page.reload();
  await open(page);
  const seen = await use(
    page,
    async ({ keyring, code }, ids) => {
      const [device = "", secret = ""] = ids;
      return {
        list: await keyring.list(),
        lengths: [(await keyring.sign(device, "x")).length],
        locked: await code(() => keyring.sign(secret, "x")),
        unlocked: await code(() => keyring.unlock(secret, "p")),
        signs: await code(() => keyring.sign(secret, "x")),
        changed: await code(() => keyring.setPassphrase(device, "q")),
        exported: await code(() => keyring.export(secret, { plaintext: true, key: "signing" })),
      };
    },
    made.map(({ id }) => id),
  );
  assert.deepEqual(
    seen.list.map(({ signing }) => signing),
    made.map(({ signing }) => signing),
  );
  assert.deepEqual(seen.lengths, [256]);
  assert.deepEqual([seen.locked, seen.unlocked, seen.signs, seen.changed], ["key-locked", "none", "none", "none"]);
  assert.equal(seen.exported, "not-exportable");
  await page.reload();
  await open(page);
  const again = await use(
    page,
    async ({ keyring, code }, id) => [
      await code(() => keyring.unlock(id, "q")),
      await code(() => keyring.sign(id, "x")),
      await code(() => keyring.remove(id)),
      await code(() => keyring.sign(id, "x")),
    ],
    made[0]?.id ?? "",
  );
  assert.deepEqual(again, ["none", "none", "none", "key-not-found"]);
  assert.equal((await database(page)).keys.length, 1);
});

test("a signing key that one tab adds signs in the other too, after `unlock` if it has a passphrase", async (t) => {
  const context = await newContext(t);
  const [one, two] = [await emptyPage(context), await emptyPage(context)];
  await open(one);
  const ids = await importTwo(one);
  await open(two);
  await use(
    two,
    async ({ keyring }, [device = "", secret = ""]) => {
      await keyring.encrypt((await keyring.list())[0]?.publicKey ?? "", "x").then((c) => keyring.decrypt(device, c));
      await keyring.unlock(secret, "p");
    },
    ids,
  );
  const made = await use(
    one,
    async ({ keyring }, [device = "", secret = ""]) => [
      (await keyring.addSigningKey(device, { bits: 2048 })).signing,
      (await keyring.addSigningKey(secret, { bits: 2048, passphrase: "p" })).signing,
    ],
    ids,
  );
  const seen = await use(
    two,
    async ({ keyring, code, events }, [device = "", secret = ""]) => {
      const list = await keyring.list();
      return {
        signing: list.map(({ signing }) => signing),
        codes: [
          await code(() => keyring.sign(device, "x")),
          await code(() => keyring.sign(secret, "x")),
          await code(() => keyring.unlock(secret, "p")),
          await code(() => keyring.sign(secret, "x")),
        ],
        events: events.filter((type) => type === "signing"),
      };
    },
    ids,
  );
  assert.deepEqual(seen.signing, made);
  // The passphrase of the second identity decrypts both of its private keys. In the other tab the identity is locked
  // until it gets the passphrase again.
  assert.deepEqual(seen.codes, ["none", "key-locked", "none", "none"]);
  assert.deepEqual(seen.events, ["signing", "signing"]);
});

test("an identity with exchanged parts in its record signs nothing", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const ids = await use(page, async ({ keyring }) => [
    (await keyring.generate({ bits: 2048, signing: true })).id,
    (await keyring.generate({ bits: 2048, signing: true })).id,
  ]);
  const [first = "", second = ""] = ids;
  const [own, another] = [await contentOf(page, first), await contentOf(page, second)];
  const [encryption, signing] = own.keys;
  assert.deepEqual([encryption.purpose, signing.purpose], ["encryption", "signing"]);
  for (const [what, keys, expected] of /** @type {[string, any[], string][]} */ ([
    ["the other's signing key", [encryption, another.keys[1]], "storage-unavailable"],
    ["the other's private half", [encryption, { ...signing, sealed: another.keys[1].sealed }], "storage-unavailable"],
    ["the encryption key as signing key", [encryption, { ...encryption, purpose: "signing" }], "key-not-found"],
    [
      "a public key whose thumbprint is not the id",
      [encryption, { ...signing, publicKey: encryption.publicKey }],
      "key-not-found",
    ],
    ["two signing keys", [encryption, signing, signing], "key-not-found"],
    ["a public key that is not text", [encryption, { ...signing, publicKey: 5 }], "key-not-found"],
    ["control: unchanged", [encryption, signing], "none"],
  ])) {
    await reloadWith(page, first, { ...own, keys });
    await open(page);
    assert.equal(await use(page, ({ keyring, code }, id) => code(() => keyring.sign(id, "x")), first), expected, what);
  }
});

test("after a reload and in other tabs, a record of its own tells which messages of a contact were read", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context);
  const { alice, messages } = await openReader(page);
  const [one = "", two = ""] = messages;
  const before = await database(page);
  assert.deepEqual(await deliveries(page, [one, one]), ["new", "repeated"]);
  const after = await database(page);
  const replay = after.records.filter(({ type }) => type === "replay");
  assert.equal(replay.length, 1);
  assert.deepEqual(after.contacts, before.contacts, "the contact was written anew");
  assert.ok(!after.hex.includes(alice.id) && !after.hex.includes(alice.signing?.id ?? ""), "who wrote is in clear");

  const tab = await emptyPage(context);
  await open(tab);
  assert.deepEqual(await deliveries(tab, [one, two]), ["repeated", "new"]);
  assert.deepEqual(await deliveries(page, [two]), ["repeated"]);
  await page.reload();
  assert.equal((await open(page)).reason, null);
  assert.deepEqual(await deliveries(page, messages), ["repeated", "repeated"]);

  await use(page, ({ keyring }, id) => keyring.removeContact(id), alice.id);
  assert.ok((await database(page)).records.every(({ type }) => type !== "replay"));
});

test("after a replay cache was removed or altered, the delivery of messages from before is unknown", async (t) => {
  const page = await emptyPage(await newContext(t));
  const { messages } = await openReader(page);
  const [one = "", two = ""] = messages;
  assert.deepEqual(await deliveries(page, [one]), ["new"]);
  const { id } = await replayRecord(page);
  /** @type {[string, (record: any) => any][]} */
  const changes = [
    ["removed", () => undefined],
    ["altered", (record) => ({ ...record, sealed: record.sealed.map((/** @type {number} */ byte) => byte ^ 1) })],
    ["no bytes", (record) => ({ ...record, sealed: "x" })],
    ["of another version", (record) => ({ ...record, version: 2 })],
  ];
  for (const [what, change] of changes) {
    await tamper(page, "replay", id, change);
    assert.deepEqual(await deliveries(page, [two, two]), ["unknown", "repeated"], what);
    await page.reload();
    // Contacts and keys are not damaged.
    assert.equal((await open(page)).reason, null, what);
    assert.deepEqual(await deliveries(page, [two]), ["repeated"], what);
    await tamper(page, "replay", id, () => undefined);
    assert.deepEqual(await deliveries(page, [one]), ["unknown"], what);
  }
});

test("a replay cache of a later version is not changed, and messages have an unknown delivery", async (t) => {
  const page = await emptyPage(await newContext(t));
  const { messages } = await openReader(page);
  const [one = "", two = ""] = messages;
  await deliveries(page, [one]);
  const { id } = await replayRecord(page);
  await page.reload();
  await writeRecord(page, { type: "replay", id, version: 2, change: () => ({ of: "another day" }) });
  const before = JSON.stringify(await replayRecord(page));
  assert.equal((await open(page)).reason, null);
  assert.deepEqual(await deliveries(page, [one, two]), ["unknown", "unknown"]);
  assert.equal(JSON.stringify(await replayRecord(page)), before);
});
