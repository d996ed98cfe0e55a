// The workbench: throw-away keys beside the visitor's own keys, what the fields of the workbench say, and what it does
// not keep.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { refuseStorage } from "../../support/browser/workers.js";
import { forgetEverything, keyCard, makeKey, protect } from "../steps/keys.js";
import {
  codeIn,
  decryptRaw,
  encryptRaw,
  exportAs,
  generateThrowaway,
  importText,
  openStep,
  openWorkbench,
  submitRaw,
} from "../steps/oaep.js";
import { openWire } from "../steps/page.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

/** What the page stores, as text. Of IndexedDB it has only the number of records in each store. @param {Page} page */
const stored = (page) =>
  page.evaluate(async () => {
    const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const { name = "" } of await indexedDB.databases()) {
      parts.push(name);
      /** @type {IDBDatabase} */
      const database = await new Promise((resolve, reject) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      for (const store of database.objectStoreNames) {
        /** @type {unknown[]} */
        const all = await new Promise((resolve) => {
          const ask = database.transaction(store).objectStore(store).getAll();
          ask.onsuccess = () => resolve(ask.result);
        });
        parts.push(`${store}: ${all.length}`);
      }
      database.close();
    }
    return parts.join("\n");
  });

test("a throw-away key is not stored, not among the visitor's own keys, and gone after a reload", async () => {
  const { context, page, trouble } = await visit();
  await openWorkbench(page, "Generate");
  const before = await stored(page);
  await generateThrowaway(page);
  await encryptRaw(page, "hello");
  assert.equal(await page.locator("#decrypt-text").inputValue(), await page.locator("#encrypt-output").inputValue());
  await exportAs(page, "pkcs8");
  assert.equal(await stored(page), before);
  assert.equal(await page.locator("#keys > li").count(), 0);
  await page.reload();
  await openStep(page, "Export");
  assert.equal(await page.locator("#export-key option").allTextContents().then(String), "no key yet");
  for (const field of ["#export-output", "#encrypt-output", "#decrypt-text"]) {
    assert.equal(await page.locator(field).inputValue(), "", field);
  }
  // Control: a key that is kept is stored.
  await generateThrowaway(page);
  await page.getByRole("button", { name: "Keep it as one of my keys" }).click();
  await page.locator("#bench-made-text", { hasText: "is one of your keys now" }).waitFor();
  await keyCard(page, "Throw-away key 1").waitFor({ state: "attached" });
  assert.notEqual(await stored(page), before);
  const choices = await page.locator("#decrypt-key option").allTextContents();
  assert.equal(choices.length, 1, `the same key once: ${choices}`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a public key alone encrypts, is offered in every public form, and has no private half to export", async () => {
  const { context, page } = await visit();
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await openWorkbench(page, "Import");
  await importText(page, String(publicKey.export({ type: "spki", format: "pem" })));
  await page.locator("#import-said", { hasText: "Public key 1: a public key of 2048 bits." }).waitFor();
  await openStep(page, "Export");
  assert.deepEqual(
    await page.locator("#export-format option").evaluateAll((all) => all.map((one) => one.getAttribute("value"))),
    ["spki", "pkcs1-public", "openssh", "jwk-public"],
  );
  assert.equal(
    (await exportAs(page, "pkcs1-public")).trim(),
    String(publicKey.export({ type: "pkcs1", format: "pem" })).trim(),
  );
  assert.equal(JSON.parse(await exportAs(page, "jwk-public")).n, publicKey.export({ format: "jwk" }).n);
  await encryptRaw(page, "for a stranger");
  await openStep(page, "Decrypt");
  assert.equal(
    await page.locator("#decrypt-text").inputValue(),
    "",
    "a ciphertext that nobody here can open is not offered",
  );
  await submitRaw(page, "AAAA");
  await page.locator("#decrypt-error", { hasText: "There is no private key here yet." }).waitFor();
  // With the private half, the public key becomes a pair.
  await importText(page, String(privateKey.export({ type: "pkcs8", format: "pem" })));
  await page.locator("#import-said", { hasText: "a private key, and its public half, of 2048 bits" }).waitFor();
  await encryptRaw(page, "for myself");
  assert.equal(await page.locator("#decrypt-text").inputValue(), "AAAA", "what was entered stays");
  await page.getByRole("button", { name: "Next: Decrypt" }).click();
  await page.locator("#decrypt").getByRole("button", { name: "Decrypt", exact: true }).click();
  await page.locator("#decrypt-result").waitFor();
  assert.equal(await page.locator("#decrypt-output").inputValue(), "for myself");
  await context.close();
});

test("Import says why an input is refused, and asks for the passphrase of a protected key", async () => {
  const { context, page } = await visit();
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase });
  await openWorkbench(page, "Import");
  const error = page.locator("#import-error");
  for (const [text, said] of /** @type {const} */ ([
    ["", /^Paste the text of the file/],
    ["hello", /not a key/],
    [
      String(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ type: "spki", format: "pem" })),
      /2048/,
    ],
  ])) {
    await importText(page, text);
    await error.waitFor();
    assert.match(await error.innerText(), said, text);
  }
  await importText(page, String(pem));
  await page.locator("#import-passphrase").waitFor();
  assert.match(await error.innerText(), /protected by a passphrase/);
  await page.locator("#import-passphrase").fill("wrong");
  await page.locator("#bench-import").getByRole("button", { name: "Import", exact: true }).click();
  await page.locator("#import-error", { hasText: "not the passphrase" }).waitFor();
  await page.locator("#import-passphrase").fill(passphrase);
  await page.locator("#bench-import").getByRole("button", { name: "Import", exact: true }).click();
  await page.locator("#import-result").waitFor();
  assert.equal(await page.locator("#import-passphrase").isHidden(), true);
  assert.equal(await page.locator("#import-passphrase").inputValue(), "");
  await context.close();
});

