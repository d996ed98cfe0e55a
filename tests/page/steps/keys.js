// Steps of a visitor with keys of their own.
import { readFile } from "node:fs/promises";
import { untilFocusIn } from "./page.js";

/** @import { Page } from "playwright-core" */

/** @param {Page} page @param {string} name */
export function keyCard(page, name) {
  return page.locator("#keys > li").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/**
 * Generates a key.
 *
 * @param {Page} page
 * @param {{ name: string, bits?: number }} key
 * @returns {Promise<string>} its public key, as the page shows it
 */
export async function makeKey(page, { name, bits = 2048 }) {
  if (!(await page.locator("#make").isVisible())) await page.locator("#make-fold > summary").click();
  await page.getByLabel("A name for the key").fill(name);
  await page.locator(`#make input[value="${bits}"]`).check();
  await page.getByRole("button", { name: "Make a key" }).click();
  const card = keyCard(page, name);
  await card.waitFor({ timeout: 120_000 });
  await untilFocusIn(page, "#keys > li", name);
  return publicKeyOf(page, name);
}

/** The public key of a card, as PEM. @param {Page} page @param {string} name */
export function publicKeyOf(page, name) {
  return keyCard(page, name).locator('[data-slot="pem"]').inputValue();
}

/** The line on a key's card with its size, storage and backup. @param {Page} page @param {string} name */
export function factsOf(page, name) {
  return keyCard(page, name).locator('[data-slot="facts"]').innerText();
}

/**
 * Has the page make an invitation.
 *
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} the invitation's link
 */
export async function invitationOf(page, name) {
  await keyCard(page, name).getByRole("button", { name: "Invite" }).click();
  return keyCard(page, name).getByLabel("Your invitation as a link").inputValue();
}

/**
 * The question about a passphrase, on the card of a key that was just saved.
 *
 * @param {Page} page
 * @param {string} name
 */
export function passphraseQuestion(page, name) {
  return keyCard(page, name).getByRole("group", { name: "A passphrase for this key" });
}

/**
 * Sets the passphrase that the page asks for after a key's first save.
 *
 * @param {Page} page
 * @param {string} name
 * @param {string} passphrase
 */
export async function protect(page, name, passphrase) {
  const question = passphraseQuestion(page, name);
  await question.getByLabel("Passphrase").fill(passphrase);
  await question.getByRole("button", { name: "Protect the key" }).click();
  await keyCard(page, name).getByRole("button", { name: "Lock", exact: true }).waitFor();
}

/**
 * Enters a passphrase for a locked key, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {string} name
 * @param {string} passphrase
 */
export async function unlock(page, name, passphrase) {
  const card = keyCard(page, name);
  await card.getByLabel("Locked. Its passphrase").fill(passphrase);
  await card.getByRole("button", { name: "Unlock" }).click();
}

/**
 * Saves a private key to a file, unprotected.
 *
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} the file's text
 */
export async function saveKey(page, name) {
  const card = keyCard(page, name);
  await card.getByRole("button", { name: "Back up private key" }).click();
  await card.getByText("Without a passphrase", { exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("button", { name: "Save the unprotected file" }).click(),
  ]);
  return readFile(await file.path(), "utf8");
}

/** Forgets all keys and people, without waiting for the outcome. @param {Page} page */
export async function forgetEverything(page) {
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page.getByRole("button", { name: "Forget everything", exact: true }).click();
}
