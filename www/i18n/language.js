// Which language the page speaks, and the texts that stand in it: each knows how to say itself again in another one.
import en from "./en.js";
import { apart } from "./format.js";

/** @typedef {typeof en} Words Everything the page says, in one language. */
/** @typedef {(words: Words) => string} Text Something to say, in whichever language is spoken when it is shown. */
/** @typedef {"en" | "ko"} Language */

/** The tables that are loaded. @type {Partial<Record<Language, Words>>} */
const tables = { en };

/** Loads the table of a language. @param {Language} name */
async function load(name) {
  if (name === "ko") tables.ko ??= (await import("./ko.js")).default;
  else addWords((await import("./en-how.js")).default);
}

/** Adds a part to the English table that was loaded after it. The Korean table has all parts. @param {Partial<Words>} part */
export function addWords(part) {
  Object.assign(en, part);
}
const key = "sealpost language";
/** What stands in an element, and its label, where a module put it there. @type {WeakMap<Element, Text>} */
const texts = new WeakMap();
/** @type {WeakMap<Element, Text>} */
const labels = new WeakMap();
const changes = new EventTarget();

/** @returns {Language} */
export function language() {
  return document.documentElement.lang === "ko" ? "ko" : "en";
}

/** The words of the language that is spoken. */
export function words() {
  return tables[language()] ?? en;
}

/**
 * Puts a text into an element, where it follows the language.
 *
 * @param {Element} element
 * @param {Text | string} text a string is somebody's own words, such as a name: it stays
 */
export function put(element, text) {
  if (typeof text === "string") {
    texts.delete(element);
    element.removeAttribute("data-live");
    fill(element, text && apart(text));
    return;
  }
  texts.set(element, text);
  element.setAttribute("data-live", "");
  fill(element, text(words()));
}

/**
 * Fills an element with a text, in which each name that was set apart becomes a <bdi> element.
 *
 * @param {Element} element
 * @param {string} text
 */
export function fill(element, text) {
  const parts = text.split(/[\u2068\u2069]/);
  // An option of a menu holds nothing but text.
  if (parts.length === 1 || element instanceof HTMLOptionElement) {
    element.textContent = parts.join("");
    return;
  }
  element.replaceChildren(
    ...parts.map((part, k) => {
      if (k % 2 === 0) return part;
      const name = document.createElement("bdi");
      name.textContent = part;
      return name;
    }),
  );
}

/**
 * Names an element for those who do not see it.
 *
 * @param {Element} element
 * @param {Text} text
 */
export function putLabel(element, text) {
  labels.set(element, text);
  element.setAttribute("data-live", "");
  element.setAttribute("aria-label", plain(text));
}

/** A text without the characters that set names apart. @param {Text} text */
function plain(text) {
  return text(words()).replace(/[\u2068\u2069]/g, "");
}

/**
 * Says everything below `root` in the language that is spoken: what stands in index.html by its data-t, and what was
 * put.
 *
 * @param {ParentNode} root
 */
export function translate(root) {
  /** What has no words yet: see {@link addPart}. @param {string} selector */
  const all = (selector) =>
    Array.from(root.querySelectorAll(selector)).filter((element) => !element.closest("[data-on-demand]"));
  for (const element of all("[data-t]")) element.textContent = said(element.getAttribute("data-t"));
  for (const element of all("[data-t-label]")) {
    element.setAttribute("aria-label", said(element.getAttribute("data-t-label")));
  }
  for (const element of all("[data-t-placeholder]")) {
    element.setAttribute("placeholder", said(element.getAttribute("data-t-placeholder")));
  }
  for (const element of root.querySelectorAll("[data-live]")) {
    const text = texts.get(element);
    if (text) fill(element, text(words()));
    const label = labels.get(element);
    if (label) element.setAttribute("aria-label", plain(label));
  }
}

/**
 * Speaks another language from now on, and after a reload too.
 *
 * @param {Language} chosen
 */
export async function speak(chosen) {
  await load(chosen);
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  show();
  // What was announced in the other language was heard already.
  document.getElementById("said")?.replaceChildren();
  changes.dispatchEvent(new Event("change"));
}

/** @param {() => void} act after the language changed, where a text cannot be put */
export function onLanguage(act) {
  changes.addEventListener("change", act);
}

/** Loads what the first view does not need, so that it is there without a network. */
export async function loadLanguages() {
  const [{ default: reasons }] = await Promise.all([import("./en-reasons.js"), load("ko"), load("en")]);
  Object.assign(en.reasons, reasons);
  // An error that is shown already may have its reason now.
  if (language() === "en") translate(document);
}

/**
 * Adds words, and says what stands in the part of the page that needs them.
 *
 * @param {HTMLElement} part with the attribute data-on-demand
 * @param {Partial<Words>} words
 */
export function addPart(part, words) {
  addWords(words);
  part.removeAttribute("data-on-demand");
  translate(part);
}

function show() {
  translate(document);
  showTemplates();
}

function showTemplates() {
  for (const template of document.querySelectorAll("template")) translate(template.content);
}

/**
 * @param {string | null} path such as "you.title"
 */
function said(path) {
  /** @type {unknown} */
  let found = words();
  for (const name of (path ?? "").split(".")) found = /** @type {Record<string, unknown>} */ (found)?.[name];
  if (typeof found !== "string") throw new Error(`there is no text ${path}`);
  return found;
}

// What index.html shows first is written in English. The rest of it has no text yet.
if (language() === "en") {
  for (const part of document.querySelectorAll("[data-later]")) translate(part);
  showTemplates();
} else {
  await load(language());
  show();
}
delete document.documentElement.dataset.blank;