test("the visitor's own keys can be used, and a locked one is unlocked where it is needed", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  await openWorkbench(page, "Encrypt");
  const ciphertext = await encryptRaw(page, "for Alice");
  await page.reload();
  await openWorkbench(page, "Decrypt");
  await submitRaw(page, ciphertext);
  const error = page.locator("#decrypt-error");
  await error.getByLabel("Passphrase of the key").fill(passphrase);
  await error.getByRole("button", { name: "Unlock" }).click();
  await page.locator("#decrypt-result").waitFor();
  assert.equal(await page.locator("#decrypt-output").inputValue(), "for Alice");
  // The private key of one of the visitor's own keys is not exported under a passphrase that is too short.
  await openStep(page, "Export");
  await page.locator("#export-format").selectOption("pkcs8");
  assert.ok(await page.locator("#export-caution").isVisible());
  await page.locator("#export-passphrase").fill("secret");
  assert.ok(await page.locator("#export-caution").isHidden());
  await page.locator("#bench-export").getByRole("button", { name: "Export", exact: true }).click();
  await page.locator("#export-error", { hasText: "At least 12 characters" }).waitFor();
  assert.match(await exportAs(page, "pkcs8", passphrase), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  await page.locator("#export-copy").click();
  // The list of what left this browser says that the copied key is encrypted.
  await openWire(page);
  await page
    .locator("#wire")
    .getByText(/encrypted with a passphrase/)
    .waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a private key in clear that leaves the workbench is listed, and not shown a second time", async () => {
  const { context, page } = await visit();
  await openWorkbench(page, "Generate");
  await generateThrowaway(page);
  const pem = await exportAs(page, "pkcs1");
  await page.locator("#export-copy").click();
  await openWire(page);
  await page.locator("#wire-list summary").first().click();
  const item = page.locator("#wire-list li").first();
  assert.match(await item.innerText(), /Private key of Throw-away key 1, unprotected/);
  assert.equal((await item.locator("textarea").inputValue()).includes(pem.slice(100, 140)), false);
  await context.close();
});

