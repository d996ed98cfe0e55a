// No byte of a private key reaches the page, but for the explicit export.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { after, before, test } from "node:test";
import { keyCard, launch, makeKey, openMessage, readMessage, saveKey, sealMessage, visit } from "../steps/keys.js";
import { leaks, needlesOf, recordMessages } from "./recorder.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test("what workers and ports hand to the page holds nothing of a private key until it is exported", async () => {
  const { context, page, trouble } = await visit(browser, { init: recordMessages });
  for (const [name, bits] of /** @type {const} */ ([
    ["Small", 2048],
    ["Large", 4096],
  ])) {
    await makeKey(page, { name, bits });
    const sealed = await sealMessage(page, { to: `yourself (${name})`, text: "for the record" });
    await readMessage(page, sealed);
    await openMessage(page, `${sealed.slice(0, -2)}AA`);
    await page.locator("#open-error").waitFor();
    await page.locator("#oaep > summary").click();
    await page.locator("#encrypt-key").selectOption({ label: `yourself (${name})` });
    await page.locator("#encrypt-text").fill("raw");
    await page.getByRole("button", { name: "Encrypt", exact: true }).click();
    await page.locator("#decrypt-key").selectOption({ label: name });
    await page.locator("#decrypt-text").fill(await page.locator("#encrypt-output").inputValue());
    await page.getByRole("button", { name: "Decrypt", exact: true }).click();
    await page.locator("#decrypt-result").waitFor();
    await page.locator("#oaep > summary").click();
  }
  const before = await page.evaluate(() => globalThis.received);
  assert.ok(
    before.some(({ from, text }) => from === "worker sealpost-keyring" && text?.includes("BEGIN PUBLIC KEY")),
    "the recorder hears the keyring",
  );
  assert.ok(
    before.some(({ from }) => from === "worker sealpost-generator"),
    "and the generators",
  );

  const pems = [await saveKey(page, "Small"), await saveKey(page, "Large")];
  const after = (await page.evaluate(() => globalThis.received)).slice(before.length);
  for (const pem of pems) {
    const needles = needlesOf(pem);
    assert.deepEqual(leaks(needles, before), []);
    assert.ok(leaks(needles, after).length >= 18, "control: in the answer of the export, all of it is found");
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("loading a private key hands nothing of it back", async () => {
  const maker = await visit(browser);
  await makeKey(maker.page, { name: "Saved" });
  const pem = await saveKey(maker.page, "Saved");
  await maker.context.close();

  const { context, page } = await visit(browser, { init: recordMessages });
  await page.locator("#load-fold > summary").click();
  await page.getByLabel("Private key file").fill(pem);
  await page.getByRole("button", { name: "Load", exact: true }).click();
  await keyCard(page, "Loaded key").waitFor();
  assert.equal(await page.locator("#load-text").inputValue(), "", "it is taken out of the field");
  const received = await page.evaluate(() => globalThis.received);
  assert.ok(received.length > 0);
  assert.deepEqual(leaks(needlesOf(pem), received), []);
  await context.close();
});

test("control: a planted leak is caught in every form", async () => {
  const maker = await visit(browser);
  await makeKey(maker.page, { name: "Saved" });
  const pem = await saveKey(maker.page, "Saved");
  await maker.context.close();
  const needles = needlesOf(pem);
  const { p = "", d = "" } = createPrivateKey(pem).export({ format: "jwk" });

  const forms = [
    "bytes, big-endian",
    "bytes, little-endian, deep",
    "a part of larger memory",
    "numbers",
    "base64",
    "base64url",
    "hexadecimal",
    "decimal",
    "a big integer",
    "PEM",
    "an error's text",
  ];
  const { context, page } = await visit(browser, { init: recordMessages });
  for (const form of forms) {
    const received = await page.evaluate(
      async ({ p, d, pem, form }) => {
        /** @param {string} text */
        const bytes = (text) =>
          Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
        const number = (/** @type {string} */ text) => bytes(text).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
        const hex = [...bytes(p)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        /** @type {Record<string, unknown>} */
        const values = {
          "bytes, big-endian": bytes(p),
          "bytes, little-endian, deep": { list: [{ inner: new Map([["x", bytes(p).reverse()]]) }] },
          "a part of larger memory": new Uint8Array([1, 2, 3, ...bytes(d), 4]).subarray(0, 2),
          numbers: [...bytes(p)],
          base64: { text: btoa(String.fromCharCode(0, ...bytes(d))) },
          base64url: { d },
          hexadecimal: `0x${hex}`,
          decimal: String(number(p)),
          "a big integer": number(p),
          PEM: pem,
          "an error's text": new Error(`internal: ${d}`),
        };
        globalThis.received.length = 0;
        const { port1, port2 } = new MessageChannel();
        await new Promise((resolve) => {
          port2.onmessage = resolve;
          port1.postMessage(values[form]);
        });
        return globalThis.received;
      },
      { p, d, pem, form },
    );
    assert.ok(leaks(needles, received).length > 0, form);
  }

  const fromWorker = await page.evaluate(
    ({ p }) => {
      globalThis.received.length = 0;
      const worker = new Worker("sealpost/keyring-worker.js", { type: "module", name: "planted" });
      worker.dispatchEvent(new MessageEvent("message", { data: { answer: p } }));
      worker.terminate();
      return globalThis.received;
    },
    { p },
  );
  assert.ok(leaks(needles, fromWorker).length > 0, "from a worker");
  await context.close();
});
