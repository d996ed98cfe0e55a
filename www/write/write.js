import { textOf, utf8 } from "../codec/bytes.js";
import { kindOfBytes, looksSealed, recognise } from "../codec/recognise.js";
import { byId, run, say } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { unlockForm } from "../app/unlock.js";
import { put } from "../i18n/language.js";
import { Enclosure } from "./enclosure.js";
import { Chips } from "./recipients.js";
import { Signer } from "./signer.js";

/**
 * @typedef {import("../app/book.js").Recipient} Recipient
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../main.js").App} App
 * @typedef {(person: Person, anyway?: boolean) => Promise<import("../people/obstacles.js").Obstacle | undefined>} Add
 */

/** The longest text whose characters and bytes are counted at each keystroke, in UTF-16 code units. */
const countedAtMost = 1_000_000;
/** The longest text, in characters, or file, in bytes, that is checked for a sealed message or a private key. */
const recognisedAtMost = 1_000_000;
/** The longest plaintext of a signed letter, in bytes. */
const signedAtMost = 1024 * 1024;

/** The sheet to write on: the recipients, a text or a file, who signs, and the button that seals. */
export class WriteView {
  #app;
  #events;
  #form = byId("compose", HTMLFormElement);
  #text = byId("text", HTMLTextAreaElement);
  #count = byId("count", HTMLElement);
  #problem = new Problem(byId("compose-error", HTMLElement));
  #button = /** @type {HTMLButtonElement} */ (this.#form.querySelector("button.primary"));
  #enclosure = new Enclosure(this.#form, this.#text, this.#problem, (file) => this.attach(file));
  #chips;
  #signer;
  /** @type {Promise<import("./result.js").ResultSheet> | undefined} */
  #loading;
  /** @type {import("./result.js").ResultSheet | undefined} */
  #result;

  /**
   * @param {App} app
   * @param {object} events
   * @param {Add} events.add adds somebody whose invitation came by a link, once a message is sealed for them
   * @param {(id: string) => void} events.verify opens the side sheet with somebody's safety number
   * @param {(ids: string[]) => void} events.chosen called with the ids of the chosen recipients
   * @param {(kind: "sealed" | "privateKey", file: File) => void} events.elsewhere takes such a file to the view where
   * it belongs
   * @param {(id: string | undefined) => void} events.addSigningKey shows where a key gets a signing key, or, without an
   * id, where a key is made
   */
  constructor(app, events) {
    this.#app = app;
    this.#events = events;
    this.#chips = new Chips(app.book, () => this.#text.value !== "" || this.#enclosure.file !== undefined);
    this.#signer = new Signer(app, events.addSigningKey);
    const report = () => events.chosen(this.#chips.chosen().map(({ id }) => id));
    this.#chips.addEventListener("change", report);
    for (const id of ["recipients", "signer"]) {
      byId(id, HTMLElement).addEventListener("change", () => this.#problem.clear());
    }
    this.#text.addEventListener("input", () => this.#showCount());
    this.#text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#showCount();
    report();
  }

  /** Loads what shows a sealed letter: when the rest of the page works, or when the first letter is sealed. */
  loaded() {
    const { verify } = this.#events;
    this.#loading ??= this.#app.later().then(({ mountResult }) => {
      this.#result = mountResult(this.#app, { edit: () => this.#back(), another: () => this.#another(), verify });
      return this.#result;
    });
    return this.#loading;
  }

  /** Whether a text is written, a file is chosen, or a sealed letter is shown. */
  get begun() {
    return this.#text.value !== "" || this.#enclosure.file !== undefined || this.#isSealed;
  }

  /** What is being written. A text that is sealed is done with. @returns {import("../app/draft.js").Letter} */
  now = () => ({
    text: this.#isSealed && !this.#enclosure.file ? "" : this.#text.value,
    to: this.#chips.chosen().flatMap(({ id, guest }) => (guest ? [] : [id])),
  });

