// What a visitor has is still there after a reload: keys behind a passphrase, people with their marks, in every tab;
// backed up, forgotten, or, where the browser keeps nothing, said so.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import {
  addPerson,
  holdKeyring,
  keepNothing,
  keyCard,
  launch,
  makeKey,
  openMessage,
  personCard,
  readMessage,
  sealMessage,
  url,
  visit,
} from "../steps/keys.js";

/** @import { Page } from "playwright-core" */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const passphrase = "five pots of quiet rain";

/** @param {Page} page @param {string} name */
const facts = (page, name) => keyCard(page, name).locator('[data-slot="facts"]').innerText();

/** Answers the question after a key's first save. @param {Page} page @param {string} name */
async function protect(page, name) {
  const card = keyCard(page, name);
  const question = card.getByRole("group", { name: "A passphrase for this key" });
  await question.getByLabel("Passphrase").fill(passphrase);
  await question.getByRole("button", { name: "Protect the key" }).click();
  await card.getByRole("button", { name: "Lock", exact: true }).waitFor();
}

/** @param {Page} page @param {string} name @param {string} given */
async function unlock(page, name, given) {
  const card = keyCard(page, name);
  await card.getByLabel("Locked. Its passphrase").fill(given);
  await card.getByRole("button", { name: "Unlock" }).click();
}

/** @param {Page} page @param {() => Promise<void>} act */
async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

/** The public key of somebody in a browser of their own. @param {string} name */
async function keyOf(name) {
  const other = await visit(browser);
  const publicKey = await makeKey(other.page, { name });
  await other.context.close();
  return publicKey;
}

test("the first save asks for a passphrase; not now says what that means, and the key is there after a reload", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const question = keyCard(page, "Alice").getByRole("group", { name: "A passphrase for this key" });
  await question.getByText("A copy of the browser's profile is then a copy of the key.").waitFor();
  await question.getByRole("button", { name: "Protect the key" }).click();
  await keyCard(page, "Alice").getByText("Enter a passphrase.").waitFor();
  await question.getByRole("button", { name: "Not now" }).click();
  assert.equal(await question.isVisible(), false);
  assert.match(await facts(page, "Alice"), /without a passphrase$/);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "until tomorrow" });
  await page.getByText("Keys and people are kept in this browser.").waitFor();

  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.accept();
  });
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.equal(asked, 0, "nothing is lost, so nothing is asked");
  assert.equal(await question.isVisible(), false);
  assert.equal(await readMessage(page, sealed), "until tomorrow");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a key with a passphrase is locked after a reload, opens with it alone, and locks again in every tab", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice");
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "behind a lock" });
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await facts(page, "Alice"), /locked$/);
  await openMessage(page, sealed);
  await page
    .locator("#open-error", { hasText: "This key is locked. Unlock it under You with its passphrase." })
    .waitFor();
  await unlock(page, "Alice", "another one");
  await keyCard(page, "Alice").getByText("This is not the passphrase of the key.").waitFor();
  await unlock(page, "Alice", passphrase);
  await page.waitForFunction(() => document.querySelector("#said")?.textContent === "The key Alice is unlocked.");
  assert.equal(await readMessage(page, sealed), "behind a lock");

  const tab = await context.newPage();
  await tab.goto(url);
  await unlock(tab, "Alice", passphrase);
  await keyCard(tab, "Alice").getByRole("button", { name: "Lock", exact: true }).click();
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").getByRole("button", { name: "Unlock" }).waitFor();
    assert.match(await facts(each, "Alice"), /locked$/);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a link's message for a locked key waits in the field until the key is unlocked, its file's name too", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice");
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

