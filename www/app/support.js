import { put } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * Sentences about what this browser lacks and the page cannot work without. Empty if nothing is missing.
 *
 * @returns {Text[]}
 */
export function whatIsMissing() {
  /** @type {Text[]} */
  const found = [];
  if (typeof WebAssembly !== "object") found.push((words) => words.missing.webAssembly);
  if (typeof globalThis.crypto?.getRandomValues !== "function") found.push((words) => words.missing.random);
  if (typeof Worker !== "function") found.push((words) => words.missing.workers);
  if (found.length > 0) found.push((words) => words.missing.works);
  return found;
}

/**
 * Sentences about what limits the page in this browser, such as storage that is missing. Empty if nothing does.
 *
 * @returns {Text[]}
 */
export function whatIsWeak() {
  /** @type {Text[]} */
  const found = [];
  if (!globalThis.isSecureContext) found.push((words) => words.missing.secureContext);
  else if (!globalThis.indexedDB) found.push((words) => words.missing.database);
  return found;
}

/**
 * Adds a notice above the views, which stays there, and returns its element.
 *
 * @param {Text} text
 */
export function notice(text) {
  const paragraph = document.createElement("p");
  paragraph.className = "notice";
  put(paragraph, text);
  document.getElementById("notices")?.append(paragraph);
  return paragraph;
}
