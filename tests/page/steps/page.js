// Steps of a visitor that belong to the whole page.
import { readFile } from "node:fs/promises";

/** @import { Page } from "playwright-core" */

/** @typedef {"write" | "read" | "workbench" | "how" | "people" | "me"} View */

/**
 * Shows a view by its link. On a wide screen, the lists of people and of one's own keys (`#rail`) stand beside what is
 * written or read, and are there without the views "people" and "me".
 *
 * @param {Page} page
 * @param {View} view
 */
export async function showView(page, view) {
  const isWide = await page.evaluate(() => matchMedia("(min-width: 52rem)").matches);
  const { now, hasLists } = await page.evaluate(() => ({
    now: document.documentElement.dataset.view,
    hasLists: document.querySelector("#rail")?.checkVisibility() ?? false,
  }));
  if (isWide && (view === "people" || view === "me")) {
    if (hasLists) return;
    // A first visit, the workbench and "How it works" show no lists.
    await page.evaluate(() => (location.hash = "#/people"));
    await page.locator("#rail").waitFor();
    return;
  }
  if (now === view) return;
  await page.locator(`a[href="#/${view}"]`).filter({ visible: true }).first().click();
}

/** A pattern of exactly this text. @param {string} text */
export const exactly = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);

/** Closes whatever side sheet or drawer is open. @param {Page} page */
export async function closeSides(page) {
  const open = page.locator(".side:popover-open, .drawer:popover-open");
  for (let k = 0; k < 3 && (await open.count()) > 0; k += 1) await page.keyboard.press("Escape");
}

/** Opens the drawer with what left this browser. @param {Page} page */
export async function openWire(page) {
  await closeSides(page);
  await page.locator("#wire-open").click();
  await page.locator("#wire").waitFor();
}

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
