// The main path in the other browsers: make a key, add a person, seal, open, and find it all again after a reload.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { launchFirefox } from "../../support/browser/firefox.js";
import { launchWebKit } from "../../support/browser/webkit.js";
import { url } from "../steps/keys.js";

const missing = (process.env.SEALPOST_MISSING ?? "").split(" ");

/** @param {string} name */
const skip = (name) => (missing.includes(name) ? `${name} is not installed` : false);

/**
 * One step of the path, in the page. It is sent as text, so it stands for itself.
 *
 * @param {{ step: string, text?: string }} argument
 */
async function take({ step, text = "" }) {
  const find = (/** @type {string} */ path) => {
    const element = document.querySelector(path);
    if (!(element instanceof HTMLElement)) throw new Error(`there is no ${path}`);
    return element;
  };
  const visible = (/** @type {string} */ path) =>
    [...document.querySelectorAll(path)].find((element) => element.getClientRects().length > 0);
  const until = async (/** @type {() => unknown} */ what) => {
    for (const end = Date.now() + 120_000; Date.now() < end; ) {
      const found = what();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const errors = [...document.querySelectorAll(".error, .notice")].map((place) => place.textContent).join(" | ");
    throw new Error(`${step}: it never came. ${errors}`);
  };
  const fill = (/** @type {string} */ path, /** @type {string} */ value) => {
    const field = /** @type {HTMLInputElement} */ (find(path));
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const submit = (/** @type {string} */ path) => /** @type {HTMLFormElement} */ (find(path)).requestSubmit();
  /** @type {Record<string, () => unknown>} */
  const steps = {
    async make() {
      await until(() => document.querySelector("#storage[data-live]"));
      fill("#make-name", "Alice");
      find('#make input[value="2048"]').click();
      submit("#make");
      await until(() => visible("#keys > li"));
    },
    async protect() {
      await until(() => visible('#keys [data-slot="protect"]'));
      fill('#keys [data-slot="protect-field"]', text);
      submit('#keys [data-slot="protect-form"]');
      await until(() => visible('#keys [data-slot="lock"]'));
    },
    async add() {
      fill("#add-key", text);
      fill("#add-name", "Bob");
      submit("#add");
      await until(() => visible("#contacts > li"));
    },
    async seal() {
      find("#write-tab").click();
      for (const chip of document.querySelectorAll("#recipients input:not(:checked)")) {
        /** @type {HTMLElement} */ (chip).click();
      }
      fill("#text", text);
      submit("#compose");
      await until(() => visible("#sealed"));
      return /** @type {HTMLTextAreaElement} */ (find("#sealed-text")).value;
    },
    async open() {
      find("#read-tab").click();
      fill("#open-text", text);
      submit("#open");
      await until(() => visible("#opened"));
      return find("#opened-text").textContent;
    },
    async found() {
      await until(() => visible("#contacts > li"));
      await until(() => visible('#keys [data-slot="unlock-form"]'));
      fill('#keys [data-slot="unlock-field"]', text);
      submit('#keys [data-slot="unlock-form"]');
      await until(() => visible('#keys [data-slot="lock"]'));
      return find("#contacts h3").textContent;
    },
    facts: () => [
      find("#storage").textContent,
      find('#keys [data-slot="facts"]').textContent,
      /** @type {any} */ (globalThis).trustedTypes !== undefined,
    ],
  };
  const act = steps[step];
  if (!act) throw new Error(`there is no step ${step}`);
  return act();
}

/**
 * @param {import("node:test").TestContext} t
 * @param {(step: string, text?: string) => Promise<unknown>} on takes one step in the browser's page
 * @param {() => Promise<unknown>} reload
 */
async function mainPath(t, on, reload) {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await on("make");
  await on("protect", "five pots of quiet rain");
  await on("add", String(publicKey.export({ type: "spki", format: "pem" })));
  const sealed = String(await on("seal", "héllo, 鍵"));
  assert.equal(JSON.parse(sealed).recipients.length, 2, "for Bob and for oneself");
  assert.equal(await on("open", sealed), "héllo, 鍵");
  const [storage, facts, hasTrustedTypes] = /** @type {[string, string, boolean]} */ (await on("facts"));
  t.diagnostic(`${hasTrustedTypes ? "with" : "without"} Trusted Types; ${facts}; ${storage}`);
  assert.match(facts, /with a passphrase$/);
  await reload();
  assert.equal(await on("found", "five pots of quiet rain"), "Bob");
  assert.equal(await on("open", sealed), "héllo, 鍵");
}

test("the main path in Firefox, the clipboard too", { skip: skip("Firefox") }, async (t) => {
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  /** @type {string[]} */
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  await page.goto(url);
  await mainPath(
    t,
    (step, text) => page.evaluate(take, { step, text }),
    () => page.reload(),
  );
  const copied = await page.evaluate(take, { step: "seal", text: "to be copied" });
  await page.click("#sealed-copy");
  await page.waitForSelector("#sealed-copy[data-done]");
  await page.click("#sealed-new");
  await page.focus("#text");
  await page.keyboard.down("Control");
  await page.keyboard.press("v");
  await page.keyboard.up("Control");
  const pasted = await page.$eval("#text", (field) => /** @type {HTMLTextAreaElement} */ (field).value);
  assert.equal(pasted, copied);
  assert.deepEqual(trouble, []);
});

test("the main path in WebKitGTK", { skip: skip("WebKit") }, async (t) => {
  const browser = await launchWebKit();
  t.after(() => browser.close());
  await browser.goto(url);
  await mainPath(
    t,
    (step, text) => browser.evaluate(take, { step, text }),
    () => browser.goto(url),
  );
});
