// Where keys and people are kept and for how long, the backup of all of them, and forgetting them.
import { askFirst, byId, fileName, save, say, work } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { mountPassphrase } from "../ui/passphrase.js";
import { utf8 } from "../codec/bytes.js";
import { closeAllSides } from "../ui/side.js";
import { put } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */
/** @typedef {import("../main.js").App} App */

/** The line that says how long keys and people last, and in a side sheet what one can do about it. */
export class Keeping {
  #app;
  #backedUp;
  #forgotten;
  #problem = new Problem(byId("keeping-error", HTMLElement));
  /** Whether the browser has promised not to delete the page's storage when space runs out. */
  #promised = false;
  #asking = askFirst(byId("backup-all", HTMLElement));
  #forgetting = askFirst(byId("forget", HTMLElement));
  #field = byId("backup-passphrase", HTMLInputElement);
  #weakness = mountPassphrase(this.#field);
  /** Settles when the page shows how long the keys last. */
  shown;

  /**
   * @param {App} app
   * @param {() => void} backedUp called when every key is in a backup
   * @param {{ begin: () => void, done: () => void }} forgotten called before and after everything is forgotten
   */
  constructor(app, backedUp, forgotten) {
    this.#app = app;
    this.#backedUp = backedUp;
    this.#forgotten = forgotten;
    byId("backup-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#backUp();
    });
    byId("forget-yes", HTMLButtonElement).addEventListener("click", () => this.#forget());
    this.shown = this.#begin().catch(() => {});
  }

  /** Asks for the passphrase of a backup of everything. */
  open() {
    this.#asking.open();
  }

  /** Forgets a passphrase that is entered. */
  forget() {
    this.#field.value = "";
    this.#field.dispatchEvent(new Event("input"));
  }

  /** Asks the browser not to delete the page's storage. To be called after a key was stored. */
  async ask() {
    this.#promised = await (await this.#app.keyring).persist();
    await this.#show();
  }

  async #begin() {
    const keyring = await this.#app.keyring;
    this.#promised = (await navigator.storage?.persisted?.()) ?? false;
    keyring.addEventListener("storage", () => this.#show());
    this.#app.book.addEventListener("change", () => this.#show());
    await this.#show();
  }

  async #show() {
    const { book, practice } = this.#app;
    const keyring = await this.#app.keyring;
    const kept = keyring.storage === "persistent";
    byId("keeping", HTMLElement).hidden = practice || book.empty;
    byId("forget", HTMLElement).hidden = !kept;
    const text = textFor(practice, keyring, this.#promised);
    put(byId("storage", HTMLElement), text);
    // Beside the button that makes the first key, the text is shown only if keys, or some of them, are not stored.
    const early = byId("hero-storage", HTMLElement);
    early.hidden = kept && !keyring.storageReason;
    put(early, early.hidden ? "" : text);
    if (!practice) remember(kept && !book.empty);
  }

  async #backUp() {
    const weak = await this.#weakness();
    if (weak) return this.#problem.show(weak, this.#field);
    const passphrase = utf8(this.#field.value);
    try {
      const keyring = await this.#app.keyring;
      const button = byId("backup-save", HTMLButtonElement);
      const { text, skipped } = await work(button, () => keyring.backup({ passphrase }));
      this.forget();
      save(fileName("", "backup.txt"), text, "text/plain");
      this.#app.wire.add({ what: (words) => words.wire.backup, how: "saved", bytes: text.length, text });
      this.#asking.close();
      if (skipped.length > 0) return this.#problem.show((words) => words.keeping.skipped(skipped.length));
      this.#backedUp();
      say((words) => words.keeping.saved);
    } catch (error) {
      this.#problem.showError(error, "anywhere", this.#field);
    } finally {
      passphrase.fill(0);
    }
  }

  async #forget() {
    try {
      this.#forgotten.begin();
      await (await this.#app.keyring).clear();
      this.#forgetting.close();
      closeAllSides();
      this.#forgotten.done();
      say((words) => words.keeping.forgotten);
    } catch (error) {
      this.#problem.showError(error, "anywhere");
    }
  }
}

/**
 * Stores for app/first.js whether the next visit has to wait for keys or people from the vault.
 *
 * @param {boolean} keeps
 */
function remember(keeps) {
  try {
    if (keeps) localStorage.setItem("sealpost keeps", "");
    else localStorage.removeItem("sealpost keeps");
  } catch {
    // The browser refuses storage: the next visit shows empty lists until the vault is open.
  }
}

/**
 * How long keys and people last, and if keys or some of them are not stored, the reason.
 *
 * @param {boolean} practice
 * @param {import("../sealpost/keyring.js").Keyring} keyring
 * @param {boolean} promised whether the browser has promised to keep the storage
 * @returns {Text}
 */
function textFor(practice, { storage, storageReason }, promised) {
  if (practice) return (words) => words.you.practice;
  if (storage === "persistent") {
    return ({ keeping }) => {
      const reasons = /** @type {Record<string, string>} */ (keeping.reasons);
      const lasting = promised ? keeping.promised : keeping.kept;
      return storageReason ? `${lasting} ${reasons[storageReason] ?? ""}` : lasting;
    };
  }
  const reason = storageReason ?? "";
  return ({ keeping, you }) => {
    const reasons = /** @type {Record<string, string>} */ (keeping.reasons);
    return reasons[reason] ? `${reasons[reason]} ${you.memory}` : you.memory;
  };
}
