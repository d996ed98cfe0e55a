// Steps of a visitor with the people they know.
import { invitationOf, makeKey } from "./keys.js";
import { untilFocusIn } from "./page.js";

/** @import { Page } from "playwright-core" */

/**
 * Makes a key for somebody in a browser context of their own, and closes that context.
 *
 * @param {ReturnType<typeof import("../../support/browser/suite.js").useBrowser>["visit"]} visit
 * @param {string} name
 * @returns their public key, and their invitation's link
 */
export async function somebody(visit, name) {
  const { context, page } = await visit();
  const publicKey = await makeKey(page, { name });
  const link = await invitationOf(page, name);
  await context.close();
  return { name, publicKey, link };
}

/** @param {Page} page @param {string} name */
export function personCard(page, name) {
  return page.locator("#contacts > li").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/**
 * Fills in and submits the form for a new person, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {{ name: string, publicKey: string }} person
 */
export async function submitPerson(page, { name, publicKey }) {
  if (!(await page.locator("#add").isVisible())) await page.locator("#add-fold > summary").click();
  await page.getByLabel("Their public key").fill(publicKey);
  await page.getByLabel("Their name").fill(name);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

/**
 * Adds a person and waits for their card.
 *
 * @param {Page} page
 * @param {{ name: string, publicKey: string }} person
 */
export async function addPerson(page, person) {
  await submitPerson(page, person);
  await personCard(page, person.name).waitFor();
  await untilFocusIn(page, "#contacts > li", person.name);
}

/** Marks a person as verified. @param {Page} page @param {string} name */
export async function verifyPerson(page, name) {
  const card = personCard(page, name);
  await card.getByRole("button", { name: "Verify" }).click();
  await card.getByRole("button", { name: "It is the same" }).click();
  await card.locator(".verified").waitFor();
}

/** Follows a link to this page by its fragment, in the open tab. @param {Page} page @param {string} link */
export async function followInTab(page, link) {
  await page.evaluate((link) => location.assign(new URL(link).hash), link);
  await page.locator(".arrival").waitFor();
}
