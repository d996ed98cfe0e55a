// Any page of the same origin can post messages on the BroadcastChannel with which the windows of this page find each
// other (www/app/post.js). These tests post malformed messages, messages of another version, and far too many messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey } from "../steps/keys.js";
import { sealMessage } from "../steps/messages.js";

const { visit } = useBrowser();

/**
 * A visitor with a key: two tabs of the page, and a document of the same origin that is not the page. `trouble` has the
 * errors of the page so far (see `visit` in suite.js).
 */
async function twoTabs() {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const secondTab = await context.newPage();
  await secondTab.goto(url);
  await keyCard(secondTab, "Alice").waitFor();
  const foreign = await context.newPage();
  // A document without the page's scripts.
  await foreign.goto(`${url}favicon.svg`);
  return { context, page, secondTab, foreign, trouble };
}

/**
 * Seals a message in one tab and hands it over to the other. This shows that both still answer on the channel.
 *
 * @param {import("playwright-core").Page} page @param {import("playwright-core").Page} secondTab
 */
async function handOver(page, secondTab) {
  await sealMessage(page, { to: "yourself (Alice)", text: "still here" });
  await page.getByRole("button", { name: "Hand it to the other window" }).click();
  await page.locator("#sealed-done", { hasText: "It has arrived in another window of this browser." }).waitFor();
  await secondTab.locator(".arrival").first().waitFor();
}

test("malformed messages on the channel are ignored", async () => {
  const { context, page, secondTab, foreign, trouble } = await twoTabs();
  await foreign.evaluate(() => {
    const channel = new BroadcastChannel("sealpost /");
    // Valid values; most messages below replace one of them. `number` identifies a sealed message that is handed over,
    // `practice` is true in the window of the partner with whom a visitor practises.
    const [number, sealed, file] = ["1", "a.b.c.d.e", ""];
    const presence = { window: "w", keys: [], practice: false };
    const messages = [
      null,
      undefined,
      5,
      "x",
      true,
      [],
      {},
      new Date(),
      new Map(),
      new Uint8Array(9),
      { type: null },
      { type: {} },
      // Properties that every object inherits are no types.
      { type: "toString" },
      { type: "__proto__" },
      { type: "constructor" },
      { type: "of a later version", more: 1 },
      // One member is missing, of another type, or too long.
      ...["hello", "here", "bye"].flatMap((type) => [
        { type },
        { type, ...presence, window: 5 },
        { type, ...presence, window: "w".repeat(1e6) },
        { type, ...presence, keys: null },
        { type, ...presence, keys: "x" },
        { type, ...presence, keys: [5] },
        { type, ...presence, keys: Array.from({ length: 1e6 }, () => "x") },
        { type, ...presence, practice: "x" },
      ]),
      ...[null, 5, {}, ["a"], new Uint8Array(5)].flatMap((odd) => [
        { type: "sealed", number: odd, sealed, file },
        { type: "sealed", number, sealed: odd, file },
        { type: "sealed", number, sealed, file: odd },
        { type: "arrived", number: odd, practice: false },
        { type: "opened", number: odd, practice: true },
        { type: "key", publicKey: odd },
      ]),
      { type: "sealed", number, sealed, file: "x".repeat(1e6) },
      // All members have the right type, but the text is no sealed message and no key.
      { type: "sealed", number, sealed: "", file },
      { type: "sealed", number, sealed: `{"recipients":${"[".repeat(1e6)}`, file },
      { type: "key", publicKey: "no key" },
    ];
    for (const message of messages) channel.postMessage(message);
  });
  // Time for an arrival that must not be shown.
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".arrival").count(), 0);
  await handOver(page, secondTab);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("greetings in the name of 20,000 windows are answered together, and do not block the page", async (t) => {
  const { context, page, secondTab, foreign, trouble } = await twoTabs();
  // While a sealed message is shown, the page also updates its button "Hand it to the other window".
  await sealMessage(page, { to: "yourself (Alice)", text: "with a result on the screen" });
  // Measures for how long the page's event loop was blocked at most.
  await page.evaluate(() => {
    let last = performance.now();
    Reflect.set(globalThis, "longestBlock", 0);
    setInterval(() => {
      const now = performance.now();
      Reflect.set(globalThis, "longestBlock", Math.max(Reflect.get(globalThis, "longestBlock"), now - last));
      last = now;
    }, 20);
  });
  const answers = await foreign.evaluate(async () => {
    const channel = new BroadcastChannel("sealpost /");
    /** @type {Map<string, number>} by the window that answers */
    const counts = new Map();
    channel.addEventListener("message", ({ data }) => counts.set(data.window, (counts.get(data.window) ?? 0) + 1));
    for (let k = 0; k < 20_000; k += 1) {
      // The id of a key has 43 characters (RFC 7638, SHA-256 in base64url).
      channel.postMessage({ type: "hello", window: `w${k}`, keys: Array(20).fill("k".repeat(43)), practice: false });
    }
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return [...counts.values()];
  });
  const longestBlock = await page.evaluate(() => Reflect.get(globalThis, "longestBlock"));
  t.diagnostic(`answers of the two tabs: ${answers}; the page was blocked for ${Math.round(longestBlock)} ms`);
  assert.equal(answers.length, 2, "both tabs answered");
  // One answer for each greeting would be 20,000.
  assert.ok(
    answers.every((count) => count < 500),
    `too many answers of a tab: ${answers}`,
  );
  // Work for each greeting by all others would take minutes.
  assert.ok(longestBlock < 10_000, `the page was blocked for ${longestBlock} ms`);
  await handOver(page, secondTab);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("of 1,000 sealed messages each tab shows 20, and confirms the arrival of these alone", async () => {
  const { context, page, secondTab, foreign, trouble } = await twoTabs();
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "again and again" });
  const confirmed = await foreign.evaluate(async (sealed) => {
    const channel = new BroadcastChannel("sealpost /");
    let count = 0;
    channel.addEventListener("message", ({ data }) => (count += Number(data.type === "arrived")));
    for (let k = 0; k < 1000; k += 1) channel.postMessage({ type: "sealed", number: String(k), sealed, file: "" });
    const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    // Until both tabs have confirmed 20 each.
    for (const deadline = Date.now() + 20_000; count < 40 && Date.now() < deadline; ) await pause(50);
    // Time for confirmations that must not come.
    await pause(2000);
    return count;
  }, sealed);
  const shown = [await page.locator(".arrival").count(), await secondTab.locator(".arrival").count()];
  assert.deepEqual(shown, [20, 20]);
  assert.equal(confirmed, 40);
  assert.deepEqual(trouble, []);
  await context.close();
});
