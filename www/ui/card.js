import { emblem } from "./emblem.js";
import { put } from "../i18n/language.js";
import { apart } from "../i18n/format.js";

/** @typedef {ReturnType<typeof import("./dom.js").clone>} Clone */

/**
 * What every card shows of a key: emblem, name, facts, and the fingerprint in groups of four.
 *
 * @param {Clone} card
 * @param {{ name: string, fingerprint: string, publicKey: string }} key
 */
export function fillCard({ root, slot }, key) {
  slot("emblem", HTMLElement).replaceChildren(emblem(key.fingerprint));
  showFingerprint(slot("fingerprint", HTMLElement), key.fingerprint);
  slot("pem", HTMLTextAreaElement).value = key.publicKey;
  root.dataset.fingerprint = key.fingerprint;
  nameCard({ slot }, key.name);
}

/**
 * @param {Pick<Clone, "slot">} card
 * @param {string} name
 */
export function nameCard({ slot }, name) {
  put(slot("name", HTMLElement), name);
  put(slot("more-of", HTMLElement), () => `${apart(name)}: `);
}

/**
 * Groups are set apart by space on the screen, not by characters: what is copied is the fingerprint itself.
 *
 * @param {HTMLElement} place
 * @param {string} fingerprint
 */
export function showFingerprint(place, fingerprint) {
  const colon = fingerprint.indexOf(":") + 1;
  const groups = [fingerprint.slice(0, colon), ...(fingerprint.slice(colon).match(/.{1,4}/g) ?? [])];
  place.replaceChildren(
    ...groups.map((group) => {
      const span = document.createElement("span");
      span.textContent = group;
      return span;
    }),
  );
}
