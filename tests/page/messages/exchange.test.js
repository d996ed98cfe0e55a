// People exchange keys and messages, in browser contexts that share nothing but what is copied or saved. Also: who is
// chosen as a reader, dropped files, renamed and deleted keys, a long message, and what is stored after a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { factsOf, keyCard, makeKey, openImport, openKey } from "../steps/keys.js";
import { chooseReaders, chosenReaders, openMessage, openSheet, readMessage, sealMessage } from "../steps/messages.js";
import { download, openWire, showView } from "../steps/page.js";
import { addPerson, openAdding, personCard, somebody, verifyPerson } from "../steps/people.js";
import { openWorkbench } from "../steps/oaep.js";

/** @import { Locator } from "playwright-core" */

const { visit } = useBrowser();

/** The text in the clipboard. @param {import("playwright-core").Page} page */
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/**
 * Checks the list of what left the browser: a public key, and then this message.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} sealed
 */
async function listsWhatLeft(page, sealed) {
  assert.deepEqual(
    await page.locator("#wire-list .what").allTextContents(),
    ["Sealed message for Bob", "Public key of Alice"],
    "the list of what was sent is complete, the latest first",
  );
  assert.match(await page.locator("#wire-left").innerText(), /^2 things have left this browser since/);
  await openWire(page);
  await page.locator("#wire-list summary").first().click();
  assert.equal(
    await page.locator("#wire-list textarea").first().inputValue(),
    sealed,
    "the list has the whole message",
  );
  assert.equal(
    await page.locator("#wire-list .bytes").first().textContent(),
    `${sealed.length.toLocaleString("en")} bytes`,
  );
}

/** A fingerprint that a visitor selects and copies has no spaces or line breaks. @param {Locator} fingerprint */
async function isSelectedWhole(fingerprint) {
  const selected = await fingerprint.evaluate((element) => {
    getSelection()?.selectAllChildren(element);
    return String(getSelection());
  });
  assert.match(selected, /^SHA256:\S+$/);
  assert.equal(selected, await fingerprint.textContent());
}

test("Alice and Bob write to each other", async () => {
  const alice = await visit();
  const bob = await visit();
  const hers = await makeKey(alice.page, { name: "Alice", bits: 2048 });
  const his = await makeKey(bob.page, { name: "Bob", bits: 3072 });

  const side = await openKey(alice.page, "Alice");
  await side.getByRole("button", { name: "Copy public key" }).click();
  await side.locator('[data-slot="copy"][data-done]').waitFor();
  assert.equal(await clipboard(alice.page), hers);
  await isSelectedWhole(side.locator('[data-slot="fingerprint"]'));

  await addPerson(alice.page, { name: "Bob", publicKey: his });
  await addPerson(bob.page, { name: "Alice", publicKey: hers });
  assert.equal(
    await personCard(alice.page, "Bob").locator('[data-slot="fingerprint"]').textContent(),
    await keyCard(bob.page, "Bob").locator('[data-slot="fingerprint"]').textContent(),
    "both see the same fingerprint",
  );
  assert.equal(
    await personCard(alice.page, "Bob").locator("svg.emblem").first().innerHTML(),
    await keyCard(bob.page, "Bob").locator("svg.emblem").first().innerHTML(),
    "both see the same emblem",
  );

  const letter = "Dear Bob,\n\nthe key is under the third pot. 鍵 🗝\n";
  const toBob = await sealMessage(alice.page, { to: "Bob", text: letter });
  // Before Bob is verified, the page does not know whose key this is.
  assert.equal(await alice.page.locator("#sealed-title").textContent(), "Sealed for the key you have for Bob");
  await alice.page.locator("#sealed-trust", { hasText: "Not verified yet" }).waitFor();
  await verifyPerson(alice.page, "Bob");
  assert.equal(await alice.page.locator("#sealed-title").textContent(), "Only Bob can open this");
  assert.equal(await alice.page.locator("#sealed-trust").isHidden(), true);
  await alice.page.locator("#sealed-copy").click();
  assert.equal(await clipboard(alice.page), toBob);
  await readMessage(bob.page, toBob);
  assert.equal(await bob.page.locator("#opened-text").textContent(), letter);
  assert.equal(await bob.page.locator("#opened-title").textContent(), "Sealed for your key Bob");

  const toAlice = await sealMessage(bob.page, { to: "Alice", text: "Found it." });
  await readMessage(alice.page, toAlice);
  assert.equal(await alice.page.locator("#opened-text").textContent(), "Found it.");

  await openMessage(alice.page, toBob);
  await alice.page.locator("#open-error").waitFor();
  assert.equal(
    await alice.page.locator("#open-error").textContent(),
    "This was sealed for Bob. Only Bob's private key opens it.",
  );

  await listsWhatLeft(alice.page, toBob);
  assert.deepEqual([...alice.trouble, ...bob.trouble], []);
  await alice.context.close();
  await bob.context.close();
});

