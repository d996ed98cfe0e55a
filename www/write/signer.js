import { byId } from "../ui/dom.js";
import { put } from "../i18n/language.js";

/** @typedef {import("../app/book.js").KeyEntry} KeyEntry */

/**
 * The line of the sheet that says who signs the letter: an own key that has a signing key, or nobody. A letter is
 * signed unless the visitor chooses otherwise. If no own key has a signing key, the line offers to add one.
 */
export class Signer {
  #app;
  #place = byId("signing", HTMLElement);
  #field = byId("signer-field", HTMLElement);
  #menu = byId("signer", HTMLSelectElement);
  #none = byId("signing-none", HTMLElement);
  /** The id of the chosen key; empty for nobody; undefined if nothing was chosen. @type {string | undefined} */
  #chosen;
  /** Whether `chooseForReply` chose the key. */
  #isForReply = false;

  /**
   * @param {import("../main.js").App} app
   * @param {(id: string) => void} addSigningKey shows where a key gets a signing key
   */
  constructor(app, addSigningKey) {
    this.#app = app;
    this.#menu.addEventListener("change", () => {
      this.#chosen = this.#menu.value;
      this.#isForReply = false;
    });
    byId("signing-add", HTMLButtonElement).addEventListener("click", () => {
      const [key] = app.book.keys;
      if (key) addSigningKey(key.id);
    });
    app.book.addEventListener("change", () => this.#show());
    this.#show();
  }

  /** The key that signs. @returns {KeyEntry | undefined} */
  get key() {
    return this.#signers().find(({ id }) => id === this.#menu.value);
  }

  /** Has nobody sign the letter. */
  drop() {
    this.#chosen = "";
    this.#show();
  }

  /**
   * Chooses the key that a letter was for to sign the reply: another key would tell the reader that both keys belong to
   * the same person.
   *
   * @param {string} id
   */
  chooseForReply(id) {
    if (!this.#signers().some((key) => key.id === id)) return;
    this.#chosen = id;
    this.#isForReply = true;
    this.#show();
  }

  /** To be called before the next letter: drops the choice that nobody signs, and a choice made for a reply. */
  release() {
    if (this.#chosen === "" || this.#isForReply) this.#chosen = undefined;
    this.#isForReply = false;
    this.#show();
  }

  #signers() {
    return this.#app.book.keys.filter(({ signing }) => signing);
  }

  #show() {
    const signers = this.#signers();
    const [first] = this.#app.book.keys;
    const nobody = new Option("", "");
    put(nobody, (words) => words.write.nobodySigns);
    this.#menu.replaceChildren(...signers.map(({ id, name }) => new Option(name, id)), nobody);
    const isThere = this.#chosen === "" || signers.some(({ id }) => id === this.#chosen);
    this.#menu.value = (isThere ? this.#chosen : signers[0]?.id) ?? "";
    this.#field.hidden = signers.length === 0;
    this.#none.hidden = signers.length > 0;
    this.#place.hidden = !first || (this.#app.practice && signers.length === 0);
    const [text] = this.#none.children;
    if (text && first) put(text, (words) => words.write.cannotSign(first.name));
  }
}
