// Raw OAEP: what the page encrypts, WebCrypto decrypts, and the reverse, through the fields that a visitor uses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { makeKey } from "../steps/keys.js";
import { decryptRaw, encryptRaw, openWorkbench, submitRaw } from "../steps/oaep.js";
import { addPerson } from "../steps/people.js";

const { visit } = useBrowser();

const hashes = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];
const labels = ["", "für Bob"];

test("what WebCrypto encrypts, the page decrypts", async () => {
  const { context, page, trouble } = await visit();
  const pem = await makeKey(page, { name: "Mine" });
  await openWorkbench(page, "Decrypt");
  for (const hash of hashes) {
    for (const label of labels) {
      const ciphertext = await page.evaluate(
        async ({ pem, hash, label }) => {
          const der = Uint8Array.from(atob(pem.replace(/-----[^-]*-----|\s/g, "")), (character) =>
            character.charCodeAt(0),
          );
          const key = await crypto.subtle.importKey("spki", der, { name: "RSA-OAEP", hash }, false, ["encrypt"]);
          const encoder = new TextEncoder();
          const bytes = await crypto.subtle.encrypt(
            { name: "RSA-OAEP", label: encoder.encode(label) },
            key,
            encoder.encode(`${hash} ✓`),
          );
          return btoa(String.fromCharCode(...new Uint8Array(bytes)));
        },
        { pem, hash, label },
      );
      await page.locator("#oaep-hash").selectOption(hash);
      await page.locator("#oaep-label").fill(label);
      assert.equal(await decryptRaw(page, ciphertext), `${hash} ✓`);
      await page.locator("#decrypt-text").fill("");
    }
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("what the page encrypts, WebCrypto decrypts", async () => {
  const { context, page, trouble } = await visit();
  const { publicKey, pkcs8 } = await page.evaluate(async () => {
    const algorithm = {
      name: "RSA-OAEP",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    };
    const pair = await crypto.subtle.generateKey(algorithm, true, ["encrypt", "decrypt"]);
    const base64 = async (/** @type {"spki" | "pkcs8"} */ format, /** @type {CryptoKey} */ key) =>
      btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey(format, key))));
    const spki = await base64("spki", pair.publicKey);
    return {
      publicKey: `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`,
      pkcs8: await base64("pkcs8", pair.privateKey),
    };
  });
  await addPerson(page, { name: "WebCrypto", publicKey });
  await openWorkbench(page);
  for (const hash of hashes) {
    for (const label of labels) {
      await page.locator("#oaep-hash").selectOption(hash);
      await page.locator("#oaep-label").fill(label);
      const ciphertext = await encryptRaw(page, `${hash} ✓`);
      const plaintext = await page.evaluate(
        async ({ pkcs8, hash, label, ciphertext }) => {
          const bytes = (/** @type {string} */ text) =>
            Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const key = await crypto.subtle.importKey("pkcs8", bytes(pkcs8), { name: "RSA-OAEP", hash }, false, [
            "decrypt",
          ]);
          const plaintext = await crypto.subtle.decrypt(
            { name: "RSA-OAEP", label: new TextEncoder().encode(label) },
            key,
            bytes(ciphertext),
          );
          return new TextDecoder().decode(plaintext);
        },
        { pkcs8, hash, label, ciphertext },
      );
      assert.equal(plaintext, `${hash} ✓`);
    }
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("with another hash for MGF1 the page decrypts what it encrypted, and not without that setting", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Mine" });
  await openWorkbench(page);
  await page.locator("#oaep-mgf").selectOption("SHA-1");
  const ciphertext = await encryptRaw(page, "as Java does");
  assert.equal(await decryptRaw(page, ciphertext), "as Java does");
  await page.locator("#oaep-mgf").selectOption("");
  await submitRaw(page, ciphertext);
  await page.locator("#decrypt-error", { hasText: "MGF1" }).waitFor();
  await context.close();
});
