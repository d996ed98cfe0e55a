// What is around the views: addresses, views on a phone, colours, what is pasted or dropped beside the fields, the filter
// of people by name, forgetting everything, and the question before something sealed or private is sealed.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { forgetEverything, keyCard, makeKey, openKey } from "../steps/keys.js";
import { openSheet, readMessage, sealMessage } from "../steps/messages.js";
import { closeSides, showView } from "../steps/page.js";
import { addPerson, openPerson, personCard, somebody } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();

test("a view has an address, Back leads to the one before, and a reload shows the same view", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await page.locator("#read-tab").click();
  assert.equal(page.url(), `${url}#/read`);
  await page.locator("#workbench-tab").click();
  await page.locator("#workbench-title").waitFor();
  assert.equal(await page.locator("#workbench-tab").getAttribute("aria-current"), "page");
  await page.goBack();
  await page.locator("#open-text").waitFor();
  await page.reload();
  await page.locator("#open-text").waitFor();
  await page.goBack();
  await page.locator("#text").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("on a phone each of five views is shown alone, and a message is sealed and its reader's safety number shown", async () => {
  const bob = await somebody(visit, "Bob");
  const { context, page, trouble } = await visit({ viewport: { width: 390, height: 844 } });
  await page.locator("#make-name").fill("Alice");
  await page.locator("#make button.primary").click();
  await page.locator("#first-invite-more").click();
  await page.locator("#keys .side .qr svg").waitFor();
  await page.keyboard.press("Escape");
  for (const [view, place] of [
    ["write", "#compose"],
    ["read", "#open"],
    ["people", "#people"],
    ["me", "#you"],
    ["workbench", "#bench-make"],
  ]) {
    await page.locator(`.phone a[href="#/${view}"]`).click();
    await page.locator(place).waitFor();
    const shown = await page.evaluate(() =>
      ["#compose", "#open", "#people", "#you", "#bench-make"].filter((place) =>
        document.querySelector(place)?.checkVisibility(),
      ),
    );
    assert.deepEqual(shown, [place]);
  }
  await addPerson(page, { name: "Bob", publicKey: bob.link });
  await sealMessage(page, { to: ["Bob"], text: "from a phone" });
  await page.locator("#sealed-trust button").click();
  await page.locator("#contacts .side .number").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a side sheet is printed with the public key, without what belongs to the private key, on paper of any width", async () => {
  const bob = await somebody(visit, "Bob");
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey: bob.link });
  for (const [view, open, parts] of /** @type {const} */ ([
    ["write", () => openKey(page, "Alice"), [".qr svg", '[data-slot="fingerprint"]', '[data-slot="pem"]']],
    ["read", () => openPerson(page, "Bob"), ['[data-slot="number"]', '[data-slot="fingerprint"]', '[data-slot="pem"]']],
  ])) {
    await showView(page, view);
    const side = await open();
    await side.locator(parts[0]).waitFor();
    await page.emulateMedia({ media: "print" });
    for (const width of [390, 720, 1400]) {
      await page.setViewportSize({ width, height: 1100 });
      for (const part of parts) assert.ok(await side.locator(part).isVisible(), `${view} ${width} ${part}`);
      assert.equal(await side.locator("button, input").filter({ visible: true }).count(), 0);
      assert.equal(await page.locator("#compose, #open, .phone, .status").filter({ visible: true }).count(), 0);
    }
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize({ width: 1280, height: 800 });
    await closeSides(page);
  }
  await context.close();
});

test("the colours follow the system until they are chosen, and no other colours are painted first", async () => {
  const { context, page } = await visit({ colorScheme: "dark" });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const button = page.locator("#theme");
  assert.equal(await ground(), "rgb(24, 21, 18)");
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  await button.click();
  assert.equal(await ground(), "rgb(244, 240, 232)");
  // The chosen colours are painted even before the page's script has loaded.
  await page.route("**/main.js", () => {});
  await page.reload({ waitUntil: "commit" });
  await page.locator("#hero-title").waitFor();
  assert.equal(await ground(), "rgb(244, 240, 232)");
  await context.close();
});

/**
 * Pastes a text beside the fields, or drops a file there.
 *
 * @param {Page} page
 * @param {{ text?: string, file?: string }} what `file` is the name of a file with this text
 */
const give = (page, { text = "", file }) =>
  page.evaluate(
    ({ text, file }) => {
      const data = new DataTransfer();
      if (file) data.items.add(new File([text], file));
      else data.setData("text/plain", text);
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        file
          ? new DragEvent("drop", { ...options, dataTransfer: data })
          : new ClipboardEvent("paste", { ...options, clipboardData: data }),
      );
    },
    { text, file },
  );

