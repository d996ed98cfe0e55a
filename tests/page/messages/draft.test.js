// Drafts, which survive a reload: an unfinished message is stored sealed for the visitor's own key; whom it is for, a
// pasted public key with the name beside it, and a pasted sealed message are stored in clear; nothing else is stored.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { crashWorker, refuseStorage } from "../../support/browser/workers.js";
import {
  forgetEverything,
  keyCard,
  lock,
  makeKey,
  openBackup,
  openImport,
  openKey,
  protect,
  unlock,
} from "../steps/keys.js";
import { chooseReaders, chosenReaders, openSheet, sealMessage } from "../steps/messages.js";
import { addPerson, followInTab, openAdding, personCard, somebody } from "../steps/people.js";
import { download, showView } from "../steps/page.js";
import { writer } from "./writer.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();

const passphrase = "five pots of quiet rain";
const letter = "Dear Bob, the fig tree\nis under the third pot.";

/** The content of sessionStorage and localStorage. @param {Page} page */
const stored = (page) =>
  page.evaluate(() => JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage }));

/** A visitor with a key who has added Bob. `publicKey` is Bob's. */
async function alice() {
  const bob = await somebody(visit, "Bob");
  const visitor = await visit();
  await makeKey(visitor.page, { name: "Alice" });
  await addPerson(visitor.page, bob);
  return { ...visitor, publicKey: bob.publicKey };
}

test("a letter and its readers are there after a reload; the tab stores them sealed", async () => {
  const { context, page, trouble } = await alice();
  await chooseReaders(page, ["Bob"]);
  await page.getByLabel("Your message").fill(letter);
  await page.reload();
  await personCard(page, "Bob").waitFor();
  await page.waitForFunction(
    (letter) => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value === letter,
    letter,
  );
  assert.deepEqual(await chosenReaders(page), ["Bob"], "and not the visitor");
  const text = await stored(page);
  assert.match(text, /eyJ[\w-]+\./, "control: there is a sealed draft");
  for (const part of ["fig tree", "third pot"]) assert.ok(!text.includes(part), part);

  // Once the message is sealed, its draft is deleted.
  await sealMessage(page, { to: "Bob", text: letter });
  await page.reload();
  await personCard(page, "Bob").waitFor();
  assert.equal(await page.getByLabel("Your message").inputValue(), "");
  assert.doesNotMatch(await stored(page), /eyJ[\w-]+\./);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a draft for a locked key waits until the key is unlocked, and what was written meanwhile is appended", async () => {
  const { context, page, trouble } = await alice();
  await protect(page, "Alice", passphrase);
  await chooseReaders(page, ["Bob"]);
  await lock(page, "Alice");
  assert.deepEqual(await chosenReaders(page), ["Bob"]);
  await page.getByLabel("Your message").fill(letter);
  const hint = page.getByText("What you were writing is kept here, sealed for your own key.");
  // The draft survives a second reload before it is opened.
  for (const addition of ["", "P.S."]) {
    await page.reload();
    await hint.waitFor();
    assert.equal(await page.getByLabel("Your message").inputValue(), "");
    await page.getByLabel("Your message").fill(addition);
  }
  await unlock(page, "Alice", passphrase);
  await hint.waitFor({ state: "hidden" });
  assert.equal(await page.getByLabel("Your message").inputValue(), `${letter}\n\nP.S.`);
  assert.deepEqual(await chosenReaders(page), ["Bob"]);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("pasted public text is there after a reload; private keys and passphrases are not", async () => {
  const { context, page, publicKey } = await alice();
  const sealed = await sealMessage(page, { to: ["yourself (Alice)"], text: "x" });
  await page.getByRole("button", { name: "Write another" }).click();
  await showView(page, "read");
  await page.getByLabel("A sealed message").fill(sealed);
  await openAdding(page);
  await page.getByLabel("Their public key").fill(publicKey);
  await page.locator("#add-name").fill("Robert");
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  await page.waitForFunction(
    () => /** @type {HTMLTextAreaElement} */ (document.getElementById("open-text")).value !== "",
  );
  assert.equal(await page.locator("#add-key").inputValue(), publicKey);
  assert.equal(await page.locator("#add-name").inputValue(), "Robert");
  assert.equal(await page.locator("#open-text").inputValue(), sealed);

  const pem = await page.evaluate(async () => {
    // @ts-expect-error: the address is the page's
    const { PrivateKey } = await import("/sealpost/index.js");
    return PrivateKey.generate({ bits: 2048 }).toPem();
  });
  await showView(page, "read");
  await page.locator("#open-text").fill(pem);
  await openImport(page);
  await page.locator("#load-text").fill(pem);
  await page.locator("#backup-all [data-ask]").click();
  await page.locator("#backup-passphrase").fill(passphrase);
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  const text = await stored(page);
  assert.ok(text.includes("BEGIN PUBLIC KEY"), "control: the public key is still stored");
  for (const secret of ["PRIVATE", passphrase]) assert.ok(!text.includes(secret), secret);
  for (const id of ["open-text", "load-text", "backup-passphrase"])
    assert.equal(await page.locator(`#${id}`).inputValue(), "");
  await context.close();
});

test("without a stored key of one's own, the browser asks before an unsealed letter is lost", async () => {
  const { context, page } = await visit();
  await openSheet(page);
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.accept();
  });
  await page.reload();
  await openSheet(page);
  assert.equal(asked, 0, "nothing would be lost, so the browser does not ask");
  // With mouse and keyboard, because a browser asks only if the visitor has used the page.
  await page.getByLabel("Your message").click();
  await page.keyboard.type("under the fig tree");
  await page.reload();
  assert.equal(asked, 1);
  assert.ok(!(await stored(page)).includes("fig tree"));
  await context.close();
});

