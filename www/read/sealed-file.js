// Opens sealed files, and shows the files in a letter below its text: each as it arrives, with a way to save it once it was
// checked. What opens them is loaded when the first sealed file is there.
import { inspect } from "../sealpost/index.js";
import { addWords, put, putLabel } from "../i18n/language.js";
import english from "../i18n/en/files.js";
import { unlockForm } from "../app/unlock.js";
import { codeOf, explain, failure } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { safeName } from "../letters/names.js";
import { Remaining } from "../letters/remaining.js";
import { chosenStore, discardLater, storeOf } from "../letters/store.js";
import { button, element, run, save, say } from "../ui/dom.js";
import { loadStyle } from "../ui/style.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {import("../letters/open-letter.js").Attached} Attached
 * @typedef {{ row: HTMLElement, state: HTMLElement, button: HTMLButtonElement }} Row
 */

/** Bytes of a sealed file in which its header is, or most of it. */
const headLength = 100_000;

/**
 * Opens a sealed file. Resolves when its letter is shown; the files arrive after that.
 *
 * @param {App} app
 * @param {File} file
 * @param {import("./opened.js").OpenedSheet} opened
 * @param {AbortSignal} signal
 */
export async function openSealedFile(app, file, opened, signal) {
  addWords(english);
  await loadStyle("styles/later/letters.css");
  const { OpenLetter } = await import("../letters/open-letter.js").catch((cause) => {
    throw failure("load-failed", cause);
  });
  const letter = new OpenLetter(file, { keyring: await app.keyring, worker: () => app.worker("files") });
  if (signal.aborted) throw failure("aborted");
  const part = new FilesPart(app, letter, file);
  signal.addEventListener("abort", () => part.end());
  await part.open((title) => {
    const { keyId } = letter;
    const nothing = { plaintext: new Uint8Array(), keyId, sender: null, contact: null, writer: null, delivery: null };
    opened.show(letter.text ?? nothing, title, part);
  });
}

/**
 * The ids of those of the visitor's keys that a sealed file may be for.
 *
 * @param {File} file
 * @param {import("../app/book.js").KeyEntry[]} keys
 */
export async function possibleKeysOf(file, keys) {
  const found = inspect(new Uint8Array(await file.slice(0, headLength).arrayBuffer()));
  const tags = found.kind === "file" ? (found.recipients ?? []).flatMap(({ tag }) => tag ?? []) : [];
  // A tag is the base64 of the first four bytes of the hash that the fingerprint shows: it ends within a character.
  const begins = (/** @type {string} */ fingerprint) => (/** @type {string} */ tag) =>
    fingerprint.startsWith(`SHA256:${tag.slice(0, 5)}`);
  return keys.filter(({ fingerprint }) => tags.some(begins(fingerprint))).map(({ id }) => id);
}

/** The list of files below a letter. */
class FilesPart {
  #app;
  #letter;
  #file;
  #stop = new AbortController();
  root = element("div", "attached");
  #title = element("h4");
  #list = element("ul", "file-list");
  #status = element("p", "count");
  #cancel = button("", (words) => words.page.cancel);
  #all = button("primary", (words) => words.files.saveAll);
  #problem;
  /** @type {Row[]} */
  #rows = [];
  #isShown = false;
  #isReading = true;
  #isSaving = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waits;
  #isRefused = false;

