import { PublicKey, safetyNumber } from "../sealpost/index.js";
import { put } from "../i18n/language.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../main.js").App} App
 */

/** The part of a person's side sheet with the safety number, by which two people compare their keys. */
export class Verifying {
  #app;
  #slot;
  #person;
  #problem;
  #own;
  /** The id of the person who, as the visitor said, has no signing key. @type {string | undefined} */
  #withoutSigning;

  /**
   * @param {App} app
   * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
   * @param {() => Person} person
   * @param {import("../errors/problem.js").Problem} problem
   * @param {(verified: boolean) => void} decide called with true when the visitor says that the numbers are the
   * same, and with false when the visitor takes that back
   */
  constructor(app, slot, person, problem, decide) {
    this.#app = app;
    this.#slot = slot;
    this.#person = person;
    this.#problem = problem;
    this.#own = slot("own", HTMLSelectElement);
    this.#own.addEventListener("change", () => this.#compare());
    slot("none-signs", HTMLButtonElement).addEventListener("click", () => {
      this.#withoutSigning = person().id;
      this.#compare();
      slot("verify-yes", HTMLButtonElement).focus();
    });
    slot("verify-yes", HTMLButtonElement).addEventListener("click", () => decide(true));
    slot("verify-no", HTMLButtonElement).addEventListener("click", () => decide(false));
  }

  /** Shows the safety number, or says what is missing for it. */
  show() {
    const { keys } = this.#app.book;
    const panel = this.#slot("verify-panel", HTMLElement);
    panel.hidden = true;
    if (keys.length === 0) {
      const mended = () => this.#app.book.keys.length > 0;
      return this.#problem.show((words) => words.verify.keyNeeded, undefined, {
        at: this.#app.book,
        event: "change",
        mended,
      });
    }
    this.#problem.clear();
    const chosen = this.#own.value;
    this.#own.replaceChildren(...keys.map(({ id, name }) => new Option(name, id)));
    if (keys.some(({ id }) => id === chosen)) this.#own.value = chosen;
    this.#slot("own-field", HTMLElement).hidden = keys.length === 1;
    panel.hidden = !this.#compare();
  }

  /** Shows the number anew. To be called after the person has changed: another signing key has another number. */
  update() {
    if (!this.#slot("verify-panel", HTMLElement).hidden) this.#compare();
  }

  /**
   * Shows the safety number, or asks whether the person has a signing key if that is not known. Returns whether one of
   * them is shown.
   */
  #compare() {
    const own = this.#app.book.keys.find(({ id }) => id === this.#own.value);
    if (!own) return false;
    const person = this.#person();
    const { name, id } = person;
    const isMissing = own.signing !== null && !person.signing && this.#withoutSigning !== id;
    this.#slot("verify-none", HTMLElement).hidden = !isMissing;
    for (const place of ["number", "verify-text", "verify-yes"]) this.#slot(place, HTMLElement).hidden = isMissing;
    if (isMissing) {
      put(this.#slot("none-text", HTMLElement), (words) => words.verify.noSigning(name));
      put(this.#slot("none-signs", HTMLElement), (words) => words.verify.noneSigns(name));
      return true;
    }
    try {
      showNumber(this.#slot("number", HTMLElement), pairNumber(own, person));
    } catch (error) {
      this.#problem.showError(error, "anywhere");
      return false;
    }
    put(this.#slot("verify-text", HTMLElement), (words) => words.verify.text(name, own.name));
    return true;
  }
}

/** The safety number of two people's keys. @param {import("../app/book.js").KeyEntry} own @param {Person} person */
function pairNumber(own, person) {
  const [a, b] = [PublicKey.parse(own.publicKey), PublicKey.parse(person.publicKey)];
  try {
    return safetyNumber(identity(a, own.signing?.id), identity(b, person.signing));
  } finally {
    for (const key of [a, b]) key.free();
  }
}

/** @param {PublicKey} encryption @param {string | null | undefined} signing */
const identity = (encryption, signing) => (signing ? { encryption, signing } : { encryption });

/**
 * Shows a safety number in groups of five digits, which CSS sets apart.
 *
 * @param {HTMLElement} place
 * @param {string} number
 */
function showNumber(place, number) {
  const groups = number.match(/\d{5}/g) ?? [];
  place.replaceChildren(
    ...groups.map((group) => {
      const span = document.createElement("span");
      span.textContent = group;
      return span;
    }),
  );
}
