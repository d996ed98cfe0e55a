// Messages that any page of the origin can post on this page's channel: malformed ones, those of another version, and far
// too many of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey } from "../steps/keys.js";
import { sealMessage } from "../steps/messages.js";

const { visit } = useBrowser();

/** A visitor with a key and two tabs, and another page of the origin. */
async function twoTabs() {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const tab = await context.newPage();
  await tab.goto(url);
  await keyCard(tab, "Alice").waitFor();
  const other = await context.newPage();
  await other.goto(`${url}favicon.svg`);
  return { context, page, tab, other, trouble };
}

/**
 * Seals a message in one tab and hands it over to the other.
 *
 * @param {import("playwright-core").Page} page @param {import("playwright-core").Page} tab
 */
async function handOver(page, tab) {
  await sealMessage(page, { to: "yourself (Alice)", text: "still here" });
  await page.getByRole("button", { name: "Hand it to the other window" }).click();
  await page.locator("#sealed-done", { hasText: "It has arrived in another window of this browser." }).waitFor();
  await tab.locator(".arrival").first().waitFor();
}

test("messages of no known form are ignored", async () => {
  const { context, page, tab, other, trouble } = await twoTabs();
  await other.evaluate(() => {
    const channel = new BroadcastChannel("sealpost /");
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
      { type: "toString" },
      { type: "__proto__" },
      { type: "constructor" },
      { type: "of a later version", more: 1 },
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
      { type: "sealed", number, sealed: "", file },
      { type: "sealed", number, sealed: `{"recipients":${"[".repeat(1e6)}`, file },
      { type: "key", publicKey: "no key" },
    ];
    for (const message of messages) channel.postMessage(message);
  });
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".arrival").count(), 0);
  await handOver(page, tab);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("20,000 windows that greet are answered together, and do not block the page", async (t) => {
  const { context, page, tab, other, trouble } = await twoTabs();
  await sealMessage(page, { to: "yourself (Alice)", text: "with a result on the screen" });
  await page.evaluate(() => {
    let last = performance.now();
    Reflect.set(globalThis, "longest", 0);
    setInterval(() => {
      const now = performance.now();
      Reflect.set(globalThis, "longest", Math.max(Reflect.get(globalThis, "longest"), now - last));
      last = now;
    }, 20);
  });
  const answers = await other.evaluate(async () => {
    const channel = new BroadcastChannel("sealpost /");
    const from = new Map();
    channel.addEventListener("message", ({ data }) => from.set(data.window, (from.get(data.window) ?? 0) + 1));
    for (let k = 0; k < 20_000; k += 1) {
      channel.postMessage({ type: "hello", window: `w${k}`, keys: Array(20).fill("k".repeat(43)), practice: false });
    }
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return [...from.values()];
  });
  const longest = await page.evaluate(() => Reflect.get(globalThis, "longest"));
  t.diagnostic(`answers of the two tabs: ${answers}; the page was blocked for ${Math.round(longest)} ms`);
  assert.equal(answers.length, 2, "both tabs answered");
  assert.ok(
    answers.every((count) => count < 500),
    `${answers}`,
  );
  // Work for each greeting by all others would take minutes.
  assert.ok(longest < 10_000, `${longest} ms`);
  await handOver(page, tab);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("of 1,000 sealed messages each tab shows 20, and confirms no others", async () => {
  const { context, page, tab, other, trouble } = await twoTabs();
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "again and again" });
  const arrived = await other.evaluate(async (sealed) => {
    const channel = new BroadcastChannel("sealpost /");
    let arrived = 0;
    channel.addEventListener("message", ({ data }) => (arrived += Number(data.type === "arrived")));
    for (let k = 0; k < 1000; k += 1) channel.postMessage({ type: "sealed", number: String(k), sealed, file: "" });
    const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (const end = Date.now() + 20_000; arrived < 40 && Date.now() < end; ) await pause(50);
    // Time for confirmations that must not come.
    await pause(2000);
    return arrived;
  }, sealed);
  const shown = [await page.locator(".arrival").count(), await tab.locator(".arrival").count()];
  assert.deepEqual(shown, [20, 20]);
  assert.equal(arrived, 40);
  assert.deepEqual(trouble, []);
  await context.close();
});
