// Two tabs of one person: what is sealed in one goes over to the other at once, and to no tab that has no key for it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addPerson, keepNothing, keyCard, launch, makeKey, personCard, sealMessage, url, visit } from "../steps/keys.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const handOver = "Hand it to the other window";

/** @param {import("playwright-core").BrowserContext} context */
async function anotherTab(context) {
  const tab = await context.newPage();
  await tab.goto(url);
  return tab;
}

test("a message handed to the other tab waits there for a click, and is read with the key that both tabs share", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "from tab to tab" });
  const hand = page.getByRole("button", { name: handOver });
  assert.equal(await hand.isVisible(), false, "there is no other tab yet");

  const tab = await anotherTab(context);
  await keyCard(tab, "Alice").waitFor();
  await hand.click();
  await page.locator("#sealed-done", { hasText: "It has arrived in another window of this browser." }).waitFor();
  assert.equal(await page.locator("#wire-list textarea").first().inputValue(), sealed, "the wire has what went over");
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
  assert.equal(await page.locator(".arrival").count(), 0, "nothing comes back to the tab it went from");

  await tab.close();
  await hand.waitFor({ state: "hidden" });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a file goes over with its name; a message for somebody else is offered to no tab", async () => {
  const bob = await visit(browser);
  const publicKey = await makeKey(bob.page, { name: "Bob" });
  await bob.context.close();
  const { context, page, trouble } = await visit(browser);
  const tab = await anotherTab(context);
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey });
  await personCard(tab, "Bob").waitFor();
  await sealMessage(page, { to: "Bob", text: "for Bob alone" });
  const hand = page.getByRole("button", { name: handOver });
  assert.equal(await hand.isVisible(), false, "the other tab has no key for it");

  await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: "for both" });
  await hand.waitFor();
  await page.getByRole("button", { name: "Write another" }).click();
  const buffer = Buffer.from([0, 1, 2, 255]);
  await page.locator("#text-file").setInputFiles({ name: "plan.pdf", mimeType: "application/pdf", buffer });
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await hand.click();
  await tab.locator(".arrival", { hasText: "It holds a file, called plan.pdf by its sender." }).waitFor();
  await tab.getByRole("button", { name: "Open it" }).click();
  await tab.locator("#opened-title", { hasText: "A file: plan.pdf" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a tab that answers late is waited for; what is said meanwhile is taken back", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const tab = await context.newPage();
  // The other tab's notes are held back until it is told to go on.
  await tab.addInitScript(() => {
    const { postMessage } = BroadcastChannel.prototype;
    /** @type {(() => void)[]} */
    const held = [];
    globalThis.goOn = () => held.forEach((send) => send());
    BroadcastChannel.prototype.postMessage = function (note) {
      if (note.type === "arrived") held.push(() => postMessage.call(this, note));
      else postMessage.call(this, note);
    };
  });
  await tab.goto(url);
  await keyCard(tab, "Alice").waitFor();
  await sealMessage(page, { to: "yourself (Alice)", text: "late" });
  await page.getByRole("button", { name: handOver }).click();
  await page.locator("#sealed-error", { hasText: "No other window of this browser has taken it yet." }).waitFor();
  await tab.evaluate(() => globalThis.goOn());
  await page.locator("#sealed-done", { hasText: "It has arrived" }).waitFor();
  assert.equal(await page.locator("#sealed-error").isVisible(), false);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("two tabs that keep nothing are two people: what one seals for the other goes over", async () => {
  const { context, page, trouble } = await visit(browser, { address: "about:blank" });
  const tab = await context.newPage();
  for (const [each, name] of /** @type {const} */ ([
    [page, "Alice"],
    [tab, "Bob"],
  ])) {
    await keepNothing(each);
    await each.goto(url);
    await makeKey(each, { name });
  }
  assert.equal(await page.locator("#keys > li").count(), 1, "each has its own key");
  const publicKey = await keyCard(tab, "Bob").locator('[data-slot="pem"]').inputValue();
  await addPerson(page, { name: "Bob", publicKey });
  await sealMessage(page, { to: "Bob", text: "across" });
  await page.getByRole("button", { name: handOver }).click();
  await tab.locator(".arrival", { hasText: "It is sealed for your key Bob." }).waitFor();
  await tab.getByRole("button", { name: "Open it" }).click();
  await tab.locator("#opened").waitFor();
  assert.equal(await tab.locator("#opened-text").textContent(), "across");
  assert.deepEqual(trouble, []);
  await context.close();
});
