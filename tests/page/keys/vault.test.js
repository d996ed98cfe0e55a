// Keys and people in the browser's storage: after a reload, in a second tab, forgotten, and where there is no storage.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { delayWorker, refuseStorage } from "../../support/browser/workers.js";
import { factsOf, forgetEverything, keyCard, makeKey, openBackup, openKey, openVault } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { download, recordLayoutShifts, showView } from "../steps/page.js";
import { addPerson, followInTab, personCard, somebody, verifyPerson } from "../steps/people.js";

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

test("after a reload the page waits for the vault and does not show the forms of a first visit; nothing shifts", async () => {
  const { context, page, trouble } = await visit({
    init: recordLayoutShifts,
  });
  const make = page.getByRole("button", { name: "Create my key pair" });
  const add = page.getByRole("button", { name: "Add", exact: true });
  const delayedReload = () => delayWorker(page, () => page.reload({ waitUntil: "commit" }));
  await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Bob"));
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 3000 });
    await showView(page, "me");
    const release = await delayedReload();
    await page.getByText("Opening what this browser keeps for you.").waitFor();
    for (const each of [make, add])
      assert.equal(await each.isVisible(), false, "the forms of a page without keys and people are not shown");
    assert.equal(await page.locator("#hero").isVisible(), false);
    await release();
    await keyCard(page, "Alice").waitFor();
    await personCard(page, "Bob").waitFor({ state: "attached" });
    await page.getByText("Keys and people are kept in this browser").waitFor();
    for (const each of [make, add]) assert.equal(await each.isVisible(), false);
    await page.getByText("Opening what this browser keeps for you.").waitFor({ state: "hidden" });
    await page.locator("#requests-page", { hasText: "since it was loaded" }).waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.seen), [], `${width} px wide`);
  }

  // With an empty vault the page does not wait.
  await forgetEverything(page);
  await make.waitFor();
  const release = await delayedReload();
  assert.equal(await make.isVisible(), true);
  assert.equal(await page.locator("html[data-opening]").count(), 0);
  await release();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("if main.js cannot be loaded, the page does not wait for the vault", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  await page.getByText("Keys and people are kept in this browser").waitFor();
  await page.route("**/main.js", (route) => route.abort());
  await page.reload();
  await page.locator("#rail").waitFor();
  assert.equal(await page.locator("html[data-opening]").count(), 0);
  await context.close();
});

test("two tabs share keys, people and verified marks; the page warns of a known name with another key", async () => {
  const { context, page, trouble } = await visit();
  const tab = await context.newPage();
  await tab.goto(url);
  await makeKey(page, { name: "Alice" });
  await keyCard(tab, "Alice").waitFor();
  await addPerson(tab, await somebody(visit, "Bob"));
  await personCard(page, "Bob").waitFor();
  await verifyPerson(page, "Bob");
  const mark = '[data-slot="verify"][data-verified]';
  await personCard(tab, "Bob").locator(mark).waitFor();
  await page.reload();
  await personCard(page, "Bob").locator(mark).waitFor();

  await followInTab(page, (await somebody(visit, "Bob")).link);
  const arrival = page.locator(".arrival");
  await arrival.getByRole("heading", { name: "This is not the key you verified for Bob" }).waitFor();
  await arrival.getByText("There is a Bob already, with another key, which you have verified.").waitFor();
  await arrival.getByRole("button", { name: "Add to People" }).click();
  assert.equal(await page.locator("#contacts > li").count(), 1, "the person's key is not replaced");
  await arrival.getByRole("button", { name: "Not now" }).click();

  assert.equal(
    await readMessage(tab, await sealMessage(page, { to: ["yourself (Alice)"], text: "one vault" })),
    "one vault",
  );
  assert.deepEqual(trouble, []);
  await context.close();
});

test("keys and people are forgotten on request, in the other tab too and for good", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Bob"));
  const tab = await context.newPage();
  await tab.goto(url);
  await personCard(tab, "Bob").waitFor();
  await openVault(page);
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page
    .getByRole("group", { name: "Forget everything in this browser" })
    .getByRole("button", { name: "Keep it" })
    .click();
  assert.equal(await page.locator("#keys > li").count(), 1, "declined, the key stays");
  await forgetEverything(page);
  for (const each of [page, tab]) {
    await each.locator("#keys > li").waitFor({ state: "detached" });
    await each.locator("#contacts > li").waitFor({ state: "detached" });
    assert.equal(await each.locator("#keys-lost").isVisible(), false, "the page does not report lost keys");
  }
  await page.reload();
  await page.locator("#requests-page", { hasText: "since it was loaded" }).waitFor();
  assert.equal(await page.locator("#keys > li, #contacts > li").count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("without storage the page says so and works, and asks before a reload loses keys", async () => {
  const { context, page } = await visit({ address: "about:blank" });
  await refuseStorage(page);
  await page.goto(url);
  await page
    .locator("#hero-storage", { hasText: "This browser does not let the page keep anything, as in a private window." })
    .waitFor();
  await makeKey(page, { name: "Alice" });
  await openKey(page, "Alice");
  assert.equal(await keyCard(page, "Alice").getByRole("button", { name: "Set a passphrase" }).isVisible(), false);
  assert.match(await factsOf(page, "Alice"), /in memory$/);
  await addPerson(page, await somebody(visit, "Bob"));
  await openVault(page);
  assert.equal(await page.getByRole("button", { name: "Forget everything in this browser" }).isVisible(), false);
  const sealed = await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: "for now" });
  assert.equal(await readMessage(page, sealed), "for now");
  await openBackup(page);
  await page.locator("#backup-passphrase").fill(passphrase);
  const backup = () => page.locator("#backup-form").getByRole("button", { name: "Save" }).click();
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.dismiss();
  });
  await Promise.all([page.waitForEvent("dialog"), page.evaluate(() => setTimeout(() => location.reload()))]);
  assert.equal(asked, 1, "the browser asks before the key is lost");
  assert.match((await download(page, backup)).buffer.toString(), /^eyJ/);
  await page.reload();
  await showView(page, "write");
  await page.locator("#hero-storage", { hasText: "as in a private window" }).waitFor();
  assert.equal(asked, 1, "a key with a backup may be lost without a question");
  assert.equal(await page.locator("#keys > li").count(), 0);
  await context.close();
});
