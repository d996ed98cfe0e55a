// Steps of a visitor with messages.
import { closeSides, showView } from "./page.js";

/** @import { Page } from "playwright-core" */

/**
 * Chooses these readers, and no others.
 *
 * @param {Page} page
 * @param {string[]} names as the page shows them
 */
export async function chooseReaders(page, names) {
  for (const chip of await page.locator("#recipients .chip").all()) {
    const name = await chip.locator('[data-slot="name"]').innerText();
    await chip.locator("input").setChecked(names.includes(name));
  }
}

/** The names of the chosen readers. @param {Page} page */
export function chosenReaders(page) {
  return page.locator('#recipients .chip:has(:checked) [data-slot="name"]').allInnerTexts();
}

/** Shows an empty sheet to write on, unless a letter is begun. @param {Page} page */
export async function openSheet(page) {
  await closeSides(page);
  await showView(page, "write");
  // A first visit shows no sheet.
  if (await page.locator("#hero").isVisible()) await page.evaluate(() => (location.hash = "#/people"));
  if (await page.locator("#sealed").isVisible()) await page.locator("#sealed-new").click();
}

/**
 * Writes and seals a message.
 *
 * @param {Page} page
 * @param {{ to: string | string[], text: string, signed?: boolean }} letter If `signed` is false, the
 *   letter is not signed. If `signed` is true, the page decides.
 * @returns {Promise<string>} the sealed message
 */
export async function sealMessage(page, { to, text, signed = true }) {
  await openSheet(page);
  await chooseReaders(page, [to].flat());
  if (!signed) await page.getByLabel("Signed by").selectOption({ label: "nobody: not signed" });
  await page.getByLabel("Your message").fill(text);
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor({ timeout: 60_000 });
  return page.getByLabel("The sealed message").inputValue();
}

/**
 * Pastes a sealed message and has it opened, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {string} sealed
 */
export async function openMessage(page, sealed) {
  await closeSides(page);
  await showView(page, "read");
  if (await page.locator("#opened").isVisible()) await page.getByRole("button", { name: "Read another" }).click();
  await page.getByLabel("A sealed message").fill(sealed);
  await page.getByRole("button", { name: "Open", exact: true }).click();
}

/**
 * Opens a sealed message; fails where it does not open.
 *
 * @param {Page} page
 * @param {string} sealed
 * @returns {Promise<string>} its text
 */
export async function readMessage(page, sealed) {
  await openMessage(page, sealed);
  await page.locator("#opened").waitFor({ timeout: 60_000 });
  return page.locator("#opened-text").innerText();
}
