// The two languages: their tables have the same members; the browser's language is used until the visitor chooses the
// other, which is remembered; in the states that these tests visit, no text stays in English on a page in Korean.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { errorCodes } from "../../../js/base/errors.js";
import en from "../../../www/i18n/en.js";
import files from "../../../www/i18n/en/files.js";
import how from "../../../www/i18n/en/how.js";
import letters from "../../../www/i18n/en/letters.js";
import practice from "../../../www/i18n/en/practice.js";
import protection from "../../../www/i18n/en/protection.js";
import reasons from "../../../www/i18n/en/reasons.js";
import scan from "../../../www/i18n/en/scan.js";
import workbench from "../../../www/i18n/en/workbench.js";
import ko from "../../../www/i18n/ko.js";
import { url, useBrowser } from "../../support/browser/suite.js";
import { invitationOf, makeKey } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { addPerson, openAdding, somebody } from "../steps/people.js";

const { visit, newContext } = useBrowser();
// The page loads these tables after the first view.
Object.assign(en.reasons, reasons);
Object.assign(en, files, how, letters, practice, protection, scan, workbench);

/**
 * The path of each member of a table, with its type: string, or a function that returns one.
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
    [en.add.keyHint, en.read.placeholder],
    "the only exceptions are how a PEM file and a sealed message begin",
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

/**
 * The texts without Hangul in the page, also in templates and in what is hidden by `hidden`, except names, keys, code,
 * addresses and figures. It runs in the page.
 */
const untranslated = () => {
  const found = new Set();
  const own =
    "textarea, .fingerprint, [data-slot='name'], [data-slot='side-name'], body [lang], #requests-list, .scale, #version, #build, #code, .code-tools, .step-state";
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
/**
 * Texts that are the same in both languages: names, how a sealed message and a public key in PEM begin, RSA, hashes and
 * tools.
 */
const same =
  /^(sealpost|eyJ\S+|-----BEGIN PUBLIC KEY-----|SHA-[\d/]+|SHA256:|RSA|Python|Node\.js|OpenSSL|Java|Alice|Bob)$/;

test("in Korean no text is left in English: an empty page, errors, a sealed message, an opened message", async () => {
  const { context, page, trouble } = await visit({ locale: "ko-KR" });
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  // Until the Korean table has come, nothing is visible.
  await page.locator("#write-tab", { hasText: "쓰기" }).waitFor();
  /** The texts that are left in English. */
  const left = async () => (await page.evaluate(untranslated)).filter((text) => !same.test(text));
  assert.deepEqual(await left(), [], "an empty page");
  await openAdding(page);
  await page.locator("#compose button.primary").click();
  await page.locator("#add button.strong").click();
  await page.locator("#add-error").waitFor();
  assert.deepEqual(await left(), [], "errors");

  await page.locator('[data-language="en"]').click();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Bob"));
  await sealMessage(page, { to: "Bob", text: "hello" });
  await page.locator("#sealed-copy").click();
  await invitationOf(page, "Alice");
  const inEnglish = await page.evaluate(untranslated);
  assert.ok(inEnglish.length > 50, `control: an English page has many English texts, not ${inEnglish.length}`);
  await page.locator('[data-language="ko"]').click();
  await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  assert.deepEqual(await left(), [], "a sealed message, after the language was switched");
  await page.locator('[data-language="en"]').click();
  await readMessage(page, await sealMessage(page, { to: "yourself (Alice)", text: "hello" }));
  await page.locator('[data-language="ko"]').click();
  assert.equal(await page.locator("#opened-title").innerText(), "내 키 ‘Alice’ 앞으로 봉인된 편지");
  await page.evaluate(() => (document.querySelector("#opened-text") ?? document.body).setAttribute("lang", "en"));
  assert.deepEqual(await left(), [], "an opened message");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a language chosen by the visitor is remembered, and no other language is painted first", async (t) => {
  const { context, page } = await visit({ locale: "ko-KR" });
  await page.locator('[data-language="en"]').click();
  await page.locator("#write-tab", { hasText: "Write" }).waitFor();
  await page.reload();
  assert.equal(await page.locator("#write-tab").innerText(), "Write");
  assert.equal(await page.locator('[data-language="en"]').getAttribute("aria-pressed"), "true");
  await context.close();

  // Until the modules have been loaded, a page in Korean is invisible: the build writes English texts into index.html.
  for (const [locale, visibility] of /** @type {const} */ ([
    ["ko-KR", "hidden"],
    ["en-US", "visible"],
  ])) {
    const slow = await newContext(t, { locale, serviceWorkers: "block" });
    const blank = await slow.newPage();
    /** @type {() => void} */
    let release = () => {};
    const released = new Promise((resolve) => (release = () => resolve(undefined)));
    // In the built site, the page's modules import chunks.
    await blank.route("**/chunk-*.js", async (route) => {
      await released;
      await route.continue();
    });
    await blank.goto(url, { waitUntil: "commit" });
    await blank.locator("#hero-title").waitFor({ state: "attached" });
    // Browsers paint nothing before the styles have been loaded.
    await blank.waitForFunction(() => [...document.styleSheets].some(({ cssRules }) => cssRules.length > 0));
    assert.equal(await blank.evaluate(() => getComputedStyle(document.body).visibility), visibility, locale);
    release();
    await blank.locator("#keys").waitFor({ state: "attached" });
    await blank.waitForFunction(() => getComputedStyle(document.body).visibility === "visible");
    assert.equal(await blank.locator("#write-tab").innerText(), locale === "ko-KR" ? "쓰기" : "Write");
  }
});
