// Storage that is refused, full, or disappears: the keyring reports it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { crashWorker, keyringWorker } from "../../support/browser/workers.js";
import { emptyPage, importKey, importTwo, newKey, open, untilEvent, use } from "../keyring.js";

// Chromium takes localhost for a secure context even over http, but not sealpost.test, which leads to the same server.
const { newContext } = useBrowser([`--host-resolver-rules=MAP sealpost.test 127.0.0.1:${new URL(url).port}`]);

const { pem } = newKey();
/** A script for the worker after which a function throws an error of this name. */
const failing = (/** @type {string} */ place, /** @type {string} */ name) =>
  `${place} = function () { throw new DOMException("planted", "${name}"); }`;

/** @type {Record<string, { worker?: string, origin?: string }>} */
const refusals = {
  "insecure-context": { origin: "http://sealpost.test/" },
  unsupported: { worker: "Object.defineProperty(self, 'indexedDB', { value: undefined })" },
  refused: { worker: failing("IDBFactory.prototype.open", "SecurityError") },
  "key-refused": { worker: failing("IDBObjectStore.prototype.put", "DataCloneError") },
  quota: { worker: failing("IDBObjectStore.prototype.put", "QuotaExceededError") },
};

for (const [reason, options] of Object.entries(refusals)) {
  test(`${reason}: keys are kept in memory, and the keyring says why; requiring storage is an error`, async (t) => {
    const context = await newContext(t, { bypassCSP: true });
    const page = await emptyPage(context, options);
    const persistentOnly = await open(page, { storage: "persistent" });
    assert.equal(persistentOnly.code, "storage-unavailable");
    assert.deepEqual(await open(page), { storage: "memory", reason, code: "none" });
    const seen = await use(
      page,
      async ({ keyring, code }, pem) => {
        const entry = await keyring.import(pem, { name: "mine" });
        const contact = await keyring.putContact({ publicKey: entry.publicKey, name: "me" });
        const text = (await keyring.unseal(await keyring.seal("in memory", [entry.publicKey]))).text();
        return [entry.protection, contact.name, text, await code(() => keyring.setPassphrase(entry.id, "p"))];
      },
      pem,
    );
    // Without a secure context there is no WebCrypto to derive a key from the passphrase.
    const passphraseCode = reason === "insecure-context" ? "storage-unavailable" : "none";
    assert.deepEqual(seen, ["none", "me", "in memory", passphraseCode]);
  });
}

test("a keyring in memory on request gives no reason", async (t) => {
  const page = await emptyPage(await newContext(t));
  assert.deepEqual(await open(page, { storage: "memory", vault: "practice" }), {
    storage: "memory",
    reason: null,
    code: "none",
  });
  assert.deepEqual(await page.evaluate(() => indexedDB.databases()), []);
});

test("a write without space fails and changes nothing", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context);
  await open(page);
  const id = await importKey(page, pem, { name: "old" });
  await keyringWorker(page).evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    const scope = /** @type {any} */ (self);
    scope.restore = () => (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("planted", "QuotaExceededError");
    };
  });
  const failed = await use(
    page,
    async ({ keyring, code }, id) => {
      const [own] = await keyring.list();
      return [
        await code(() => keyring.rename(id, "new")),
        await code(() => keyring.putContact({ publicKey: String(own?.publicKey), name: "x" })),
        (await keyring.list())[0]?.name,
        (await keyring.contacts()).length,
        keyring.storage,
      ];
    },
    id,
  );
  assert.deepEqual(failed, ["storage-unavailable", "storage-unavailable", "old", 0, "persistent"]);
  await keyringWorker(page).evaluate(() => /** @type {any} */ (self).restore());
  assert.equal(await use(page, ({ keyring, code }, id) => code(() => keyring.rename(id, "new")), id), "none");
});

/** @type {Record<string, (page: import("playwright-core").Page) => Promise<unknown>>} */
const vanishing = {
  "deleted by another tab": (page) =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          indexedDB.deleteDatabase("sealpost:default").onsuccess = resolve;
        }),
    ),
  "cleared in the browser's settings": async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "indexeddb" });
  },
};

for (const [how, vanish] of Object.entries(vanishing)) {
  test(`a vault that is ${how}: the keyring reports it, writes fail, unlocked keys can be saved`, async (t) => {
    const page = await emptyPage(await newContext(t));
    await open(page);
    const ids = await importTwo(page);
    await use(page, ({ keyring }) => keyring.lock());
    await vanish(page);
    await untilEvent(page, "storage");
    const seen = await use(
      page,
      async ({ keyring, code }, [id = "", secret = ""]) => ({
        kept: [keyring.storage, keyring.storageReason],
        rename: await code(() => keyring.rename(id, "x")),
        generate: await code(() => keyring.generate({ bits: 2048 })),
        contact: await code(async () =>
          keyring.putContact({ publicKey: (await keyring.list())[0]?.publicKey ?? "", name: "x" }),
        ),
        export: (await keyring.export(id, { plaintext: true })).length > 1000,
        unlock: await code(() => keyring.unlock(secret, "p")),
        backup: (await keyring.backup({ passphrase: "q" })).keys.length,
        protections: (await keyring.list()).map(({ protection }) => protection),
        clear: await code(() => keyring.clear()),
        left: await keyring.list(),
      }),
      ids,
    );
    assert.deepEqual(seen, {
      kept: ["memory", "gone"],
      rename: "storage-unavailable",
      generate: "storage-unavailable",
      contact: "storage-unavailable",
      export: true,
      unlock: "none",
      backup: 2,
      protections: ["none", "passphrase"],
      clear: "none",
      left: [],
    });
    await use(page, ({ keyring }) => keyring.close());
    assert.deepEqual(await open(page), { storage: "persistent", reason: null, code: "none" });
  });
}

test("a worker that crashes after its vault was deleted starts again with a new vault, and reports it", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await use(page, ({ keyring }, pem) => keyring.import(pem), pem);
  await vanishing["deleted by another tab"]?.(page);
  assert.deepEqual(await crashAfterLoss(page), ["added", "storage", "removed", "storage"]);
});

test("keys that were in the vault when it was opened are reported as removed too", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await importTwo(page);
  await use(page, ({ keyring }) => keyring.close());
  await open(page);
  await vanishing["deleted by another tab"]?.(page);
  assert.deepEqual(await crashAfterLoss(page), ["storage", "removed", "removed", "storage"]);
});

/**
 * Crashes the worker of a keyring whose vault is deleted, and waits for the next worker, which begins a new vault. Returns
 * the events of the keyring.
 *
 * @param {import("playwright-core").Page} page
 */
async function crashAfterLoss(page) {
  await page.waitForFunction(() => /** @type {any} */ (globalThis).keyring.storageReason === "gone");
  crashWorker(page);
  await untilEvent(page, "removed");
  const [list, storage, reason, events] = await use(page, async ({ keyring, events }) => {
    const list = await keyring.list();
    return [list, keyring.storage, keyring.storageReason, events];
  });
  assert.deepEqual([list, storage, reason], [[], "persistent", null]);
  return events;
}

test("persist() calls navigator.storage.persist() in the page, because workers do not have it", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await page.evaluate(() => {
    navigator.storage.persist = () => Promise.resolve(true);
  });
  assert.equal(await use(page, ({ keyring }) => keyring.persist()), true);
  await page.evaluate(() => Object.defineProperty(navigator, "storage", { value: undefined }));
  assert.equal(await use(page, ({ keyring }) => keyring.persist()), false);
});
