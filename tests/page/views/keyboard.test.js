// The page by keyboard alone: the controls of a visit are reached, and the focus goes to a sensible place when the
// element that has it disappears.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { chooseBits, keyCard, makeKey, openKey, openMaking, openVault, publicKeyOf } from "../steps/keys.js";
import { openSheet, readMessage, sealMessage } from "../steps/messages.js";
import { closeSides, untilSaid } from "../steps/page.js";
import { addPerson, followInTab, openPerson, personCard, somebody } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

/** The id, the name of the slot (`data-slot`) or the text of the element that has the focus. @param {Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement ? `${element.id || element.dataset.slot || element.textContent?.trim()}` : "";
  });

/**
 * Waits until an element has the focus, which may move a moment after the page has changed.
 *
 * @param {Page} page @param {string} expected @param {string} [what]
 */
async function untilFocus(page, expected, what) {
  for (const end = Date.now() + 10_000; (await focused(page)) !== expected && Date.now() < end; ) {
    await page.waitForTimeout(20);
  }
  assert.equal(await focused(page), expected, what);
}

/** Presses a key until this element has the focus. @param {Page} page @param {string} target @param {string} [key] */
async function tabTo(page, target, key = "Tab") {
  for (let k = 0; k < 60; k += 1) {
    if ((await focused(page)) === target) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${target} is not reached with ${key}`);
}

/** Makes the key Alice, copies its public key, and sets its passphrase. @param {Page} page */
async function makeKeyByKeyboard(page) {
  const { keyboard } = page;
  await tabTo(page, "make-name");
  await keyboard.type("Alice");
  await tabTo(page, "3072 bits");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await keyboard.press("ArrowLeft");
  assert.equal(await page.locator('#make input[value="2048"]').isChecked(), true);
  await keyboard.press("Enter");
  await keyCard(page, "Alice").waitFor({ timeout: 60_000 });
  await untilFocus(page, "name", "the focus goes to the new key");
  await tabTo(page, "open");
  await keyboard.press("Enter");
  await untilFocus(page, "side-name", "the side sheet has the focus");
  await tabTo(page, "copy");
  await keyboard.press("Enter");
  await page.locator("#keys .copy[data-done]").first().waitFor();
  await untilSaid(page, "Public key copied");
  await tabTo(page, "set-passphrase");
  await keyboard.press("Enter");
  await untilFocus(page, "protect-field", "the form has the focus");
  await keyboard.type(passphrase);
  await keyboard.press("Enter");
  await page.waitForFunction(() =>
    document.querySelector("#said")?.textContent?.includes("protected by the passphrase"),
  );
  await untilFocus(page, "outcome", "after the answer the focus goes to what was done");
  await keyboard.press("Escape");
  await untilFocus(page, "open", "a side sheet gives the focus back");
}

/**
 * Adds Bob, and seals a message for him.
 *
 * @param {Page} page
 * @param {string} publicKey
 */
async function writeByKeyboard(page, publicKey) {
  const { keyboard } = page;
  await tabTo(page, "Add someone");
  await keyboard.press("Enter");
  await untilFocus(page, "add-key", "the form has the focus");
  await keyboard.insertText(publicKey);
  await keyboard.press("Tab");
  await keyboard.type("Bob");
  await keyboard.press("Enter");
  await personCard(page, "Bob").waitFor();
  await untilFocus(page, "name", "the focus goes to the new person");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await untilFocus(page, "text", "the row leads to the letter");
  await keyboard.type("by keyboard");
  await keyboard.press("Control+Enter");
  await page.locator("#sealed").waitFor();
  await untilFocus(page, "sealed-title");
  await tabTo(page, "sealed-copy");
  await keyboard.press("Space");
  await untilSaid(page, "Sealed message copied");
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Opens a sealed message, and reads it. @param {Page} page @param {string} sealed */
async function readByKeyboard(page, sealed) {
  const { keyboard } = page;
  await tabTo(page, "read-tab", "Shift+Tab");
  await keyboard.press("Enter");
  await tabTo(page, "open-text");
  await keyboard.insertText(sealed);
  await keyboard.press("Control+Enter");
  await page.locator("#opened").waitFor();
  assert.equal(await page.locator("#opened-text").textContent(), "an answer");
  await untilFocus(page, "opened-title");
}

/** Locks and unlocks the key, saves a backup, and declines to forget everything. @param {Page} page */
async function keepByKeyboard(page) {
  const { keyboard } = page;
  await tabTo(page, "open", "Shift+Tab");
  await keyboard.press("Enter");
  await tabTo(page, "lock");
  await keyboard.press("Enter");
  await untilSaid(page, "The key Alice is locked.");
  await untilFocus(page, "side-name");
  await tabTo(page, "unlock-field");
  await keyboard.type(passphrase);
  await keyboard.press("Enter");
  await untilSaid(page, "The key Alice is unlocked.");
  await untilFocus(page, "side-name");
  await keyboard.press("Escape");
  await tabTo(page, "vault-open");
  await keyboard.press("Enter");
  await tabTo(page, "Back up everything");
  await keyboard.press("Enter");
  await untilFocus(page, "backup-passphrase");
  await keyboard.type("another five pots");
  const [backup] = await Promise.all([page.waitForEvent("download"), keyboard.press("Enter")]);
  assert.equal(backup.suggestedFilename(), "sealpost-backup.txt");
  await untilSaid(page, "The backup is saved as a file.");
  await tabTo(page, "Forget everything in this browser");
  await keyboard.press("Enter");
  await untilFocus(page, "Keep it", "the harmless answer has the focus");
  await keyboard.press("Escape");
  await untilFocus(page, "Forget everything in this browser");
}

test("a whole visit is possible by keyboard alone", async () => {
  const bob = await visit();
  const his = await makeKey(bob.page, { name: "Bob" });
  const { context, page, trouble } = await visit();
  await makeKeyByKeyboard(page);
  const sealed = await writeByKeyboard(page, his);
  assert.equal(await readMessage(bob.page, sealed), "by keyboard");
  await addPerson(bob.page, { name: "Alice", publicKey: await publicKeyOf(page, "Alice") });
  await readByKeyboard(page, await sealMessage(bob.page, { to: "Alice", text: "an answer" }));
  await keepByKeyboard(page);
  assert.deepEqual(trouble, []);
  await context.close();
  await bob.context.close();
});

test("Escape answers a question with no and gives the focus back", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  const side = await openKey(page, "Alice");
  await side.getByRole("button", { name: "Delete this key" }).press("Enter");
  await untilFocus(page, "Keep it", "the harmless answer has the focus");
  await page.keyboard.press("Escape");
  await untilFocus(page, "Delete this key");
  assert.equal(await page.locator("#keys > li").count(), 1);
  await context.close();
});

/** Declines and accepts invitations, and deletes the person. @param {Page} page */
async function focusAfterInvitations(page) {
  const { link } = await somebody(visit, "Bob");
  const arrival = page.locator(".arrival");
  await followInTab(page, link);
  await arrival.getByRole("button", { name: "Not now" }).press("Enter");
  await page.locator("#hero").waitFor();
  await openSheet(page);
  await page.getByLabel("Your message").focus();
  await followInTab(page, link);
  await arrival.getByRole("button", { name: "Not now" }).press("Enter");
  await untilFocus(page, "make-name", "an invitation was declined, and the page is that of a first visit again");
  await followInTab(page, link);
  await arrival.getByRole("button", { name: "Add to People" }).press("Enter");
  await untilFocus(page, "name", "an invitation was accepted");
  await openPerson(page, "Bob");
  await personCard(page, "Bob").locator('[data-slot="drop"] [data-ask]').press("Enter");
  await personCard(page, "Bob").locator('[data-slot="drop-yes"]').press("Enter");
  await untilFocus(page, "make-name", "the last person was deleted, and the first step is to make a key");
}

/** Cancels the search for a key. @param {Page} page */
async function focusAfterCancelledSearch(page) {
  await openMaking(page);
  await chooseBits(page, 4096);
  // The search is cancelled as soon as its button has the focus. A search that ends before that makes a key.
  await page.evaluate(() => {
    const watch = new MutationObserver(() => {
      const cancel = document.activeElement;
      if (!(cancel instanceof HTMLElement && cancel.id === "search-cancel")) return;
      watch.disconnect();
      cancel.click();
    });
    watch.observe(/** @type {Node} */ (document.querySelector("#search")), { attributes: true });
  });
  await page.getByRole("button", { name: "Create my key pair" }).press("Enter");
  await page.locator("#search").waitFor({ state: "hidden" });
  await page.locator("#keys > li, #make button:not(:disabled)").first().waitFor();
  if ((await page.locator("#keys > li").count()) === 0)
    await untilFocus(page, "Create my key pair", "a search was cancelled");
}

/** Opens and closes forms, and seals a message. @param {Page} page */
async function focusAfterForms(page) {
  await makeKey(page, { name: "Alice" });
  const card = await openKey(page, "Alice");
  await card.getByRole("button", { name: "Set a passphrase" }).press("Enter");
  await card.getByRole("button", { name: "Not now" }).press("Enter");
  await untilFocus(page, "set-passphrase", "a passphrase was declined");
  await card.getByRole("button", { name: "Export private key" }).press("Enter");
  await untilFocus(page, "keep-field", "the form of a backup was opened");
  await page.keyboard.press("Escape");
  await untilFocus(page, "Export private key", "a backup was declined");
  await closeSides(page);
  await page.getByLabel("Your message").fill("x");
  await page.getByRole("button", { name: "Seal", exact: true }).press("Enter");
  await page.locator("#sealed").waitFor();
  await untilFocus(page, "sealed-title", "a message was sealed");
  await page.getByRole("button", { name: "Write another" }).press("Enter");
  await untilFocus(page, "text", "the next letter was begun");
}

/** Deletes keys one by one, and then everything. @param {Page} page */
async function focusAfterDeletions(page) {
  for (let left = await page.locator("#keys > li").count(); left > 0; left -= 1) {
    const card = page.locator("#keys > li").first();
    await card.locator('[data-slot="open"]').press("Enter");
    await card.locator('[data-slot="drop"] [data-ask]').press("Enter");
    await card.locator('[data-slot="drop-yes"]').press("Enter");
    await page.waitForFunction((left) => document.querySelectorAll("#keys > li").length < left, left);
    await untilFocus(page, left > 1 ? "name" : "make-name", `a key was deleted of ${left}`);
  }
  await makeKey(page, { name: "Again" });
  await openVault(page);
  await page.getByRole("button", { name: "Forget everything in this browser" }).press("Enter");
  await page.getByRole("button", { name: "Forget everything", exact: true }).press("Enter");
  await page.locator("#keys > li").waitFor({ state: "detached" });
  await untilFocus(page, "make-name", "everything was forgotten");
}

test("the focus is not lost when an invitation, a search, a form or a deleted key that has it disappears", async () => {
  const { context, page, trouble } = await visit();
  await focusAfterInvitations(page);
  await focusAfterCancelledSearch(page);
  await focusAfterForms(page);
  await focusAfterDeletions(page);
  assert.deepEqual(trouble, []);
  await context.close();
});
