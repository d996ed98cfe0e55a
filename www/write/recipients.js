import { byId, clone } from "../ui/dom.js";
import { emblem } from "../ui/emblem.js";
import { onLanguage, put, words } from "../i18n/language.js";

/** @typedef {import("../app/book.js").Book} Book */

/**
 * The row of people a letter is for, each to be chosen or not. It turns to a person just added, but never away from a
 * choice made by hand, nor from somebody to whom a text is begun. Oneself is chosen with others, so that one can read
 * what one sent.
 *
 * @param {Book} book
 * @param {() => boolean} begun whether something is written already
 */
export function furnishChips(book, begun) {
  const place = byId("recipients", HTMLElement);
  const none = byId("recipients-none", HTMLElement);
  /** @type {Map<string, boolean>} by id, whether it was chosen */
  let chosen = new Map();
  let byHand = false;

  const show = () => {
    const before = chosen;
    const { recipients, people, keys } = book;
    const added = people.filter(({ id }) => !before.has(id)).at(-1);
    const turn = added && !byHand && !(begun() && people.some(({ id }) => before.get(id)));
    chosen = new Map(
      recipients.map(({ id, own }) => [
        id,
        own ? (before.get(id) ?? id === keys[0]?.id) : turn ? id === added.id : (before.get(id) ?? false),
      ]),
    );
    place.replaceChildren(
      ...recipients.map((recipient) => {
        const { root, slot } = clone("chip");
        const box = root.querySelector("input");
        if (box) {
          box.value = recipient.id;
          box.checked = chosen.get(recipient.id) ?? false;
        }
        slot("emblem", HTMLElement).append(emblem(recipient.fingerprint));
        const name = slot("name", HTMLElement);
        put(name, recipient.own ? (words) => words.messages.self(recipient.name) : recipient.name);
        return root;
      }),
    );
    none.hidden = recipients.length > 0;
  };
  place.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    byHand = true;
    chosen.set(event.target.value, event.target.checked);
  });
  book.addEventListener("change", show);
  show();

  return {
    /** Who is chosen, people first. */
    chosen: () => book.recipients.filter(({ id }) => chosen.get(id)),
    /** @param {string[]} ids these people, and no other; oneself stays as it is */
    choose(ids) {
      byHand = true;
      for (const { id } of book.people) chosen.set(id, ids.includes(id));
      show();
    },
    /** What was chosen was for the message that is done. */
    release() {
      byHand = false;
    },
    first: () => place.querySelector("input"),
  };
}

/**
 * Keeps a menu filled with everybody a ciphertext can be for. It turns to a person just added, but never away from a
 * choice made by hand.
 *
 * @param {HTMLSelectElement} menu
 * @param {Book} book
 * @param {() => void} shown
 */
export function furnishMenu(menu, book, shown) {
  let byHand = false;
  /** @type {Set<string>} ids of the people in the menu */
  let known = new Set();
  const show = () => {
    const chosen = menu.value;
    const added = book.people.find(({ id }) => !known.has(id));
    known = new Set(book.people.map(({ id }) => id));
    fillMenu(menu, book);
    if (!book.recipient(chosen)) byHand = false;
    else menu.value = chosen;
    if (added && !byHand) menu.value = added.id;
    shown();
  };
  book.addEventListener("change", show);
  onLanguage(show);
  menu.addEventListener("change", () => {
    byHand = true;
  });
  show();
}

/**
 * @param {HTMLSelectElement} menu
 * @param {Book} book
 */
function fillMenu(menu, book) {
  /** @param {string} name @param {import("../app/book.js").Recipient[]} members */
  const group = (name, members) => {
    const element = document.createElement("optgroup");
    element.label = name;
    element.append(
      ...members.map(({ id, name, own }) => {
        const option = new Option("", id);
        put(option, own ? (words) => words.messages.self(name) : name);
        return option;
      }),
    );
    return element;
  };
  const { recipients } = book;
  const people = recipients.filter(({ own }) => !own);
  const self = recipients.filter(({ own }) => own);
  const groups = [];
  if (people.length > 0) groups.push(group(words().oaep.people, people));
  if (self.length > 0) groups.push(group(words().oaep.yourself, self));
  const nobody = new Option("", "");
  put(nobody, (words) => words.oaep.nobody);
  menu.replaceChildren(...(groups.length > 0 ? groups : [nobody]));
}
