import { byId, clone } from "../ui/dom.js";
import { utf8 } from "../codec/bytes.js";
import { language, put, putLabel, words } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * The list of what the visitor has copied, saved, shared or handed to another window since the page was loaded or the
 * list was emptied. It is kept in memory only, because it names people.
 */
export class Wire {
  #list = byId("wire-list", HTMLOListElement);
  #empty = byId("wire-empty", HTMLParagraphElement);
  #summary = byId("wire-left", HTMLElement);
  #since = new Date(performance.timeOrigin);

  constructor() {
    put(this.#empty, (words) => words.wire.empty(this.#since));
    this.#show();
  }

  /**
   * Adds an entry at the beginning of the list.
   *
   * @param {object} item
   * @param {Text} item.what
   * @param {"copied" | "copiedLink" | "saved" | "handed" | "shared"} item.how
   * @param {number} item.bytes
   * @param {string} [item.text] the text that left; undefined if it is private and must not be shown
   */
  add({ what, how, bytes, text }) {
    const { root, slot } = clone("wire-item");
    const now = new Date();
    const time = slot("time", HTMLTimeElement);
    time.dateTime = now.toISOString();
    put(time, (words) => words.clock(now));
    put(slot("what", HTMLElement), what);
    put(slot("how", HTMLElement), (words) => words.wire[how]);
    put(slot("bytes", HTMLElement), (words) => words.size(bytes));
    const body = slot("text", HTMLTextAreaElement);
    putLabel(body, what);
    body.value = text === undefined ? words().wire.notShown : words().inPart(text);
    body.lang = text === undefined ? language() : "";
    if (text === undefined) root.dataset.private = "";
    this.#list.prepend(root);
    this.#show();
  }

  /**
   * Adds code that was copied, in which the message or the values are that it works on.
   *
   * @param {string} code
   * @param {boolean} [isPrivate] whether a plaintext is in it
   */
  addCode(code, isPrivate = false) {
    const text = isPrivate ? {} : { text: code };
    this.add({ what: (words) => words.wire.code, how: "copied", bytes: utf8(code).length, ...text });
  }

  /** Empties the list. The summary then says since when it is counted: since now. */
  clear() {
    this.#list.replaceChildren();
    this.#since = new Date();
    this.#show();
  }

  #show() {
    const count = this.#list.childElementCount;
    const since = this.#since;
    this.#empty.hidden = count > 0;
    put(this.#empty, (words) => words.wire.empty(since));
    put(this.#summary, (words) => words.wire.left(count, since));
  }
}
