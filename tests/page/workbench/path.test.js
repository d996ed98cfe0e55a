// The steps of common RSA tutorials, in their order, with a throw-away key: in the page alone, and with the code beside
// each step, which is run as it stands.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { python } from "../../support/python.js";
import { useBrowser } from "../../support/browser/suite.js";
import {
  codeIn,
  decryptRaw,
  encryptRaw,
  exportAs,
  generateThrowaway,
  importText,
  openStep,
  openWorkbench,
} from "../steps/oaep.js";
import { download } from "../steps/page.js";
import { missing, newFolder, run, toolNames } from "./tools.js";

const { visit } = useBrowser();
/** The labels of the filled buttons in view: one, the next thing to do. @param {import("playwright-core").Page} page */
const filled = (page) =>
  page.locator("#workbench .primary").evaluateAll((all) => {
    const ink = getComputedStyle(document.body).color;
    return all
      .filter((one) => one.checkVisibility() && getComputedStyle(one).color !== ink)
      .map((one) => one.textContent);
  });
const message = 'attack at "dawn", für 한글';

test("a visitor who knows only the tutorials' words does the five steps in the page within a minute", async () => {
  const { context, page, trouble } = await visit();
  const started = performance.now();
  await page.getByRole("link", { name: "RSA workbench" }).first().click();
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  const next = page.getByRole("button", { name: "Next: Export" });
  await next.waitFor({ timeout: 60_000 });
  assert.deepEqual(await filled(page), ["Next: Export"]);
  await next.click();
  assert.deepEqual(await filled(page), ["Export"]);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const pem = await page.getByLabel("Public key, PEM (SPKI)").inputValue();
  assert.match(pem, /^-----BEGIN PUBLIC KEY-----\n/);
  await page.getByRole("button", { name: "Next: Import" }).click();
  await page.getByLabel("A public or private key").fill(pem);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.locator("#import-said", { hasText: "The same key as Throw-away key 1: its public half" }).waitFor();
  await page.getByRole("button", { name: "Next: Encrypt" }).click();
  await page.locator("#encrypt").getByLabel("Plaintext").fill(message);
  await page.getByRole("button", { name: "Encrypt", exact: true }).click();
  await page.getByRole("button", { name: "Next: Decrypt" }).click();
  await page.getByRole("button", { name: "Decrypt", exact: true }).click();
  await page.locator("#decrypt-result").waitFor();
  assert.equal(await page.locator("#decrypt-output").inputValue(), message);
  assert.ok(performance.now() - started < 60_000, `${performance.now() - started} ms`);
  // The row of a step says what its result was. The fifth step, Decrypt, is checked above.
  const states = await page.locator(".step-state").allTextContents();
  assert.ok(states.slice(0, 4).every(Boolean), JSON.stringify(states));
  assert.equal(await page.locator("#workbench [data-done]").count(), 5, "the five steps are marked as done");
  assert.deepEqual(await filled(page), ["Next: Sign"]);
  const below = await page
    .locator("#decrypt-result")
    .evaluate((one) => one.getBoundingClientRect().bottom - innerHeight);
  assert.ok(below <= 0, `the result is ${below} px below the screen`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the code beside each step does the step, with the key and the ciphertext that the page made", async (t) => {
  const { context, page, trouble } = await visit();
  await openWorkbench(page, "Generate");
  await generateThrowaway(page);
  const publicPem = (await exportAs(page, "spki")).trim();
  await page.getByRole("button", { name: "Export the private key too" }).click();
  await page.getByLabel("Private key, PEM (PKCS #8)").waitFor();
  const saved = await download(page, () => page.locator("#export-save").click());
  assert.equal(saved.name, "private-key.pem");
  await importText(page, saved.buffer.toString());
  await page.locator("#import-said", { hasText: "The same key as Throw-away key 1: its private half" }).waitFor();
  const ciphertext = await encryptRaw(page, message);
  await openStep(page, "Sign");
  await page.locator("#sign-text").fill(message);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.locator("#sign-result").waitFor({ timeout: 60_000 });
  await exportAs(page, "signing");
  const signingKey = await download(page, () => page.locator("#export-save").click());
  assert.equal(signingKey.name, "signing-key.pem");
  for (const tool of toolNames) {
    await t.test(tool, { skip: missing(tool) ?? false }, async () => {
      const place = newFolder();
      try {
        await openStep(page, "Generate");
        const generated = run(place.folder, tool, await codeIn(page, tool));
        assert.match(generated, /^-----BEGIN PUBLIC KEY-----/);
        // From here on the code uses the key that the page has saved.
        writeFileSync(join(place.folder, "private-key.pem"), saved.buffer);
        await openStep(page, "Export");
        await page.locator("#export-format").selectOption("spki");
        assert.equal(run(place.folder, tool, await codeIn(page, tool)).trim(), publicPem);
        await openStep(page, "Import");
        assert.match(run(place.folder, tool, await codeIn(page, tool)), /2048 bit/);
        await openStep(page, "Decrypt");
        await page.locator("#decrypt-text").fill(ciphertext);
        assert.equal(run(place.folder, tool, await codeIn(page, tool)), message);
        await openStep(page, "Encrypt");
        const theirs = run(place.folder, tool, await codeIn(page, tool));
        assert.notEqual(theirs, ciphertext, "control: encrypted anew");
        assert.equal(await decryptRaw(page, theirs), message);
        writeFileSync(join(place.folder, "signing-key.pem"), signingKey.buffer);
        await openStep(page, "Verify");
        assert.match(run(place.folder, tool, await codeIn(page, tool)), /^valid$|^Verified OK$/);
        await openStep(page, "Sign");
        const signature = run(place.folder, tool, await codeIn(page, tool));
        await openStep(page, "Verify");
        await page.locator("#verify-signature").fill(signature);
        await page.locator("#verify").getByRole("button", { name: "Verify", exact: true }).click();
        await page.locator("#verify-found", { hasText: "Valid" }).waitFor();
      } finally {
        place.remove();
      }
    });
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page reads keys of pycryptodome, and pycryptodome keys of the page, also with a passphrase", async () => {
  const { context, page, trouble } = await visit();
  await openWorkbench(page, "Import");
  for (const version of /** @type {const} */ (["python-3", "python-4"])) {
    /** @param {string} code @param {string} [input] */
    const inPython = (code, input = "") =>
      execFileSync(python(version), ["-X", "utf8", "-c", code], { encoding: "utf8", input }).trim();
    for (const [form, passphrase] of /** @type {const} */ ([
      ["clear", undefined],
      ["encrypted", "correct hörse"],
    ])) {
      const code = `
from Crypto.PublicKey import RSA
key = RSA.generate(2048)
${form === "clear" ? "print(key.export_key().decode())" : `print(key.export_key(passphrase="correct hörse".encode(), pkcs=8, protection="PBKDF2WithHMAC-SHA1AndAES256-CBC").decode())`}
print("=")
from Crypto.Cipher import PKCS1_OAEP
from Crypto.Hash import SHA256
from base64 import b64encode
print(b64encode(PKCS1_OAEP.new(key.public_key(), hashAlgo=SHA256).encrypt("${form} für dich".encode())).decode())`;
      const [pem = "", ciphertext = ""] = inPython(code).split("\n=\n");
      await importText(page, pem, passphrase);
      await page.locator("#import-result").waitFor();
      assert.equal(await page.locator("#import-text").inputValue(), "", "the private key does not stay in the field");
      assert.equal(await decryptRaw(page, ciphertext), `${form} für dich`);
    }
    // The other direction.
    await generateThrowaway(page);
    const ciphertext = await encryptRaw(page, "to Python");
    for (const [format, passphrase] of /** @type {const} */ ([
      ["pkcs8", ""],
      ["pkcs8", "correct hörse"],
      ["pkcs1", ""],
    ])) {
      const pem = await exportAs(page, format, passphrase);
      const opened = inPython(
        `
import sys
from base64 import b64decode
from Crypto.Cipher import PKCS1_OAEP
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
key = RSA.import_key(sys.stdin.read(), passphrase=${passphrase ? `${JSON.stringify(passphrase)}.encode()` : "None"})
print(PKCS1_OAEP.new(key, hashAlgo=SHA256).decrypt(b64decode("${ciphertext}")).decode())`,
        pem,
      );
      assert.equal(opened, "to Python", `${version} ${format} ${passphrase}`);
    }
  }
  assert.deepEqual(trouble, []);
  await context.close();
});