test("while the vault opens, a reload shows no empty room; what it keeps is there at once, and nothing moves", async () => {
  const { context, page, trouble } = await visit(browser, {
    init: () => {
      globalThis.seen = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.seen.push(JSON.stringify(entry));
      }).observe({ type: "layout-shift", buffered: true });
    },
  });
  const make = page.getByRole("button", { name: "Make a key" });
  const add = page.getByRole("button", { name: "Add", exact: true });
  const reloadHeld = () => holdKeyring(page, () => page.reload({ waitUntil: "commit" }));
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey: await keyOf("Bob") });
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 3000 });
    const goOn = await reloadHeld();
    await page.getByText("Opening what this browser keeps for you.").waitFor();
    for (const each of [make, add]) assert.equal(await each.isVisible(), false, "an empty room would be wrong");
    assert.equal(await page.locator("#you-title").isVisible(), true);
    await goOn();
    await keyCard(page, "Alice").waitFor();
    await personCard(page, "Bob").waitFor();
    await page.getByText("Keys and people are kept in this browser").waitFor();
    for (const each of [make, add]) assert.equal(await each.isVisible(), false);
    await page.locator("#opening").waitFor({ state: "hidden" });
    await page.locator("#requests-page", { hasText: "since then" }).waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.seen), [], `${width} px wide`);
  }

  // With nothing kept there is nothing to wait for.
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page.getByRole("button", { name: "Forget everything", exact: true }).click();
  await make.waitFor();
  const goOn = await reloadHeld();
  assert.equal(await make.isVisible(), true);
  assert.equal(await page.locator("#opening").isVisible(), false);
  await goOn();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("where a script does not come, the rooms are not kept waiting", async () => {
  const { context, page } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  await keyCard(page, "Alice").getByRole("button", { name: "Not now" }).click();
  await page.getByText("Keys and people are kept in this browser").waitFor();
  await page.route("**/main.js", (route) => route.abort());
  await page.reload();
  await page.getByRole("button", { name: "Make a key" }).waitFor();
  assert.equal(await page.locator("#opening").isVisible(), false);
  await context.close();
});

test("a passphrase is taken away again: said what that means, asked first, in every tab, and for good", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const card = keyCard(page, "Alice");
  const remove = card.getByRole("button", { name: "Remove the passphrase" });
  await card.locator(":scope > .more > summary").click();
  assert.equal(await remove.isVisible(), false, "there is none yet");
  await protect(page, "Alice");
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "in clear" });
  const tab = await context.newPage();
  await tab.goto(url);
  await keyCard(tab, "Alice").getByRole("button", { name: "Unlock" }).waitFor();

  await remove.click();
  const question = card.getByRole("group", { name: "Remove the passphrase" });
  await question.getByText("The browser then keeps the key in clear: whoever copies its profile has the key").waitFor();
  await question.getByRole("button", { name: "Keep it" }).click();
  assert.match(await facts(page, "Alice"), /with a passphrase$/);
  await remove.click();
  await question.getByRole("button", { name: "Remove it" }).click();
  await page.waitForFunction(
    () => document.querySelector("#said")?.textContent === "The key Alice has no passphrase any more.",
  );
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").locator('[data-slot="facts"]', { hasText: "without a passphrase" }).waitFor();
    assert.equal(await keyCard(each, "Alice").getByRole("button", { name: "Lock", exact: true }).isVisible(), false);
  }
  assert.equal(await remove.isVisible(), false);
  assert.equal(await card.getByRole("button", { name: "Set a passphrase" }).isVisible(), true);
  assert.equal(await readMessage(tab, sealed), "in clear");

  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await facts(page, "Alice"), /without a passphrase$/);
  assert.equal(await readMessage(page, sealed), "in clear");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("two tabs share keys and people; a verified mark lasts; a known name with another key is warned of loudly", async () => {
  const { context, page, trouble } = await visit(browser);
  const tab = await context.newPage();
  await tab.goto(url);
  await makeKey(page, { name: "Alice" });
  await keyCard(tab, "Alice").waitFor();
  await addPerson(tab, { name: "Bob", publicKey: await keyOf("Bob") });
  const card = personCard(page, "Bob");
  await card.getByRole("button", { name: "Verify" }).click();
  await card.getByRole("button", { name: "It is the same" }).click();
  await personCard(tab, "Bob").locator(".verified").waitFor();
  await page.reload();
  await personCard(page, "Bob")
    .locator(".verified", { hasText: /^Verified/ })
    .waitFor();

  const other = await visit(browser);
  await makeKey(other.page, { name: "Bob" });
  await keyCard(other.page, "Bob").getByRole("button", { name: "Invite" }).click();
  const link = await keyCard(other.page, "Bob").getByLabel("Your invitation as a link").inputValue();
  await page.evaluate((link) => location.assign(new URL(link).hash), link);
  const arrival = page.locator(".arrival");
  await arrival.getByRole("heading", { name: "This is not the key you verified for Bob" }).waitFor();
  await arrival.getByText("There is a Bob already, with another key, which you have verified.").waitFor();
  await arrival.getByRole("button", { name: "Add to People" }).click();
  assert.equal(await page.locator("#contacts > li").count(), 1, "nothing is replaced");
  await arrival.getByRole("button", { name: "Not now" }).click();

  assert.equal(
    await readMessage(tab, await sealMessage(page, { to: ["yourself (Alice)"], text: "one vault" })),
    "one vault",
  );
  assert.deepEqual(trouble, []);
  await Promise.all([context, other.context].map((one) => one.close()));
});

