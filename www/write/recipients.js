import { byId, clone } from "../ui/dom.js";
import { emblem } from "../ui/emblem.js";
import { put, putLabel } from "../i18n/language.js";

/** @typedef {import("../app/book.js").Book} Book */
/** @typedef {import("../app/book.js").Recipient} Recipient */

/**
 * The row of everybody for whom a letter can be sealed, each with a checkbox. A person who was just added is chosen
 * instead of the people chosen before, except after a choice by hand, or when a text to somebody has been begun. One's
 * own first key is chosen at first, so that the visitor can read what they sent. Dispatches "change" when the choice
 * changes, and after each change of the book.
 */
export class Chips extends EventTarget {
  #book;
  #begun;
  #place = byId("recipients", HTMLElement);
  #none = byId("recipients-none", HTMLElement);
  /** By the id of each recipient, whether it is chosen. @type {Map<string, boolean>} */
  #chosen = new Map();
  #byHand = false;
  /**
   * The ids of a restored choice that the book does not have: that of a guest, who comes later, or all if the vault
   * cannot be opened.
   *
   * @type {string[]}
   */
  #awaited = [];

  /**
   * @param {Book} book
   * @param {() => boolean} begun whether something is written already
   */
  constructor(book, begun) {
    super();
    this.#book = book;
    this.#begun = begun;
    this.#place.addEventListener("change", ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return;
      this.#byHand = true;
      this.#chosen.set(target.value, target.checked);
      this.dispatchEvent(new Event("change"));
    });
    book.addEventListener("change", () => this.show());
    this.show();
  }

  /** The chosen recipients: a guest, people, then own keys. */
  chosen() {
    return this.#book.recipients.filter(({ id }) => this.#chosen.get(id));
  }

  /** The ids of the chosen, and of those who were chosen before a reload and are not there yet. */
  get ids() {
    return [...this.chosen().map(({ id }) => id), ...this.#awaited];
  }

  /** Chooses these people or the guest, and nobody else. Own keys stay as they are. @param {string[]} ids */
  choose(ids) {
    this.#byHand = true;
    for (const { id, own } of this.#book.recipients) if (!own) this.#chosen.set(id, ids.includes(id));
    this.#awaited = ids.filter((id) => !this.#chosen.has(id));
    this.show();
  }

  /** Makes the choice that was made before a reload. @param {string[]} ids these people and keys, and no others */
  restore(ids) {
    for (const { id } of this.#book.keys) this.#chosen.set(id, ids.includes(id));
    this.choose(ids);
  }

  /**
   * Chooses the reader of a reply, and of the own keys the one that the letter was for. Without a reader nobody is
   * chosen: a reply is for nobody else.
   *
   * @param {string | undefined} reader
   * @param {string} own
   */
  chooseForReply(reader, own) {
    for (const { id } of this.#book.keys) this.#chosen.set(id, reader !== undefined && id === own);
    this.choose(reader === undefined ? [] : [reader]);
  }

  /** To be called when a letter is sealed: the choice by hand was for that letter. */
  release() {
    this.#byHand = false;
    this.#awaited = [];
  }

  /** The first checkbox. */
  first() {
    return this.#place.querySelector("input");
  }

  /** Shows the recipients in the book, and keeps or changes the choice as the description of the class says. */
  show() {
    const before = this.#chosen;
    const { recipients, people, keys, guest } = this.#book;
    const added = people.filter(({ id }) => !before.has(id)).at(-1);
    // The chosen may be a guest whom another one replaces: what was begun for the first is not for the second.
    const begun = this.#begun() && [...before].some(([id, chosen]) => chosen && !keys.some((key) => key.id === id));
    const turnTo = this.#byHand || begun ? undefined : (guest ?? added)?.id;
    this.#chosen = new Map(
      recipients.map(({ id, own }) => {
        const usual = own ? id === keys[0]?.id : this.#awaited.includes(id);
        return [id, turnTo && !own ? id === turnTo : (before.get(id) ?? usual)];
      }),
    );
    this.#awaited = this.#awaited.filter((id) => !this.#chosen.has(id));
    this.#place.replaceChildren(...recipients.map((recipient) => this.#chip(recipient)));
    this.#none.hidden = recipients.length > 0;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Recipient} recipient */
  #chip(recipient) {
    const { id, own, name, verified, practice } = recipient;
    const { root, slot } = clone("chip");
    const box = root.querySelector("input");
    if (box) {
      box.value = id;
      box.checked = this.#chosen.get(id) ?? false;
    }
    slot("emblem", HTMLElement).append(emblem(recipient.fingerprint));
    put(slot("name", HTMLElement), own ? (words) => words.messages.self(name) : name);
    const trust = slot("trust", HTMLElement);
    if (!own && !practice) put(trust, (words) => (verified ? words.verify.isVerified : words.verify.isNot));
    trust.toggleAttribute("data-verified", Boolean(verified));
    if (box) putLabel(box, (words) => (own ? words.messages.self(name) : words.write.chip(name, Boolean(verified))));
    return root;
  }
}