test("public keys, sealed messages and private keys can be saved to files and loaded from them", async () => {
  const alice = await visit();
  const bob = await visit();
  await makeKey(bob.page, { name: "Bob" });
  const side = await openKey(bob.page, "Bob");
  const publicFile = await download(bob.page, () => side.getByRole("button", { name: "Save public key" }).click());
  assert.equal(publicFile.name, "bob-public-key.pem");
  await openAdding(alice.page);
  await alice.page.locator("#add-file").setInputFiles({ ...publicFile, mimeType: "text/plain" });
  await alice.page.getByRole("button", { name: "Add", exact: true }).click();
  await personCard(alice.page, "bob").waitFor();

  await sealMessage(alice.page, { to: "bob", text: "by file" });
  const sealedFile = await download(alice.page, () => alice.page.locator("#sealed-save").click());
  assert.equal(sealedFile.name, "sealed-letter.txt", "the name does not tell for whom it is");
  await alice.page.locator("#sealed-done", { hasText: "Saved as the file sealed-letter.txt." }).waitFor();

  await side.getByRole("button", { name: "Export private key" }).click();
  await side.getByText("Without a passphrase", { exact: true }).click();
  await side.getByText("The file is not protected.").waitFor();
  const privateFile = await download(bob.page, () =>
    side.getByRole("button", { name: "Save the unprotected file" }).click(),
  );
  assert.equal(privateFile.name, "bob-private-key.pem");
  assert.match(await factsOf(bob.page, "Bob"), /backed up to a file without its signing key$/);
  await openWire(bob.page);
  const entry = bob.page.locator("#wire-list li").first();
  await entry.locator("summary").click();
  assert.match(await entry.innerText(), /Private key of Bob, unprotected/);
  assert.doesNotMatch(
    await entry.locator("textarea").inputValue(),
    /PRIVATE/,
    "the list of what was sent does not show a private key",
  );

  const later = await visit();
  await openImport(later.page);
  await later.page.locator("#load-file").setInputFiles({ ...privateFile, mimeType: "text/plain" });
  await keyCard(later.page, "bob").waitFor();
  await showView(later.page, "read");
  await later.page.locator("#open-file").setInputFiles({ ...sealedFile, mimeType: "text/plain" });
  await later.page.locator("#opened").waitFor();
  assert.equal(await later.page.locator("#opened-text").textContent(), "by file");

  assert.deepEqual([...alice.trouble, ...bob.trouble, ...later.trouble], []);
  await Promise.all([alice, bob, later].map(({ context }) => context.close()));
});

test("a new person is chosen as the reader, unless the visitor chose readers or began a letter", async () => {
  const { context, page, trouble } = await visit();
  const [bob, carol, dora, eve] = await Promise.all([
    somebody(visit, "Bob"),
    somebody(visit, "Carol"),
    somebody(visit, "Dora"),
    somebody(visit, "Eve"),
  ]);
  await makeKey(page, { name: "Alice" });
  // The menu of the workbench is there once its part has been loaded.
  await page.locator("#encrypt-key option").first().waitFor({ state: "attached" });
  const chosen = async () => [
    await chosenReaders(page),
    await page.locator("#encrypt-key option:checked").textContent(),
  ];
  assert.deepEqual(await chosen(), [["yourself (Alice)"], "yourself (Alice)"]);
  await addPerson(page, bob);
  assert.deepEqual(
    await chosen(),
    [["Bob", "yourself (Alice)"], "Bob"],
    "the visitor's own key too, to read what was sent",
  );

  await chooseReaders(page, ["yourself (Alice)"]);
  await openWorkbench(page);
  await page.locator("#encrypt-key").selectOption({ label: "yourself (Alice)" });
  await openSheet(page);
  await addPerson(page, carol);
  assert.deepEqual(await chosen(), [["yourself (Alice)"], "yourself (Alice)"], "the visitor's choice stays");
  await sealMessage(page, { to: "Bob", text: "hello" });
  await page.getByRole("button", { name: "Write another" }).click();
  await addPerson(page, dora);
  assert.deepEqual(await chosenReaders(page), ["Dora"], "the visitor's choice was for the previous message only");
  await page.locator("#text").fill("Dear Dora,");
  await addPerson(page, eve);
  assert.deepEqual(await chosenReaders(page), ["Dora"], "a letter that was begun keeps its reader");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a form takes the files dropped on it, and a file dropped elsewhere does not replace the page", async () => {
  const { context, page } = await visit();
  const publicKey = await makeKey(page, { name: "Mine" });
  /** @param {string} target @param {string} text */
  const drop = (target, text) =>
    page.evaluate(
      ([target, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "friend.pem"));
        const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector(target)?.dispatchEvent(event);
        return event.defaultPrevented;
      },
      /** @type {const} */ ([target, text]),
    );

  await openAdding(page);
  assert.equal(await drop("#add", publicKey), true);
  await page.waitForFunction(() => document.querySelector("#add-name")?.matches("[value], :focus"));
  assert.equal(await page.getByLabel("Their public key").inputValue(), publicKey);
  assert.equal(await page.getByLabel("Their name").inputValue(), "friend");
  assert.equal(await drop(".masthead", "anything"), true, "the browser does not open the file");
  await context.close();
});

