// Two languages: one table each with the same members, chosen by the browser, switched by hand, remembered; nothing that
// is seen or heard is left in the other one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { addPerson, keyCard, launch, makeKey, readMessage, sealMessage, url, visit } from "../steps/keys.js";
import { errorCodes } from "../../../js/base/errors.js";
import en from "../../../www/text/en.js";
import ko from "../../../www/text/ko.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * Every member by its path, and whether it is a text or makes one.
 *
 * @param {object} table @param {string} [prefix] @returns {string[]}
 */
const paths = (table, prefix = "") =>
  Object.entries(table).flatMap(([name, value]) =>
    typeof value === "object" ? paths(value, `${prefix}${name}.`) : [`${prefix}${name}: ${typeof value}`],
  );

test("both tables have the same members, every error code among them, and no text is in both", () => {
  assert.deepEqual(paths(ko).sort(), paths(en).sort());
  assert.deepEqual(Object.keys(en.errors.anywhere).sort(), [...errorCodes].sort());
  /** @param {object} table @returns {string[]} */
  const texts = (table) =>
    Object.values(table)
      .flatMap((value) => (typeof value === "object" ? texts(value) : [value]))
      .filter((value) => typeof value === "string");
  const inEnglish = new Set(texts(en));
  assert.deepEqual(
    texts(ko).filter((text) => inEnglish.has(text)),
    [en.add.keyHint],
    "but for a line of every PEM file",
  );
});

test("every text that index.html names is in the tables", () => {
  const page = readFileSync("www/index.html", "utf8");
  const named = [...page.matchAll(/data-t(?:-label|-placeholder)?="([^"]+)"/g)].map(([, path]) => `${path}: string`);
  assert.ok(named.length > 100);
  const known = new Set(paths(en));
  assert.deepEqual(
    named.filter((path) => !known.has(path)),
    [],
  );
});

/** What a visitor sees or hears that has no letter of this script, but for names, keys and figures. */
const untranslated = () => {
  const found = new Set();
  const own =
    "textarea, .fingerprint, [data-slot='name'], [data-slot='more-of'], .who h3, body [lang], #requests-list, .scale";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement } = node;
    if (!parentElement || parentElement.closest(`script, noscript, ${own}`)) continue;
    if (!parentElement.checkVisibility() && !parentElement.closest("template, [hidden]")) continue;
    found.add((node.textContent ?? "").trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder]")) {
    found.add(element.getAttribute("aria-label") ?? "");
    found.add(element.getAttribute("placeholder") ?? "");
  }
  return [...found].filter((text) => /\p{L}{2}/u.test(text) && !/\p{Script=Hangul}/u.test(text));
};
/** Words that are the same everywhere: a name, a line of every PEM file, names of hashes and tools, addresses. */
const same = /^(sealpost|-----BEGIN PUBLIC KEY-----|SHA-[\d/]+|SHA256:|Python|Node\.js|OpenSSL|Java|Alice|Bob)$/;

test("in Korean nothing is left in English, in any state", async () => {
  const { context, page, trouble } = await visit(browser, { locale: "ko-KR" });
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  assert.equal(await page.locator("#you-title").innerText(), "나");
  const left = async () => (await page.evaluate(untranslated)).filter((text) => !same.test(text));
  assert.deepEqual(await left(), [], "empty");
  await page.locator("#compose button.primary").click();
  await page.locator("#add button.primary").click();
  await page.locator("#add-error").waitFor();
  assert.deepEqual(await left(), [], "errors");

  await page.locator('[data-language="en"]').click();
  await makeKey(page, { name: "Alice" });
  const bob = await visit(browser);
  await addPerson(page, { name: "Bob", publicKey: await makeKey(bob.page, { name: "Bob" }) });
  await bob.context.close();
  await sealMessage(page, { to: "Bob", text: "hello" });
  await page.locator("#sealed-copy").click();
  await keyCard(page, "Alice").getByRole("button", { name: "Invite" }).click();
  const inEnglish = await page.evaluate(untranslated);
  assert.ok(inEnglish.length > 50, `control: in English, much is found, not ${inEnglish.length}`);
  await page.locator('[data-language="ko"]').click();
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  assert.deepEqual(await left(), [], "sealed, switched while it stands there");
  await page.locator('[data-language="en"]').click();
  await readMessage(page, await sealMessage(page, { to: "yourself (Alice)", text: "hello" }));
  await page.locator('[data-language="ko"]').click();
  assert.equal(await page.locator("#opened-title").innerText(), "내 키 ‘Alice’ 앞으로 봉인된 글");
  await page.evaluate(() => (document.querySelector("#opened-text") ?? document.body).setAttribute("lang", "en"));
  assert.deepEqual(await left(), [], "opened");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a language chosen by hand is remembered, and no other one flashes by", async () => {
  const { context, page } = await visit(browser, { locale: "ko-KR" });
  await page.locator('[data-language="en"]').click();
  assert.equal(await page.locator("#you-title").innerText(), "You");
  await page.reload();
  assert.equal(await page.locator("#you-title").innerText(), "You");
  assert.equal(await page.locator('[data-language="en"]').getAttribute("aria-pressed"), "true");
  await context.close();

  // What is painted before the modules have come: nothing where the language is not the one the page is written in.
  for (const [locale, seen] of /** @type {const} */ ([
    ["ko-KR", "hidden"],
    ["en-US", "visible"],
  ])) {
    const slow = await browser.newContext({ locale, serviceWorkers: "block" });
    const blank = await slow.newPage();
    /** @type {() => void} */
    let goOn = () => {};
    const seenToBe = new Promise((resolve) => (goOn = () => resolve(undefined)));
    await blank.route("**/shared.js", async (route) => {
      await seenToBe;
      await route.continue();
    });
    await blank.goto(url, { waitUntil: "commit" });
    await blank.locator("#you-title").waitFor({ state: "attached" });
    // Nothing is painted before the styles have come.
    await blank.waitForFunction(() => [...document.styleSheets].some(({ cssRules }) => cssRules.length > 0));
    assert.equal(await blank.evaluate(() => getComputedStyle(document.body).visibility), seen, locale);
    goOn();
    await blank.locator("#keys").waitFor({ state: "attached" });
    await blank.waitForFunction(() => getComputedStyle(document.body).visibility === "visible");
    assert.equal(await blank.locator("#you-title").innerText(), locale === "ko-KR" ? "나" : "You");
    await slow.close();
  }
});
