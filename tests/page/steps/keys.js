// Steps of a visitor with keys of their own.
import { readFile } from "node:fs/promises";
import { closeSides, exactly, showView, untilFocusIn } from "./page.js";

/** @import { Page } from "playwright-core" */

/** The entry of a key in the list of one's own keys, with its side sheet. @param {Page} page @param {string} name */
export function keyCard(page, name) {
  return page.locator("#keys > li").filter({ has: page.locator('[data-slot="name"]', { hasText: exactly(name) }) });
}

/** Opens the side sheet where keys are imported, made, backed up and forgotten. @param {Page} page */
export async function openVault(page) {
  await closeSides(page);
  await showView(page, "me");
  await page.locator("#vault-open").click();
  return page.locator("#vault");
}

/** Opens the form that imports a key or a backup. @param {Page} page */
export async function openImport(page) {
  await closeSides(page);
  if (await page.locator("#hero-load").isVisible()) await page.locator("#hero-load").click();
  else await openVault(page);
  if (!(await page.locator("#load").isVisible())) await page.locator("#load-fold > summary").click();
}

/** Shows the form that makes a key, wherever it stands. @param {Page} page */
export async function openMaking(page) {
  await closeSides(page);
  if (!(await page.locator("#make").isVisible())) {
    await openVault(page);
    if (!(await page.locator("#make").isVisible())) await page.locator("#make-fold > summary").click();
  }
}

/**
 * Chooses the size of the key to be made.
 *
 * @param {Page} page
 * @param {number} bits
 */
export async function chooseBits(page, bits) {
  if (!(await page.locator("#make .segments").isVisible())) await page.locator("#make-size > summary").click();
  await page.locator(`#make input[value="${bits}"]`).check();
}

/**
 * Generates a key.
 *
 * @param {Page} page
 * @param {{ name: string, bits?: number }} key
 * @returns {Promise<string>} its public key, as the page shows it
 */
export async function makeKey(page, { name, bits = 2048 }) {
  await openMaking(page);
  await page.locator("#make-name").fill(name);
  await chooseBits(page, bits);
  await page.getByRole("button", { name: "Create my key pair" }).click();
  await keyCard(page, name).waitFor({ timeout: 120_000 });
  await untilFocusIn(page, "#keys > li", name);
  return publicKeyOf(page, name);
}

/** The public key of a card, as PEM. @param {Page} page @param {string} name */
export function publicKeyOf(page, name) {
  return keyCard(page, name).locator('[data-slot="pem"]').inputValue();
}

/** The line in a key's side sheet with its size, date, protection and backup. @param {Page} page @param {string} name */
export async function factsOf(page, name) {
  return (await keyCard(page, name).locator('[data-slot="facts"]').textContent()) ?? "";
}

/**
 * Opens the side sheet of a key.
 *
 * @param {Page} page
 * @param {string} name
 */
export async function openKey(page, name) {
  await closeSides(page);
  await showView(page, "me");
  const card = keyCard(page, name);
  await card.locator('[data-slot="open"]').click();
  return card.locator(".side");
}

/**
 * Has the page make an invitation.
 *
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} the invitation's link
 */
export async function invitationOf(page, name) {
  await closeSides(page);
  await showView(page, "me");
  await keyCard(page, name).getByRole("button", { name: "Invite" }).click();
  await keyCard(page, name).locator(".qr svg").waitFor();
  const link = await keyCard(page, name).getByLabel("Your invitation as a link").inputValue();
  await closeSides(page);
  return link;
}

/**
 * Sets a passphrase for a key that has none.
 *
 * @param {Page} page
 * @param {string} name
 * @param {string} passphrase
 */
export async function protect(page, name, passphrase) {
  const side = await openKey(page, name);
  await side.getByRole("button", { name: "Set a passphrase" }).click();
  const question = side.getByRole("group", { name: "A passphrase for this key" });
  await question.getByLabel("Passphrase").fill(passphrase);
  await question.getByRole("button", { name: "Protect the key" }).click();
  await side.getByRole("button", { name: "Lock", exact: true }).waitFor();
  await closeSides(page);
}

/** Locks a key. @param {Page} page @param {string} name */
export async function lock(page, name) {
  const side = await openKey(page, name);
  await side.getByRole("button", { name: "Lock", exact: true }).click();
  await side.getByRole("button", { name: "Unlock" }).waitFor();
  await closeSides(page);
}

/**
 * Enters a passphrase for a locked key in its side sheet, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {string} name
 * @param {string} passphrase
 */
export async function unlock(page, name, passphrase) {
  const side = await openKey(page, name);
  await side.getByLabel("Locked. Its passphrase").fill(passphrase);
  await side.getByRole("button", { name: "Unlock" }).click();
}

/**
 * Saves a private key to a file, unprotected.
 *
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} the file's text
 */
export async function saveKey(page, name) {
  const side = await openKey(page, name);
  await side.getByRole("button", { name: "Export private key" }).click();
  await side.getByText("Without a passphrase", { exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    side.getByRole("button", { name: "Save the unprotected file" }).click(),
  ]);
  await closeSides(page);
  return readFile(await file.path(), "utf8");
}

/** Opens the form of the backup of everything. @param {Page} page */
export async function openBackup(page) {
  await openVault(page);
  await page.getByRole("button", { name: "Back up everything" }).click();
  return page.locator("#backup-form");
}

/** Forgets all keys and people, without waiting for the outcome. @param {Page} page */
export async function forgetEverything(page) {
  await openVault(page);
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page.getByRole("button", { name: "Forget everything", exact: true }).click();
}