test("after a key is renamed and another deleted, the first still reads its messages", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "First" });
  await makeKey(page, { name: "Second" });
  const sealed = await sealMessage(page, { to: "yourself (First)", text: "to the first" });
  assert.equal(await page.locator("#sealed-title").textContent(), "Only you can open this");

  const first = await openKey(page, "First");
  await first.getByLabel("Name", { exact: true }).fill("Study");
  await first.getByRole("button", { name: "Rename" }).click();
  await keyCard(page, "Study").waitFor();

  const second = await openKey(page, "Second");
  await second.getByRole("button", { name: "Delete this key" }).click();
  await second.getByText("Unless its private key is in a backup").waitFor();
  await second.getByRole("button", { name: "Keep it" }).click();
  assert.equal(await page.locator("#keys > li").count(), 2, "declined, the key stays");
  await second.getByRole("button", { name: "Delete this key" }).click();
  await second.getByRole("button", { name: "Delete the key" }).click();
  await keyCard(page, "Second").waitFor({ state: "detached" });
  assert.equal(await page.locator("#keys-lost").isVisible(), false);

  await readMessage(page, sealed);
  assert.equal(await page.locator("#opened-text").textContent(), "to the first");
  assert.equal(await page.locator("#opened-title").textContent(), "Sealed for your key Study");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message of five million characters is sealed and read, and the page says that it is working", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  // A signed letter can have only about a fifth of this length.
  await page.getByLabel("Signed by").selectOption({ label: "nobody: not signed" });
  await page.evaluate(() => {
    const field = /** @type {HTMLTextAreaElement} */ (document.querySelector("#text"));
    field.value = "héllo ".repeat(833_334);
    field.dispatchEvent(new Event("input"));
    const count = /** @type {HTMLElement} */ (document.querySelector("#count"));
    Object.assign(globalThis, { seen: [] });
    // Requests are delayed, so that the page says that it is working even on a fast machine.
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (/** @type {any[]} */ ...message) {
      setTimeout(() => Reflect.apply(post, this, message), 300);
    };
    new MutationObserver(() => globalThis.seen.push(count.textContent ?? "")).observe(count, { childList: true });
  });
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor({ timeout: 60_000 });
  assert.ok(
    (await page.evaluate(() => globalThis.seen)).some((text) => text.startsWith("Sealing, ")),
    "the page said that it was working",
  );
  await page.locator("#sealed-copy").click();
  await page.locator("#sealed-copy[data-done]").waitFor();
  assert.match(await page.locator("#sealed-text").inputValue(), /The first 100,000 of [\d,]+ characters/);

  await showView(page, "read");
  await page.evaluate(async () => {
    const sealed = await navigator.clipboard.readText();
    /** @type {HTMLTextAreaElement} */ (document.querySelector("#open-text")).value = sealed;
  });
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.locator("#opened").waitFor({ timeout: 60_000 });
  await page.locator("#opened-copy").click();
  await page.locator("#opened-copy[data-done]").waitFor();
  assert.equal(
    await page.evaluate(async () => (await navigator.clipboard.readText()) === "héllo ".repeat(833_334)),
    true,
  );
  assert.deepEqual(trouble, []);
  await context.close();
});

test("after a reload the key is in the vault, and no letter is stored in clear", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  const secret = "a secret that must not come back";
  await page.getByLabel("Your message").fill(secret);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: secret });
  assert.equal(await readMessage(page, sealed), secret);
  await openSheet(page);
  await page.getByLabel("Your message").fill(secret);
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.equal(await page.locator("#opened").isVisible(), false);
  assert.doesNotMatch(await page.locator("body").innerText(), /must not come back/);
  const stored = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: Object.keys(sessionStorage),
    text: JSON.stringify({ ...sessionStorage }),
    cookie: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));
  const { text, ...places } = stored;
  const { "sealpost to back up": advised = "", ...local } = places.local;
  assert.match(advised, /^\{"[\w-]{43}":"key"\}$/, "the key's id");
  assert.deepEqual(
    { ...places, local },
    {
      local: { "sealpost keeps": "" },
      session: ["sealpost draft"],
      cookie: "",
      databases: ["sealpost:default"],
    },
  );
  assert.doesNotMatch(text, /must not come back/, "the draft is sealed");
  await context.close();
});
