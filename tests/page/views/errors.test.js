// Errors that arise in a browser: the titles of these tests begin with the codes of the errors. The other tests are
// about what the page says if the browser lacks something.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, url, useBrowser } from "../../support/browser/suite.js";
import { beforeWorker, crashWorker, refuseStorage } from "../../support/browser/workers.js";
import { keyCard, makeKey, protect, saveKey } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { openWorkbench } from "../steps/oaep.js";

/** @import { Page } from "playwright-core" */

const { visit, newContext } = useBrowser();

test("`worker-failed`: after the keyring worker crashes, stored keys are back, and those with a passphrase are locked", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Kept" });
  await makeKey(page, { name: "Secret" });
  await protect(page, "Secret", "five pots of quiet rain");
  const sealed = await sealMessage(page, { to: "yourself (Kept)", text: "after the crash" });
  // The error that `crashWorker` throws in the worker has the text "planted".
  crashWorker(page);
  await keyCard(page, "Secret").locator('[data-slot="state"]', { hasText: "locked" }).waitFor();
  assert.equal(await readMessage(page, sealed), "after the crash");
  assert.equal(await page.locator("#keys-lost").isHidden(), true, "no key was lost");
  assert.deepEqual(
    trouble.filter((text) => !text.includes("planted")),
    [],
  );
  await context.close();
});

test("`worker-failed`: keys in memory are lost with their worker; the page says so, and a new key is made", async () => {
  const { context, page, trouble } = await visit({ address: "about:blank" });
  await refuseStorage(page);
  await page.goto(url);
  await makeKey(page, { name: "Lost" });
  crashWorker(page);
  await page.locator("#keys-lost").waitFor();
  await page.locator("#keys > li").waitFor({ state: "detached" });
  await makeKey(page, { name: "New" });
  await keyCard(page, "New").waitFor();
  assert.equal(await page.locator("#keys-lost").isHidden(), true);
  assert.deepEqual(
    trouble.filter((text) => !text.includes("planted")),
    [],
  );
  await context.close();
});

test("`worker-failed`: a worker's file is missing", async () => {
  const { context, page } = await visit({ address: "about:blank" });
  await context.route("**/generator-worker.js", (route) => route.fulfill({ status: 404 }));
  await page.goto(url);
  await page.getByRole("button", { name: "Create my key pair" }).click();
  await page.locator("#make-error", { hasText: "has stopped" }).waitFor();
  await context.close();
});

test("`load-failed`: the wasm module does not arrive", async (t) => {
  const context = await newContext(t);
  const page = await context.newPage();
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(url);
  await page.locator(".notice", { hasText: "A part of this page did not arrive." }).waitFor();
});

test("`random-unavailable`: the random source fails", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Mine" });
  await page.evaluate(() => {
    Crypto.prototype.getRandomValues = () => {
      throw new DOMException("planted");
    };
  });
  await openWorkbench(page);
  await page.locator("#encrypt-text").fill("x");
  await page.locator("#encrypt").getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.locator("#encrypt-error", { hasText: "The system gave no random numbers" }).waitFor();
  await context.close();
});

test("`aborted`, `key-not-found`, `not-exportable`, `disposed`: the answers of the keyring itself", async () => {
  const { context, page } = await visit();
  const codes = await page.evaluate(async () => {
    // @ts-expect-error: the address is the page's
    const { Keyring } = await import("/sealpost/keyring.js");
    const code = async (/** @type {() => Promise<unknown>} */ act) => {
      try {
        await act();
        return "none";
      } catch (error) {
        return /** @type {{ code: string }} */ (error).code;
      }
    };
    const keyring = await Keyring.open({ storage: "memory" });
    const { id } = await keyring.generate({ bits: 2048, exportable: false });
    const stop = new AbortController();
    const search = code(() => keyring.generate({ bits: 4096, signal: stop.signal }));
    stop.abort();
    const found = {
      aborted: await search,
      "key-not-found": await code(() => keyring.rename("nobody", "x")),
      "not-exportable": await code(() => keyring.export(id, { plaintext: true })),
    };
    keyring.close();
    return { ...found, disposed: await code(() => keyring.list()) };
  });
  for (const [expected, code] of Object.entries(codes)) assert.equal(code, expected);
  await context.close();
});

