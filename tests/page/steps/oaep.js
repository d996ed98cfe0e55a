// Steps of a visitor in the workbench.
import { closeSides, showView } from "./page.js";

/** @import { Page } from "playwright-core" */
/** @typedef {"Generate" | "Export" | "Import" | "Encrypt" | "Decrypt" | "Sign" | "Verify"} Step */

/** Shows the workbench, with one of its steps open. @param {Page} page @param {Step} [step] */
export async function openWorkbench(page, step = "Encrypt") {
  await closeSides(page);
  await showView(page, "workbench");
  await openStep(page, step);
}

/** Opens a step of the workbench. @param {Page} page @param {Step} step */
export async function openStep(page, step) {
  const head = page.locator(`[data-step="${step.toLowerCase()}"] .step-head`);
  await head.waitFor();
  if ((await head.getAttribute("aria-expanded")) !== "true") await head.click();
  await page.locator(`#step-${step.toLowerCase()}`).waitFor();
}

/**
 * Generates a throw-away key.
 *
 * @param {Page} page
 * @param {number} [bits]
 */
export async function generateThrowaway(page, bits = 2048) {
  await openStep(page, "Generate");
  await page.locator(`[name="bench-bits"][value="${bits}"]`).check();
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  await page.locator("#bench-made").waitFor({ timeout: 60_000 });
}

/**
 * Exports the chosen key.
 *
 * @param {Page} page
 * @param {string} format
 * @param {string} [passphrase]
 * @returns {Promise<string>}
 */
export async function exportAs(page, format, passphrase = "") {
  await openStep(page, "Export");
  await page.locator("#export-format").selectOption(format);
  if (format === "pkcs8") await page.locator("#export-passphrase").fill(passphrase);
  await page.locator("#bench-export").getByRole("button", { name: "Export", exact: true }).click();
  await page.locator("#export-result").waitFor();
  return page.locator("#export-output").inputValue();
}

/**
 * Imports a key as text, without waiting for the outcome.
 *
 * @param {Page} page
 * @param {string} text
 * @param {string} [passphrase]
 */
export async function importText(page, text, passphrase) {
  await openStep(page, "Import");
  await page.locator("#import-text").fill(text);
  const button = page.locator("#bench-import").getByRole("button", { name: "Import", exact: true });
  await button.click();
  if (passphrase === undefined) return;
  await page.locator("#import-passphrase").fill(passphrase);
  await button.click();
}

/** The code that the open step shows for a tool. @param {Page} page @param {string} tool */
export async function codeIn(page, tool) {
  await page.locator(`#code-tools [value="${tool}"]`).check();
  return page.locator("#code").evaluate((element) => element.textContent ?? "");
}

/**
 * Encrypts a text.
 *
 * @param {Page} page
 * @param {string} text
 * @returns {Promise<string>} the ciphertext, as the page shows it
 */
export async function encryptRaw(page, text) {
  await openStep(page, "Encrypt");
  await page.locator("#encrypt-text").fill(text);
  await page.locator("#encrypt").getByRole("button", { name: "Encrypt", exact: true }).click();
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
  await openStep(page, "Decrypt");
  await page.locator("#decrypt-text").fill(ciphertext);
  await page.locator("#decrypt").getByRole("button", { name: "Decrypt", exact: true }).click();
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
