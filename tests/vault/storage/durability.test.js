// A browser is killed before, in and after the transaction of a write: after the next start confirmed writes are there,
// and the vault is consistent.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { launchProfile } from "../../support/browser/chromium.js";
import { keyringWorker } from "../../support/browser/workers.js";
import { emptyPage, importKey, newKey, open, use } from "../keyring.js";

/** @import { BrowserContext, Page } from "playwright-core" */

/**
 * A script for the worker that stops writes: if `self.hold` is "before", the transaction never begins, because a stub
 * is returned whose requests never succeed; if "inside", it never ends, because a further request is always pending in
 * it.
 */
const stopWrites = `
  const { transaction } = IDBDatabase.prototype;
  const reached = () => { self.isStopped = true; };
  IDBDatabase.prototype.transaction = function (...given) {
    if (given[1] === "readwrite" && self.hold === "before") {
      reached();
      return { objectStore: () => ({ get: () => ({}) }) };
    }
    return transaction.apply(this, given);
  };
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    if (self.hold === "inside") {
      const again = () => { reached(); this.get("head").onsuccess = again; };
      again();
    }
    return request;
  };
`;

/**
 * Opens a profile, does something in it, and kills the browser.
 *
 * @param {string} profile
 * @param {(page: Page) => Promise<void>} act
 */
async function untilKilled(profile, act) {
  const { context, kill } = await launchProfile(profile);
  try {
    const page = await emptyPage(context, { worker: stopWrites });
    assert.equal((await open(page)).storage, "persistent");
    await act(page);
  } finally {
    await kill();
  }
}

/** Opens the profile again, and reads the vault. @param {string} profile */
async function reopen(profile) {
  const { context, kill } = await launchProfile(profile);
  try {
    const page = await emptyPage(context);
    const opened = await open(page);
    const list = await use(page, ({ keyring }) => keyring.list());
    const texts = await use(page, async ({ keyring }) => {
      const texts = [];
      for (const { publicKey } of await keyring.list())
        texts.push((await keyring.unseal(await keyring.seal("x", [publicKey]))).text());
      return texts.join("");
    });
    assert.equal(texts, "x".repeat(list.length), "every listed key decrypts");
    return { reason: opened.reason, names: list.map(({ name }) => name) };
  } finally {
    await kill();
  }
}

const first = newKey();
const second = newKey();

for (const [when, hold, expected] of /** @type {const} */ ([
  ["before", "before", ["confirmed"]],
  ["in", "inside", ["confirmed"]],
  ["after", "", ["confirmed", "new"]],
])) {
  test(`after a kill ${when} the transaction, the vault is consistent and has: ${expected.join(", ")}`, async (t) => {
    const profile = await mkdtemp(join(tmpdir(), "sealpost-profile-"));
    t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
    await untilKilled(profile, async (page) => {
      await use(page, ({ keyring }, pem) => keyring.import(pem, { name: "confirmed" }), first.pem);
      const worker = keyringWorker(page);
      await worker.evaluate((hold) => void Object.assign(self, { hold }), hold);
      const importing = use(
        page,
        ({ keyring }, pem) => keyring.import(pem, { name: "new" }).then(() => true),
        second.pem,
      );
      if (hold === "") assert.equal(await importing, true, "the write was confirmed");
      else {
        importing.catch(() => {});
        while (!(await worker.evaluate(() => /** @type {any} */ (self).isStopped)))
          await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    assert.deepEqual(await reopen(profile), { reason: null, names: expected });
  });
}

test("a browser is killed during a series of writes, three times: no confirmed write is lost", async (t) => {
  const profile = await mkdtemp(join(tmpdir(), "sealpost-profile-"));
  t.after(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  let confirmed = "0";
  for (let round = 1; round <= 3; round += 1) {
    await untilKilled(profile, async (page) => {
      const id = await importKey(page, first.pem);
      await page.exposeFunction("confirm", (/** @type {string} */ name) => void (confirmed = name));
      page
        .evaluate(
          async ({ id, round }) => {
            const { keyring, confirm } = /** @type {any} */ (globalThis);
            for (let count = 0; ; count += 1) {
              const name = `${round}.${count}`;
              await keyring.rename(id, name);
              await confirm(name);
            }
          },
          { id, round },
        )
        .catch(() => {});
      const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      for (const end = Date.now() + 60_000; !confirmed.startsWith(`${round}.`) && Date.now() < end; ) await pause(20);
      // The browser is killed at another moment in each round.
      await pause(170 * round);
    });
    const {
      reason,
      names: [name = ""],
    } = await reopen(profile);
    assert.equal(reason, null);
    // One more write may have succeeded whose confirmation did not come through before the kill.
    const [atLeast, atMost] = [order(confirmed), order(confirmed) + 1];
    assert.ok(order(name) >= atLeast && order(name) <= atMost, `confirmed ${confirmed}, found ${name}`);
    assert.ok(confirmed.startsWith(`${round}.`), "control: something was confirmed in this round");
  }
});

/** A name as a number, which is greater for a name that was written later. @param {string} name */
function order(name) {
  const [round = 0, count = 0] = name.split(".").map(Number);
  return round * 1e6 + count;
}
