import { byId, say } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { onLanguage, put, words } from "../i18n/language.js";
import { cleanName, markIn } from "../codec/names.js";
import { Search } from "./search.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/** The form that makes a key. The page has one such form, which {@link Making.place} moves. */
export class Making {
  #app;
  #done;
  #panel = byId("make-panel", HTMLElement);
  #form = byId("make", HTMLFormElement);
  #name = byId("make-name", HTMLInputElement);
  #problem = new Problem(byId("make-error", HTMLElement));
  #button = /** @type {HTMLButtonElement} */ (this.#form.querySelector("button.primary"));
  /** @type {AbortController | undefined} */
  #running;

  /**
   * @param {App} app
   * @param {(entry: KeyEntry) => Promise<void>} done called with each new key
   */
  constructor(app, done) {
    this.#app = app;
    this.#done = done;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#form.addEventListener("change", () => this.#showBits());
    onLanguage(() => this.#showBits());
    byId("search-cancel", HTMLButtonElement).addEventListener("click", () => this.stop());
    this.#showBits();
  }

  /** Moves the form, which keeps the focus if it has it. @param {HTMLElement} place */
  place(place) {
    if (this.#panel.parentElement === place) return;
    const had = document.activeElement;
    place.append(this.#panel);
    if (had instanceof HTMLElement && this.#panel.contains(had)) had.focus({ preventScroll: true });
  }

  focus() {
    this.#name.focus();
  }

  /** Cancels the running search for a key, if there is one. */
  stop() {
    this.#running?.abort();
  }

  /** Forgets the name that is entered. */
  forget() {
    this.#name.value = "";
    this.#problem.clear();
  }

  /** Shows the chosen size in one line. The sizes to choose from are folded away. */
  #showBits() {
    const bits = Number(new FormData(this.#form).get("bits"));
    put(byId("make-bits", HTMLElement), (words) => words.people.facts(bits));
  }

  async #submit() {
    if (this.#button.disabled) return;
    const typed = this.#name.value;
    // A check mark or a lock, for example, in a name could pass for the page's own statement about the key.
    const mark = markIn(typed);
    if (mark) return this.#problem.show((words) => words.names.mark(mark), this.#name);
    const name = this.#freeName(cleanName(typed) || words().make.firstName);
    this.#problem.clear();
    this.#button.disabled = true;
    const stop = new AbortController();
    this.#running = stop;
    const search = new Search(this.#form);
    try {
      const bits = Number(new FormData(this.#form).get("bits"));
      const keyring = await this.#app.keyring;
      const how = { bits, name, signing: true, signal: stop.signal, onProgress: search.progress };
      const entry = await keyring.generate(how);
      search.end();
      this.#name.value = "";
      await this.#done(entry);
    } catch (error) {
      search.end();
      this.#button.disabled = false;
      this.#button.focus();
      if (stop.signal.aborted) say((words) => words.make.cancelled);
      else this.#problem.showError(error, "anywhere");
    } finally {
      this.#running = undefined;
      this.#button.disabled = false;
    }
  }

  /** This name, with a number after it if one of one's own keys has the name already. @param {string} name */
  #freeName(name) {
    let free = name;
    for (let k = 2; this.#app.book.keys.some((key) => key.name === free); k += 1) free = `${name} ${k}`;
    return free;
  }
}

/**
 * Whether a key's name is the one that the page gives a key if its owner types none, in the page's present language and
 * with or without a number.
 *
 * @param {string} name
 */
export function isProposed(name) {
  return name.replace(/ \d+$/, "") === words().make.firstName;
}
