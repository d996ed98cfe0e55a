import { base64, textOf, utf8 } from "../codec/bytes.js";
import { byId, takeFiles, work } from "../ui/dom.js";
import { codeOf, explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { words } from "../i18n/language.js";
import { cleanName } from "../codec/names.js";
import { isBackup, recognise } from "../codec/recognise.js";

/** The most bytes of a key file that is read. Real ones are much smaller. */
const largestFile = 65_536;
/** The most bytes of a backup that is read: `restore` of the keyring has the same limit. */
const largestBackup = 8 << 20;

/** @typedef {import("../app/book.js").KeyEntry} KeyEntry */

/**
 * Sets up the form that loads a private key or a backup, pasted or from a file. The form is emptied after loading.
 *
 * @param {import("../main.js").App} app
 * @param {(entry: KeyEntry) => void} loaded called with a key that the keyring did not have
 * @param {(result: import("../sealpost/keyring.js").Restored) => void} restored called with the content of a backup
 */
export function furnishLoading(app, loaded, restored) {
  const form = byId("load", HTMLFormElement);
  const field = byId("load-text", HTMLTextAreaElement);
  const passphraseRow = byId("load-passphrase-field", HTMLElement);
  const passphraseField = byId("load-passphrase", HTMLInputElement);
  const problem = new Problem(byId("load-error", HTMLElement));
  const button = byId("load-button", HTMLButtonElement);

  /** @param {string | Uint8Array} input a key or a backup @param {string} name for the key */
  async function load(input, name) {
    problem.clear();
    const passphrase = utf8(passphraseField.value);
    try {
      await app.ready;
      const keyring = await app.keyring;
      const namesBefore = new Map(app.book.keys.map((key) => [key.id, key.name]));
      if (typeof input === "string" && isBackup(input)) return await restore(input, passphrase);
      const options = passphrase.length > 0 ? { name, passphrase } : { name };
      const entry = await work(button, () => keyring.import(input, options));
      reset();
      const nameBefore = namesBefore.get(entry.id);
      if (nameBefore !== undefined) return problem.show((words) => words.load.already(nameBefore), field);
      loaded(entry);
    } catch (error) {
      refuse(error, input);
    } finally {
      passphrase.fill(0);
    }
  }

  /** @param {string} text @param {Uint8Array} passphrase */
  async function restore(text, passphrase) {
    if (passphrase.length === 0) return askPassphrase(text, (words) => words.errors.load["passphrase-required"]);
    // The passphrase of the backup protects the restored keys here, too. Without one, they would be protected less here
    // than in the backup.
    const keyring = await app.keyring;
    const result = await work(button, () => keyring.restore(text, { passphrase, newPassphrase: passphrase }));
    reset();
    restored(result);
  }

  /**
   * Asks for the passphrase of a key or a backup. The input stays in the field until it is loaded with the passphrase;
   * the content of a file is put there.
   *
   * @param {string | Uint8Array} input
   * @param {import("../i18n/language.js").Text} message
   */
  function askPassphrase(input, message) {
    if (typeof input === "string") field.value = input;
    // The copy is for TypeScript: the type of `textOf` excludes shared memory.
    else field.value = textOf(Uint8Array.from(input)) ?? base64(input);
    passphraseRow.hidden = false;
    problem.show(message, passphraseField);
  }

  function reset() {
    form.reset();
    passphraseRow.hidden = true;
  }

  /**
   * Shows why the input was not loaded. If it belongs elsewhere on the page, offers a button that takes it there.
   *
   * @param {unknown} error
   * @param {string | Uint8Array} input
   */
  function refuse(error, input) {
    const code = codeOf(error);
    const needsPassphrase = code === "passphrase-required" || code === "wrong-passphrase";
    if (needsPassphrase) return askPassphrase(input, explain(error, "load"));
    const kind = typeof input === "string" ? recognise(input) : undefined;
    const way = kind && kind !== "privateKey" ? app.wayTo(kind, field.value, () => form.reset()) : undefined;
    // For these kinds the message says what the text is. For the others the error's own message says more.
    const saysKind = kind === "sealed" || kind === "ciphertext" || kind === "invitation" || kind === "certificate";
    if (kind && saysKind) return problem.show((words) => words.found[kind], field, undefined, way);
    problem.showError(error, "load", field, undefined, way);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return problem.show((words) => words.load.textNeeded, field);
    load(field.value, words().load.loadedName);
  });
  takeFiles(form, byId("load-file", HTMLInputElement), async (file) => {
    const showTooLarge = () => problem.show((words) => words.load.tooLarge, field);
    if (file.size > largestBackup) return showTooLarge();
    // This page saves a key as `<name>-private-key.pem`.
    const name = cleanName(file.name.replace(/(-private-key)?\.\w+$/, ""));
    const bytes = new Uint8Array(await file.arrayBuffer());
    // `isBackup` needs the WebAssembly module. If it has not loaded, `load` shows that error.
    await app.ready.catch(() => {});
    const text = textOf(bytes);
    const backup = text !== undefined && isBackup(text) ? text : undefined;
    if (backup === undefined && file.size > largestFile) return showTooLarge();
    await load(backup ?? bytes, name || words().load.loadedName);
    bytes.fill(0);
  });
  return {
    /** Puts a text in the field, for the visitor to load. @param {string} text */
    take(text) {
      field.value = text;
      field.focus();
    },
  };
}
