import { showFingerprint } from "../ui/card.js";
import { element, run, say } from "../ui/dom.js";
import { utf8 } from "../codec/bytes.js";
import { codeOf } from "../errors/explain.js";
import { addWords, put } from "../i18n/language.js";
import { VerifyingKey } from "../sealpost/index.js";
import letters from "../i18n/en/letters.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 * @typedef {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} Slot
 * @typedef {import("../errors/problem.js").Problem} Problem
 */

/**
 * The part of a key's side sheet that says whether letters from this key are signed, and adds a signing key to a key
 * that has none.
 *
 * @param {App} app
 * @param {Slot} slot
 * @param {() => KeyEntry} current the key as it is now
 * @param {Problem} problem
 */
export function mountSigningKey(app, slot, current, problem) {
  addWords(letters);
  const part = new SigningKeyPart(app, slot, current, problem);
  const show = () => part.show();
  app.ready.then(show, show);
  return part;
}

class SigningKeyPart {
  #app;
  #slot;
  #current;
  #problem;
  #text;
  #form;
  #field;
  #button;
  #fingerprint = element("p", "fingerprint");
  /** Whether the signing key was added here. If so, the text says what that means. */
  #isNew = false;

  /**
   * @param {App} app
   * @param {Slot} slot
   * @param {() => KeyEntry} current
   * @param {Problem} problem
   */
  constructor(app, slot, current, problem) {
    this.#app = app;
    this.#slot = slot;
    this.#current = current;
    this.#problem = problem;
    this.#text = slot("signing-text", HTMLElement);
    this.#form = slot("signing-form", HTMLFormElement);
    this.#field = slot("signing-field", HTMLInputElement);
    this.#button = slot("signing-add", HTMLButtonElement);
    this.#text.after(this.#fingerprint);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  /** The element that has to get the focus so that the visitor can add a signing key. */
  get control() {
    if (this.#current().locked) return this.#slot("unlock-field", HTMLInputElement);
    return this.#asks ? this.#field : this.#button;
  }

  /** Whether adding a signing key takes the key's passphrase, under which both keys are then encrypted. */
  get #asks() {
    return this.#current().protection === "passphrase";
  }

  show() {
    const { name, signing, locked } = this.#current();
    this.#form.hidden = signing !== null || locked;
    this.#slot("signing-passphrase", HTMLElement).hidden = !this.#asks;
    const text = signing ? "has" : locked ? "locked" : "none";
    put(this.#text, ({ signing: words }) => (this.#isNew && signing ? words.added(name) : words[text]));
    const digest = signing ? fingerprintOf(signing.publicKey) : "";
    this.#fingerprint.hidden = !digest;
    showFingerprint(this.#fingerprint, digest);
  }

  async #add() {
    const { name } = this.#current();
    if (this.#asks && !this.#field.value) return this.#problem.show((words) => words.protect.needed, this.#field);
    try {
      await this.#search();
    } catch (error) {
      if (codeOf(error) === "aborted") return say((words) => words.page.cancelled);
      return this.#problem.showError(error, "anywhere", this.#field);
    }
    this.#field.value = "";
    this.#problem.clear();
    this.#isNew = true;
    this.show();
    this.#text.focus();
    say((words) => words.signing.added(name));
  }

  /** Has the keyring make the signing key, which the visitor can cancel. */
  async #search() {
    const { id } = this.#current();
    const asks = this.#asks;
    const passphrase = utf8(this.#field.value);
    const view = {
      button: this.#button,
      cancel: this.#slot("signing-cancel", HTMLButtonElement),
      status: this.#slot("signing-status", HTMLElement),
      running: (/** @type {number} */ seconds) => (/** @type {import("../i18n/language.js").Words} */ words) =>
        words.signing.making(seconds),
    };
    try {
      const keyring = await this.#app.keyring;
      await run(view, (signal) => keyring.addSigningKey(id, asks ? { passphrase, signal } : { signal }));
    } finally {
      passphrase.fill(0);
    }
  }
}

/** @param {string} publicKey of a signing key, in PEM */
function fingerprintOf(publicKey) {
  try {
    const key = VerifyingKey.parse(publicKey);
    const fingerprint = key.fingerprint();
    key.free();
    return fingerprint;
  } catch {
    // The module is broken, and the page has shown an error.
    return "";
  }
}
