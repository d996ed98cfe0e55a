// A key's passphrase: set it, remove it, lock, unlock.
import { askFirst, say, work } from "../ui/dom.js";
import { mountPassphrase } from "../ui/passphrase.js";
import { utf8 } from "../codec/bytes.js";
import { put } from "../i18n/language.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 * @typedef {import("../i18n/language.js").Text} Text
 */

/**
 * Says what was done where it was done, below the heading of the private key's part, and moves the focus there.
 *
 * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
 * @param {Text} text
 */
export function showOutcome(slot, text) {
  const place = slot("outcome", HTMLElement);
  put(place, text);
  place.hidden = false;
  place.focus();
  say(text);
}

/** The part of a key's side sheet about the key's passphrase. */
export class Protection {
  #app;
  #slot;
  #key;
  #problem;
  #place;
  #field;
  #weakness;
  #removing;

  /**
   * @param {App} app
   * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
   * @param {() => KeyEntry} key
   * @param {import("../errors/problem.js").Problem} problem
   */
  constructor(app, slot, key, problem) {
    this.#app = app;
    this.#slot = slot;
    this.#key = key;
    this.#problem = problem;
    this.#place = slot("protect", HTMLElement);
    this.#field = slot("protect-field", HTMLInputElement);
    this.#removing = askFirst(slot("unprotect", HTMLElement));
    this.#weakness = mountPassphrase(this.#field);
    // What was done is said until the side sheet is closed.
    slot("side", HTMLElement).addEventListener("toggle", () => {
      slot("outcome", HTMLElement).hidden = true;
    });
    this.#mountSetting();
    this.#mountUnlocking();
    slot("unprotect-yes", HTMLButtonElement).addEventListener("click", () => this.#remove());
    slot("lock", HTMLButtonElement).addEventListener("click", () => this.#lock());
    slot("set-passphrase", HTMLButtonElement).addEventListener("click", () => this.open());
  }

  /** Shows the form that asks for a new passphrase. */
  open() {
    const changes = this.#key().protection === "passphrase";
    put(this.#slot("protect-text", HTMLElement), ({ protect }) => (changes ? protect.askChange : protect.ask));
    this.#slot("protect-hint", HTMLElement).hidden = changes;
    this.#place.hidden = false;
    this.#slot("outcome", HTMLElement).hidden = true;
    this.show();
    this.#field.focus();
    this.#place.scrollIntoView({ block: "nearest" });
  }

  /** Shows the buttons and forms that fit the key's protection. */
  show() {
    const { locked, protection } = this.#key();
    this.#slot("unlock-form", HTMLFormElement).hidden = !locked;
    this.#slot("keep", HTMLElement).hidden = locked;
    if (locked) this.#place.hidden = true;
    const setButton = this.#slot("set-passphrase", HTMLButtonElement);
    this.#slot("lock", HTMLButtonElement).hidden = locked || protection !== "passphrase";
    setButton.hidden = locked || protection === "none" || !this.#place.hidden;
    this.#slot("unprotect", HTMLElement).hidden = locked || protection !== "passphrase";
    put(setButton, (words) => (protection === "passphrase" ? words.protect.change : words.protect.set));
  }

  #mountSetting() {
    this.#slot("protect-form", HTMLFormElement).addEventListener("submit", async (event) => {
      event.preventDefault();
      const weak = await this.#weakness();
      if (weak) return this.#problem.show(weak, this.#field);
      const { id, name } = this.#key();
      const done = await this.#withPassphrase(this.#field, async (passphrase) =>
        (await this.#app.keyring).setPassphrase(id, passphrase),
      );
      if (!done) return;
      this.#place.hidden = true;
      this.show();
      showOutcome(this.#slot, (words) => words.protect.done(name));
    });
    const decline = () => {
      this.#place.hidden = true;
      this.show();
      this.#field.value = "";
      this.#field.dispatchEvent(new Event("input"));
      this.#slot("set-passphrase", HTMLButtonElement).focus();
    };
    this.#slot("protect-no", HTMLButtonElement).addEventListener("click", decline);
    this.#place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      // This keeps the side sheet open.
      event.preventDefault();
      decline();
    });
  }

  #mountUnlocking() {
    const field = this.#slot("unlock-field", HTMLInputElement);
    this.#slot("unlock-form", HTMLFormElement).addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!field.value) return this.#problem.show((words) => words.protect.needed, field);
      const { id, name } = this.#key();
      const done = await this.#withPassphrase(field, async (passphrase) =>
        (await this.#app.keyring).unlock(id, passphrase),
      );
      if (done) this.#settled((words) => words.protect.unlocked(name));
    });
  }

  async #remove() {
    const { id, name } = this.#key();
    const button = this.#slot("unprotect-yes", HTMLButtonElement);
    try {
      await work(button, async () => (await this.#app.keyring).setPassphrase(id, null));
    } catch (error) {
      return this.#problem.showError(error, "anywhere");
    }
    this.#problem.clear();
    this.#removing.close();
    showOutcome(this.#slot, (words) => words.protect.removed(name));
  }

  async #lock() {
    const { id, name } = this.#key();
    try {
      await (await this.#app.keyring).lock(id);
    } catch (error) {
      return this.#problem.showError(error, "anywhere");
    }
    this.#settled((words) => words.protect.locked(name));
  }

  /**
   * Calls `act` with the passphrase in a field. If `act` succeeds, empties the field; if not, shows the error. Returns
   * whether `act` succeeded.
   *
   * @param {HTMLInputElement} field
   * @param {(passphrase: Uint8Array) => Promise<unknown>} act
   */
  async #withPassphrase(field, act) {
    const button = field.form?.querySelector("button:not([type])");
    if (!(button instanceof HTMLButtonElement)) return false;
    const passphrase = utf8(field.value);
    try {
      await work(button, () => act(passphrase));
      field.value = "";
      this.#problem.clear();
      return true;
    } catch (error) {
      this.#problem.showError(error, "anywhere", field);
      return false;
    } finally {
      passphrase.fill(0);
    }
  }

  /** Announces what was done, and moves the focus to the side sheet's title. @param {Text} text */
  #settled(text) {
    this.#slot("outcome", HTMLElement).hidden = true;
    this.#slot("side-name", HTMLElement).focus();
    say(text);
  }
}
