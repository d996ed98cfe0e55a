// Messages whose content the page encrypts and decrypts: in which thread that happens, what a lock does meanwhile, and
// that a damaged message does not show which part is damaged.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { emptyPage, newKey, open, use } from "../keyring.js";

const { newContext } = useBrowser();

/** @import { Page } from "playwright-core" */

const key = newKey();
/** In bytes: above the limit from which on a worker encrypts and decrypts. */
const LONG = (8 << 20) + 1;

/** Seals and opens a long message. Returns its length, or 0 if the content is another. @param {Page} page */
const exchange = (page) =>
  use(
    page,
    async ({ keyring }, { pem, length }) => {
      const { publicKey, id } = await keyring.import(pem);
      const plaintext = new Uint8Array(length);
      for (let at = 0; at < length; at += 1 << 16) crypto.getRandomValues(plaintext.subarray(at, at + (1 << 16)));
      const sealed = await keyring.seal(plaintext, [publicKey]);
      const { plaintext: opened, keyId } = await keyring.unseal(sealed);
      if (keyId !== id) throw new Error("another key has opened it");
      return opened.length === length && opened.every((byte, at) => byte === plaintext[at]) ? opened.length : 0;
    },
    { pem: key.pem, length: LONG },
  );

/** The names of the page's workers. @param {Page} page */
const workers = (page) => page.workers().map((worker) => worker.url().replace(/.*\//, ""));

test("a long message is encrypted and decrypted in the cipher worker, which ends with the keyring", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  assert.ok(!workers(page).includes("cipher-worker.js"), "control: there is no cipher worker before it is needed");
  assert.equal(await exchange(page), LONG);
  assert.equal(workers(page).filter((name) => name === "cipher-worker.js").length, 1);
  await use(page, ({ keyring }) => keyring.close());
  while (workers(page).includes("cipher-worker.js")) await new Promise((resolve) => setTimeout(resolve, 20));
});

test("without the cipher worker's file, the page's thread encrypts and decrypts a long message", async (t) => {
  const page = await emptyPage(await newContext(t));
  await page.route("**/cipher-worker.js", (route) => route.fulfill({ status: 404 }));
  await open(page);
  assert.equal(await exchange(page), LONG);
  assert.ok(!workers(page).includes("cipher-worker.js"));
});

/** Counts the page's decryptions with WebCrypto, and holds them back until `release` is called. @param {Page} page */
const holdDecryption = (page) =>
  page.evaluate(() => {
    const tools = /** @type {any} */ (globalThis);
    const { decrypt } = SubtleCrypto.prototype;
    tools.count = 0;
    tools.released = new Promise((resolve) => (tools.release = resolve));
    SubtleCrypto.prototype.decrypt = async function (...given) {
      tools.count += 1;
      await tools.released;
      return decrypt.apply(this, given);
    };
  });

test("locking or removing a key while the page decrypts with it ends the call with an error", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  for (const how of /** @type {const} */ (["lock", "remove"])) {
    await holdDecryption(page);
    const seen = await use(
      page,
      async ({ keyring, code }, { pem, how }) => {
        const { publicKey, id } = await keyring.import(pem, { newPassphrase: "p" });
        await keyring.unlock(id, "p");
        const sealed = await keyring.seal("text", [publicKey]);
        const calls = [code(() => keyring.unseal(sealed, { id })), code(() => keyring.unseal(sealed))];
        const tools = /** @type {any} */ (globalThis);
        while (tools.count < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await keyring[how](id);
        tools.release();
        const codes = await Promise.all(calls);
        if (how === "lock") await keyring.remove(id);
        return codes;
      },
      { pem: key.pem, how },
    );
    assert.equal(seen[0], "key-locked", how);
    assert.ok(["key-locked", "key-not-found", "not-a-recipient"].includes(`${seen[1]}`), `${how}: ${seen[1]}`);
  }
});

test("a damaged content key and a damaged content give the same error after the same steps", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await holdDecryption(page);
  const seen = await use(
    page,
    async ({ keyring }, pem) => {
      const tools = /** @type {any} */ (globalThis);
      tools.release();
      const { publicKey, id } = await keyring.import(pem);
      const sealed = await keyring.seal("a text of some length", [publicKey]);
      const parts = sealed.split(".");
      const damaged = (/** @type {number} */ index) =>
        parts
          .map((part, at) => (at === index ? part.replace(/^./, (one) => (one === "A" ? "B" : "A")) : part))
          .join(".");
      const outcomes = [];
      for (const text of [sealed, damaged(1), damaged(2), damaged(3), damaged(4)]) {
        tools.count = 0;
        try {
          outcomes.push({ text: (await keyring.unseal(text, { id })).text(), count: tools.count });
        } catch (error) {
          const { code, message } = /** @type {any} */ (error);
          outcomes.push({ code, message, count: tools.count });
        }
      }
      return outcomes;
    },
    key.pem,
  );
  const [whole, ...others] = seen;
  assert.deepEqual(whole, { text: "a text of some length", count: 1 }, "control");
  for (const other of others) assert.deepEqual(other, others[0]);
  assert.equal(others[0]?.code, "decryption-failed");
  assert.equal(others[0]?.count, 1, "the content is decrypted with a random key if the encrypted key is damaged");
});
