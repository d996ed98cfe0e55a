// Handing a sealed message over to another window of the same browser, which is offered only if that window has a key
// for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { refuseStorage } from "../../support/browser/workers.js";
import { keyCard, makeKey, publicKeyOf } from "../steps/keys.js";
import { sealMessage } from "../steps/messages.js";
import { addPerson, personCard, somebody } from "../steps/people.js";

const { visit } = useBrowser();

const handOver = "Hand it to the other window";

/** Opens the page a second time. @param {import("playwright-core").BrowserContext} context */
async function anotherTab(context) {
  const tab = await context.newPage();
  await tab.goto(url);
  return tab;
}

test("a message handed to the other tab waits there for a click, and is read with the key that both tabs share", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "from tab to tab" });
  const hand = page.getByRole("button", { name: handOver });
  assert.equal(await hand.isVisible(), false, "there is no other tab yet");

  const tab = await anotherTab(context);
  await keyCard(tab, "Alice").waitFor();
  await hand.click();
  await page.locator("#sealed-done", { hasText: "It has arrived in another window of this browser." }).waitFor();
  assert.equal(
    await page.locator("#wire-list textarea").first().inputValue(),
    sealed,
    "the list of what was sent shows the message",
  );
  assert.equal(await page.locator("#wire-list .how").first().innerText(), "to another window");
  assert.match(
    (await page.locator("#sealed-copy").getAttribute("class")) ?? "",
    /primary/,
    "copying stays the next step",
  );

  const arrival = tab.locator(".arrival", { hasText: "A sealed message has come from another window" });
  await arrival.getByText("It is sealed for your key Alice. Nothing is opened until you say so.").waitFor();
  assert.equal(await tab.locator("#opened").isVisible(), false);
  await arrival.getByRole("button", { name: "Open it" }).click();
  await tab.locator("#opened").waitFor();
  assert.equal(await tab.locator("#opened-text").textContent(), "from tab to tab");
  assert.equal(await page.locator(".arrival").count(), 0, "the message does not come back to the tab that sent it");

  await tab.close();
  await hand.waitFor({ state: "hidden" });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message for somebody else is not offered to the other tab, and neither is a letter with files", async () => {
  const bob = await somebody(visit, "Bob");
  const { context, page, trouble } = await visit();
  const tab = await anotherTab(context);
  await makeKey(page, { name: "Alice" });
  await addPerson(page, bob);
  await personCard(tab, "Bob").waitFor();
  await sealMessage(page, { to: "Bob", text: "for Bob alone" });
  const hand = page.getByRole("button", { name: handOver });
  assert.equal(await hand.isVisible(), false, "the other tab has no key for it");

  await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: "for both" });
  await hand.waitFor();
  await page.getByRole("button", { name: "Write another" }).click();
  const buffer = Buffer.from([0, 1, 2, 255]);
  await page.locator("#text-file").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer });
  await page.locator("#attached li").waitFor();
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed-save.primary").waitFor();
  assert.equal(await hand.isVisible(), false);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("when a tab confirms late, the message that no window has taken it yet is replaced", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const tab = await context.newPage();
  // The other tab's confirmations (`arrived`) are held back until `release` is called.
  await tab.addInitScript(() => {
    const { postMessage } = BroadcastChannel.prototype;
    /** @type {(() => void)[]} */
    const held = [];
    globalThis.release = () => held.forEach((send) => send());
    BroadcastChannel.prototype.postMessage = function (message) {
      if (message.type === "arrived") held.push(() => postMessage.call(this, message));
      else postMessage.call(this, message);
    };
  });
  await tab.goto(url);
  await keyCard(tab, "Alice").waitFor();
  await sealMessage(page, { to: "yourself (Alice)", text: "late" });
  await page.getByRole("button", { name: handOver }).click();
  await page.locator("#sealed-error", { hasText: "No other window of this browser has taken it yet." }).waitFor();
  await tab.evaluate(() => globalThis.release());
  await page.locator("#sealed-done", { hasText: "It has arrived" }).waitFor();
  assert.equal(await page.locator("#sealed-error").isVisible(), false);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("two tabs that store nothing have keys of their own: what one seals for the other can be handed over", async () => {
  const { context, page, trouble } = await visit({ address: "about:blank" });
  const tab = await context.newPage();
  for (const [each, name] of /** @type {const} */ ([
    [page, "Alice"],
    [tab, "Bob"],
  ])) {
    await refuseStorage(each);
    await each.goto(url);
    await makeKey(each, { name });
  }
  assert.equal(await page.locator("#keys > li").count(), 1, "each has its own key");
  await addPerson(page, { name: "Bob", publicKey: await publicKeyOf(tab, "Bob") });
  await sealMessage(page, { to: "Bob", text: "across" });
  await page.getByRole("button", { name: handOver }).click();
  await tab.locator(".arrival", { hasText: "It is sealed for your key Bob." }).waitFor();
  await tab.getByRole("button", { name: "Open it" }).click();
  await tab.locator("#opened").waitFor();
  assert.equal(await tab.locator("#opened-text").textContent(), "across");
  assert.deepEqual(trouble, []);
  await context.close();
});
