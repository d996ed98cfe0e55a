// Locking is immediate: it does not wait for other tabs or pending calls, and no private number of the key stays in
// memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyringWorker } from "../../support/browser/workers.js";
import { clock, decryptCode, emptyPage, importKey, needles, newKey, open, untilEvent, use } from "../keyring.js";
import { WorkerMemory } from "./worker-memory.js";

/** @import { TestContext } from "node:test" */
/** @import { BrowserContext, Page } from "playwright-core" */
/** @import { Tools } from "../keyring.js" */

const { newContext } = useBrowser();

const { pem, jwk } = newKey();

/**
 * A script for the worker and the page: after `hold(method)`, calls of this method of WebCrypto wait for `letGo`, and
 * `reached` resolves at the first of them.
 */
const gate = `{
  let heldMethod, reportReached, release, released;
  for (const method of ["deriveKey", "importKey"]) {
    const original = SubtleCrypto.prototype[method];
    SubtleCrypto.prototype[method] = async function (...given) {
      if (method === heldMethod) {
        reportReached();
        await released;
      }
      return original.apply(this, given);
    };
  }
  self.hold = (method) => {
    heldMethod = method;
    self.reached = new Promise((resolve) => (reportReached = resolve));
    released = new Promise((resolve) => (release = resolve));
  };
  self.letGo = () => {
    heldMethod = undefined;
    release?.();
  };
}`;

/**
 * A keyring with a key whose passphrase is "p".
 *
 * @param {TestContext} t
 * @param {{ worker?: string, lockAfter?: number }} [options]
 */
async function openKeyring(t, { worker, lockAfter } = {}) {
  const context = await newContext(t);
  const page = await emptyPage(context, { worker });
  await open(page, lockAfter ? { lockAfter } : {});
  const id = await importKey(page, pem, { newPassphrase: "p" });
  return { context, page, id, memory: new WorkerMemory(page) };
}

/** Whether private numbers of the key are in memory. @param {WorkerMemory} memory */
async function isInMemory(memory) {
  const { wasm, buffers } = await memory.find(needles(jwk));
  return wasm.length + buffers.length > 0;
}

/**
 * Holds the Web Lock that every write takes, as a tab that hangs during a write does.
 *
 * @param {BrowserContext} context
 */
async function holdWrites(context) {
  const page = await emptyPage(context);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        navigator.locks.request("sealpost:default", () => {
          resolve(undefined);
          return new Promise(() => {});
        });
      }),
  );
}

/**
 * Ways to lock: the name, a script for the worker, and a function that locks the page's key.
 *
 * @type {[string, string, (page: Page, other: Page) => Promise<unknown>][]}
 */
const ways = [
  ["lock()", "", (page) => use(page, ({ keyring }) => keyring.lock())],
  ["lock(id)", "", (page) => use(page, async ({ keyring }) => keyring.lock(/** @type {any} */ (globalThis).id))],
  ["another tab", "", (_, other) => use(other, ({ keyring }) => keyring.lock())],
  [
    "the timer of lockAfter",
    clock,
    (page) => keyringWorker(page).evaluate(() => /** @type {any} */ (self).pass(3_600_000)),
  ],
];
for (const [name, worker, lock] of ways) {
  test(`${name} locks while another tab blocks every write`, { timeout: 120_000 }, async (t) => {
    const { context, page, id, memory } = await openKeyring(t, { worker, lockAfter: 3600 });
    const other = await emptyPage(context);
    await open(other);
    await page.evaluate((id) => Object.assign(globalThis, { id }), id);
    await holdWrites(context);
    await use(page, ({ keyring }, id) => void keyring.rename(id, "waits").catch(() => {}), id);
    assert.ok(await isInMemory(memory), "control: the key is found while it is unlocked");
    await lock(page, other);
    await untilEvent(page, "locked");
    assert.equal(await isInMemory(memory), false);
    assert.equal(await decryptCode(page, id), "key-locked");
  });
}

/**
 * Calls that need the key: the name, the method of WebCrypto in which the call is held, and the call.
 *
 * @type {[string, "deriveKey" | "importKey", (tools: Tools, given: { id: string, sealed: string }) =>
 * Promise<unknown>][]}
 */
const calls = [
  ["setPassphrase", "deriveKey", ({ keyring }, { id }) => keyring.setPassphrase(id, "another")],
  ["backup", "deriveKey", ({ keyring }) => keyring.backup({ passphrase: "b" })],
  ["unseal", "importKey", ({ keyring }, { sealed }) => keyring.unseal(sealed)],
  ["unseal with the id", "importKey", ({ keyring }, { id, sealed }) => keyring.unseal(sealed, { id })],
];
for (const [name, method, act] of calls) {
  test(`${name} fails with key-locked when its key is locked meanwhile, and leaves no copy of it`, {
    timeout: 120_000,
  }, async (t) => {
    const { page, id, memory } = await openKeyring(t, { worker: gate });
    const sealed = await use(page, async ({ keyring }) =>
      keyring.seal("x", [(await keyring.list())[0]?.publicKey ?? ""]),
    );
    await startHeld(page, method, `({ keyring }, given) => (${act})({ keyring }, given)`, { id, sealed });
    assert.ok(await isInMemory(memory), "control: the key is found while it is unlocked");
    await use(page, ({ keyring }) => keyring.lock());
    assert.equal(await isInMemory(memory), false, "the key is wiped while the call is pending");
    assert.equal(await outcome(page), "key-locked");
    assert.equal(await isInMemory(memory), false);
    await use(page, ({ keyring }, id) => keyring.unlock(id, "p"), id);
    assert.equal(await use(page, async ({ keyring }, sealed) => (await keyring.unseal(sealed)).text(), sealed), "x");
  });
}

