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

  /**
   * @param {App} app
   * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
   * @param {() => Person} person
   * @param {import("../errors/problem.js").Problem} problem
   * @param {(verified: boolean) => void} decide
   */
  constructor(app, slot, person, problem, decide) {
    this.#app = app;
    this.#slot = slot;
    this.#person = person;
    this.#problem = problem;
    this.#own = slot("own", HTMLSelectElement);
    this.#own.addEventListener("change", () => this.#compare());
    slot("verify-yes", HTMLButtonElement).addEventListener("click", () => decide(true));
    slot("verify-no", HTMLButtonElement).addEventListener("click", () => decide(false));
  }

  /** Shows the number, or says what is missing. */
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

  /** Returns whether there is a number to be compared. */
  #compare() {
    const own = this.#app.book.keys.find(({ id }) => id === this.#own.value);
    if (!own) return false;
    const { name, publicKey } = this.#person();
    try {
      showNumber(this.#slot("number", HTMLElement), pairNumber(own.publicKey, publicKey));
    } catch (error) {
      this.#problem.showError(error, "anywhere");
      return false;
    }
    put(this.#slot("verify-text", HTMLElement), (words) => words.verify.text(name, own.name));
    return true;
  }
}

/** @param {string} own PEM @param {string} other PEM */
function pairNumber(own, other) {
  const keys = [own, other].map((pem) => PublicKey.parse(pem));
  const [a, b] = keys;
  try {
    return a && b ? safetyNumber(a, b) : "";
  } finally {
    for (const key of keys) key.free();
  }
}

/**
 * Its groups of five digits, set apart by space on the screen.
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