test("without WebAssembly, random numbers or workers the page says what is missing, and can be read", async (t) => {
  const cases = {
    WebAssembly: { init: "delete globalThis.WebAssembly", says: "WebAssembly switched off" },
    "crypto.getRandomValues": { init: "delete Crypto.prototype.getRandomValues", says: "no crypto.getRandomValues" },
    workers: { init: "delete globalThis.Worker", says: "does not let the page start a worker" },
  };
  for (const [name, { init, says }] of Object.entries(cases)) {
    await t.test(name, async () => {
      const { context, page, trouble } = await visit({ init });
      await page.locator(".notice", { hasText: says }).waitFor();
      await page.locator(".notice", { hasText: "Until then nothing can be sealed or opened here." }).waitFor();
      await hasNoControls(page);
      await canBeRead(page);
      assert.deepEqual(trouble, []);
      await context.close();
    });
  }
});

/** Checks that no control is visible except those for the language and the colours. @param {Page} page */
async function hasNoControls(page) {
  const controls = page.locator("button, input, textarea, select").filter({ visible: true });
  const names = await controls.evaluateAll((all) =>
    all.map((one) => one.dataset.language ?? (one.id === "theme" ? "theme" : one.outerHTML)),
  );
  assert.deepEqual(
    names.filter((one) => !["en", "ko", "theme"].includes(one)),
    [],
  );
}

/** Checks that the text about what the page protects against can be read. @param {Page} page */
async function canBeRead(page) {
  const link = page.locator('a[href="#/how"]').filter({ visible: true }).first();
  if (await link.isVisible()) await link.click();
  await page.getByText("There is no forward secrecy.").waitFor();
}

test("without IndexedDB the page says so, and a key is made, seals, opens and is exported all the same", async () => {
  const { context, page, trouble } = await visit({
    address: "about:blank",
    init: "delete globalThis.indexedDB",
  });
  await beforeWorker(page, "keyring", 'Object.defineProperty(self, "indexedDB", { value: undefined });');
  await page.goto(url);
  await page.locator(".notice", { hasText: "This browser has no IndexedDB, where keys would be kept." }).waitFor();
  await page.locator("#hero-storage", { hasText: "This browser has no storage for keys." }).waitFor();
  await makeKey(page, { name: "Alice" });
  assert.match((await keyCard(page, "Alice").locator('[data-slot="facts"]').textContent()) ?? "", /in memory$/);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "for now" });
  assert.equal(await readMessage(page, sealed), "for now");
  assert.match(await saveKey(page, "Alice"), /^-----BEGIN PRIVATE KEY-----/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("without JavaScript the page says what is missing, shows nothing that would not work, and can be read", async (t) => {
  for (const javaScriptEnabled of [false, true]) {
    const context = await newContext(t, { javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(url);
    const notice = page.locator("noscript .notice", { hasText: "This page needs JavaScript" });
    if (javaScriptEnabled) {
      assert.equal(await notice.isVisible(), false);
      await assert.rejects(hasNoControls(page), /make-name/, "the check fails where there are controls");
    } else {
      await notice.waitFor();
      await hasNoControls(page);
    }
    await canBeRead(page);
  }
});

test("on plain http the page warns, and says beside the button that copying was refused", async () => {
  const browser = await launch([`--host-resolver-rules=MAP sealpost.test 127.0.0.1:${new URL(url).port}`]);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("http://sealpost.test/");
  assert.equal(await page.evaluate(() => isSecureContext), false);
  await page.locator(".notice", { hasText: "did not come over https" }).waitFor();
  await makeKey(page, { name: "Trial" });
  await sealMessage(page, { to: "yourself (Trial)", text: "x" });
  await page.locator("#sealed-copy").click();
  await page.locator("#sealed-error", { hasText: "did not allow copying" }).waitFor();
  assert.equal(await page.locator("#wire-list > li").count(), 0, "the failed copy is not listed as sent");
  await browser.close();
});
