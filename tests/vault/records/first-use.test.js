// Keys that the device key alone protects are read from their records when they are first used, and not before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyringWorker } from "../../support/browser/workers.js";
import { changeKey, database } from "../database.js";
import { decryptCode, emptyPage, importKey, newKey, open, use } from "../keyring.js";
import { recordBuffers } from "../memory/worker-memory.js";

const { newContext } = useBrowser();

/** @import { Page } from "playwright-core" */

const [own, other] = [newKey(), newKey()];

/** Imports a key into a vault, and reloads the page, which opens no keyring. @param {Page} page @param {string} pem */
async function importAndReload(page, pem) {
  await open(page);
  const id = await importKey(page, pem, { allowWeak: true });
  await page.reload();
  return id;
}

/** How many data keys WebCrypto has encrypted or decrypted in the keyring worker since it started. @param {Page} page */
const dataKeys = (page) =>
  keyringWorker(page).evaluate(
    () => /** @type {any} */ (self).recorded.filter((/** @type {Uint8Array} */ { length }) => length === 32).length,
  );

/** The error code of opening a message for the key: "none" if the key works. @param {Page} page @param {string} id */
const unsealCode = (page, id) =>
  use(
    page,
    async ({ keyring, code }, id) => {
      const entry = (await keyring.list()).find((entry) => entry.id === id);
      const sealed = await keyring.seal("text", [entry?.publicKey ?? ""]);
      return code(async () => void (await keyring.unseal(sealed, { id })));
    },
    id,
  );

test("no private key is decrypted when the vault is opened, only those that are used", async (t) => {
  const page = await emptyPage(await newContext(t), { worker: recordBuffers });
  await open(page);
  const ids = await use(
    page,
    async ({ keyring }, pems) => {
      const ids = [];
      for (const pem of pems) ids.push((await keyring.import(pem)).id);
      return ids;
    },
    [own.pem, other.pem],
  );
  await page.reload();
  await open(page);
  const entries = await use(page, ({ keyring }) => keyring.list());
  assert.deepEqual(
    entries.map(({ id, locked, protection, bits }) => [id, locked, protection, bits]),
    ids.map((id) => [id, false, "device", 2048]),
  );
  assert.equal(await dataKeys(page), 0);
  assert.equal(await unsealCode(page, ids[0] ?? ""), "none");
  assert.equal(await dataKeys(page), 1, "control: the key that is used is decrypted");
  assert.equal(await unsealCode(page, ids[0] ?? ""), "none");
  assert.equal(await dataKeys(page), 1, "the key is decrypted only once");
});

test("two calls that use a key at the same time read it once", async (t) => {
  const page = await emptyPage(await newContext(t), { worker: recordBuffers });
  const id = await importAndReload(page, own.pem);
  await open(page);
  const texts = await use(
    page,
    async ({ keyring }, id) => {
      const [entry] = await keyring.list();
      const sealed = await keyring.seal("text", [entry?.publicKey ?? ""]);
      const opened = await Promise.all([
        keyring.unseal(sealed, { id }),
        keyring.unseal(sealed),
        keyring.unseal(sealed, { id }),
      ]);
      return opened.map((one) => one.text());
    },
    id,
  );
  assert.deepEqual(texts, ["text", "text", "text"]);
  assert.equal(await dataKeys(page), 1);
});

test("a record whose private key cannot be read is reported when the key is first used", async (t) => {
  const page = await emptyPage(await newContext(t));
  for (const broken of [
    "content.keys[0].sealed = 'A'.repeat(200)",
    "content.keys[0].sealed = 5",
    "content.wraps[0].wrapped = content.wraps[0].wrapped.replace(/^./, (one) => (one === 'A' ? 'B' : 'A'))",
    "content.exportable = false",
  ]) {
    const id = await importAndReload(page, own.pem);
    await changeKey(page, id, broken);
    assert.deepEqual(await open(page), { storage: "persistent", reason: null, code: "none" }, broken);
    const seen = await use(
      page,
      async ({ keyring, code, events }, { id, pem }) => {
        const first = await code(() => keyring.decrypt(id, new Uint8Array(256)));
        const after = {
          first,
          reason: keyring.storageReason,
          list: (await keyring.list()).length,
          events: [...events],
        };
        // The message of a tab that has written: this tab compares its state with the vault.
        const channel = new BroadcastChannel("sealpost:default");
        channel.postMessage("changed");
        channel.close();
        const second = await code(() => keyring.decrypt(id, new Uint8Array(256)));
        return { ...after, second, imported: (await keyring.import(pem)).id };
      },
      { id, pem: own.pem },
    );
    const { events, ...rest } = seen;
    const expected = {
      first: "storage-unavailable",
      reason: "damaged",
      list: 0,
      second: "key-not-found",
      imported: id,
    };
    assert.deepEqual(rest, expected, broken);
    assert.deepEqual(events.sort(), ["removed", "storage"], broken);
    await page.reload();
    assert.equal((await open(page)).reason, null, "the imported key has replaced the record");
    assert.equal(await unsealCode(page, id), "none");
    await use(page, ({ keyring }) => keyring.clear());
    await page.reload();
  }
});

