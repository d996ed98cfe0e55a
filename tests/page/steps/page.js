// Steps of a visitor that concern no single part of the page.
import { readFile } from "node:fs/promises";

/** @import { Page } from "playwright-core" */

/** Unfolds every `<details>`. @param {Page} page */
export const unfold = (page) =>
  page.evaluate(() =>
    document.querySelectorAll("details").forEach((fold) => {
      fold.open = true;
    }),
  );

/**
 * Waits until the focus is in the card of this name. The form that makes a card moves the focus there as its last step,
 * so that the form is then finished.
 *
 * @param {Page} page
 * @param {string} cards selector of the cards
 * @param {string} name
 */
export function untilFocusIn(page, cards, name) {
  return page.waitForFunction(
    ([cards, name]) => document.activeElement?.closest(cards)?.querySelector("h3")?.textContent === name,
    /** @type {const} */ ([cards, name]),
  );
}

/**
 * The file that an action saves, with its content.
 *
 * @param {Page} page
 * @param {() => Promise<void>} act
 */
export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), buffer: await readFile(await file.path()) };
}

/** Waits until the live region for screen readers says exactly this. @param {Page} page @param {string} text */
export function untilSaid(page, text) {
  return page.waitForFunction((text) => document.querySelector("#said")?.textContent === text, text);
}

/** Records layout shifts in `seen`. It runs in the page before the page's own scripts. */
export function recordLayoutShifts() {
  globalThis.seen = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.seen.push(JSON.stringify(entry));
  }).observe({ type: "layout-shift", buffered: true });
}
