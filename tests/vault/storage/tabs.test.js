// Several tabs that share a vault, or have vaults of their own; and `lockAfter`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyringWorker } from "../../support/browser/workers.js";
import { database } from "../database.js";
import { clock, decryptCode, emptyPage, importKey, newKey, open, untilEvent, use } from "../keyring.js";

/** @import { Page } from "playwright-core" */

const { newContext } = useBrowser();

const { pem } = newKey();

/**
 * Opens a keyring in each of several tabs.
 *
 * @param {import("node:test").TestContext} t
 * @param {number} count
 * @param {string} [worker] a script that the keyring workers run first
 */
async function tabs(t, count, worker) {
  const context = await newContext(t);
  const pages = await Promise.all(Array.from({ length: count }, () => emptyPage(context, { worker })));
  await Promise.all(pages.map(async (page) => assert.equal((await open(page)).storage, "persistent")));
  return /** @type {[Page, Page, Page]} */ (pages);
}

test("changes in one tab are events in the other: added, renamed, protected, locked, contacts, removed", async (t) => {
  const [one, two] = await tabs(t, 2);
  const id = await importKey(one, pem, { name: "Mine" });
  await untilEvent(two, "added");
  assert.equal((await use(two, ({ keyring }) => keyring.list()))[0]?.name, "Mine");
  const decrypted = await use(two, async ({ keyring }) => {
    const [entry] = await keyring.list();
    return (await keyring.unseal(await keyring.seal("shared", [entry?.publicKey ?? ""]))).text();
  });
  assert.equal(decrypted, "shared");

  await use(one, ({ keyring }, id) => keyring.rename(id, "Ours"), id);
  await untilEvent(two, "renamed");
  await use(one, ({ keyring }, id) => keyring.setPassphrase(id, "p"), id);
  await untilEvent(two, "protected");
  const [entry] = await use(two, ({ keyring }) => keyring.list());
  assert.deepEqual([entry?.name, entry?.protection, entry?.locked], ["Ours", "passphrase", false]);
  await use(two, ({ keyring }, id) => keyring.lock(id), id);
  await untilEvent(one, "locked");
  assert.equal(await decryptCode(one, id), "key-locked");
  await use(one, ({ keyring }, id) => keyring.unlock(id, "p"), id);
  assert.equal(await decryptCode(two, id), "key-locked", "a key is unlocked only in the tab that unlocked it");

  await use(one, async ({ keyring }) =>
    keyring.putContact({ publicKey: (await keyring.list())[0]?.publicKey ?? "", name: "Bob", verified: true }),
  );
  await untilEvent(two, "contacts");
  const [bob] = await use(two, ({ keyring }) => keyring.contacts());
  assert.ok(bob?.name === "Bob" && bob.verified instanceof Date);
  await use(two, ({ keyring }, id) => keyring.remove(id), id);
  await untilEvent(one, "removed");
  assert.equal(await decryptCode(one, id), "key-not-found");
});

test("removing a passphrase in one tab unlocks the key in the other", async (t) => {
  const [one, two] = await tabs(t, 2);
  const { id, sealed } = await use(
    one,
    async ({ keyring }, pem) => {
      const { id, publicKey } = await keyring.import(pem, { newPassphrase: "p" });
      return { id, sealed: await keyring.seal("x", [publicKey]) };
    },
    pem,
  );
  await untilEvent(two, "added");
  const state = async () => {
    const [entry] = await use(two, ({ keyring }) => keyring.list());
    return [entry?.protection, entry?.locked];
  };
  assert.deepEqual(await state(), ["passphrase", true]);
  await use(one, ({ keyring }, id) => keyring.setPassphrase(id, null), id);
  await untilEvent(two, "protected");
  assert.deepEqual(await state(), ["device", false]);
  assert.equal(await use(two, async ({ keyring }, sealed) => (await keyring.unseal(sealed)).text(), sealed), "x");
  assert.equal(await use(two, ({ keyring, code }, id) => code(() => keyring.lock(id)), id), "passphrase-required");
});

test("clear deletes all keys and contacts in every tab, and the vault can be used again", async (t) => {
  const [one, two] = await tabs(t, 2);
  await use(
    one,
    async ({ keyring }, pem) => {
      const { publicKey } = await keyring.import(pem);
      await keyring.putContact({ publicKey, name: "Bob" });
    },
    pem,
  );
  await untilEvent(two, "added");
  await use(one, ({ keyring }) => keyring.clear());
  await untilEvent(two, "removed");
  const { keys, meta, isExtractable } = await database(one);
  assert.deepEqual(
    [keys, Object.keys(meta), isExtractable],
    [[], ["head"], undefined],
    "the device key is deleted too",
  );
  for (const page of [one, two]) {
    assert.deepEqual(await use(page, async ({ keyring }) => [await keyring.list(), await keyring.contacts()]), [
      [],
      [],
    ]);
  }
  await use(two, ({ keyring }, pem) => keyring.import(pem, { name: "after" }), pem);
  assert.equal((await use(one, ({ keyring }) => keyring.list()))[0]?.name, "after");
});