test("a key whose record was found damaged is not listed again after another tab writes", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context);
  const id = await importAndReload(page, own.pem);
  await changeKey(page, id, "content.keys[0].sealed = 'A'.repeat(200)");
  await open(page);
  assert.equal(await decryptCode(page, id), "storage-unavailable");
  const second = await emptyPage(context);
  await open(second);
  const added = await importKey(second, other.pem);
  const ids = await use(page, async ({ keyring }) => (await keyring.list()).map(({ id }) => id));
  assert.deepEqual(ids, [added]);
  assert.equal((await database(page)).keys.length, 2, "the damaged record is left as it is");
});

test("an unused key works after another tab gave it a passphrase, and after the vault was deleted", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context);
  const id = await importAndReload(page, own.pem);
  await open(page);
  const second = await emptyPage(context);
  await open(second);
  await use(second, ({ keyring }, id) => keyring.setPassphrase(id, "p"), id);
  assert.equal(await unsealCode(page, id), "none");
  assert.equal((await use(page, ({ keyring }) => keyring.list()))[0]?.protection, "passphrase");
  await use(second, ({ keyring }, id) => keyring.lock(id), id);
  const state = await use(
    page,
    async ({ keyring, code }, id) => {
      while (!(await keyring.list())[0]?.locked) await new Promise((resolve) => setTimeout(resolve, 10));
      return code(() => keyring.decrypt(id, new Uint8Array(256)));
    },
    id,
  );
  assert.equal(state, "key-locked", "control: locked in the other tab, it is locked in this one");
  await use(
    second,
    async ({ keyring }, id) => {
      await keyring.unlock(id, "p");
      await keyring.setPassphrase(id, null);
      keyring.close();
    },
    id,
  );

  await page.reload();
  await open(page);
  await page.evaluate(() => {
    const request = indexedDB.deleteDatabase("sealpost:default");
    return new Promise((resolve) => (request.onsuccess = resolve));
  });
  assert.equal(await unsealCode(page, id), "none");
  assert.equal(await use(page, ({ keyring }) => keyring.storageReason), "gone");
});

test("a key of 1024 bits is read from the vault", async (t) => {
  const page = await emptyPage(await newContext(t));
  const id = await importAndReload(page, newKey(1024).pem);
  assert.equal((await open(page)).reason, null);
  const seen = await use(
    page,
    async ({ keyring, code }, id) => [
      (await keyring.list())[0]?.bits,
      await code(() => keyring.decrypt(id, new Uint8Array(128))),
    ],
    id,
  );
  assert.deepEqual(seen, [1024, "decryption-failed"]);
});

test("a record with another key's public key, or altered PEM, is reported when the vault is opened", async (t) => {
  const page = await emptyPage(await newContext(t));
  const id = await importAndReload(page, own.pem);
  await open(page);
  const [entry] = await use(page, ({ keyring }) => keyring.list());
  const foreign = await use(page, async ({ keyring }, pem) => (await keyring.import(pem)).publicKey, other.pem);
  const publicKey = entry?.publicKey ?? "";
  await page.reload();
  for (const [text, reason] of /** @type {const} */ ([
    [foreign, "damaged"],
    [`${publicKey}\n`, "damaged"],
    [publicKey.replace("MII", "MI I"), "damaged"],
    [publicKey.replace("MII", "NII"), "damaged"],
    [publicKey, null],
  ])) {
    await changeKey(page, id, `content.keys[0].publicKey = ${JSON.stringify(text)}`);
    assert.equal((await open(page)).reason, reason, text);
    await page.reload();
  }
});
