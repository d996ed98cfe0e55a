import { base64, textOf, utf8 } from "./bytes.js";
import { Problem, byId, codeOf, explain, takeFiles, work } from "./dom.js";
import { words } from "./language.js";
import { cleanName } from "./names.js";
import { isBackup, recognise } from "./recognise.js";

/** Larger than any key file there is. */
const largestFile = 65_536;
/** Larger than any backup that the keyring reads. */
const largestBackup = 8 << 20;

/** @typedef {import("./book.js").KeyEntry} KeyEntry */

/**
 * The form that loads a private key from its file, or a backup. What was pasted is taken out of the field at once.
 *
 * @param {import("./main.js").App} app
 * @param {(entry: KeyEntry) => void} loaded
 * @param {(made: import("./sealpost/keyring.js").Restored) => void} restored
 */
export function furnishLoading(app, loaded, restored) {
  const form = byId("load", HTMLFormElement);
  const field = byId("load-text", HTMLTextAreaElement);
  const passphrasePlace = byId("load-passphrase-field", HTMLElement);
  const passphraseField = byId("load-passphrase", HTMLInputElement);
  const problem = new Problem(byId("load-error", HTMLElement));
  const button = byId("load-button", HTMLButtonElement);

  /** @param {string | Uint8Array} input @param {string} name */
  async function load(input, name) {
    problem.clear();
    const passphrase = utf8(passphraseField.value);
    try {
      await app.ready;
      const keyring = await app.keyring;
      const before = new Map(app.book.keys.map((key) => [key.id, key.name]));
      if (typeof input === "string" && isBackup(input)) return await restore(input, passphrase);
      const options = passphrase.length > 0 ? { name, passphrase } : { name };
      const entry = await work(button, () => keyring.import(input, options));
      reset();
      const known = before.get(entry.id);
      if (known !== undefined) return problem.show((words) => words.load.already(known), field);
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
    // What a passphrase protected in the file is not kept without one here.
    const keyring = await app.keyring;
    const made = await work(button, () => keyring.restore(text, { passphrase, newPassphrase: passphrase }));
    reset();
    restored(made);
  }

  /**
   * The key is protected: it stays in the field until its passphrase is there.
   *
   * @param {string | Uint8Array} input @param {import("./language.js").Text} text
   */
  function askPassphrase(input, text) {
    if (typeof input === "string") field.value = input;
    else field.value = textOf(Uint8Array.from(input)) ?? base64(input);
    passphrasePlace.hidden = false;
    problem.show(text, passphraseField);
  }

  function reset() {
    form.reset();
    passphrasePlace.hidden = true;
  }

  /** @param {unknown} error @param {string | Uint8Array} input */
  function refuse(error, input) {
    const code = codeOf(error);
    const asks = code === "passphrase-required" || code === "wrong-passphrase";
    if (asks) return askPassphrase(input, explain(error, "load"));
    const kind = typeof input === "string" ? recognise(input) : undefined;
    const way = kind && kind !== "privateKey" ? app.wayTo(kind, field.value, () => form.reset()) : undefined;
    const named = kind === "sealed" || kind === "ciphertext" || kind === "invitation" || kind === "certificate";
    if (kind && named) return problem.show((words) => words.found[kind], field, undefined, way);
    problem.show(explain(error, "load"), field, undefined, way);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return problem.show((words) => words.load.textNeeded, field);
    load(field.value, words().load.loadedName);
  });
  takeFiles(form, byId("load-file", HTMLInputElement), async (file) => {
    const tooLarge = () => problem.show((words) => words.load.tooLarge, field);
    if (file.size > largestBackup) return tooLarge();
    const name = cleanName(file.name.replace(/(-private-key)?\.\w+$/, ""));
    const bytes = new Uint8Array(await file.arrayBuffer());
    await app.ready.catch(() => {});
    const text = textOf(bytes);
    const backup = text !== undefined && isBackup(text) ? text : undefined;
    if (backup === undefined && file.size > largestFile) return tooLarge();
    await load(backup ?? bytes, name || words().load.loadedName);
    bytes.fill(0);
  });
  return {
    /** @param {string} text */
    take(text) {
      field.value = text;
      field.focus();
    },
  };
}