test("the code follows the fields, and says what is missing", async () => {
  const { context, page } = await visit();
  await openWorkbench(page, "Encrypt");
  assert.match(await codeIn(page, "Python"), /^Generate or import a key first\.$/);
  assert.ok(await page.locator("#code-copy").isHidden());
  await openStep(page, "Decrypt");
  assert.match(await codeIn(page, "Python"), /^Encrypt something first, or paste a ciphertext\.$/);
  await generateThrowaway(page);
  await openStep(page, "Encrypt");
  await page.locator("#encrypt-text").fill("it's");
  const code = await codeIn(page, "Python");
  assert.match(code, /encrypt\("it's"\.encode\(\)\)/);
  assert.match(code, /hashAlgo=SHA256\)/);
  await page.locator("#oaep-mgf").selectOption("SHA-1");
  assert.match(await codeIn(page, "Python"), /mgfunc=lambda seed, length: pss\.MGF1\(seed, length, SHA1\)/);
  assert.match(await codeIn(page, "Node.js"), /^This tool alone lacks/);
  await codeIn(page, "sealpost");
  await page.locator("#code-copy").click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.locator("#code").evaluate((element) => element.textContent));
  const listed = () => page.locator("#wire-list > li").first();
  const text = async () => (await listed().locator("textarea").inputValue()).trim();
  await listed().locator(".what", { hasText: "Code, with what it works on" }).waitFor({ state: "attached" });
  assert.ok(copied.includes("it's") && !(await text()).includes("it's"), "the plaintext is not shown a second time");
  await encryptRaw(page, "it's");
  await openStep(page, "Decrypt");
  await codeIn(page, "Python");
  await page.locator("#code-copy").click();
  await page.locator("#wire-list > li").nth(1).waitFor({ state: "attached" });
  const shown = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await text(), shown.trim());
  assert.ok(shown.includes(await page.locator("#decrypt-text").inputValue()), "control: the ciphertext is in it");
  await context.close();
});

test("on a phone the code stands in the open step, a tap away, and stays unfolded in the next step", async () => {
  const { context, page } = await visit({ viewport: { width: 390, height: 844 } });
  await page.locator('.phone a[href="#/workbench"]').click();
  const code = page.locator("#code");
  const shown = () => page.locator(".bench-steps > li:has(#code)").getAttribute("data-step");
  await page.locator('[data-step="generate"] summary').waitFor();
  assert.ok(await code.isHidden());
  await page.locator("#bench-code summary").click();
  await code.waitFor();
  assert.equal(await shown(), "generate");
  assert.match(await codeIn(page, "Python"), /RSA\.generate\(3072\)/);
  await generateThrowaway(page);
  await page.locator('[data-next="export"]').click();
  assert.equal(await shown(), "export");
  assert.ok(await code.isVisible());
  await page.locator("#bench-code summary").click();
  await openStep(page, "Encrypt");
  assert.equal(await shown(), "encrypt");
  assert.ok(await code.isHidden());
  await page.setViewportSize({ width: 1280, height: 800 });
  await code.waitFor();
  assert.equal(await page.locator(".bench-steps #code").count(), 0, "on a wide screen it is beside the steps");
  await page.setViewportSize({ width: 390, height: 844 });
  await code.waitFor({ state: "hidden" });
  assert.equal(await shown(), "encrypt");
  await context.close();
});

