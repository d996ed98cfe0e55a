// The files of a letter that is being written. What seals them is loaded when the first letter with files is sealed.
import { textOf, utf8 } from "../codec/bytes.js";
import { isSealedFile, kindOfBytes, kindOfText, recognisedAtMost } from "../codec/recognise.js";
import { button, byId, element, say } from "../ui/dom.js";
import { loadStyle } from "../ui/style.js";
import { addWords, put, putLabel } from "../i18n/language.js";
import { failure } from "../errors/explain.js";
import english from "../i18n/en/files.js";
import { bytesAtMost, filesAtMost, longestText } from "../letters/limits.js";
import { Remaining } from "../letters/remaining.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {"sealed" | "privateKey"} Questionable
 * @typedef {object} Events
 * @property {() => void} changed
 * @property {(text: Text) => void} refused
 * @property {(kind: Questionable, file: File, anyway: () => void) => void} ask called with a file that is sealed already, or a
 * private key
 */

/** @param {App} app @param {Events} events */
export async function mountAttachments(app, events) {
  addWords(english);
  await loadStyle("styles/later/letters.css");
  return new Attachments(app, events);
}

class Attachments {
  #app;
  #events;
  #place = byId("attached", HTMLElement);
  #list = element("ul", "file-list");
  #sum = element("p", "hint");
  /** @type {File[]} */
  files = [];
  /** What is being done. @type {Text} */
  progress = () => "";

  /** @param {App} app @param {Events} events */
  constructor(app, events) {
    this.#app = app;
    this.#events = events;
    putLabel(this.#list, (words) => words.files.list);
    this.#place.replaceChildren(this.#list, this.#sum);
  }

  get bytes() {
    return this.files.reduce((sum, { size }) => sum + size, 0);
  }

  /** Adds files, but none that is sealed already, and no private key, without a question. @param {File[]} files */
  async offer(files) {
    if (this.files.length + files.length > filesAtMost) return this.#events.refused((words) => words.files.tooMany);
    await this.#app.ready.catch(() => {});
    /** @type {[Questionable, File] | undefined} */
    let first;
    const fine = [];
    /** @type {File[]} */
    const questionable = [];
    for (const file of files) {
      const kind = await kindOf(file).catch(() => "unreadable");
      if (!kind) fine.push(file);
      else if (kind !== "unreadable") {
        first ??= [/** @type {Questionable} */ (kind), file];
        questionable.push(file);
      }
    }
    this.#add(fine);
    if (fine.length + questionable.length < files.length) this.#events.refused((words) => words.files.unreadable);
    if (first) this.#events.ask(...first, () => this.#add(questionable));
  }

  /** @param {File[]} files */
  #add(files) {
    if (files.length === 0) return;
    this.files.push(...files);
    this.#show();
    say((words) => words.files.attached(this.files.length, this.bytes));
    // The button of a question has the focus no more. The focus must not go to "Remove", where Enter undoes the choice.
    if (document.activeElement === document.body) byId("text-file", HTMLElement).focus();
  }

  drop() {
    this.files = [];
    this.#show();
  }

  #show() {
    this.#list.replaceChildren(...this.files.map((file) => this.#row(file)));
    put(this.#sum, (words) => words.files.attached(this.files.length, this.bytes));
    this.#place.hidden = this.files.length === 0;
    this.#events.changed();
  }

  /** @param {File} file */
  #row(file) {
    const row = element("li");
    const name = element("b");
    name.dir = "auto";
    put(name, file.name);
    const size = element("span");
    put(size, (words) => words.size(file.size));
    const remove = button("quiet", (words) => words.files.remove);
    putLabel(remove, (words) => words.files.removeFile(file.name));
    remove.addEventListener("click", () => {
      const at = this.files.indexOf(file);
      this.files.splice(at, 1);
      this.#show();
      const next = this.#list.children[Math.min(at, this.files.length - 1)]?.querySelector("button");
      (next ?? byId("text", HTMLElement)).focus();
    });
    row.append(name, size, remove);
    return row;
  }

  /**
   * Seals the files with a text.
   *
   * @param {string} text
   * @param {string[]} publicKeys
   * @param {string | undefined} from the id of the key that signs
   * @param {AbortSignal} signal
   */
  async seal(text, publicKeys, from, signal) {
    if (this.files.length > filesAtMost) throw failure("too-many");
    if (this.bytes > bytesAtMost) throw failure("too-large");
    if (utf8(text).length > longestText) throw failure("message-too-long");
    // The files are not read before the key can sign.
    if (this.#app.book.keys.some(({ id, locked }) => locked && id === from)) throw failure("key-locked");
    const letter = { text, files: [...this.files], publicKeys, ...(from !== undefined && { from }) };
    try {
      const { sealLetter } = await import("../letters/seal-letter.js").catch((cause) => {
        throw failure("load-failed", cause);
      });
      const remaining = { reading: new Remaining(), sealing: new Remaining() };
      return await sealLetter(letter, {
        keyring: await this.#app.keyring,
        worker: () => this.#app.worker("files"),
        signal,
        onProgress: (step, bytes, total) => {
          const seconds = remaining[step].seconds(bytes, total);
          this.progress = (words) => words.files[step](bytes, total, seconds);
        },
      });
    } catch (error) {
      throw signal.aborted ? failure("aborted") : error;
    } finally {
      this.progress = () => "";
    }
  }
}

/** What is said of an error that is not one of the package's. Undefined for the others. @param {unknown} error @returns {Text | undefined} */
export function wordsOf(error) {
  const { code, name } = Object(error);
  if (code === "too-many") return (words) => words.files.tooMany;
  if (code === "too-large") return (words) => words.files.tooLarge;
  if (code === "source-changed") return (words) => words.files.changed;
  if (name === "QuotaExceededError") return (words) => words.files.noRoom;
  return undefined;
}

/** @param {File} file @returns {Promise<Questionable | undefined>} */
async function kindOf(file) {
  if (await isSealedFile(file)) return "sealed";
  if (file.size > recognisedAtMost) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = textOf(bytes);
  const kind = text === undefined ? kindOfBytes(bytes) : kindOfText(text);
  bytes.fill(0);
  return kind === "sealed" || kind === "privateKey" ? kind : undefined;
}
