import { clone } from "./dom.js";
import { emblem } from "./emblem.js";
import { put } from "../i18n/language.js";

/** @typedef {ReturnType<typeof import("./dom.js").clone>} Clone */

/**
 * Copies the template of an entry of the rail, and adds the head of its side sheet.
 *
 * @param {string} id
 */
export function cloneEntry(id) {
  const card = clone(id);
  card.slot("side", HTMLElement).prepend(...clone("side-head").root.children);
  return card;
}

/**
 * Fills in what every entry of the rail (the list of one's own keys and of people) shows of a key: emblem and name, and
 * in the entry's side sheet the fingerprint and the public key as PEM.
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
 * Shows the name in an entry of the rail and in its side sheet.
 *
 * @param {Pick<Clone, "slot">} card
 * @param {string} name
 */
export function nameCard({ slot }, name) {
  for (const place of ["name", "side-name"]) put(slot(place, HTMLElement), name);
}

/**
 * Shows a fingerprint in groups of four characters, which CSS sets apart, so that a visitor who selects and copies the
 * text gets the fingerprint without spaces.
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