  /** @param {App} app @param {import("../letters/open-letter.js").OpenLetter} letter @param {File} file */
  constructor(app, letter, file) {
    this.#app = app;
    this.#letter = letter;
    this.#file = file;
    putLabel(this.#list, (words) => words.files.opened);
    const error = element("div", "error");
    error.hidden = true;
    this.#problem = new Problem(error);
    const foot = element("div", "foot");
    const actions = element("p", "actions");
    this.#all.addEventListener("click", () => this.#save("all", this.#archiveName, this.#sum, this.#all));
    actions.append(this.#cancel, this.#all);
    foot.append(this.#status, actions);
    this.root.append(this.#title, this.#list, error, foot);
  }

  get #sum() {
    return this.#letter.files.reduce((sum, { size }) => sum + size, 0);
  }

  get #isLetter() {
    return this.#letter.text !== undefined;
  }

  /** `letter.zip.age` holds `letter.zip`. */
  get #innerName() {
    const { name } = this.#file;
    return safeName(name.endsWith(".age") ? name.slice(0, -".age".length) : name || "opened.bin");
  }

  get #archiveName() {
    return this.#innerName.endsWith(".zip") ? this.#innerName : "letter.zip";
  }

  /** Ends what is under way. */
  end() {
    this.#stop.abort();
  }

