// The passphrase of a key: it is set in the key's side sheet, the key is locked after a reload and unlocked with it where
// it is needed, and it is removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { factsOf, keyCard, lock, makeKey, openKey, protect, unlock } from "../steps/keys.js";
import { openMessage, readMessage, sealMessage } from "../steps/messages.js";
import { closeSides, untilSaid } from "../steps/page.js";

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

test("a short or simple passphrase is refused, the page can propose one, and none is needed", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const side = await openKey(page, "Alice");
  await side.getByRole("button", { name: "Set a passphrase" }).click();
  const question = side.getByRole("group", { name: "A passphrase for this key" });
  await question.getByText("A copy of the browser's profile is then a copy of the key.").waitFor();
  const field = side.locator('[data-slot="protect-field"]');
  for (const [text, says] of [
    ["", "Enter a passphrase."],
    ["rain", "At least 12 characters"],
    ["aaaaaaaaaaaaaaaa", "This one is easy to guess."],
  ]) {
    await field.fill(text);
    await question.getByRole("button", { name: "Protect the key" }).click();
    await side.locator('[data-slot="error"]', { hasText: says }).waitFor();
  }
  assert.equal(await field.getAttribute("type"), "password");
  await question.getByRole("button", { name: "Propose one" }).click();
  assert.equal(await field.getAttribute("type"), "text", "what is proposed is shown");
  assert.match(await field.inputValue(), /^([bdfghjklmnprstvz][aeiou]){2}( ([bdfghjklmnprstvz][aeiou]){2}){5}$/);
  await question.getByRole("button", { name: "Show" }).click();
  assert.equal(await field.getAttribute("type"), "password");
  await question.getByRole("button", { name: "Not now" }).click();
  assert.equal(await question.isVisible(), false);
  assert.equal(await field.inputValue(), "");
  assert.match(await factsOf(page, "Alice"), /no passphrase$/);
  await closeSides(page);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "until tomorrow" });
  await page.getByText("Keys and people are kept in this browser.").waitFor();

  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.accept();
  });
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.equal(asked, 0, "nothing would be lost, so the page does not ask");
  assert.equal(await readMessage(page, sealed), "until tomorrow");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a key with a passphrase is locked after a reload, opens only with it, and locks in all tabs", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "behind a lock" });
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await factsOf(page, "Alice"), /locked$/);
  await openMessage(page, sealed);
  // The key is unlocked where it is needed, and the message opens at once.
  const problem = page.locator("#open-error", { hasText: "This key is locked." });
  await problem.waitFor();
  await problem.getByLabel("Passphrase of the key Alice").fill("another one");
  await problem.getByRole("button", { name: "Unlock" }).click();
  await problem.getByText("This is not the passphrase of the key.").waitFor();
  await problem.getByLabel("Passphrase of the key Alice").fill(passphrase);
  await problem.getByRole("button", { name: "Unlock" }).click();
  await page.locator("#opened").waitFor();
  assert.equal(await page.locator("#opened-text").textContent(), "behind a lock");
  assert.equal(await page.locator("#open-error input").count(), 0, "the form is gone");

  const tab = await context.newPage();
  await tab.goto(url);
  await unlock(tab, "Alice", passphrase);
  await untilSaid(tab, "The key Alice is unlocked.");
  await lock(tab, "Alice");
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").locator('[data-slot="state"]', { hasText: "locked" }).waitFor();
    assert.match(await factsOf(each, "Alice"), /locked$/);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message from a link, and its file's name, wait in the field until the locked key is unlocked", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  await sealMessage(page, { to: "yourself (Alice)", text: "a plan" });
  await page.locator("#sealed-link").click();
  await page.locator("#sealed-link[data-done]").waitFor();
  const link = `${await page.evaluate(() => navigator.clipboard.readText())}&n=plan.pdf`;
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".arrival").getByRole("button", { name: "Open it" }).click();
  const problem = page.locator("#open-error", { hasText: "This key is locked." });
  await problem.waitFor();
  await unlock(page, "Alice", passphrase);
  await problem.waitFor({ state: "hidden" });
  await closeSides(page);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.locator("#opened-title", { hasText: "A file: plan.pdf" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page says what removing a passphrase means and asks, then removes it in every tab and for good", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const card = keyCard(page, "Alice");
  const remove = card.getByRole("button", { name: "Remove the passphrase" });
  await openKey(page, "Alice");
  assert.equal(await remove.isVisible(), false, "there is no passphrase yet");
  await protect(page, "Alice", passphrase);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "in clear" });
  const tab = await context.newPage();
  await tab.goto(url);
  await keyCard(tab, "Alice").locator('[data-slot="state"]', { hasText: "locked" }).waitFor();

  await openKey(page, "Alice");
  await remove.click();
  const question = card.getByRole("group", { name: "Remove the passphrase" });
  await question
    .getByText("The browser then stores the key unprotected: whoever copies its profile has the key")
    .waitFor();
  await question.getByRole("button", { name: "Keep it" }).click();
  assert.match(await factsOf(page, "Alice"), /, passphrase$/);
  await remove.click();
  await question.getByRole("button", { name: "Remove it" }).click();
  await untilSaid(page, "The key Alice has no passphrase any more.");
  for (const each of [page, tab]) {
    await openKey(each, "Alice");
    await keyCard(each, "Alice").locator('[data-slot="facts"]', { hasText: "no passphrase" }).waitFor();
    assert.equal(await keyCard(each, "Alice").getByRole("button", { name: "Lock", exact: true }).isVisible(), false);
  }
  assert.equal(await remove.isVisible(), false);
  assert.equal(await card.getByRole("button", { name: "Set a passphrase" }).isVisible(), true);
  assert.equal(await readMessage(tab, sealed), "in clear");

  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await factsOf(page, "Alice"), /no passphrase$/);
  assert.equal(await readMessage(page, sealed), "in clear");
  assert.deepEqual(trouble, []);
  await context.close();
});
