// No message to the page has part of a private key (a third of one of its numbers, in several encodings: see recorder.js),
// except the answer of an export that the visitor asks for.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey, openImport, saveKey } from "../steps/keys.js";
import { openMessage, readMessage, sealMessage } from "../steps/messages.js";
import { leaks, needlesOf, recordMessages } from "./recorder.js";
import { decryptRaw, encryptRaw, openStep, openWorkbench } from "../steps/oaep.js";

const { visit } = useBrowser();

test("no message of a worker or port to the page has part of a private key until the key is exported", async () => {
  const { context, page, trouble } = await visit({ init: recordMessages });
  for (const [name, bits] of /** @type {const} */ ([
    ["Small", 2048],
    ["Large", 4096],
  ])) {
    await makeKey(page, { name, bits });
    const sealed = await sealMessage(page, { to: `yourself (${name})`, text: "hello" });
    await readMessage(page, sealed);
    // A wrong authentication tag.
    await openMessage(
      page,
      sealed.replace(/.(?=.$)/, (character) => (character === "A" ? "B" : "A")),
    );
    await page.locator("#open-error").waitFor();
    await openWorkbench(page);
    await page.locator("#encrypt-key").selectOption({ label: `yourself (${name})` });
    const ciphertext = await encryptRaw(page, "raw");
    await openStep(page, "Decrypt");
    await page.locator("#decrypt-key").selectOption({ label: `yourself (${name})` });
    assert.equal(await decryptRaw(page, ciphertext), "raw");
  }
  const before = await page.evaluate(() => globalThis.received);
  assert.ok(
    before.some(({ from, text }) => from === "worker sealpost-keyring" && text?.includes("BEGIN PUBLIC KEY")),
    "control: messages of the keyring worker are recorded",
  );
  assert.ok(
    before.some(({ from }) => from === "worker sealpost-generator"),
    "control: messages of generators are recorded",
  );

  const pems = [await saveKey(page, "Small"), await saveKey(page, "Large")];
  const after = (await page.evaluate(() => globalThis.received)).slice(before.length);
  for (const pem of pems) {
    const needles = needlesOf(pem);
    assert.deepEqual(leaks(needles, before), []);
    // Three parts of each of d, p, q, dP, dQ and qInv.
    assert.ok(leaks(needles, after).length >= 18, "control: the answer of the export has all of it");
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

/** A private key that another visitor made and saved. */
async function savedKey() {
  const { context, page } = await visit();
  await makeKey(page, { name: "Saved" });
  const pem = await saveKey(page, "Saved");
  await context.close();
  return pem;
}

test("after a private key is loaded, no message to the page has part of it", async () => {
  const pem = await savedKey();

  const { context, page } = await visit({ init: recordMessages });
  await openImport(page);
  await page.getByLabel("Private key file").fill(pem);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await keyCard(page, "Imported key").waitFor();
  assert.equal(await page.locator("#load-text").inputValue(), "", "the key is removed from the field");
  const received = await page.evaluate(() => globalThis.received);
  assert.ok(received.length > 0);
  assert.deepEqual(leaks(needlesOf(pem), received), []);
  await context.close();
});

/** The forms that the planted leaks of {@link deliver} have. */
const forms = [
  "bytes, big-endian",
  "bytes, little-endian, nested",
  "a view of a larger buffer",
  "numbers",
  "base64",
  "base64url",
  "hexadecimal",
  "decimal",
  "a big integer",
  "PEM",
  "the text of an error",
];

/**
 * Sends a private number through a port. The function is sent to the page as text, so it uses nothing from this file.
 *
 * @param {{ p: string, d: string, pem: string, form: string }} leak p and d in base64url
 */
async function deliver({ p, d, pem, form }) {
  /** @param {string} text */
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  const number = (/** @type {string} */ text) => bytes(text).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const hex = [...bytes(p)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  /** @type {Record<string, unknown>} */
  const values = {
    "bytes, big-endian": bytes(p),
    "bytes, little-endian, nested": { list: [{ inner: new Map([["x", bytes(p).reverse()]]) }] },
    "a view of a larger buffer": new Uint8Array([1, 2, 3, ...bytes(d), 4]).subarray(0, 2),
    numbers: [...bytes(p)],
    base64: { text: btoa(String.fromCharCode(0, ...bytes(d))) },
    base64url: { d },
    hexadecimal: `0x${hex}`,
    decimal: String(number(p)),
    "a big integer": number(p),
    PEM: pem,
    "the text of an error": new Error(`internal: ${d}`),
  };
  globalThis.received.length = 0;
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port2.onmessage = resolve;
    port1.postMessage(values[form]);
  });
  return globalThis.received;
}

test("control: a planted leak is found in every form", async () => {
  const pem = await savedKey();
  const needles = needlesOf(pem);
  const { p = "", d = "" } = createPrivateKey(pem).export({ format: "jwk" });
  const { context, page } = await visit({ init: recordMessages });
  for (const form of forms) {
    const received = await page.evaluate(deliver, { p, d, pem, form });
    assert.ok(leaks(needles, received).length > 0, form);
  }

  const fromWorker = await page.evaluate(
    ({ p }) => {
      globalThis.received.length = 0;
      const worker = new Worker("sealpost/keyring-worker.js", { type: "module", name: "planted" });
      worker.dispatchEvent(new MessageEvent("message", { data: { result: p } }));
      worker.terminate();
      return globalThis.received;
    },
    { p },
  );
  assert.ok(leaks(needles, fromWorker).length > 0, "from a worker");
  await context.close();
});