test("a pair signs with a signing key that is made when it is first needed, and Verify says valid or not", async () => {
  const { context, page, trouble } = await visit();
  await openWorkbench(page, "Generate");
  await generateThrowaway(page);
  const encryptionKey = await exportAs(page, "spki");
  assert.equal(await page.locator('#export-format [value="signing"]').count(), 0, "no signing key yet");
  await openStep(page, "Sign");
  await page.locator("#sign-text").fill("I was here");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.locator("#sign-result").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Next: Verify" }).click();
  const verify = page.locator("#verify").getByRole("button", { name: "Verify", exact: true });
  await verify.click();
  await page.locator("#verify-found", { hasText: "Valid" }).waitFor();
  const verifyingKey = await page.locator("#verify-key").inputValue();
  assert.match(verifyingKey, /PUBLIC KEY/);
  assert.notEqual(verifyingKey.trim(), encryptionKey.trim(), "the signing key is another key");
  for (const [field, value] of /** @type {const} */ ([
    ["#verify-text", "I was there"],
    ["#pss-salt", "20"],
  ])) {
    await verify.click();
    await page.locator("#verify-found", { hasText: "Valid" }).waitFor();
    const before = await page.locator(field).inputValue();
    await page.locator(field).fill(value);
    assert.ok(await page.locator("#verify-found").isHidden());
    await verify.click();
    await page.locator("#verify-error", { hasText: "Not valid." }).waitFor();
    await page.locator(field).fill(before);
  }
  await page.locator("#pss-salt").fill("many");
  await verify.click();
  await page.locator("#verify-error", { hasText: "The salt is a number" }).waitFor();
  await page.locator("#pss-salt").fill("32");
  assert.equal((await exportAs(page, "verifying")).trim(), verifyingKey.trim());
  assert.match(await exportAs(page, "signing"), /^-----BEGIN PRIVATE KEY-----/);

  // When the pair is kept as one of the visitor's own keys, it loses its signing key, and gets none without a question.
  await openStep(page, "Generate");
  await page.getByRole("button", { name: "Keep it as one of my keys" }).click();
  await page.locator("#bench-made-text", { hasText: "without the signing key that it had here" }).waitFor();
  await protect(page, "Throw-away key 1", passphrase);
  await openWorkbench(page, "Sign");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  const question = page.locator("#sign-error", { hasText: "has no signing key yet" });
  await question.getByLabel("Passphrase of the key").fill("another one");
  await question.getByRole("button", { name: "Add a signing key" }).click();
  await question.getByText("This is not the passphrase of the key.").waitFor();
  await question.getByLabel("Passphrase of the key").fill(passphrase);
  await question.getByRole("button", { name: "Add a signing key" }).click();
  await page.locator("#sign-result").waitFor({ timeout: 60_000 });
  assert.notEqual(await page.locator("#verify-key").inputValue(), verifyingKey);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a pair that is kept is said to be stored only where it is", async () => {
  for (const isStored of [true, false]) {
    const { context, page } = await visit({ address: "about:blank" });
    if (!isStored) await refuseStorage(page);
    await page.goto(url);
    await openWorkbench(page, "Generate");
    await generateThrowaway(page);
    await page.getByRole("button", { name: "Keep it as one of my keys" }).click();
    const said = page.locator("#bench-made", { hasText: "is one of your keys now" });
    await said.waitFor();
    assert.equal((await said.innerText()).includes("stored in this browser"), isStored);
    await context.close();
  }
});

test("forgetting everything empties the workbench", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  await openWorkbench(page, "Generate");
  await generateThrowaway(page);
  await decryptRaw(page, await encryptRaw(page, "secret plans"));
  await exportAs(page, "pkcs8");
  await openStep(page, "Encrypt");
  await page.locator("#oaep-label").fill("secret label");
  await forgetEverything(page);
  await openWorkbench(page, "Encrypt");
  assert.equal(await page.locator("#encrypt-key option").allTextContents().then(String), "no key yet");
  const values = await page.evaluate(() =>
    Array.from(document.querySelectorAll("#workbench textarea, #workbench input:not([type], #pss-salt)"), (field) =>
      field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? field.value : "",
    ),
  );
  assert.deepEqual(values.filter(Boolean), []);
  await context.close();
});
