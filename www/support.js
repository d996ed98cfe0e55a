import { missing } from "./text.js";

/**
 * What this browser lacks that the page cannot do without, in words.
 *
 * @returns {string[]}
 */
export function whatIsMissing() {
  const found = [];
  if (typeof WebAssembly !== "object") found.push(missing.webAssembly);
  if (typeof globalThis.crypto?.getRandomValues !== "function") found.push(missing.random);
  if (typeof Worker !== "function") found.push(missing.workers);
  return found;
}

/**
 * What works, but not as it should, in words.
 *
 * @returns {string[]}
 */
export function whatIsWeak() {
  return globalThis.isSecureContext ? [] : [missing.secureContext];
}

/**
 * A standing notice above the rooms.
 *
 * @param {string} text
 */
export function notice(text) {
  const paragraph = document.createElement("p");
  paragraph.className = "notice";
  paragraph.textContent = text;
  document.getElementById("notices")?.append(paragraph);
}
