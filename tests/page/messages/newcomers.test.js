// Two newcomers, who share nothing but what is copied: how many clicks they need for a message that is read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyCard } from "../steps/keys.js";
import { personCard } from "../steps/people.js";

const { visit } = useBrowser();

/** The text in the clipboard. @param {import("playwright-core").Page} page */
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** Pastes a text beside the fields. @param {import("playwright-core").Page} page @param {string} text */
const paste = (page, text) =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
  }, text);

test("who was invited sends an invitation back with one click; both need at most eight clicks for a message that is read", async () => {
  let clicks = 0;
  /** @param {import("playwright-core").Page} page @param {string} place */
  const click = async (page, place) => {
    clicks += 1;
    await page.locator(place).click();
  };
  const alice = await visit();
  await click(alice.page, "#make-name");
  await alice.page.keyboard.type("Alice");
  await click(alice.page, "#make button.primary");
  await click(alice.page, "#first-invite-copy");
  await alice.page.locator("#first-invite-copy[data-done]").waitFor();

  const bob = await visit({ address: await clipboard(alice.page) });
  await bob.page.getByRole("heading", { name: "Write to Alice" }).waitFor();
  assert.equal(await bob.page.locator("#first-invite").isVisible(), false, "there is no key to be invited to");
  await bob.page.reload();
  await bob.page.getByRole("heading", { name: "Write to Alice" }).waitFor();
  await click(bob.page, "#make-name");
  await bob.page.keyboard.type("Bob");
  await click(bob.page, "#make button.primary");
  await bob.page.locator("#first-invite", { hasText: "This also adds Alice to People." }).waitFor({ timeout: 60_000 });
  await bob.page.getByRole("heading", { name: "Next: your invitation for Alice" }).waitFor();
  // A view has one filled button (`.primary`), the next step: here it is the one that seals.
  assert.equal(await bob.page.locator("#first-invite .primary").count(), 0, "the letter's button is filled");
  await click(bob.page, "#first-invite-copy");
  await personCard(bob.page, "Alice").waitFor();
  assert.equal(await bob.page.evaluate(() => document.activeElement?.id), "first-invite-copy");
  const invitation = await clipboard(bob.page);

  await alice.page.goto(invitation);
  await alice.page.getByRole("heading", { name: "Write to Bob" }).waitFor();
  await alice.page.waitForFunction(() => document.activeElement?.id === "text");
  await alice.page.keyboard.type("It is me.");
  await click(alice.page, "#compose button.primary");
  await click(alice.page, "#sealed-copy");
  await alice.page.locator("#sealed-copy[data-done]").waitFor();
  await paste(bob.page, await clipboard(alice.page));
  await bob.page.locator("#sender-title", { hasText: "Signed by Alice" }).waitFor();
  assert.equal(await bob.page.locator("#opened-text").textContent(), "It is me.");
  assert.ok(clicks <= 8, `${clicks} clicks`);
  // The invitations are added, so a reload shows neither again.
  for (const { page } of [alice, bob]) {
    await page.reload();
    await page.locator("#contacts > li").waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem("sealpost invitations")), null);
    assert.equal(await page.locator(".arrival").count(), 0);
  }
  assert.deepEqual([...alice.trouble, ...bob.trouble], []);
  await Promise.all([alice, bob].map(({ context }) => context.close()));
});

test("two newcomers need at most nine clicks, both together, for a message that is read and known to be from whom", async () => {
  const clicks = /** @type {string[]} */ ([]);
  /** @param {import("playwright-core").Page} page @param {string} place */
  const click = async (page, place) => {
    clicks.push(place);
    await page.locator(place).click();
  };
  const typed = async (/** @type {import("playwright-core").Page} */ page, /** @type {string} */ text) =>
    page.keyboard.type(text);
  const alice = await visit();
  await click(alice.page, "#make-name");
  await typed(alice.page, "Alice");
  await click(alice.page, "#make button.primary");
  await click(alice.page, "#first-invite-copy");
  await alice.page.locator("#first-invite-copy[data-done]").waitFor();

  const bob = await visit({ address: await clipboard(alice.page) });
  await click(bob.page, "#make-name");
  await typed(bob.page, "Bob");
  await click(bob.page, "#make button.primary");
  await keyCard(bob.page, "Bob").waitFor({ timeout: 60_000 });
  await bob.page.waitForFunction(() => document.activeElement?.id === "text");
  await typed(bob.page, "It is me.");
  await click(bob.page, "#compose button.primary");
  await click(bob.page, "#sealed-copy");
  await bob.page.locator("#sealed-copy[data-done]").waitFor();
  const sealed = await clipboard(bob.page);
  await click(bob.page, '#sealed [data-slot="invite-line"] button');
  await bob.page.locator("#sealed .quiet[data-done]").waitFor();
  const invitation = await clipboard(bob.page);

  await paste(alice.page, sealed);
  await alice.page.locator("#sender-title", { hasText: "Signed by somebody you do not know" }).waitFor();
  await alice.page.locator("#opened-sender", { hasText: "ask its writer for their invitation" }).waitFor();
  await alice.page.getByRole("button", { name: "Copy my invitation" }).waitFor();
  await paste(alice.page, invitation);
  await click(alice.page, "#add button.strong");
  await alice.page.locator("#sender-title", { hasText: "Signed by Bob" }).waitFor();
  assert.equal(await alice.page.locator("#opened-text").textContent(), "It is me.");
  assert.equal(await alice.page.getByRole("button", { name: "Copy my invitation" }).count(), 0);
  assert.ok(clicks.length <= 9, `${clicks.length} clicks: ${clicks.join(", ")}`);
  assert.deepEqual([...alice.trouble, ...bob.trouble], []);
  await Promise.all([alice, bob].map(({ context }) => context.close()));
});
