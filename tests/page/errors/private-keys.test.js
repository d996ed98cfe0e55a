// A private key in the field for a public key, a sealed message or a ciphertext, or in a file that is chosen there: the
// field is emptied at once, the page says what to do, and nothing of the key is in the page, in sessionStorage or in
// localStorage.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey, openImport } from "../steps/keys.js";
import { openWorkbench } from "../steps/oaep.js";
import { showView } from "../steps/page.js";
import { openAdding } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
const der = privateKey.export({ type: "pkcs1", format: "der" });
const jwk = JSON.stringify(privateKey.export({ format: "jwk" }));

/** The same key in forms that the page sees as private, whether they are read or not. */
const forms = {
  PEM: pem,
  "PEM that lost a dash": pem.slice(1),
  "PEM that is cut off": pem.slice(0, 900),
  "the body of PEM": pem.replace(/-----[^-]*-----|\s/g, ""),
  hexadecimal: der.toString("hex"),
  "a JWK after a word": `key: ${jwk}`,
  "a JWK that is cut off": jwk.slice(0, -20),
  "percent-encoded": encodeURIComponent(pem),
  PuTTY: `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 14\n${der.toString("base64")}\n`,
};

/** Fields for something else than a private key: their forms, and a part of the error of each. */
const places = /** @type {const} */ ([
  ["add", "#add-key", "This is a private key: whoever has it"],
  ["open", "#open-text", "This is a private key, and a sealed message belongs here."],
  ["decrypt", "#decrypt-text", "This is a private key, and a ciphertext belongs here."],
]);

/** Shows the form with one of the fields. @param {Page} page @param {string} form */
async function show(page, form) {
  if (form === "add") await openAdding(page);
  else if (form === "open") await showView(page, "read");
  else await openWorkbench(page, "Decrypt");
}

/** The content of sessionStorage and localStorage, and the page itself. @param {Page} page */
const everything = (page) =>
  page.evaluate(
    () =>
      JSON.stringify({ ...sessionStorage }) +
      JSON.stringify({ ...localStorage }) +
      document.documentElement.outerHTML +
      Array.from(document.querySelectorAll("textarea, input"), (field) =>
        field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? field.value : "",
      ).join("\n"),
  );

/** Parts of the private key in several encodings. */
const parts = [
  pem.slice(100, 130),
  der.subarray(700, 720).toString("hex"),
  der.subarray(600, 660).toString("base64").slice(0, 40),
  String(JSON.parse(jwk).d).slice(40, 70),
];

test("each form of a private key is removed at once from each field", async (t) => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Mine" });
  for (const [form, field, answer] of places) {
    await show(page, form);
    for (const [name, text] of Object.entries(forms)) {
      await t.test(`${form}: ${name}`, async () => {
        await page.locator(field).fill("");
        await page.locator(field).fill(text);
        await page.locator(`#${form}-error`, { hasText: answer }).waitFor();
        assert.equal(await page.locator(field).inputValue(), "");
        const found = await everything(page);
        for (const part of parts) assert.ok(!found.includes(part), part);
      });
    }
  }
  // The page stores its drafts when it is left.
  await page.reload();
  await keyCard(page, "Mine").waitFor({ state: "attached" });
  const found = await everything(page);
  for (const part of parts) assert.ok(!found.includes(part), part);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("control: the parts of a private key are found in the field where a private key belongs", async () => {
  const { context, page } = await visit();
  await openImport(page);
  await page.locator("#load-text").fill(Object.values(forms).join("\n"));
  const found = await everything(page);
  for (const part of parts) assert.ok(found.includes(part), part);
  await context.close();
});

test("undo and redo do not bring back a private key that was pasted with the keyboard", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Mine" });
  for (const [form, field] of places) {
    await show(page, form);
    await page.evaluate((text) => navigator.clipboard.writeText(text), pem);
    await page.locator(field).fill("");
    await page.locator(field).focus();
    await page.keyboard.press("Control+v");
    await page.locator(`#${form}-error`).waitFor();
    assert.equal(await page.locator(field).inputValue(), "");
    await page.keyboard.press("Control+z");
    await page.waitForTimeout(100);
    assert.equal(await page.locator(field).inputValue(), "", "undo brings nothing back");
    await page.keyboard.press("Control+Shift+z");
    await page.waitForTimeout(100);
    assert.equal(await page.locator(field).inputValue(), "", "nor does redo");
  }
  await context.close();
});

test("a file with a private key is refused, and a button takes the key to where it can be imported", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Mine" });
  await show(page, "add");
  const file = { name: "key.der", mimeType: "", buffer: der };
  await page.locator("#add-file").setInputFiles(file);
  await page.locator("#add-error", { hasText: "Do not share it." }).waitFor();
  await show(page, "open");
  await page.locator("#open-file").setInputFiles(file);
  await page.locator("#open-error", { hasText: "a sealed message belongs here" }).waitFor();
  assert.equal(await page.locator("#open-text").inputValue(), "");
  await page.locator("#open-error").getByRole("button", { name: "Import it" }).click();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await keyCard(page, "Imported key").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message beside a private key is not kept as a draft", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Mine" });
  // The page takes this for a message, because of its member `ciphertext`. The field gets no event `input`, so the page
  // does not empty it before it makes the draft.
  await page.evaluate((pem) => {
    const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("open-text"));
    field.value = JSON.stringify({ ciphertext: "AA", key: pem });
  }, pem);
  await page.reload();
  await keyCard(page, "Mine").waitFor();
  const found = await everything(page);
  for (const part of parts) assert.ok(!found.includes(part), part);
  await context.close();
});
