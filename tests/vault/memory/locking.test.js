// Locking is at once: it waits for no other tab and for no call that is under way, and leaves nothing of the key behind.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../page/steps/keys.js";
import { WorkerMemory } from "./worker-memory.js";
import { clock, emptyPage, needles, newKey, open, use, workerOf } from "../keyring.js";

/** @import { TestContext } from "node:test" */
/** @import { BrowserContext, Page } from "playwright-core" */
/** @import { Tools } from "../keyring.js" */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const { pem, jwk } = newKey();

/** Lets a test hold up the calls of a method of WebCrypto in the worker, and hear that one is held up. */
const gate = `{
  let name, reach, go, passed;
  for (const method of ["deriveKey", "importKey"]) {
    const original = SubtleCrypto.prototype[method];
    SubtleCrypto.prototype[method] = async function (...given) {
      if (method === name) {
        reach();
        await passed;
      }
      return original.apply(this, given);
    };
  }
  self.hold = (method) => {
    name = method;
    self.reached = new Promise((resolve) => (reach = resolve));
    passed = new Promise((resolve) => (go = resolve));
  };
  self.letGo = () => {
    name = undefined;
    go();
  };
}`;

/**
 * @param {TestContext} t
 * @param {{ worker?: string, lockAfter?: number }} [options]
 */
async function openKeyring(t, { worker, lockAfter } = {}) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context, { worker });
  await open(page, lockAfter ? { lockAfter } : {});
  const id = await use(page, async ({ keyring }, pem) => (await keyring.import(pem, { newPassphrase: "p" })).id, pem);
  return { context, page, id, memory: new WorkerMemory(page) };
}

/** @param {WorkerMemory} memory */
async function isInMemory(memory) {
  const { wasm, buffers } = await memory.find(needles(jwk));
  return wasm.length + buffers.length > 0;
}

/** As a tab that hangs in the middle of a write does. @param {BrowserContext} context */
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

/** @type {[string, string, (page: Page, other: Page) => Promise<unknown>][]} */
const ways = [
  ["lock()", "", (page) => use(page, ({ keyring }) => keyring.lock())],
  ["lock(id)", "", (page) => use(page, async ({ keyring }) => keyring.lock(/** @type {any} */ (globalThis).id))],
  ["another tab", "", (_, other) => use(other, ({ keyring }) => keyring.lock())],
  ["the timer of lockAfter", clock, (page) => workerOf(page).evaluate(() => /** @type {any} */ (self).pass(3_600_000))],
];
for (const [name, worker, lock] of ways) {
  test(`${name} locks while another tab holds up every write`, { timeout: 120_000 }, async (t) => {
    const { context, page, id, memory } = await openKeyring(t, { worker, lockAfter: 3600 });
    const other = await emptyPage(context);
    await open(other);
    await page.evaluate((id) => Object.assign(globalThis, { id }), id);
    await holdWrites(context);
    await use(page, ({ keyring }, id) => void keyring.rename(id, "waits").catch(() => {}), id);
    assert.ok(await isInMemory(memory), "control: the key is found while it is unlocked");
    await lock(page, other);
    await page.waitForFunction(() => /** @type {any} */ (globalThis).events.includes("locked"));
    assert.equal(await isInMemory(memory), false);
    assert.equal(
      await use(page, ({ keyring, code }, id) => code(() => keyring.decrypt(id, new Uint8Array(256))), id),
      "key-locked",
    );
  });
}

/** @type {[string, "deriveKey" | "importKey", (tools: Tools, given: { id: string, sealed: string }) => Promise<unknown>][]} */
const calls = [
  ["setPassphrase", "deriveKey", ({ keyring }, { id }) => keyring.setPassphrase(id, "another")],
  ["backup", "deriveKey", ({ keyring }) => keyring.backup({ passphrase: "b" })],
  ["unseal", "importKey", ({ keyring }, { sealed }) => keyring.unseal(sealed)],
  ["unseal with the id", "importKey", ({ keyring }, { id, sealed }) => keyring.unseal(sealed, { id })],
];
for (const [name, method, act] of calls) {
  test(`what ${name} does with the key ends when it is locked, and fails with key-locked`, {
    timeout: 120_000,
  }, async (t) => {
    const { page, id, memory } = await openKeyring(t, { worker: gate });
    const sealed = await use(page, async ({ keyring }) =>
      keyring.seal("x", [(await keyring.list())[0]?.publicKey ?? ""]),
    );
    await heldUp(page, method, `({ keyring }, given) => (${act})({ keyring }, given)`, { id, sealed });
    assert.ok(await isInMemory(memory), "control: the key is found while it is unlocked");
    await use(page, ({ keyring }) => keyring.lock());
    assert.equal(await isInMemory(memory), false, "nothing of it is there while the call is still under way");
    assert.equal(await outcome(page), "key-locked");
    assert.equal(await isInMemory(memory), false);
    await use(page, ({ keyring }, id) => keyring.unlock(id, "p"), id);
    assert.equal(await use(page, async ({ keyring }, sealed) => (await keyring.unseal(sealed)).text(), sealed), "x");
  });
}

