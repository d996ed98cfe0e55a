import { onLanguage, put, words } from "../i18n/language.js";

/** @typedef {import("../app/book.js").Book} Book */

/**
 * Keeps a menu filled with everybody a ciphertext can be for. It turns to a person just added, but never away from a
 * choice made by hand.
 *
 * @param {HTMLSelectElement} menu
 * @param {Book} book
 * @param {() => void} shown
 */
export function mountMenu(menu, book, shown) {
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
