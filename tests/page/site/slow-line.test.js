// On a line of 750 kbit/s the first view is usable within 3 seconds, and the first key is there within 6 seconds of a
// click. The bounds are bytes, which do not depend on the machine: what the line carries in this time. The times are
// printed, as are the long tasks of the main thread.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { slowLine } from "../../support/browser/slow-line.js";
import { readMessage, sealMessage } from "../steps/messages.js";

const { visit } = useBrowser();

const bitsPerSecond = 750_000;
/** The bytes of so many seconds. @param {number} seconds */
const bytesIn = (seconds) => (bitsPerSecond / 8) * seconds;
/** Of the seconds until the first key, those that remain for the search. */
const searching = 2;
/** Milliseconds: ten times what browsers call a long task, and a defect on any machine. */
const longestTask = 500;

test("the first view and the first key come soon over a slow line, and no task of the main thread is long", async (t) => {
  const line = await slowLine(url, { bitsPerSecond, latency: 20 });
  const { context, page, trouble } = await visit({
    address: "about:blank",
    init: () => {
      globalThis.tasks = [];
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) globalThis.tasks.push({ startTime, duration });
      }).observe({ type: "longtask", buffered: true });
      addEventListener("sealpost-ready", () => {
        globalThis.reached("ready", performance.now());
        document.getElementById("theme")?.setAttribute("data-ready", "");
      });
      new PerformanceObserver((list) => {
        for (const { name, startTime } of list.getEntries()) {
          if (name === "first-contentful-paint") globalThis.reached("painted", startTime);
        }
      }).observe({ type: "paint", buffered: true });
    },
  });
  /** @type {Record<string, { bytes: number, after: number }>} */
  const reached = {};
  await page.exposeBinding("reached", (_, name, after) => {
    reached[name] = { bytes: line.bytes, after };
  });
  await page.goto(line.address, { waitUntil: "commit" });
  await page.locator("#theme[data-ready]").waitFor({ state: "attached" });
  await page.locator("#make-name").fill("Alice");
  const start = performance.now();
  await page.locator("#make button.primary").click();
  await page.locator("#keys > li").waitFor({ state: "attached", timeout: 60_000 });
  reached.key = { bytes: line.bytes, after: performance.now() - start };
  for (const [name, { bytes, after }] of Object.entries(reached)) {
    t.diagnostic(`${name}: ${bytes} bytes, ${Math.round(after)} ms`);
  }
  assert.ok((reached.painted?.bytes ?? Infinity) <= bytesIn(3), "the first view");
  assert.ok((reached.ready?.bytes ?? Infinity) <= bytesIn(3), "the first view, usable");
  const sinceReady = reached.key.bytes - (reached.ready?.bytes ?? 0);
  assert.ok(sinceReady <= bytesIn(6 - searching), `${sinceReady} bytes from then to the first key`);

  assert.equal(
    await readMessage(page, await sealMessage(page, { to: "yourself (Alice)", text: "on a slow line" })),
    "on a slow line",
  );
  const tasks = await page.evaluate(() => globalThis.tasks);
  const found = tasks.map(({ startTime, duration }) => `${Math.round(duration)} ms at ${Math.round(startTime)}`);
  t.diagnostic(`long tasks: ${found.join(", ") || "none"}`);
  assert.deepEqual(
    tasks.filter(({ duration }) => duration > longestTask),
    [],
  );
  assert.deepEqual(trouble, []);
  await context.close();
  line.stop();
});