test("what is pasted or dropped beside the fields ends in the right view", async () => {
  const bob = await somebody(visit, "Bob");
  const { context, page, trouble } = await visit();
  await give(page, { text: bob.publicKey });
  await page.waitForFunction(
    () => /** @type {HTMLTextAreaElement} */ (document.getElementById("add-key")).value !== "",
  );
  assert.equal(await page.locator("#add-key").inputValue(), bob.publicKey);
  await page.locator("#add-name").fill("Bob");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await personCard(page, "Bob").waitFor();

  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "pasted" });
  await page.locator("#workbench-tab").click();
  await give(page, { text: sealed });
  await page.locator("#opened").waitFor();
  assert.equal(await page.locator("#opened-text").innerText(), "pasted");
  await page.locator("#write-tab").click();
  await give(page, { text: sealed, file: "plan.txt.sealed" });
  await page.locator("#opened-title", { hasText: "A file: plan.txt" }).waitFor();

  await give(page, { text: "Dear Bob," });
  assert.equal(await page.locator("#text").isVisible(), true);
  await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value !== "");
  await give(page, { text: "\u0000\u0001 not text", file: "picture.png" });
  await page.locator("#attached", { hasText: "picture.png" }).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "Dear Bob,", "the text is not lost over the file");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed-signed", { hasText: "the files too" }).waitFor();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  assert.equal(await page.locator("#text").inputValue(), "Dear Bob,", "nor when it is sealed with it");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.getByRole("button", { name: "Write another" }).click();
  assert.equal(await page.locator("#text").inputValue(), "");
  assert.equal(await page.locator("#attached").isVisible(), false);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("nine people can be filtered by name, one cannot, and a person can be renamed, but not to a name that is taken", async () => {
  const { publicKey } = await somebody(visit, "Bob");
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey });
  assert.equal(await page.locator("#people-filter").isVisible(), false);
  await page.evaluate(async () => {
    const { Keyring } = await import(new URL("sealpost/keyring.js", location.href).href);
    const { PublicKey } = await import(new URL("sealpost/index.js", location.href).href);
    const keyring = await Keyring.open();
    for (let k = 0; k < 8; k += 1) {
      const n = crypto.getRandomValues(new Uint8Array(256));
      n[0] = 0xc1;
      n[255] = 1;
      const text = btoa(String.fromCharCode(...n))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace(/=+$/, "");
      await keyring.putContact({
        publicKey: PublicKey.parse({ kty: "RSA", n: text, e: "AQAB" }).toPem(),
        name: `Number ${k}`,
      });
    }
    keyring.close();
  });
  await page.locator("#people-filter").waitFor();
  await page.locator("#people-filter").fill("bo");
  assert.equal(await page.locator("#contacts > li:visible").count(), 1);
  await page.locator("#people-filter").fill("");

  const side = await openPerson(page, "Bob");
  await side.getByLabel("Name", { exact: true }).fill("Number 3");
  await side.getByRole("button", { name: "Rename" }).click();
  await side.locator('[data-slot="error"]', { hasText: "There is a Number 3 already, with another key." }).waitFor();
  await side.getByLabel("Name", { exact: true }).fill("Robert");
  await side.getByRole("button", { name: "Rename" }).click();
  await personCard(page, "Robert").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("forgetting everything also deletes what is written, opened and listed, in the other tab too", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const tab = await context.newPage();
  await tab.goto(url);
  await keyCard(tab, "Alice").waitFor();
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "a secret" });
  await page.locator("#sealed-copy").click();
  await readMessage(page, sealed);
  await openSheet(tab);
  await tab.locator("#text").fill("another secret");
  assert.match(await page.locator("#wire-left").innerText(), /^1 thing has left/);
  await forgetEverything(page);
  await page.locator("#hero").waitFor({ state: "attached" });
  await tab.locator("#keys > li").waitFor({ state: "detached" });
  await tab.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value === "");
  assert.match(await page.locator("#wire-left").innerText(), /^Nothing has left/);
  for (const each of [page, tab]) {
    const text = await each.evaluate(() => document.body.textContent);
    assert.doesNotMatch(text ?? "", /a secret|another secret/);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

const pem = String(
  generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }),
);

test("a sealed message as text, and a private key as a file, are not sealed without a question", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Mine" });
  const sealed = await sealMessage(page, { to: "yourself (Mine)", text: "hello" });
  await openSheet(page);
  const error = page.locator("#compose-error");
  await page.getByLabel("Your message").fill(sealed);
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await error.filter({ hasText: "This is a sealed message already." }).waitFor();
  await error.getByRole("button", { name: "Seal it all the same" }).waitFor();
  await page.getByLabel("Your message").fill("");

  // Pasted, it is recognised at once.
  await page.evaluate((sealed) => navigator.clipboard.writeText(sealed), sealed);
  await page.getByLabel("Your message").focus();
  await page.keyboard.press("Control+V");
  await error.filter({ hasText: "Do you want to open it?" }).waitFor();
  assert.deepEqual(await error.getByRole("button").allInnerTexts(), ["Open it"]);
  await error.getByRole("button", { name: "Open it" }).click();
  await page.locator("#opened-text", { hasText: "hello" }).waitFor();
  assert.equal(await page.locator("#opened-reply").isVisible(), false, "there is nobody to reply to");
  await openSheet(page);
  assert.equal(await page.getByLabel("Your message").inputValue(), "");

  const file = { name: "key.pem", mimeType: "", buffer: Buffer.from(pem) };
  await page.locator("#text-file").setInputFiles(file);
  await error.filter({ hasText: "This is a private key" }).waitFor();
  assert.equal(await page.locator("#attached").isVisible(), false);
  await error.getByRole("button", { name: "Seal it all the same" }).click();
  await page.locator("#attached", { hasText: "key.pem" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