test("locking a key does not disturb a message that another key opens", { timeout: 120_000 }, async (t) => {
  const { page, id } = await openKeyring(t, { worker: gate });
  const sealed = await use(
    page,
    async ({ keyring }, pem) => keyring.seal("x", [(await keyring.import(pem)).publicKey]),
    newKey().pem,
  );
  await startHeld(page, "importKey", "({ keyring }, sealed) => keyring.unseal(sealed)", sealed);
  await use(page, ({ keyring }, id) => keyring.lock(id), id);
  assert.equal(await outcome(page), "none");
});

test("locking prevails over unlocks and imports that are pending or queued", {
  timeout: 120_000,
}, async (t) => {
  const { page, id, memory } = await openKeyring(t, { worker: gate });
  await use(page, ({ keyring }) => keyring.lock());
  const lockedStates = () => use(page, async ({ keyring }) => (await keyring.list()).map(({ locked }) => locked));

  await startHeld(page, "deriveKey", '({ keyring }, id) => keyring.unlock(id, "p")', id);
  await use(page, ({ keyring }) => keyring.lock());
  assert.equal(await outcome(page), "key-locked");
  assert.deepEqual(await lockedStates(), [true]);
  assert.equal(await isInMemory(memory), false);

  const codes = await use(
    page,
    ({ keyring, code }, id) => {
      const unlocking = code(() => keyring.unlock(id, "p"));
      return Promise.all([unlocking, code(() => keyring.lock(id))]);
    },
    id,
  );
  assert.deepEqual(codes, ["key-locked", "none"]);
  assert.deepEqual(await lockedStates(), [true]);

  await use(page, ({ keyring }, id) => keyring.remove(id), id);
  await startHeld(page, "deriveKey", '({ keyring }, pem) => keyring.import(pem, { newPassphrase: "p" })', pem);
  assert.ok(await isInMemory(memory), "control: the key is found while it is being added");
  await use(page, ({ keyring }) => keyring.lock());
  assert.equal(await isInMemory(memory), false);
  assert.equal(await outcome(page), "key-locked");
  assert.deepEqual(await lockedStates(), []);
});

test("a key that another tab protects and then locks is locked in this tab too", async (t) => {
  const context = await newContext(t);
  const [one, two] = [await emptyPage(context), await emptyPage(context)];
  await open(one);
  await open(two);
  const id = await importKey(one, pem);
  await untilEvent(two, "added");
  await use(
    one,
    async ({ keyring }, id) => {
      await keyring.setPassphrase(id, "p");
      await keyring.lock(id);
    },
    id,
  );
  await untilEvent(two, "locked");
  assert.equal(await isInMemory(new WorkerMemory(two)), false);
});

test("lockAfter locks by the clock, even if timers were suspended", async (t) => {
  const { page, id } = await openKeyring(t, { worker: clock, lockAfter: 3600 });
  await keyringWorker(page).evaluate(() => /** @type {any} */ (self).sleep(3_600_000));
  assert.equal((await use(page, ({ keyring }) => keyring.list()))[0]?.locked, true);
  assert.equal(await decryptCode(page, id), "key-locked");
});

/**
 * The thread in which a call is held in this method of WebCrypto: `importKey` in the page, which imports content keys,
 * and `deriveKey` in the worker, which derives keys from passphrases.
 *
 * @param {Page} page
 * @param {string} method
 */
const threadOf = (page, method) => /** @type {Page} */ (method === "importKey" ? page : keyringWorker(page));

/**
 * Starts a call of the keyring, and waits until it is held in this method of WebCrypto (see {@link gate}).
 *
 * @param {Page} page
 * @param {string} method
 * @param {string} act
 * @param {unknown} given
 */
async function startHeld(page, method, act, given) {
  await page.evaluate(gate);
  const thread = threadOf(page, method);
  await thread.evaluate((method) => /** @type {any} */ (self).hold(method), method);
  await page.evaluate(
    ({ act, given }) => {
      const tools = /** @type {any} */ (globalThis);
      tools.outcome = tools.code(() => (0, eval)(act)(tools, given));
    },
    { act, given },
  );
  await thread.evaluate(() => /** @type {any} */ (self).reached);
}

/** Lets the held call continue. Gives its error code, or "none". @param {Page} page @returns {Promise<string>} */
async function outcome(page) {
  const letGo = () => /** @type {any} */ (self).letGo?.();
  await page.evaluate(letGo);
  await keyringWorker(page).evaluate(letGo);
  return page.evaluate(() => /** @type {any} */ (globalThis).outcome);
}