  /**
   * Reads the sealed file. Resolves once the letter was shown.
   *
   * @param {(title: string) => void} show
   * @returns {Promise<void>}
   */
  open(show) {
    // While a file is saved, the button cancels that.
    const cancel = () => {
      if (!this.#isSaving) this.end();
    };
    this.#cancel.addEventListener("click", cancel);
    return new Promise((resolve, reject) => {
      const shown = () => {
        this.#isShown = true;
        this.#show();
        show(this.#isLetter ? "" : this.#innerName);
        resolve();
      };
      const remaining = new Remaining();
      const progress = (/** @type {number} */ bytes, /** @type {number} */ total) => {
        const seconds = remaining.seconds(bytes, total);
        put(this.#status, (words) => words.files.checking(bytes, total, seconds));
      };
      const { signal } = this.#stop;
      this.#letter
        .read({ signal, onProgress: progress }, shown, () => this.#showSoon())
        .then(
          () => put(this.#status, ""),
          (error) => (this.#isShown ? this.#refuse(error) : reject(signal.aborted ? failure("aborted") : error)),
        )
        .finally(() => {
          this.#cancel.removeEventListener("click", cancel);
          this.#isReading = false;
          this.#show();
        });
    });
  }

  /** Many small files arrive between two frames. */
  #showSoon() {
    this.#waits ??= setTimeout(() => {
      this.#waits = undefined;
      this.#show();
    }, 50);
  }

  #show() {
    const { files } = this.#letter;
    const all = this.#isLetter ? files : [{ name: this.#innerName, size: this.#file.size, checked: true }];
    for (const [k, file] of all.entries()) this.#rows[k] ??= this.#newRow(file, k);
    this.#title.hidden = !this.#isLetter;
    put(this.#title, (words) => words.files.found(files.length, this.#sum));
    for (const [k, { checked }] of all.entries()) {
      const { row, state, button } = /** @type {Row} */ (this.#rows[k]);
      if (this.#isLetter && !("saved" in row.dataset)) {
        const isLost = this.#isRefused;
        put(state, ({ files }) => (checked ? files.checked : isLost ? files.unchecked : files.waiting));
      }
      button.disabled = !checked || this.#isSaving || this.#isRefused;
      button.classList.toggle("primary", all.length === 1);
      button.classList.toggle("quiet", all.length > 1);
    }
    this.#all.hidden = !this.#isLetter || files.length < 2 || this.#isRefused || !this.#letter.hasSafeNames;
    this.#cancel.hidden = !this.#isReading && !this.#isSaving;
    this.#all.disabled = !this.#letter.isComplete || this.#isSaving || this.#isRefused;
  }

  /** @param {Attached} file @param {number} k @returns {Row} */
  #newRow({ name, size }, k) {
    const row = element("li");
    const title = element("b");
    title.dir = "auto";
    put(title, name);
    const length = element("span");
    put(length, (words) => words.size(size));
    const state = element("span", "file-state");
    const saving = button("", (words) => words.files.save);
    putLabel(saving, (words) => words.files.saveFile(name));
    saving.addEventListener("click", () => this.#save(k, name, size, saving));
    row.append(title, length, state, saving);
    this.#list.append(row);
    return { row, state, button: saving };
  }

  /** @param {unknown} error */
  #refuse(error) {
    // The letter was put away meanwhile.
    if (!this.root.isConnected) return;
    put(this.#status, "");
    this.#isRefused = true;
    const code = codeOf(error);
    if (this.#stop.signal.aborted) return this.#problem.show((words) => words.files.stopped);
    if (code === "signature-invalid") this.#problem.show((words) => words.files.notSigned);
    else if (code === "malformed-file") this.#problem.show((words) => words.files.damaged);
    else this.#problem.showError(error, "anywhere");
  }

  /**
   * Saves one file, or all. It counts as saved once it was compared again.
   *
   * @param {number | "all"} which
   * @param {string} name
   * @param {number} size
   * @param {HTMLButtonElement} button
   */
  async #save(which, name, size, button) {
    if (this.#isSaving) return;
    this.#isSaving = true;
    this.#problem.clear();
    /** @type {import("../letters/store.js").Store | undefined} */
    let store;
    try {
      const chosen = await chosenStore(name);
      if (chosen === null) return;
      store = chosen ?? (await storeOf(size, true));
      const blob = await this.#write(which, store, button);
      if (blob) {
        save(name, blob, "application/octet-stream");
        discardLater(store.discard, size);
      }
      this.#saved(which, name, size);
    } catch (error) {
      await store?.discard();
      this.#explain(error, () => this.#save(which, name, size, button));
    } finally {
      this.#isSaving = false;
      this.#show();
    }
  }

  /** @param {number | "all"} which @param {import("../letters/store.js").Store} store @param {HTMLButtonElement} button */
  #write(which, store, button) {
    /** @type {Text} */
    let progress = () => "";
    const view = { button, cancel: this.#cancel, status: this.#status, running: () => progress };
    return run(view, (signal) => {
      // What is put away is not saved.
      const both = new AbortController();
      for (const each of [signal, this.#stop.signal]) {
        if (each.aborted) both.abort();
        each.addEventListener("abort", () => both.abort(), { once: true });
      }
      const remaining = new Remaining();
      const end = this.#endOf(which);
      const onProgress = (/** @type {number} */ bytes, /** @type {number} */ total) => {
        const [done, all] = [Math.min(bytes, end), Math.min(total, end)];
        const seconds = remaining.seconds(done, all);
        progress = (words) => words.files.saving(done, all, seconds);
      };
      return this.#letter.save(which, store, { signal: both.signal, onProgress });
    });
  }

  /** About how many bytes are read until a file was saved: those of the files before it, too. @param {number | "all"} which */
  #endOf(which) {
    if (which === "all" || !this.#isLetter) return Infinity;
    return this.#letter.files.slice(0, which + 1).reduce((sum, { size }) => sum + size, 0);
  }

  /** @param {number | "all"} which @param {string} name @param {number} size */
  #saved(which, name, size) {
    for (const [k, { row, state }] of this.#rows.entries()) {
      if (which !== "all" && which !== k) continue;
      row.dataset.saved = "";
      put(state, (words) => words.files.saved);
    }
    this.#app.wire.add({ what: (words) => words.wire.plaintext, how: "saved", bytes: size });
    say((words) => words.files.savedAs(name));
  }

  /** @param {unknown} error @param {() => void} again */
  async #explain(error, again) {
    const code = codeOf(error);
    if (code === "aborted") return say((words) => words.page.cancelled);
    if (/** @type {Error} */ (error).name === "QuotaExceededError") {
      return this.#problem.show((words) => words.files.noRoom);
    }
    if (code === "signature-invalid" || code === "malformed-file") return this.#refuse(error);
    const { book, keyring } = this.#app;
    const key = code === "key-locked" && book.keys.find(({ id }) => id === this.#letter.keyId);
    const unlock = key ? unlockForm(keyring, key, again) : undefined;
    this.#problem.show(explain(error), unlock?.field, undefined, undefined, unlock);
  }
}