test("an encrypted backup brings keys, people and marks to another browser, protected by its passphrase", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice");
  await makeKey(page, { name: "Study" });
  await addPerson(page, { name: "Bob", publicKey: await keyOf("Bob") });
  await personCard(page, "Bob").getByRole("button", { name: "Verify" }).click();
  await personCard(page, "Bob").getByRole("button", { name: "It is the same" }).click();
  await personCard(page, "Bob").locator(".verified").waitFor();
  const sealed = await sealMessage(page, { to: "yourself (Study)", text: "kept twice" });

  await page.getByRole("button", { name: "Back up everything" }).click();
  await page.locator("#backup-passphrase").fill(passphrase);
  const file = await download(page, () => page.locator("#backup-form").getByRole("button", { name: "Save" }).click());
  assert.equal(file.name, "sealpost-backup.txt");
  assert.doesNotMatch(file.text, /PRIVATE|Alice|Bob/);
  for (const name of ["Alice", "Study"]) assert.match(await facts(page, name), /backed up to a file$/);
  await page.locator("#wire-list .what", { hasText: "Encrypted backup of keys and people" }).waitFor();

  const later = await visit(browser);
  await later.page.locator("#load-fold > summary").click();
  await later.page
    .locator("#load-file")
    .setInputFiles({ name: file.name, mimeType: "", buffer: Buffer.from(file.text) });
  await later.page.locator("#load-error", { hasText: "This file is protected by a passphrase." }).waitFor();
  for (const given of ["another one", passphrase]) {
    await later.page.getByLabel("Passphrase of the file").fill(given);
    await later.page.getByRole("button", { name: "Load", exact: true }).click();
    if (given !== passphrase)
      await later.page.locator("#load-error", { hasText: "This is not the passphrase of the file." }).waitFor();
  }
  for (const name of ["Alice", "Study"]) {
    await keyCard(later.page, name).waitFor();
    await keyCard(later.page, name)
      .locator('[data-slot="facts"]', { hasText: /with a passphrase, backed up to a file$/ })
      .waitFor();
  }
  await personCard(later.page, "Bob").locator(".verified").waitFor();
  await later.page.locator("#keys-restored", { hasText: "The backup is read: 2 keys." }).waitFor();
  await later.page.locator("#keys-restored", { hasText: "Bob came marked as verified by this backup." }).waitFor();
  await later.page.waitForFunction(() => document.activeElement?.id === "you-title");
  assert.equal(await later.page.locator("#load").isVisible(), false, "the form is folded");
  assert.equal(await readMessage(later.page, sealed), "kept twice");
  assert.deepEqual([...trouble, ...later.trouble], []);
  await Promise.all([context, later.context].map((one) => one.close()));
});

test("a backup may be larger than any key's file", async () => {
  const { context, page } = await visit(browser);
  const people = 80;
  const numbers = Array.from({ length: people }, () => {
    const n = randomBytes(256);
    n[0] = 0xc1;
    n[255] = 0x01;
    return n.toString("base64url");
  });
  const backup = await page.evaluate(
    async ({ numbers, passphrase }) => {
      // @ts-expect-error: the address is the page's
      const { Keyring } = await import("/sealpost/keyring.js");
      // @ts-expect-error: the address is the page's
      const { PublicKey } = await import("/sealpost/index.js");
      const keyring = await Keyring.open({ vault: "large", storage: "memory" });
      for (const [k, n] of numbers.entries()) {
        const key = PublicKey.parse({ kty: "RSA", n, e: "AQAB" });
        await keyring.putContact({ publicKey: key.toPem(), name: `${k} ${"x".repeat(190)}` });
      }
      return (await keyring.backup({ passphrase })).text;
    },
    { numbers, passphrase },
  );
  assert.ok(backup.length > 65_536);
  await page.locator("#load-fold > summary").click();
  const chosen = page.locator("#load-file");
  await chosen.setInputFiles({ name: "x.txt", mimeType: "", buffer: Buffer.alloc(65_537, "x") });
  await page.locator("#load-error", { hasText: "too large to be a key or a backup" }).waitFor();
  await chosen.setInputFiles({ name: "sealpost-backup.txt", mimeType: "", buffer: Buffer.from(backup) });
  await page.locator("#load-error", { hasText: "This file is protected by a passphrase." }).waitFor();
  await page.getByLabel("Passphrase of the file").fill(passphrase);
  await page.getByRole("button", { name: "Load", exact: true }).click();
  await page
    .locator("#contacts > li")
    .nth(people - 1)
    .waitFor();
  assert.equal(await page.getByRole("button", { name: "Make a key" }).isVisible(), true, "there is no key yet");
  await context.close();
});