const withoutLocks = "Object.defineProperty(navigator, 'locks', { value: undefined })";
for (const [what, worker] of /** @type {const} */ ([
  ["", undefined],
  [", without navigator.locks", withoutLocks],
])) {
  test(`when three tabs write at once, no write is lost${what}`, async (t) => {
    const pages = await tabs(t, 3, worker);
    assert.equal(await keyringWorker(pages[0]).evaluate(() => navigator.locks === undefined), worker !== undefined);
    const pems = Array.from({ length: 9 }, () => newKey().pem);
    const ids = await Promise.all(
      pages.map((page, index) =>
        use(
          page,
          async ({ keyring }, { pems, index }) => {
            const entries = await Promise.all(
              pems.map((pem, number) => keyring.import(pem, { name: `${index}.${number}` })),
            );
            for (const { id, publicKey } of entries) {
              await Promise.all([
                keyring.putContact({ publicKey, name: `of ${index}` }),
                keyring.rename(id, `by ${index}`),
              ]);
            }
            await keyring.remove(entries[0]?.id ?? "");
            return entries.slice(1).map(({ id }) => id);
          },
          { pems: pems.slice(3 * index, 3 * index + 3), index },
        ),
      ),
    );
    for (const [index, page] of pages.entries()) {
      const [list, contacts] = await use(
        page,
        async ({ keyring }) => /** @type {const} */ ([await keyring.list(), await keyring.contacts()]),
      );
      assert.deepEqual(list.map(({ id }) => id).sort(), ids.flat().sort(), `tab ${index}`);
      assert.ok(list.every(({ name }) => name.startsWith("by ")));
      assert.equal(contacts.length, 9);
    }
    const fresh = await emptyPage(/** @type {Page} */ (pages[0]).context());
    assert.equal((await open(fresh)).reason, null);
    assert.equal((await use(fresh, ({ keyring }) => keyring.list())).length, 6);
  });
}

test("keyrings of vaults with different names share nothing", async (t) => {
  const [one, two] = await tabs(t, 2);
  await two.reload();
  await open(two, { vault: "another" });
  await use(one, ({ keyring }, pem) => keyring.import(pem), pem);
  assert.deepEqual(await use(two, ({ keyring }) => keyring.list()), []);
  assert.deepEqual(await use(two, ({ events }) => events), []);
});

test("lockAfter locks keys after that time without use, and each use starts the time again", async (t) => {
  const page = await emptyPage(await newContext(t), { worker: clock });
  // Hours, so that the time that this test takes does not matter.
  await open(page, { lockAfter: 10 * 3600 });
  const pass = (/** @type {number} */ hours) =>
    keyringWorker(page).evaluate((hours) => /** @type {any} */ (self).pass(hours * 3_600_000), hours);
  const isLocked = () => use(page, async ({ keyring }) => (await keyring.list())[0]?.locked);
  const { id, sealed } = await use(
    page,
    async ({ keyring }, pem) => {
      const { id, publicKey } = await keyring.import(pem, { newPassphrase: "p" });
      return { id, sealed: await keyring.seal("x", [publicKey]) };
    },
    pem,
  );
  for (let round = 0; round < 3; round += 1) {
    await pass(6);
    await use(page, ({ keyring }, { id, sealed }) => keyring.unseal(sealed, { id }).then(() => {}), { id, sealed });
    assert.equal(await isLocked(), false, "each use starts the time again");
  }
  await pass(6);
  assert.equal(await isLocked(), false);
  await pass(5);
  await untilEvent(page, "locked");
  assert.equal(await isLocked(), true);
});

/** A script for the worker that counts its database transactions. */
const countTransactions = `{
  const { transaction } = IDBDatabase.prototype;
  self.transactions = 0;
  IDBDatabase.prototype.transaction = function (...given) {
    self.transactions += 1;
    return transaction.apply(this, given);
  };
}`;

test("messages that no tab of this version sends are ignored, and many valid ones cause little work", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context, { worker: countTransactions });
  await open(page);
  const id = await importKey(page, pem, { newPassphrase: "p" });
  const stranger = await emptyPage(context);
  const send = (/** @type {string} */ messages) =>
    stranger.evaluate((messages) => {
      const channel = new BroadcastChannel("sealpost:default");
      for (const message of (0, eval)(messages)) channel.postMessage(message);
    }, messages);
  const worker = keyringWorker(page);
  const foreign = `[null, undefined, true, 5, 5n, NaN, "x", "", "locked", [], {}, [null], ["changed"], { changed: true }, new Date(),
    { locked: undefined }, { locked: false }, { locked: "${id}" }, { locked: [1, {}] }, { locked: ["${id}", null] }, { locked: [["${id}"]] },
    { locked: { length: 1, 0: "${id}" } }, { locked: new Set(["${id}"]) }, { locked: new Uint8Array(1) }, { type: "later", version: 9 },
    new Uint8Array(1 << 24), "x".repeat(1 << 24), Array(1 << 20).fill({}), new Map([["locked", null]]),
    { locked: Array.from({ length: 10_000 }, (_, index) => "id " + index) }, { locked: [] }]`;
  await send(foreign);
  await send(`Array(20_000).fill("x").concat(Array(20_000).fill({ locked: ["nobody"] }))`);
  assert.equal(await decryptCode(page, id), "decryption-failed", "the key is still unlocked");
  const before = await worker.evaluate(() => /** @type {any} */ (self).transactions);
  await send(`Array(20_000).fill("changed")`);
  // The worker receives the messages that were posted before this call, and then the call.
  await use(page, ({ keyring }) => keyring.list());
  assert.equal(await decryptCode(page, id), "decryption-failed");
  await send("[{ locked: null, later: 1 }]");
  await untilEvent(page, "locked");
  const transactions = (await worker.evaluate(() => /** @type {any} */ (self).transactions)) - before;
  // One look into the database for each message would be 20,000 transactions.
  assert.ok(transactions > 1 && transactions < 2000, `${transactions} transactions for 20,000 messages`);
  assert.equal(await decryptCode(page, id), "key-locked", "control: a valid message is handled");
  assert.equal(keyringWorker(page), worker, "the worker did not crash");
});
