import { byId } from "../ui/dom.js";
import { emblem } from "../ui/emblem.js";
import { put } from "../i18n/language.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {import("../letters/open-letter.js").Text} Received
 * @typedef {object} Said What the page says of a sender.
 * @property {Text} title
 * @property {Text} text
 * @property {"verified" | "unverified" | ""} mark
 * @property {{ id: string, fingerprint: string }} [whose] the person or key whose emblem is shown
 * @property {boolean} [ask] whether verifying is offered
 * @property {boolean} [loud] whether it is shown as a warning
 */

/** If a letter's time is ahead of the reader's clock by more than this (48 hours in milliseconds), the page warns. */
const ahead = 48 * 3_600_000;

/**
 * Who signed an opened letter, above its text. The page finds the sender among one's own keys and people, by the key
 * that verified the signature: a name or another key in the letter makes nobody known.
 */
export class Sender {
  #app;
  #place = byId("opened-sender", HTMLElement);
  #verify = byId("sender-verify", HTMLButtonElement);
  /** @type {{ letter: Received, isFile: boolean } | undefined} */
  #shown;

  /**
   * @param {App} app
   * @param {(id: string) => void} verify opens the side sheet with somebody's safety number
   */
  constructor(app, verify) {
    this.#app = app;
    this.#verify.addEventListener("click", () => {
      const person = this.#person();
      if (person) verify(person.id);
    });
    // The sender may be verified, renamed or removed while the letter is shown.
    app.book.addEventListener("change", () => this.#show());
  }

  /** @param {Received} letter @param {boolean} isFile */
  show(letter, isFile) {
    this.#shown = { letter, isFile };
    this.#show();
  }

  hide() {
    this.#shown = undefined;
  }

  /** The id of the person who signed the letter. */
  get id() {
    return this.#person()?.id;
  }

  #person() {
    const id = this.#shown?.letter.sender?.id;
    return id === undefined ? undefined : this.#app.book.people.find(({ signing }) => signing === id);
  }

  #show() {
    if (!this.#shown) return;
    const { letter, isFile } = this.#shown;
    const { title, text, mark, whose, ask, loud } = this.#said(letter);
    put(byId("sender-title", HTMLElement), title);
    put(byId("sender-text", HTMLElement), text);
    const place = byId("sender-mark", HTMLElement);
    put(place, mark && (({ verify }) => (mark === "verified" ? verify.isVerified : verify.isNot)));
    place.toggleAttribute("data-verified", mark === "verified");
    byId("sender-emblem", HTMLElement).replaceChildren(...(whose ? [emblem(whose.fingerprint)] : []));
    this.#verify.hidden = !ask;
    this.#place.toggleAttribute("data-warning", Boolean(loud));
    const notes = letter.sender ? notesOn(letter, letter.sender, this.#person(), isFile) : [];
    byId("sender-notes", HTMLElement).replaceChildren(...notes.map(noteElement));
  }

  /** @param {Received} letter @returns {Said} */
  #said({ sender }) {
    const { keys, people } = this.#app.book;
    if (!sender) return unsigned(people);
    const own = keys.find(({ signing }) => signing?.id === sender.id);
    if (own) {
      return {
        title: ({ letters }) => letters.own(own.name),
        text: ({ letters }) => letters.ownText,
        mark: "",
        whose: own,
      };
    }
    const person = this.#person();
    // Bob, in the practice, knows nobody. His page does not warn of the visitor, whose letter he expects.
    return person ? signedBy(person) : { ...stranger, loud: !this.#app.practice };
  }
}

/**
 * A letter without a signature: nobody knows who wrote it. As soon as the visitor knows people who sign their letters,
 * this is a warning, because the letter may claim to be from one of them.
 *
 * @param {Person[]} people
 * @returns {Said}
 */
function unsigned(people) {
  const names = people.filter(({ signing }) => signing).map(({ name }) => name);
  return {
    title: ({ letters }) => letters.unsigned,
    text: ({ letters }) => (names.length > 0 ? letters.unsignedAmong(names) : letters.unproven),
    mark: "",
    loud: names.length > 0,
  };
}

/** A letter that a known person signed. @param {Person} person @returns {Said} */
function signedBy(person) {
  const { name, verified, verifiedBefore } = person;
  const about = { title: /** @type {Text} */ (({ letters }) => letters.signedBy(name)), whose: person };
  if (verified) return { ...about, text: ({ letters }) => letters.compared(name, verified), mark: "verified" };
  /** @type {Text} */
  const text = ({ letters }) => (verifiedBefore ? letters.comparedBefore(name) : letters.notCompared(name));
  return { ...about, text, mark: "unverified", ask: true };
}

/** A letter that somebody unknown signed. @type {Said} */
const stranger = {
  title: ({ letters }) => letters.stranger,
  text: ({ letters }) => letters.strangerText,
  mark: "",
};

/**
 * When the letter was signed, whether it was read before, and what is wrong with it.
 *
 * @param {Received} letter
 * @param {NonNullable<Received["sender"]>} sender
 * @param {Person | undefined} person
 * @param {boolean} isFile
 * @returns {{ text: Text, loud?: boolean }[]}
 */
function notesOn({ delivery, writer }, { signedAt }, person, isFile) {
  const isAhead = signedAt.getTime() - Date.now() > ahead;
  /** @type {{ text: Text, loud?: boolean }[]} */
  const notes = [
    { text: ({ letters }) => (isAhead ? letters.ahead(signedAt) : letters.signedAt(signedAt)), loud: isAhead },
  ];
  if (isFile) notes.push({ text: ({ letters }) => letters.fileName });
  if (!person) return notes;
  const { name } = person;
  const readAt = delivery?.readAt ?? new Date();
  if (delivery?.state === "repeated") notes.push({ text: ({ letters }) => letters.repeated(readAt) });
  if (delivery?.state === "conflicting") {
    notes.push({ text: ({ letters }) => letters.conflicting(name, readAt), loud: true });
  }
  if (delivery?.state === "unknown") notes.push({ text: ({ letters }) => letters.forgotten });
  // The person may have been added since the letter was opened.
  if (writer?.encryption && writer.encryption !== person.id)
    notes.push({ text: ({ letters }) => letters.otherKey(name), loud: true });
  return notes;
}

/** @param {{ text: Text, loud?: boolean }} note */
function noteElement({ text, loud }) {
  const item = document.createElement("li");
  item.className = loud ? "caution" : "hint";
  put(item, text);
  return item;
}
