// While a 4096-bit key is searched for: the page stays free, other keys work, and cancel means cancel.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keyCard, launch, makeKey, readMessage, sealMessage, visit } from "../steps/keys.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Searches end when they want to: a step that must happen during one is tried on several. */
const attempts = 20;

/** The longest gap that a timer of 10 ms may show. About 20 ms are expected; a search on the main thread takes seconds. */
const longestGap = 200;

test("the main thread stays free and decryption with another key works while a 4096-bit key is generated", async (t) => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Other" });
  const sealed = await sealMessage(page, { to: "yourself (Other)", text: "meanwhile" });
  await page.getByRole("tab", { name: "Read" }).click();

  let worked = 0;
  const gaps = [];
  for (let k = 0; k < attempts && (worked === 0 || Math.min(...gaps) >= longestGap); k += 1) {
    const { during, text, gap } = await page.evaluate(async (sealed) => {
      const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
      const form = (/** @type {string} */ id) => /** @type {HTMLFormElement} */ (document.getElementById(id));
      const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
      const keys = () => document.querySelectorAll("#keys > li").length;
      let gap = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        gap = Math.max(gap, performance.now() - last);
        last = performance.now();
      }, 10);

      const before = keys();
      /** @type {HTMLInputElement} */ (document.querySelector('#make input[value="4096"]')).checked = true;
      form("make").requestSubmit();
      await pause();
      /** @type {HTMLTextAreaElement} */ (element("open-text")).value = sealed;
      form("open").requestSubmit();
      while (element("opened").hidden) await pause();
      const during = keys() === before;
      const text = element("opened-text").textContent;
      element("opened-new").click();
      while (keys() === before) await pause();
      clearInterval(timer);
      return { during, text, gap };
    }, sealed);
    assert.equal(text, "meanwhile");
    gaps.push(Math.round(gap));
    if (during) worked += 1;
  }
  assert.ok(worked > 0, "a message was read while the search ran");
  // A machine busy with something else stretches a gap now and then; a search on the main thread stretches all of them,
  // in every attempt.
  t.diagnostic(`longest gap of a 10 ms timer in each search, in ms: ${gaps.join(", ")}`);
  assert.ok(Math.min(...gaps) < longestGap, `the longest gaps of a 10 ms timer were ${gaps.join(", ")} ms`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("control: the same timer sees a main thread that is busy", async () => {
  const { context, page } = await visit(browser);
  const gap = await page.evaluate(async (busy) => {
    let gap = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      gap = Math.max(gap, performance.now() - last);
      last = performance.now();
    }, 10);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const end = performance.now() + busy;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 50));
    clearInterval(timer);
    return gap;
  }, longestGap);
  assert.ok(gap >= longestGap);
  await context.close();
});

test("the search shows its figures and is cancelled; the other key still reads, and a new key can be made", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Other" });
  const sealed = await sealMessage(page, { to: "yourself (Other)", text: "still here" });

  let cancelled = false;
  for (let k = 0; k < attempts && !cancelled; k += 1) {
    const before = await page.locator("#keys > li").count();
    if (!(await page.locator("#make").isVisible())) await page.locator("#make-fold > summary").click();
    await page.locator('#make input[value="4096"]').check();
    // The page cancels as soon as the figures have moved once, as fast as a visitor's finger never is.
    cancelled = await page.evaluate(async (before) => {
      const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
      /** @type {HTMLFormElement} */ (element("make")).requestSubmit();
      const keys = () => document.querySelectorAll("#keys > li").length;
      while (keys() === before) {
        if (!element("search").hidden && element("search-candidates").textContent !== "0") {
          element("search-cancel").click();
          while (!element("search").hidden) await new Promise((resolve) => setTimeout(resolve, 1));
          return keys() === before;
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return false;
    }, before);
  }
  assert.ok(cancelled, "a search was cancelled while it ran");
  assert.equal(await page.locator("#make").isVisible(), true, "the form is back");
  const settled = await page.locator("#keys > li").count();
  await page.waitForTimeout(500);
  assert.equal(await page.locator("#keys > li").count(), settled, "no key comes after all");

  await readMessage(page, sealed);
  assert.equal(await page.locator("#opened-text").textContent(), "still here");
  await makeKey(page, { name: "Next" });
  await keyCard(page, "Next").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