test("one key's file is encrypted unless the visitor chooses otherwise, and asks for its passphrase when it is loaded", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "from the file" });
  const card = keyCard(page, "Alice");
  await card.getByRole("button", { name: "Not now" }).click();
  await card.getByRole("button", { name: "Back up private key" }).click();
  const form = card.getByRole("group", { name: "Back up private key" });
  assert.equal(await form.getByRole("button", { name: "Save the unprotected file" }).isVisible(), false);
  await form.getByRole("button", { name: "Save as a file" }).click();
  await card.getByText("Enter a passphrase.").waitFor();
  await form.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  const file = await download(page, () => form.getByRole("button", { name: "Save as a file" }).click());
  assert.match(file.text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  await page.locator("#wire-list .what", { hasText: "Private key of Alice, encrypted with a passphrase" }).waitFor();
  assert.match(await facts(page, "Alice"), /backed up to a file$/);

  const der = Buffer.from(file.text.replace(/-----[^-]*-----|\s/g, ""), "base64");
  for (const buffer of [Buffer.from(file.text), der]) {
    const later = await visit(browser);
    await later.page.locator("#load-fold > summary").click();
    await later.page.locator("#load-file").setInputFiles({ name: "alice-private-key.pem", mimeType: "", buffer });
    await later.page.locator("#load-error", { hasText: "This file is protected by a passphrase." }).waitFor();
    await later.page.getByLabel("Passphrase of the file").fill("another one");
    await later.page.getByRole("button", { name: "Load", exact: true }).click();
    await later.page.locator("#load-error", { hasText: "This is not the passphrase of the file." }).waitFor();
    await later.page.getByLabel("Passphrase of the file").fill(passphrase);
    await later.page.getByRole("button", { name: "Load", exact: true }).click();
    await later.page.locator("#keys > li").waitFor();
    assert.equal(await later.page.locator("#load-passphrase").inputValue(), "", "it is taken out of the field");
    assert.equal(await readMessage(later.page, sealed), "from the file");
    assert.deepEqual(later.trouble, []);
    await later.context.close();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("everything is forgotten, in the other tab too, and for good", async () => {
  const { context, page, trouble } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey: await keyOf("Bob") });
  const tab = await context.newPage();
  await tab.goto(url);
  await personCard(tab, "Bob").waitFor();
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page
    .getByRole("group", { name: "Forget everything in this browser" })
    .getByRole("button", { name: "Keep it" })
    .click();
  assert.equal(await page.locator("#keys > li").count(), 1, "declined, it stays");
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page.getByRole("button", { name: "Forget everything", exact: true }).click();
  for (const each of [page, tab]) {
    await each.locator("#keys > li").waitFor({ state: "detached" });
    await each.locator("#contacts > li").waitFor({ state: "detached" });
    assert.equal(await each.locator("#keys-lost").isVisible(), false, "it was no accident");
  }
  await page.reload();
  await page.locator("#requests-page", { hasText: "reports" }).waitFor();
  assert.equal(await page.locator("#keys > li, #contacts > li").count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("where the browser keeps nothing, the page says so, everything works, and a reload asks first", async () => {
  const { context, page } = await visit(browser, { address: "about:blank" });
  await keepNothing(page);
  await page.goto(url);
  await page
    .locator("#storage", { hasText: "This browser does not let the page keep anything, as in a private window." })
    .waitFor();
  await makeKey(page, { name: "Alice" });
  assert.equal(await keyCard(page, "Alice").getByText("Protect this key with a passphrase?").isVisible(), false);
  assert.match(await facts(page, "Alice"), /in memory$/);
  await addPerson(page, { name: "Bob", publicKey: await keyOf("Bob") });
  assert.equal(await page.getByRole("button", { name: "Forget everything in this browser" }).isVisible(), false);
  const sealed = await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: "for now" });
  assert.equal(await readMessage(page, sealed), "for now");
  await page.getByRole("button", { name: "Back up everything" }).click();
  await page.locator("#backup-passphrase").fill(passphrase);
  const backup = () => page.locator("#backup-form").getByRole("button", { name: "Save" }).click();
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.dismiss();
  });
  await Promise.all([page.waitForEvent("dialog"), page.evaluate(() => setTimeout(() => location.reload()))]);
  assert.equal(asked, 1, "it asks before the key is lost");
  assert.match((await download(page, backup)).text, /^eyJ/);
  await page.reload();
  await page.locator("#storage", { hasText: "as in a private window" }).waitFor();
  assert.equal(asked, 1, "backed up, it may go");
  assert.equal(await page.locator("#keys > li").count(), 0);
  await context.close();
});
