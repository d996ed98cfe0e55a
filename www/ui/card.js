import { clone } from "./dom.js";
import { emblem } from "./emblem.js";
import { put } from "../i18n/language.js";

/** @typedef {ReturnType<typeof import("./dom.js").clone>} Clone */

/**
 * A copy of the template of an entry in the rail, with the head of its side sheet.
 *
 * @param {string} id
 */
export function cloneEntry(id) {
  const card = clone(id);
  card.slot("side", HTMLElement).prepend(...clone("side-head").root.children);
  return card;
}

/**
 * What every entry of the rail shows of a key: emblem, name, and in its side sheet the fingerprint and the key as PEM.
 *
 * @param {Clone} card
 * @param {{ name: string, fingerprint: string, publicKey: string }} key
 */
export function fillCard({ root, slot }, key) {
  for (const place of ["emblem", "side-emblem"]) slot(place, HTMLElement).replaceChildren(emblem(key.fingerprint));
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
  for (const place of ["name", "side-name"]) put(slot(place, HTMLElement), name);
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
