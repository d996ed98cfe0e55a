import { textOf } from "../codec/bytes.js";
import { byId, copy, save, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { emblem } from "../ui/emblem.js";
import { addWords, onLanguage, put, words } from "../i18n/language.js";
import { shownAtMost } from "../i18n/format.js";
import letters from "../i18n/en/letters.js";
import { Sender } from "./sender.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {{ text: string | undefined, bytes: Uint8Array, file: string, keyId: string }} Message An opened message.
 * `text`: undefined if the plaintext is not UTF-8. `file`: the name of the file in the message, or empty. `keyId`: the
 * id of the key that opened the message.
 */

/**
 * @typedef {object} Events
 * @property {() => void} another shows the form for the next message
 * @property {(id: string | undefined, own: string) => void} reply `id`: the id of the person who signed the message, if
 * known; `own`: the id of the key that opened it
 * @property {(id: string) => void} verify opens the side sheet with a person's safety number
 * @typedef {object} Part what is shown below the text: the files of a letter
 * @property {HTMLElement} root
 * @property {() => void} end called when the letter is put away
 */

/** @param {App} app @param {Events} events */
export function mountOpened(app, events) {
  addWords(letters);
  return new Opened(app, events);
}

/** @typedef {Opened} OpenedSheet */

/** The sheet with an opened message. */
class Opened {
  #app;
  #place = byId("opened", HTMLElement);
  #title = byId("opened-title", HTMLElement);
  #text = byId("opened-text", HTMLElement);
  #problem = new Problem(byId("opened-error", HTMLElement));
  #copyButton = byId("opened-copy", HTMLButtonElement);
  #saveButton = byId("opened-save", HTMLButtonElement);
  #replyButton = byId("opened-reply", HTMLButtonElement);
  /** @type {Message | undefined} */
  #opened;
  /** @type {Part | undefined} */
  #part;
  #sender;

  /** @param {App} app @param {Events} events */
  constructor(app, { another, reply, verify }) {
    this.#app = app;
    this.#sender = new Sender(app, verify);
    withConfirmation(this.#copyButton);
    onLanguage(() => this.#showText());
    this.#copyButton.addEventListener("click", () => this.#copy());
    this.#saveButton.addEventListener("click", () => this.#save());
    this.#replyButton.addEventListener("click", () => reply(this.#sender.id, this.#opened?.keyId ?? ""));
    // The sender may be added or removed while the letter is shown.
    app.book.addEventListener("change", () => this.#showWays());
    byId("opened-new", HTMLButtonElement).addEventListener("click", () => {
      this.hide();
      another();
    });
  }

  /** Hides the message, and wipes it. */
  hide() {
    this.#opened?.bytes.fill(0);
    this.#opened = undefined;
    this.#part?.root.remove();
    this.#part?.end();
    this.#part = undefined;
    this.#sender.hide();
    this.#text.textContent = "";
    this.#place.hidden = true;
  }

  /**
   * @param {import("../letters/open-letter.js").Text} received
   * @param {string} file the name of the file in it, or empty
   * @param {Part} [part]
   */
  show(received, file, part) {
    this.hide();
    this.#part = part;
    if (part) this.#text.after(part.root);
    const { plaintext: bytes, keyId } = received;
    const text = textOf(bytes);
    this.#opened = { text, bytes, file, keyId };
    this.#sender.show(received, file !== "");
    const key = this.#app.book.keys.find(({ id }) => id === keyId);
    if (file) put(this.#title, (words) => words.letters.fileTitle(file));
    else
      put(this.#title, key ? (words) => words.letters.sealedForKey(key.name) : (words) => words.letters.sealedForYou);
    byId("opened-emblem", HTMLElement).replaceChildren(...(key ? [emblem(key.fingerprint)] : []));
    this.#showText();
    this.#text.scrollTop = 0;
    this.#text.hidden = part !== undefined && bytes.length === 0;
    this.#copyButton.hidden = text === undefined || this.#text.hidden;
    this.#saveButton.hidden = this.#text.hidden || (text !== undefined && text.length <= shownAtMost && !file);
    this.#showWays();
    this.#problem.clear();
    this.#place.hidden = false;
    this.#title.focus({ preventScroll: true });
    this.#place.scrollIntoView({ block: "nearest" });
  }

  /**
   * Shows the button that replies if there is somebody to reply to. The filled button saves a file, or replies to a
   * known sender. Copying puts a secret on the clipboard, so it is never the suggested next step.
   */
  #showWays() {
    if (!this.#opened) return;
    const { text, file } = this.#opened;
    const isFile = Boolean(file) || text === undefined;
    this.#saveButton.classList.toggle("primary", isFile);
    this.#replyButton.hidden = !this.#app.book.people.some(({ practice }) => !practice);
    this.#replyButton.classList.toggle("primary", !isFile && !this.#part && this.#sender.id !== undefined);
  }

  #showText() {
    if (!this.#opened) return;
    const { text, bytes } = this.#opened;
    this.#text.textContent = text === undefined ? words().letters.notText(bytes.length) : words().inPart(text);
  }

  async #copy() {
    if (this.#opened?.text === undefined) return;
    const { text, bytes } = this.#opened;
    const copied = await copy(this.#copyButton, text, (words) => words.letters.copied);
    if (!copied) return this.#problem.show((words) => words.page.notCopied, this.#text);
    this.#app.wire.add({ what: (words) => words.wire.plaintext, how: "copied", bytes: bytes.length });
  }

  #save() {
    if (!this.#opened) return;
    const { bytes, text, file } = this.#opened;
    const name = file || (text === undefined ? "opened.bin" : "opened.txt");
    save(name, new Blob([bytes.slice()]), "application/octet-stream");
    this.#app.wire.add({ what: (words) => words.wire.plaintext, how: "saved", bytes: bytes.length });
  }
}
