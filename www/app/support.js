import { put } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * What this browser lacks that the page cannot do without, in words.
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
 * What works, but not as it should, in words.
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
 * A standing notice above the views.
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
