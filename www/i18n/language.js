// Which language the page is in, and the texts in its elements, which are translated when the visitor chooses another
// language.
import en from "./en.js";
import { apart } from "./format.js";

/** @typedef {typeof en} Words Everything the page says, in one language. */
/** @typedef {(words: Words) => string} Text A text, made from the words of the language in which it is shown. */
/** @typedef {"en" | "ko"} Language */

/** The tables that are loaded. @type {Partial<Record<Language, Words>>} */
const tables = { en };

/**
 * Loads the table of a language; of English, whose table is part of the first view, the texts of "How it works".
 *
 * @param {Language} name
 */
async function load(name) {
  if (name === "ko") tables.ko ??= (await import("./ko.js")).default;
  else addWords((await import("./en/how.js")).default);
}

/**
 * Adds words to the English table, of which parts are loaded later. The Korean table has all words.
 *
 * @param {Partial<Words>} part
 */
export function addWords(part) {
  Object.assign(en, part);
}
const storageKey = "sealpost language";
/** The texts of elements that were set by `put`. @type {WeakMap<Element, Text>} */
const texts = new WeakMap();
/** The labels of elements that were set by `putLabel`. @type {WeakMap<Element, Text>} */
const labels = new WeakMap();
const changes = new EventTarget();

/** @returns {Language} */
export function language() {
  return document.documentElement.lang === "ko" ? "ko" : "en";
}

/** The words of the page's language. */
export function words() {
  return tables[language()] ?? en;
}

/**
 * Puts a text into an element, and translates it when the language changes.
 *
 * @param {Element} element
 * @param {Text | string} text a string is somebody's own words, such as a name, which are not translated
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
  // An <option> can hold only text.
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
 * Sets an element's label for screen readers, and translates it when the language changes.
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
 * Translates everything below `root` into the page's language: the texts that data-t, data-t-label and
 * data-t-placeholder name in index.html, and those that `put` and `putLabel` have set.
 *
 * @param {ParentNode} root
 */
export function translate(root) {
  /** The matches outside the parts whose words are not loaded yet: see {@link addPart}. @param {string} selector */
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
 * Changes the page's language, and stores the choice for the next visit.
 *
 * @param {Language} chosen
 */
export async function speak(chosen) {
  await load(chosen);
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(storageKey, chosen);
  } catch {
    // The browser refuses storage: the next visit begins in the browser's language.
  }
  show();
  // The last announcement was read out in the other language: it is not repeated in this one.
  document.getElementById("said")?.replaceChildren();
  changes.dispatchEvent(new Event("change"));
}

/**
 * For texts that `put` cannot set.
 *
 * @param {() => void} act called after each change of the language
 */
export function onLanguage(act) {
  changes.addEventListener("change", act);
}

/** Loads the words that the first view does not need, so that they are there without a network. */
export async function loadLanguages() {
  const [{ default: reasons }] = await Promise.all([import("./en/reasons.js"), load("ko"), load("en")]);
  Object.assign(en.reasons, reasons);
  // For an error that is already shown there may now be the more exact text of its reason.
  if (language() === "en") translate(document);
}

/**
 * Adds English words, and fills in the part of the page that needs them.
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
 * The text at a path in the table of the page's language. Throws if there is none.
 *
 * @param {string | null} path such as "you.title"
 */
function said(path) {
  /** @type {unknown} */
  let found = words();
  for (const name of (path ?? "").split(".")) found = /** @type {Record<string, unknown>} */ (found)?.[name];
  if (typeof found !== "string") throw new Error(`there is no text ${path}`);
  return found;
}

// The build has written the English text of what is shown first into index.html. The parts marked data-later have no
// text yet.
if (language() === "en") {
  for (const part of document.querySelectorAll("[data-later]")) translate(part);
  showTemplates();
} else {
  await load(language());
  show();
}
delete document.documentElement.dataset.blank;