  get #isSealed() {
    return this.#result?.shown ?? false;
  }

  /** Takes a text that was begun before a reload. What was written since then follows it. @param {string} text */
  goOn = (text) => this.add(text, true);

  /** Chooses the recipients that were chosen before a reload. @param {string[]} ids */
  choose = (ids) => this.#chips.restore(ids);

  /** Adds a text to the written one. @param {string} text @param {boolean} [first] whether the new text comes first */
  add(text, first = false) {
    const parts = first ? [text, this.#text.value] : [this.#text.value, text];
    this.#text.value = parts.filter(Boolean).join("\n\n");
    this.#showCount();
  }

  /** Shows the sheet instead of a sealed letter, and chooses a person if there is an id. @param {string} [id] */
  to(id) {
    if (this.#isSealed) this.#another();
    if (id) this.#chips.choose([id]);
    this.#focus();
  }

  /**
   * Shows the sheet with a reply to a letter.
   *
   * @param {string | undefined} id of the person who signed the letter; undefined if unknown: then no reader is chosen
   * @param {string} own the id of the key that the letter was for
   */
  reply(id, own) {
    if (this.#isSealed) this.#another();
    this.#chips.chooseForReply(id, own);
    this.#signer.chooseForReply(own);
    this.#focus();
  }

  #focus() {
    this.#app.router.go("write");
    this.#text.focus({ preventScroll: true });
  }

  /** Takes a pasted or dropped text: adds it to the written text, unless that is sealed. @param {string} text */
  take(text) {
    if (this.#isSealed) this.#another();
    this.to();
    this.add(text);
  }

  /** Takes a file to be sealed. For a file that is already sealed, or a private key, asks first. @param {File} file */
  async attach(file) {
    if (this.#isSealed) this.#another();
    const kind = file.size > recognisedAtMost ? undefined : await this.#kindOf(file);
    if (!kind) return this.#enclosure.take(file);
    const anyway = { text: wordsOfAnyway, act: () => this.#enclosure.take(file) };
    const open = { text: wordsOfWay(kind), act: () => this.#events.elsewhere(kind, file) };
    this.#problem.show((words) => words.write.already[kind], this.#text, undefined, [open, anyway]);
  }

  /** Forgets everything that is written or sealed. */
  forget() {
    this.#text.value = "";
    this.#enclosure.drop();
    this.#problem.clear();
    this.#result?.hide();
    this.#form.hidden = false;
    this.#showCount();
  }

  /** @param {File} file */
  async #kindOf(file) {
    await this.#app.ready.catch(() => {});
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = textOf(bytes);
    const kind = text === undefined ? kindOfBytes(bytes) : kindOfText(text);
    bytes.fill(0);
    return kind === "sealed" || kind === "privateKey" ? kind : undefined;
  }

  #showCount() {
    const text = this.#text.value;
    if (this.#enclosure.file && !text) return put(this.#count, "");
    const { length } = text;
    put(
      this.#count,
      length > countedAtMost
        ? (words) => words.write.countLong(length)
        : (words) => words.write.count(text, utf8(text).length),
    );
  }

  /** @param {boolean} [sure] whether the visitor wants to seal a text that is a sealed message or a private key */
  async #submit(sure = false) {
    if (this.#button.disabled) return;
    const recipients = this.#chips.chosen();
    if (recipients.length === 0) return this.#askForReaders();
    const { file } = this.#enclosure;
    const text = this.#text.value;
    if (!file && !text) return this.#problem.show((words) => words.write.textNeeded, this.#text);
    if (!file && !sure && this.#isAskedAbout(text)) return;
    const bytes = file ? file.size : utf8(text).length;
    const signer = this.#signer.key;
    if (signer && bytes > signedAtMost) return this.#askUnsigned(sure);
    this.#problem.clear();
    try {
      if (recipients.some((one) => one.guest) && !(await this.#addGuest())) return;
      const result = await this.loaded();
      const plaintext = file ? new Uint8Array(await file.arrayBuffer()) : text;
      const sealed = await this.#seal(plaintext, recipients, signer?.id);
      if (typeof plaintext !== "string") plaintext.fill(0);
      this.#chips.release();
      this.#form.hidden = true;
      const kept = file !== undefined && text !== "";
      const made = { text: sealed, signer, file: file?.name ?? "", bytes, kept };
      result.show({ ...made, recipients: this.#current(recipients) });
      this.#app.happened("sealed", recipients);
    } catch (error) {
      if (codeOf(error) === "aborted") say((words) => words.page.cancelled);
      else if (codeOf(error) === "key-locked" && signer) this.#askToUnlock(error, signer, sure);
      else if (codeOf(error) === "message-too-long" && signer) this.#askUnsigned(sure);
      else this.#problem.showError(error, "anywhere");
    }
    this.#showCount();
  }

  /** Asks whether to seal without a signature what is too long to be signed. @param {boolean} sure see `#submit` */
  #askUnsigned(sure) {
    const act = () => {
      this.#signer.drop();
      this.#submit(sure);
    };
    const way = { text: (/** @type {Words} */ words) => words.write.sealUnsigned, act };
    this.#problem.show((words) => words.write.tooLongToSign, undefined, undefined, way);
  }

  /** Shows a form that unlocks the signer's key. When it is unlocked, the letter is signed and sealed. */
  #askToUnlock(/** @type {unknown} */ error, /** @type {KeyEntry} */ signer, /** @type {boolean} */ sure) {
    const { book, keyring } = this.#app;
    const mended = () => book.keys.some(({ id, locked }) => id === signer.id && !locked);
    const elsewhere = { at: book, event: "change", mended };
    const unlock = unlockForm(keyring, signer, () => void this.#submit(sure));
    this.#problem.showError(error, "anywhere", this.#text, elsewhere, undefined, unlock);
  }

  /** Says that somebody has to be chosen or added first. */
  #askForReaders() {
    const known = this.#app.book.recipients.length;
    const text = known === 0 ? "recipientNeeded" : "recipientChoose";
    const mended = () => this.#app.book.recipients.length > known;
    this.#problem.show((words) => words.write[text], this.#chips.first() ?? undefined, {
      at: this.#app.book,
      event: "change",
      mended,
    });
  }

  /**
   * If a text is a sealed message or a private key, asks whether to seal it. Returns whether it asks.
   *
   * @param {string} text
   */
  #isAskedAbout(text) {
    const kind = kindOfText(text);
    if (kind !== "sealed" && kind !== "privateKey") return false;
    const way = this.#app.wayTo(kind, text, () => {
      this.#text.value = "";
      this.#showCount();
    });
    const anyway = { text: wordsOfAnyway, act: () => void this.#submit(true) };
    this.#problem.show((words) => words.write.already[kind], this.#text, undefined, [way, anyway]);
    return true;
  }

  /** @param {Uint8Array | string} plaintext @param {Recipient[]} recipients @param {string | undefined} signer */
  #seal(plaintext, recipients, signer) {
    const view = {
      button: this.#button,
      cancel: byId("compose-cancel", HTMLButtonElement),
      status: this.#count,
      running: (/** @type {number} */ seconds) => (/** @type {Words} */ words) => words.write.sealing(seconds),
    };
    const keys = recipients.map(({ publicKey }) => publicKey);
    return run(view, async (signal) => {
      const from = signer === undefined ? {} : { from: signer };
      return (await this.#app.keyring).seal(plaintext, keys, { ...from, signal });
    });
  }

  /** The recipients as they are in the book now, where a guest has become a person. @param {Recipient[]} recipients */
  #current(recipients) {
    return recipients.map((one) => this.#app.book.recipient(one.id) ?? one);
  }

  /** Adds somebody whose invitation came by a link. Returns whether that succeeded. */
  async #addGuest(anyway = false) {
    const { guest } = this.#app.book;
    const inTheWay = guest && (await this.#events.add(guest, anyway));
    if (!inTheWay) return true;
    const { text, anyway: wayOn } = inTheWay;
    this.#problem.show(text, undefined, undefined, wayOn && { text: wayOn, act: () => void this.#goOnAsGuest() });
    return false;
  }

  /** Adds the guest although the name looks like another one. If that succeeds, seals the letter. */
  async #goOnAsGuest() {
    if (await this.#addGuest(true)) this.#form.requestSubmit();
  }

  /** Shows the sheet with what is written, instead of the sealed letter. */
  #back() {
    this.#result?.hide();
    this.#form.hidden = false;
    this.#showCount();
    this.#text.focus();
  }

  /** Shows the sheet for the next letter. A text stays if a file was sealed instead of it. */
  #another() {
    if (!this.#enclosure.file) this.#text.value = "";
    this.#enclosure.drop();
    this.#signer.release();
    this.#back();
    // This chooses a guest whose invitation came while the sealed letter was shown.
    this.#chips.show();
  }
}

/** @typedef {import("../i18n/language.js").Words} Words */

/** @type {import("../i18n/language.js").Text} */
const wordsOfAnyway = (words) => words.write.anyway;

/** @param {"sealed" | "privateKey"} kind @returns {import("../i18n/language.js").Text} */
const wordsOfWay = (kind) => (words) => (kind === "sealed" ? words.found.takeToRead : words.found.takeToYou);

/** What a text is. If it is too long to be checked in full, only a sealed message is found. @param {string} text */
function kindOfText(text) {
  if (text.length > recognisedAtMost) return /^\s*[{e]/.test(text) && looksSealed(text.trim()) ? "sealed" : undefined;
  return recognise(text);
}