test("a letter stays kept while the keys cannot be opened, and is dropped with its key", async () => {
  const { context, page } = await alice();
  await page.getByLabel("Your message").fill(letter);
  const readers = await chosenReaders(page);
  assert.ok(readers.includes("Bob"), "control: Bob is chosen");
  const worker = "**/keyring-worker.js";
  await page.route(worker, (route) => route.abort());
  // Without its keys the page has an empty list of keys, which must not be taken for one that was emptied.
  for (const round of [1, 2]) {
    await page.reload();
    await page.locator(".notice").first().waitFor();
    if (round === 1) await followInTab(page, (await writer("Grace")).invitation());
    else await page.locator(".arrival").waitFor();
  }
  await page.unroute(worker);
  await page.reload();
  await page.waitForFunction(
    (letter) => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value === letter,
    letter,
  );
  assert.deepEqual(await chosenReaders(page), readers);

  await protect(page, "Alice", passphrase);
  await lock(page, "Alice");
  await page.reload();
  const hint = page.getByText("What you were writing is kept here, sealed for your own key.");
  await hint.waitFor();
  await page.locator(".arrival").getByRole("button", { name: "Not now" }).click();
  await makeKey(page, { name: "Other" });
  const side = await openKey(page, "Alice");
  await side.locator('[data-slot="drop"] [data-ask]').click();
  await side.locator('[data-slot="drop-yes"]').click();
  await keyCard(page, "Alice").waitFor({ state: "detached" });
  await hint.waitFor({ state: "hidden" });
  await page.reload();
  await keyCard(page, "Other").waitFor();
  assert.doesNotMatch(await stored(page), /eyJ[\w-]+\./);
  await context.close();
});

test("a letter stays kept while the browser refuses the storage of its key", async () => {
  const { context, page } = await alice();
  await page.getByLabel("Your message").fill(letter);
  const tab = await context.newPage();
  await refuseStorage(tab);
  const draft = await page.evaluate(() => {
    dispatchEvent(new Event("pagehide"));
    return sessionStorage.getItem("sealpost draft") ?? "";
  });
  assert.match(draft, /eyJ[\w-]+\./);
  await tab.addInitScript((draft) => {
    if (sessionStorage.getItem("sealpost draft") === null) sessionStorage.setItem("sealpost draft", draft);
  }, draft);
  await tab.goto(url);
  await tab
    .locator("#hero-storage, #storage", { hasText: "as in a private window" })
    .first()
    .waitFor({ state: "attached" });
  await addPerson(tab, { name: "Carol", publicKey: (await writer("Carol")).publicKey });
  await tab.evaluate(() => dispatchEvent(new Event("pagehide")));
  assert.match((await tab.evaluate(() => sessionStorage.getItem("sealpost draft"))) ?? "", /eyJ[\w-]+\./);
  await context.close();
});

test("a key restored from a backup into memory is not taken for a stored one: the browser asks before a letter is lost", async () => {
  const saved = await alice();
  await openBackup(saved.page);
  await saved.page.locator("#backup-passphrase").fill(passphrase);
  const save = () => saved.page.locator("#backup-form").getByRole("button", { name: "Save" }).click();
  const backup = await download(saved.page, save);
  await saved.context.close();

  const { context, page } = await visit({ address: "about:blank" });
  await refuseStorage(page);
  await page.goto(url);
  await openImport(page);
  await page.locator("#load-file").setInputFiles({ ...backup, mimeType: "" });
  await page.locator("#load").getByLabel("Passphrase of the file").fill(passphrase);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await keyCard(page, "Alice").waitFor();
  await openSheet(page);
  await page.getByLabel("Your message").click();
  await page.keyboard.type("under the fig tree");
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.dismiss();
  });
  const leave = page.evaluate(() => setTimeout(() => location.reload()));
  await Promise.all([page.waitForEvent("dialog", { timeout: 10_000 }), leave]);
  assert.equal(asked, 1);
  assert.equal(await page.locator("#keys-lost").isVisible(), false);
  crashWorker(page);
  await page.locator("#keys-lost").waitFor();
  // Another worker is started in place of the failed one.
  await page.unrouteAll({ behavior: "wait" });
  await context.close();
});

test("forgetting everything deletes the draft", async () => {
  const { context, page } = await alice();
  await page.getByLabel("Your message").fill(letter);
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value !== "");
  assert.match(await stored(page), /eyJ[\w-]+\./);
  page.on("dialog", (dialog) => dialog.accept());
  await forgetEverything(page);
  await keyCard(page, "Alice").waitFor({ state: "detached" });
  await page.reload();
  await page.locator("#hero-title").waitFor();
  assert.equal(await page.locator("#text").inputValue(), "");
  assert.doesNotMatch(await stored(page), /eyJ[\w-]+\./);
  await context.close();
});
