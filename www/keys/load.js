import { base64, textOfFile, utf8 } from "../codec/bytes.js";
import { byId, takeFiles, work } from "../ui/dom.js";
import { codeOf, explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { words } from "../i18n/language.js";
import { cleanName } from "../codec/names.js";
import { isBackup, recognise } from "../codec/recognise.js";

/** The largest key file that is read, in bytes. Real key files are much smaller. */
const largestFile = 65_536;
/** The largest backup that is read, in bytes: `restore` of the keyring has the same limit. */
const largestBackup = 8 << 20;

/** @typedef {import("../app/book.js").KeyEntry} KeyEntry */
/**
 * @typedef {object} Events
 * @property {(entry: KeyEntry) => void} loaded called with a key that the keyring did not have
 * @property {(result: import("../sealpost/keyring.js").Restored) => void} restored called with the content of a backup
 */

/** The form that loads a private key or a backup, pasted or from a file. The form is emptied after loading. */
export class Loading {
  #app;
  #events;
  #form = byId("load", HTMLFormElement);
  #field = byId("load-text", HTMLTextAreaElement);
  #passphraseRow = byId("load-passphrase-field", HTMLElement);
  #passphrase = byId("load-passphrase", HTMLInputElement);
  #problem = new Problem(byId("load-error", HTMLElement));
  #button = byId("load-button", HTMLButtonElement);

  /** @param {import("../main.js").App} app @param {Events} events */
  constructor(app, events) {
    this.#app = app;
    this.#events = events;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#field.value.trim()) return this.#problem.show((words) => words.load.textNeeded, this.#field);
      this.#load(this.#field.value, words().load.loadedName);
    });
    takeFiles(this.#form, byId("load-file", HTMLInputElement), (file) => this.takeFile(file));
  }

  /** Puts a text in the field, for the visitor to load. @param {string} text */
  take(text) {
    this.#field.value = text;
    this.#field.focus();
  }

  /** Loads a file. @param {File} file */
  async takeFile(file) {
    const showTooLarge = () => this.#problem.show((words) => words.load.tooLarge, this.#field);
    if (file.size > largestBackup) return showTooLarge();
    // This page saves a key as `<name>-private-key.pem`.
    const name = cleanName(file.name.replace(/(-private-key)?\.\w+$/, ""));
    const bytes = new Uint8Array(await file.arrayBuffer());
    // `isBackup` needs the WebAssembly module. If it has not loaded, #load shows that error.
    await this.#app.ready.catch(() => {});
    const text = textOfFile(bytes);
    const backup = text !== undefined && isBackup(text) ? text : undefined;
    if (backup === undefined && file.size > largestFile) return showTooLarge();
    await this.#load(backup ?? bytes, name || words().load.loadedName);
    bytes.fill(0);
  }

  /** @param {string | Uint8Array} input a key or a backup @param {string} name for the key */
  async #load(input, name) {
    this.#problem.clear();
    const passphrase = utf8(this.#passphrase.value);
    try {
      await this.#app.ready;
      const keyring = await this.#app.keyring;
      const namesBefore = new Map(this.#app.book.keys.map((key) => [key.id, key.name]));
      if (typeof input === "string" && isBackup(input)) return await this.#restore(input, passphrase);
      const options = passphrase.length > 0 ? { name, passphrase } : { name };
      const entry = await work(this.#button, () => keyring.import(input, options));
      this.#reset();
      const nameBefore = namesBefore.get(entry.id);
      if (nameBefore !== undefined) {
        return this.#problem.show((words) => words.load.already(nameBefore), this.#field);
      }
      this.#events.loaded(entry);
    } catch (error) {
      this.#refuse(error, input);
    } finally {
      passphrase.fill(0);
    }
  }

  /** @param {string} text @param {Uint8Array} passphrase */
  async #restore(text, passphrase) {
    if (passphrase.length === 0) return this.#askPassphrase(text, (words) => words.errors.load["passphrase-required"]);
    // The passphrase of the backup protects the restored keys here, too. Without one, they would be protected less here
    // than in the backup.
    const keyring = await this.#app.keyring;
    const result = await work(this.#button, () => keyring.restore(text, { passphrase, newPassphrase: passphrase }));
    this.#reset();
    this.#events.restored(result);
  }

  /**
   * Asks for the passphrase of a key or a backup. The input stays in the field until it is loaded with the passphrase;
   * the content of a file is put there.
   *
   * @param {string | Uint8Array} input
   * @param {import("../i18n/language.js").Text} message
   */
  #askPassphrase(input, message) {
    if (typeof input === "string") this.#field.value = input;
    // The copy is for TypeScript: the type of `textOfFile` excludes shared memory.
    else this.#field.value = textOfFile(Uint8Array.from(input)) ?? base64(input);
    this.#passphraseRow.hidden = false;
    this.#problem.show(message, this.#passphrase);
  }

  /** Empties the form. */
  forget() {
    this.#reset();
    this.#problem.clear();
  }

  #reset() {
    this.#form.reset();
    this.#passphraseRow.hidden = true;
  }

  /**
   * Shows why the input was not loaded. If it belongs elsewhere on the page, offers a button that takes it there.
   *
   * @param {unknown} error
   * @param {string | Uint8Array} input
   */
  #refuse(error, input) {
    const code = codeOf(error);
    const needsPassphrase = code === "passphrase-required" || code === "wrong-passphrase";
    if (needsPassphrase) return this.#askPassphrase(input, explain(error, "load"));
    // A backup has the form of a sealed message, but belongs here.
    const kind = typeof input === "string" && !isBackup(input) ? recognise(input) : undefined;
    const way =
      kind && kind !== "privateKey" ? this.#app.wayTo(kind, this.#field.value, () => this.#form.reset()) : undefined;
    // For these kinds the message says what the text is. For the others the error's own message says more.
    const saysKind = kind === "sealed" || kind === "ciphertext" || kind === "invitation" || kind === "certificate";
    if (kind && saysKind) return this.#problem.show((words) => words.found[kind], this.#field, undefined, way);
    this.#problem.showError(error, "load", this.#field, undefined, way);
  }
}
