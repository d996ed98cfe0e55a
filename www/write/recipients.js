import { byId, clone } from "../ui/dom.js";
import { emblem } from "../ui/emblem.js";
import { put, putLabel } from "../i18n/language.js";

/** @typedef {import("../app/book.js").Book} Book */
/** @typedef {import("../app/book.js").Recipient} Recipient */

/**
 * The row of people a letter is for, each to be chosen or not. It turns to a person just added, but never away from a
 * choice made by hand, nor from somebody to whom a text is begun. Oneself is chosen with others, so that one can read
 * what one sent. Dispatches "change" when another choice is made.
 */
export class Chips extends EventTarget {
  #book;
  #begun;
  #place = byId("recipients", HTMLElement);
  #none = byId("recipients-none", HTMLElement);
  /** @type {Map<string, boolean>} by id, whether it was chosen */
  #chosen = new Map();
  #byHand = false;

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

  /** Who is chosen, people first. */
  chosen() {
    return this.#book.recipients.filter(({ id }) => this.#chosen.get(id));
  }

  /** @param {string[]} ids these people, and no other; oneself stays as it is */
  choose(ids) {
    this.#byHand = true;
    for (const { id } of this.#book.people) this.#chosen.set(id, ids.includes(id));
    this.show();
  }

  /** Makes the choice that was made before a reload. @param {string[]} ids these people and keys, and no others */
  restore(ids) {
    for (const { id } of this.#book.keys) this.#chosen.set(id, ids.includes(id));
    this.choose(ids);
  }

  /**
   * Chooses the reader of a reply, and oneself by the key that the letter was for. Without a reader nobody is chosen: a
   * reply is for nobody else.
   *
   * @param {string | undefined} reader
   * @param {string} own
   */
  chooseForReply(reader, own) {
    for (const { id } of this.#book.keys) this.#chosen.set(id, reader !== undefined && id === own);
    this.choose(reader === undefined ? [] : [reader]);
  }

  /** What was chosen was for the message that is done. */
  release() {
    this.#byHand = false;
  }

  first() {
    return this.#place.querySelector("input");
  }

  show() {
    const before = this.#chosen;
    const { recipients, people, keys, guest } = this.#book;
    const added = people.filter(({ id }) => !before.has(id)).at(-1);
    const begun = this.#begun() && people.some(({ id }) => before.get(id));
    const turnTo = this.#byHand || begun ? undefined : (guest ?? added)?.id;
    this.#chosen = new Map(
      recipients.map(({ id, own }) => {
        const usual = own ? id === keys[0]?.id : false;
        return [id, turnTo && !own ? id === turnTo : (before.get(id) ?? usual)];
      }),
    );
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
