// Steps of a visitor with the people they know.
import { invitationOf, makeKey } from "./keys.js";
import { closeSides, exactly, showView, untilFocusIn } from "./page.js";

/** @import { Page } from "playwright-core" */

/**
 * Makes a key for somebody in a browser context of their own, and closes that context.
 *
 * @param {ReturnType<typeof import("../../support/browser/suite.js").useBrowser>["visit"]} visit
 * @param {string} name
 * @returns their name, their public key, and their invitation's link
 */
export async function somebody(visit, name) {
  const { context, page } = await visit();
  const publicKey = await makeKey(page, { name });
  const link = await invitationOf(page, name);
  await context.close();
  return { name, publicKey, link };
}

/** The entry of a person in the list of people, with its side sheet. @param {Page} page @param {string} name */
export function personCard(page, name) {
  return page.locator("#contacts > li").filter({ has: page.locator('[data-slot="name"]', { hasText: exactly(name) }) });
}

/** Opens the form for a new person. @param {Page} page */
export async function openAdding(page) {
  await closeSides(page);
  await showView(page, "people");
  if (!(await page.locator("#add").isVisible())) await page.locator("#add-fold > summary").click();
}

/**
 * Fills in and submits the form for a new person, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {{ name: string, publicKey: string }} person
 */
export async function submitPerson(page, { name, publicKey }) {
  await openAdding(page);
  await page.getByLabel("Their public key").fill(publicKey);
  await page.locator("#add-name").fill(name);
  await page.getByRole("button", { name: "Add", exact: true }).click();
}

/**
 * Adds a person and waits for their entry.
 *
 * @param {Page} page
 * @param {{ name: string, publicKey: string }} person
 */
export async function addPerson(page, person) {
  await submitPerson(page, person);
  await personCard(page, person.name).waitFor();
  await untilFocusIn(page, "#contacts > li", person.name);
}

/** Opens the side sheet of a person, with the safety number. @param {Page} page @param {string} name */
export async function openPerson(page, name) {
  await closeSides(page);
  await showView(page, "people");
  const card = personCard(page, name);
  await card.locator('[data-slot="verify"]').click();
  return card.locator(".side");
}

/** Marks a person as verified, also one whose signing key is not known. @param {Page} page @param {string} name */
export async function verifyPerson(page, name) {
  const side = await openPerson(page, name);
  const none = side.locator('[data-slot="none-signs"]');
  if (await none.isVisible()) await none.click();
  await side.getByRole("button", { name: "It is the same" }).click();
  await personCard(page, name).locator('[data-slot="verify"][data-verified]').waitFor();
}

/** Deletes a person, without waiting for the outcome. @param {Page} page @param {string} name */
export async function deletePerson(page, name) {
  const side = await openPerson(page, name);
  await side.locator('[data-slot="drop"] [data-ask]').click();
  await side.locator('[data-slot="drop-yes"]').click();
}

/** Follows a link to this page by its fragment, in the open tab. @param {Page} page @param {string} link */
export async function followInTab(page, link) {
  await closeSides(page);
  await page.evaluate((link) => location.assign(new URL(link).hash), link);
  await page.locator(".arrival").waitFor();
}
