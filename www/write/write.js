import { utf8 } from "../codec/bytes.js";
import { kindOfText } from "../codec/recognise.js";
import { byId, run, say, takeFiles } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { unlockForm } from "../app/unlock.js";
import { put } from "../i18n/language.js";
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
/** The longest text of a signed letter, with files or without, in bytes. */
const signedAtMost = 1024 * 1024;

/** The sheet to write on: the recipients, a text, files, who signs, and the button that seals. */
export class WriteView {
  #app;
  #events;
  #form = byId("compose", HTMLFormElement);
  #text = byId("text", HTMLTextAreaElement);
  #count = byId("count", HTMLElement);
  #problem = new Problem(byId("compose-error", HTMLElement));
  #button = /** @type {HTMLButtonElement} */ (this.#form.querySelector("button.primary"));
  /** The files of the letter. @type {Promise<Attachments> | undefined} */
  #attaching;
  /** @type {Attachments | undefined} */
  #attachments;
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
    this.#chips = new Chips(app.book, () => this.#text.value !== "" || this.#hasFiles);
    this.#signer = new Signer(app, events.addSigningKey);
    const report = () => events.chosen(this.#chips.chosen().map(({ id }) => id));
    this.#chips.addEventListener("change", report);
    for (const id of ["recipients", "signer"]) {
      byId(id, HTMLElement).addEventListener("change", () => this.#problem.clear());
    }
    takeFiles(this.#form, byId("text-file", HTMLInputElement), (_, files) => this.attach(files));
    this.#text.addEventListener("input", () => this.#showCount());
    this.#text.addEventListener("paste", () =>
      // The text is in the field after this event.
      setTimeout(() => kindOfText(this.#text.value) === "sealed" && this.#isAskedAbout(this.#text.value, true)),
    );
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
    return this.#text.value !== "" || this.#hasFiles || this.#isSealed;
  }

  get #hasFiles() {
    return (this.#attachments?.files.length ?? 0) > 0;
  }

  /** What is being written. A text that is sealed is done with. @returns {import("../app/draft.js").Letter} */
  now = () => ({
    text: this.#isSealed ? "" : this.#text.value,
    to: this.#chips.ids,
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
   * @param {string | undefined} id of the person who signed the letter; undefined if unknown: then no reader is chosen,
   * and the sheet says so
   * @param {string} own the id of the key that the letter was for
   */
  reply(id, own) {
    if (this.#isSealed) this.#another();
    this.#chips.chooseForReply(id, own);
    this.#signer.chooseForReply(own);
    this.#focus();
    if (id) this.#problem.clear();
    else this.#problem.show((words) => words.write.recipientChoose);
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

  /** Adds files to the letter. With the first one, what shows them is loaded unless it is there. @param {File[]} files */
  async attach(files) {
    if (this.#isSealed) this.#another();
    this.#attaching ??= this.#app.later().then(({ mountAttachments }) =>
      mountAttachments(this.#app, {
        changed: () => this.#showCount(),
        refused: (text) => this.#problem.show(text),
        ask: (kind, file, act) => {
          const open = { text: wordsOfWay(kind), act: () => this.#events.elsewhere(kind, file) };
          const ways = [open, { text: wordsOfAnyway, act }];
          this.#problem.show((words) => words.write.already[kind], this.#text, undefined, ways);
        },
      }),
    );
    try {
      this.#attachments = await this.#attaching;
    } catch {
      this.#attaching = undefined;
      return this.#problem.showError({ code: "load-failed" }, "anywhere");
    }
    this.#problem.clear();
    await this.#attachments.offer(files);
  }

  /** Puts away a sealed letter that is for this person. @param {string} id */
  putAway(id) {
    if (!this.#result?.isFor(id)) return;
    this.#result.hide();
    this.#text.value = "";
    this.#attachments?.drop();
    this.#form.hidden = false;
    this.#showCount();
  }

  /** Forgets everything that is written or sealed. */
  forget() {
    this.#text.value = "";
    this.#attachments?.drop();
    this.#problem.clear();
    this.#result?.hide();
    this.#form.hidden = false;
    this.#showCount();
  }

  #showCount() {
    const text = this.#text.value;
    if (this.#hasFiles && !text) return put(this.#count, "");
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
    const text = this.#text.value;
    if (!this.#hasFiles && !text) return this.#problem.show((words) => words.write.textNeeded, this.#text);
    if (!sure && this.#isAskedAbout(text)) return;
    const bytes = utf8(text).length;
    const signer = this.#signer.key;
    if (signer && bytes > signedAtMost) return this.#askUnsigned(sure);
    this.#problem.clear();
    try {
      if (recipients.some((one) => one.guest) && !(await this.#addGuest())) return;
      const result = await this.loaded();
      const made = await this.#seal(text, recipients, signer?.id);
      this.#chips.release();
      this.#form.hidden = true;
      result.show({ ...made, signer, recipients: this.#current(recipients) });
      this.#app.happened("sealed", recipients);
    } catch (error) {
      if (codeOf(error) === "aborted") say((words) => words.page.cancelled);
      else if (codeOf(error) === "key-locked" && signer) this.#askToUnlock(error, signer, sure);
      else if (codeOf(error) === "message-too-long" && signer) this.#askUnsigned(sure);
      else this.#fail(error);
    }
    this.#showCount();
  }

  /** @param {unknown} error */
  async #fail(error) {
    const text = this.#hasFiles && (await this.#app.later()).wordsOf(error);
    if (text) this.#problem.show(text);
    else this.#problem.showError(error, "anywhere");
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
    this.#problem.showError(error, "anywhere", undefined, elsewhere, undefined, unlock);
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
   * @param {boolean} [pasted] whether the text was just pasted: then only opening it is offered
   */
  #isAskedAbout(text, pasted = false) {
    const kind = kindOfText(text);
    if (kind !== "sealed" && kind !== "privateKey") return false;
    const empty = () => {
      this.#text.value = "";
      this.#showCount();
    };
    const open = () => {
      empty();
      this.#app.take(text);
    };
    const way = kind === "sealed" ? { text: wordsOfOpen, act: open } : this.#app.wayTo(kind, text, empty);
    const anyway = { text: wordsOfAnyway, act: () => void this.#submit(true) };
    this.#problem.show((words) => words.write.already[kind], this.#text, undefined, pasted ? way : [way, anyway]);
    return true;
  }

  /**
   * @param {string} text
   * @param {Recipient[]} recipients
   * @param {string | undefined} signer
   * @returns {Promise<Pick<import("./result.js").Sealed, "text" | "bytes" | "letter">>}
   */
  #seal(text, recipients, signer) {
    const attached = this.#hasFiles ? this.#attachments : undefined;
    const view = {
      button: this.#button,
      cancel: byId("compose-cancel", HTMLButtonElement),
      status: this.#count,
      running: (/** @type {number} */ seconds) => (/** @type {Words} */ words) =>
        attached?.progress(words) || words.write.sealing(seconds),
    };
    const keys = recipients.map(({ publicKey }) => publicKey);
    return run(view, async (signal) => {
      const bytes = utf8(text).length + (attached?.bytes ?? 0);
      if (attached) {
        const letter = await attached.seal(text, keys, signer, signal);
        return { text: "", letter, bytes };
      }
      const from = signer === undefined ? {} : { from: signer };
      return { text: await (await this.#app.keyring).seal(text, keys, { ...from, signal }), bytes };
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

  /** Shows the sheet for the next letter. */
  #another() {
    this.#text.value = "";
    this.#attachments?.drop();
    this.#signer.release();
    this.#back();
    // This chooses a guest whose invitation came while the sealed letter was shown.
    this.#chips.show();
  }
}

/** @typedef {import("../i18n/language.js").Words} Words */
/** @typedef {Awaited<ReturnType<typeof import("./attachments.js").mountAttachments>>} Attachments */

/** @type {import("../i18n/language.js").Text} */
const wordsOfOpen = (words) => words.arrival.open;

/** @type {import("../i18n/language.js").Text} */
const wordsOfAnyway = (words) => words.write.anyway;

/** @param {"sealed" | "privateKey"} kind @returns {import("../i18n/language.js").Text} */
const wordsOfWay = (kind) => (words) => (kind === "sealed" ? words.found.takeToRead : words.found.takeToYou);