test("a message is opened with another key than the one that is locked meanwhile", { timeout: 120_000 }, async (t) => {
  const { page, id } = await openKeyring(t, { worker: gate });
  const sealed = await use(
    page,
    async ({ keyring }, pem) => keyring.seal("x", [(await keyring.import(pem)).publicKey]),
    newKey().pem,
  );
  await heldUp(page, "importKey", "({ keyring }, sealed) => keyring.unseal(sealed)", sealed);
  await use(page, ({ keyring }, id) => keyring.lock(id), id);
  assert.equal(await outcome(page), "none");
});

test("a lock wins over an unlock and an import that are under way, and over those that wait", {
  timeout: 120_000,
}, async (t) => {
  const { page, id, memory } = await openKeyring(t, { worker: gate });
  await use(page, ({ keyring }) => keyring.lock());
  const isLocked = () => use(page, async ({ keyring }) => (await keyring.list()).map(({ locked }) => locked));

  await heldUp(page, "deriveKey", '({ keyring }, id) => keyring.unlock(id, "p")', id);
  await use(page, ({ keyring }) => keyring.lock());
  assert.equal(await outcome(page), "key-locked");
  assert.deepEqual(await isLocked(), [true]);
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
  assert.deepEqual(await isLocked(), [true]);

  await use(page, ({ keyring }, id) => keyring.remove(id), id);
  await heldUp(page, "deriveKey", '({ keyring }, pem) => keyring.import(pem, { newPassphrase: "p" })', pem);
  assert.ok(await isInMemory(memory), "control: the key is found while it is being added");
  await use(page, ({ keyring }) => keyring.lock());
  assert.equal(await isInMemory(memory), false);
  assert.equal(await outcome(page), "key-locked");
  assert.deepEqual(await isLocked(), []);
});

test("a key that another tab protects and locks at once is locked here too", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const [one, two] = [await emptyPage(context), await emptyPage(context)];
  await open(one);
  await open(two);
  const id = await use(one, async ({ keyring }, pem) => (await keyring.import(pem)).id, pem);
  await two.waitForFunction(() => /** @type {any} */ (globalThis).events.includes("added"));
  await use(
    one,
    async ({ keyring }, id) => {
      await keyring.setPassphrase(id, "p");
      await keyring.lock(id);
    },
    id,
  );
  await two.waitForFunction(() => /** @type {any} */ (globalThis).events.includes("locked"));
  assert.equal(await isInMemory(new WorkerMemory(two)), false);
});

test("lockAfter locks by the clock, where the timers slept", async (t) => {
  const { page, id } = await openKeyring(t, { worker: clock, lockAfter: 3600 });
  await workerOf(page).evaluate(() => /** @type {any} */ (self).sleep(3_600_000));
  assert.equal((await use(page, ({ keyring }) => keyring.list()))[0]?.locked, true);
  assert.equal(
    await use(page, ({ keyring, code }, id) => code(() => keyring.decrypt(id, new Uint8Array(256))), id),
    "key-locked",
  );
});

/**
 * Starts a call that is held up in a method of WebCrypto.
 *
 * @param {Page} page
 * @param {string} method
 * @param {string} act
 * @param {unknown} given
 */
async function heldUp(page, method, act, given) {
  await workerOf(page).evaluate((method) => /** @type {any} */ (self).hold(method), method);
  await page.evaluate(
    ({ act, given }) => {
      const tools = /** @type {any} */ (globalThis);
      tools.outcome = tools.code(() => (0, eval)(act)(tools, given));
    },
    { act, given },
  );
  await workerOf(page).evaluate(() => /** @type {any} */ (self).reached);
}

/** Lets the call go on, and gives its code. @param {Page} page @returns {Promise<string>} */
async function outcome(page) {
  await workerOf(page).evaluate(() => /** @type {any} */ (self).letGo());
  return page.evaluate(() => /** @type {any} */ (globalThis).outcome);
}
