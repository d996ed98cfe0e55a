// The main path in Firefox and WebKitGTK: a visitor makes a key, adds a person by their invitation, seals and opens a
// message and a letter with files, reads who signed a letter, and finds key and person again after a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launchFirefox } from "../../support/browser/firefox.js";
import { skipWithout, url } from "../../support/browser/suite.js";
import { launchWebKit } from "../../support/browser/webkit.js";
import { writer } from "../messages/writer.js";

/** Defines the functions in `visitor`, which the steps below use, in the page. */
function defineVisitor() {
  const find = (/** @type {string} */ selector) => {
    const element = document.querySelector(selector);
    if (!(element instanceof HTMLElement)) throw new Error(`there is no ${selector}`);
    return element;
  };
  const visible = (/** @type {string} */ selector) =>
    [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length > 0);
  const until = async (/** @type {() => unknown} */ condition) => {
    for (const end = Date.now() + 120_000; Date.now() < end; ) {
      const found = condition();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const errors = [...document.querySelectorAll(".error, .notice")].map((place) => place.textContent).join(" | ");
    throw new Error(`${condition} did not become true. ${errors}`);
  };
  const fill = (/** @type {string} */ selector, /** @type {string} */ value) => {
    const field = /** @type {HTMLInputElement} */ (find(selector));
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const submit = (/** @type {string} */ selector) => /** @type {HTMLFormElement} */ (find(selector)).requestSubmit();
  globalThis.visitor = { find, visible, until, fill, submit };
}

/**
 * The steps of the path. They are sent to the page as text, so they use nothing from this file.
 *
 * @satisfies {Record<string, (text: string) => unknown>}
 */
const steps = {
  make: async () => {
    const { find, visible, until, fill, submit } = globalThis.visitor;
    await until(() => document.querySelector("#storage[data-live]"));
    fill("#make-name", "Alice");
    find('#make input[value="2048"]').click();
    submit("#make");
    await until(() => visible("#keys > li"));
  },
  protect: async (/** @type {string} */ passphrase) => {
    const { find, visible, until, fill, submit } = globalThis.visitor;
    find('#keys [data-slot="open"]').click();
    find('#keys [data-slot="set-passphrase"]').click();
    await until(() => visible('#keys [data-slot="protect"]'));
    fill('#keys [data-slot="protect-field"]', passphrase);
    submit('#keys [data-slot="protect-form"]');
    await until(() => visible('#keys [data-slot="lock"]'));
    find('#keys [data-slot="close"]').click();
  },
  add: async (/** @type {string} */ publicKey) => {
    const { visible, until, fill, submit } = globalThis.visitor;
    fill("#add-key", publicKey);
    fill("#add-name", "Bob");
    submit("#add");
    await until(() => visible("#contacts > li"));
  },
  seal: async (/** @type {string} */ text) => {
    const { find, visible, until, fill, submit } = globalThis.visitor;
    find("#write-tab").click();
    for (const chip of document.querySelectorAll("#recipients input:not(:checked)")) {
      /** @type {HTMLElement} */ (chip).click();
    }
    fill("#text", text);
    submit("#compose");
    await until(() => visible("#sealed"));
    return /** @type {HTMLTextAreaElement} */ (find("#sealed-text")).value;
  },
  open: async (/** @type {string} */ sealed) => {
    const { find, visible, until, fill, submit } = globalThis.visitor;
    find("#read-tab").click();
    fill("#open-text", sealed);
    submit("#open");
    await until(() => visible("#opened"));
    return find("#opened-text").textContent;
  },
  /** Seals a text with files, opens it, and saves the last file. Gives the text, the size saved, and who signed. */
  letter: async (text) => {
    const { find, visible, until, fill, submit } = globalThis.visitor;
    Reflect.deleteProperty(window, "showSaveFilePicker");
    find("#write-tab").click();
    if (visible("#sealed-new")) find("#sealed-new").click();
    // What is downloaded is kept here in place of a download.
    /** @type {Blob[]} */
    const saved = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      saved.push(/** @type {Blob} */ (blob));
      return createObjectURL.call(URL, blob);
    };
    HTMLAnchorElement.prototype.click = () => {};
    /** @param {string} selector @param {File[]} files */
    const choose = (selector, files) => {
      const input = /** @type {HTMLInputElement} */ (find(selector));
      const data = new DataTransfer();
      for (const file of files) data.items.add(file);
      input.files = data.files;
      input.dispatchEvent(new Event("change"));
    };
    fill("#text", text);
    choose("#text-file", [new File([], "empty.txt"), new File(["x".repeat(3_000_000)], "more.txt")]);
    await until(() => document.querySelectorAll("#attached li").length === 2);
    submit("#compose");
    await until(() => visible("#sealed"));
    find("#sealed-save").click();
    location.hash = "#/read";
    choose("#open-file", [new File(saved, "letter.zip.age")]);
    const save = /** @type {HTMLElement} */ (
      await until(() => document.querySelector("#opened li:last-child button:enabled"))
    );
    save.click();
    await until(() => saved.length === 2);
    await until(() => document.querySelector("#opened li[data-saved]"));
    // @ts-expect-error: the prototype of HTMLElement has it.
    delete HTMLAnchorElement.prototype.click;
    URL.createObjectURL = createObjectURL;
    return [find("#opened-text").textContent, saved[1]?.size, find("#sender-title").textContent];
  },
  /** Who signed the letter that is open, and the public key of the visitor. */
  sender: () => {
    const { find } = globalThis.visitor;
    const pem = /** @type {HTMLTextAreaElement} */ (find('#keys [data-slot="pem"]')).value;
    return [find("#sender-title").textContent, find("#sender-mark").textContent, pem];
  },
  /** After a reload: unlocks the key and gives the name of the person. */
  unlock: async (/** @type {string} */ passphrase) => {
    const { find, visible, until, fill, submit } = globalThis.visitor;
    await until(() => visible("#contacts > li"));
    find('#keys [data-slot="open"]').click();
    await until(() => visible('#keys [data-slot="unlock-form"]'));
    fill('#keys [data-slot="unlock-field"]', passphrase);
    submit('#keys [data-slot="unlock-form"]');
    await until(() => visible('#keys [data-slot="lock"]'));
    find('#keys [data-slot="close"]').click();
    return find("#contacts h3").textContent;
  },
  /** What the page says of its storage and of the key, and whether the browser has Trusted Types. */
  facts: () => {
    const { find } = globalThis.visitor;
    const trustedTypes = Reflect.get(globalThis, "trustedTypes") !== undefined;
    return [find("#storage").textContent, find('#keys [data-slot="facts"]').textContent, trustedTypes];
  },
};

/** @typedef {(step: keyof typeof steps, text?: string) => Promise<unknown>} Take Takes one step in the browser's page. */

/**
 * How steps are taken in a browser.
 *
 * @param {(act: (text: string) => unknown, text: string) => Promise<unknown>} evaluate runs a function in the page
 * @returns {Take}
 */
const taking = (evaluate) => async (step, text) => {
  await evaluate(defineVisitor, "");
  return evaluate(steps[step], text ?? "");
};

/**
 * Takes the steps; after a reload, the key is unlocked and the message is opened again.
 *
 * @param {import("node:test").TestContext} t
 * @param {Take} take
 * @param {() => Promise<unknown>} reload
 */
async function mainPath(t, take, reload) {
  const bob = await writer("Bob");
  await take("make");
  await take("protect", "five pots of quiet rain");
  await take("add", bob.invitation(bob.ids.signing));
  const sealed = String(await take("seal", "héllo, 鍵"));
  assert.equal(JSON.parse(sealed).recipients.length, 2, "for Bob and for Alice herself");
  assert.equal(await take("open", sealed), "héllo, 鍵");
  const [own, , pem] = /** @type {[string, string, string]} */ (await take("sender"));
  assert.equal(own, "Signed by yourself (Alice)");
  assert.equal(await take("open", await bob.letter(pem, { text: "from Bob" })), "from Bob");
  const signed = /** @type {string[]} */ (await take("sender"));
  assert.deepEqual(signed.slice(0, 2), ["Signed by Bob", "not verified"]);
  const letter = await take("letter", "with files");
  assert.deepEqual(letter, ["with files", 3_000_000, "Signed by yourself (Alice)"]);
  const [storage, facts, hasTrustedTypes] = /** @type {[string, string, boolean]} */ (await take("facts"));
  t.diagnostic(`${hasTrustedTypes ? "with" : "without"} Trusted Types; ${facts}; ${storage}`);
  assert.match(facts, /, passphrase$/);
  await reload();
  assert.equal(await take("unlock", "five pots of quiet rain"), "Bob");
  assert.equal(await take("open", sealed), "héllo, 鍵");
}

test("the main path works in Firefox, the clipboard too", { skip: skipWithout("Firefox") }, async (t) => {
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  /** @type {string[]} */
  const trouble = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  await page.setViewport({ width: 1280, height: 800 });
  await page.goto(url);
  const take = taking((act, text) => page.evaluate(act, text));
  await mainPath(t, take, () => page.reload());
  const copied = await take("seal", "to be copied");
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

test("the main path works in WebKitGTK", { skip: skipWithout("WebKit") }, async (t) => {
  const browser = await launchWebKit();
  t.after(() => browser.close());
  await browser.goto(url);
  await mainPath(
    t,
    taking((act, text) => browser.evaluate(act, text)),
    () => browser.goto(url),
  );
});
