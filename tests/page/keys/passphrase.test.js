// The passphrase of a key: the page asks for it when it first saves the key, the key is locked after a reload and
// unlocked with it, and it is removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { factsOf, keyCard, makeKey, passphraseQuestion, protect, unlock } from "../steps/keys.js";
import { openMessage, readMessage, sealMessage } from "../steps/messages.js";
import { untilSaid } from "../steps/page.js";

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

test('the first save asks for a passphrase; after "Not now" the key is stored without one', async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const question = passphraseQuestion(page, "Alice");
  await question.getByText("A copy of the browser's profile is then a copy of the key.").waitFor();
  await question.getByRole("button", { name: "Protect the key" }).click();
  await keyCard(page, "Alice").getByText("Enter a passphrase.").waitFor();
  await question.getByRole("button", { name: "Not now" }).click();
  assert.equal(await question.isVisible(), false);
  assert.match(await factsOf(page, "Alice"), /without a passphrase$/);
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
  assert.equal(await question.isVisible(), false);
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
  await page
    .locator("#open-error", { hasText: "This key is locked. Unlock it under You with its passphrase." })
    .waitFor();
  await unlock(page, "Alice", "another one");
  await keyCard(page, "Alice").getByText("This is not the passphrase of the key.").waitFor();
  await unlock(page, "Alice", passphrase);
  await untilSaid(page, "The key Alice is unlocked.");
  assert.equal(await readMessage(page, sealed), "behind a lock");

  const tab = await context.newPage();
  await tab.goto(url);
  await unlock(tab, "Alice", passphrase);
  await keyCard(tab, "Alice").getByRole("button", { name: "Lock", exact: true }).click();
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").getByRole("button", { name: "Unlock" }).waitFor();
    assert.match(await factsOf(each, "Alice"), /locked$/);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message from a link, and its file's name, wait in the field until the locked key is unlocked", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  const file = { name: "plan.pdf", mimeType: "application/pdf", buffer: Buffer.from([0, 255]) };
  await page.locator("#text-file").setInputFiles(file);
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed-link").click();
  await page.locator("#sealed-link[data-done]").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".arrival").getByRole("button", { name: "Open it" }).click();
  const problem = page.locator("#open-error", { hasText: "This key is locked. Unlock it under You" });
  await problem.waitFor();
  await unlock(page, "Alice", passphrase);
  await problem.waitFor({ state: "hidden" });
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
  await card.locator(":scope > .more > summary").click();
  assert.equal(await remove.isVisible(), false, "there is no passphrase yet");
  await protect(page, "Alice", passphrase);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "in clear" });
  const tab = await context.newPage();
  await tab.goto(url);
  await keyCard(tab, "Alice").getByRole("button", { name: "Unlock" }).waitFor();

  await remove.click();
  const question = card.getByRole("group", { name: "Remove the passphrase" });
  await question.getByText("The browser then keeps the key in clear: whoever copies its profile has the key").waitFor();
  await question.getByRole("button", { name: "Keep it" }).click();
  assert.match(await factsOf(page, "Alice"), /with a passphrase$/);
  await remove.click();
  await question.getByRole("button", { name: "Remove it" }).click();
  await untilSaid(page, "The key Alice has no passphrase any more.");
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").locator('[data-slot="facts"]', { hasText: "without a passphrase" }).waitFor();
    assert.equal(await keyCard(each, "Alice").getByRole("button", { name: "Lock", exact: true }).isVisible(), false);
  }
  assert.equal(await remove.isVisible(), false);
  assert.equal(await card.getByRole("button", { name: "Set a passphrase" }).isVisible(), true);
  assert.equal(await readMessage(tab, sealed), "in clear");

  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await factsOf(page, "Alice"), /without a passphrase$/);
  assert.equal(await readMessage(page, sealed), "in clear");
  assert.deepEqual(trouble, []);
  await context.close();
});
