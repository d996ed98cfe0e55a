// Steps of a visitor with raw RSA-OAEP, in the workbench.
import { closeSides, showView } from "./page.js";

/** @import { Page } from "playwright-core" */

/** Shows the workbench. @param {Page} page */
export async function openWorkbench(page) {
  await closeSides(page);
  await showView(page, "workbench");
  await page.locator("#oaep-hash option").first().waitFor({ state: "attached" });
}

/**
 * Encrypts a text.
 *
 * @param {Page} page
 * @param {string} text
 * @returns {Promise<string>} the ciphertext, as the page shows it
 */
export async function encryptRaw(page, text) {
  await page.locator("#encrypt-text").fill(text);
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.locator("#encrypt-result").waitFor();
  return page.locator("#encrypt-output").inputValue();
}

/**
 * Pastes a ciphertext and has it decrypted, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {string} ciphertext
 */
export async function submitRaw(page, ciphertext) {
  await page.locator("#decrypt-text").fill(ciphertext);
  await page.getByRole("button", { name: "Decrypt", exact: true }).click();
}

/**
 * Decrypts a ciphertext; fails where it does not decrypt.
 *
 * @param {Page} page
 * @param {string} ciphertext
 * @returns {Promise<string>} the plaintext
 */
export async function decryptRaw(page, ciphertext) {
  await submitRaw(page, ciphertext);
  await page.locator("#decrypt-result").waitFor();
  return page.locator("#decrypt-output").inputValue();
}
