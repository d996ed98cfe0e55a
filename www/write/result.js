import { utf8 } from "../codec/bytes.js";
import { messageLink } from "../codec/links.js";
import { byId, copy, save, say, withConfirmation } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { inviteLine } from "../people/invite-line.js";
import { wax } from "../ui/emblem.js";
import { addPart, onLanguage, put, words } from "../i18n/language.js";
import { discardLater } from "../letters/store.js";
import letters from "../i18n/en/letters.js";

/**
 * @typedef {import("../app/book.js").Recipient} Recipient
 * @typedef {import("../main.js").App} App
 * @typedef {object} Sealed A sealed message, or a letter with files.
 * @property {string} text the sealed message, or empty
 * @property {{ sealed: Blob, discard: () => Promise<void> }} [letter] a letter with files in place of a message
 * @property {Recipient[]} recipients
 * @property {import("../app/book.js").KeyEntry | undefined} signer the key that signed the letter
 * @property {number} bytes the length of the plaintext
 */

/** After this time, in milliseconds, the page says that no other window has taken a message that was handed over. */
const patience = 1500;
/** How many bytes of a sealed file are listed, all of them of its header, which is text. */
const headShown = 400;
/** The names of saved files: they tell whoever carries a file neither its recipients nor what is in it. */
const letterName = "letter.zip.age";
const messageName = "sealed-letter.txt";
/** For a longer message, in characters, the suggested next step is saving it instead of copying it. */
const copiedAtMost = 1_000_000;

/** @param {App} app @param {{ edit: () => void, another: () => void, verify: (id: string) => void }} events */
export function mountResult(app, events) {
  addPart(byId("sealed", HTMLElement), letters);
  return new Result(app, events);
}

/** @typedef {Result} ResultSheet */

/** The sealed message: for whom it is, whether their keys are verified, and the ways to send it. */
class Result {
  #app;
  #events;
  #place = byId("sealed", HTMLElement);
  #title = byId("sealed-title", HTMLElement);
  #field = byId("sealed-text", HTMLTextAreaElement);
  #problem = new Problem(byId("sealed-error", HTMLElement));
  #done = byId("sealed-done", HTMLElement);
  #fold = byId("sealed-elsewhere", HTMLDetailsElement);
  #buttons = {
    hand: byId("sealed-hand", HTMLButtonElement),
    share: byId("sealed-share", HTMLButtonElement),
    copy: byId("sealed-copy", HTMLButtonElement),
    link: byId("sealed-link", HTMLButtonElement),
    save: byId("sealed-save", HTMLButtonElement),
  };
  #invitation;
  /** @type {Sealed | undefined} */
  #sealed;
  /** Whether the letter was handed to Bob's window: then the filled button is the guide's, which goes there. */
  #isHandedToBob = false;

  /**
   * @param {App} app
   * @param {{ edit: () => void, another: () => void, verify: (id: string) => void }} events
   */
  constructor(app, events) {
    this.#app = app;
    this.#events = events;
    const { hand, share, copy: copyButton, link, save: saveButton } = this.#buttons;
    withConfirmation(copyButton);
    withConfirmation(link);
    this.#invitation = inviteLine(app);
    this.#done.after(...this.#invitation.parts);
    app.post.addEventListener("others", () => this.#showWays());
    app.book.addEventListener("change", () => {
      this.#showTrust();
      // Whoever wrote without a key has an invitation once they make one.
      if (this.#sealed) this.#showInvitation(this.#sealed);
    });
    onLanguage(() => this.#showText());
    copyButton.addEventListener("click", () => this.#copy());
    link.addEventListener("click", () => this.#copyLink());
    share.addEventListener("click", () => this.#share());
    saveButton.addEventListener("click", () => this.#save());
    hand.addEventListener("click", () => this.#hand());
    byId("sealed-edit", HTMLButtonElement).addEventListener("click", events.edit);
    byId("sealed-new", HTMLButtonElement).addEventListener("click", events.another);
  }

  get shown() {
    return !this.#place.hidden;
  }

  /** Whether a letter for this person is shown. @param {string} id */
  isFor(id) {
    return this.#sealed?.recipients.some((one) => one.id === id) ?? false;
  }

  hide() {
    const { letter } = this.#sealed ?? {};
    if (letter) discardLater(letter.discard, letter.sealed.size);
    this.#sealed = undefined;
    this.#field.value = "";
    this.#place.hidden = true;
  }

  /** @param {Sealed} made */
  show(made) {
    this.#sealed = made;
    this.#isHandedToBob = false;
    const { text, recipients, bytes, letter, signer } = made;
    const others = recipients.filter(({ own }) => !own);
    const own = others.length < recipients.length;
    const length = letter?.sealed.size ?? text.length;
    put(byId("sealed-size", HTMLElement), ({ sealed }) =>
      others.length === 0 ? sealed.sizesOwn(bytes, length) : sealed.sizes(bytes, length, own),
    );
    put(byId("sealed-signed", HTMLElement), ({ sealed, files }) => {
      if (signer === undefined) return sealed.unsigned;
      if (letter) return files.signed(signer.name);
      return (others.length === 0 ? sealed.signedOwn : sealed.signed)(signer.name);
    });
    byId("sealed-wax", HTMLElement).replaceChildren(...recipients.slice(0, 1).map((one) => wax(one.fingerprint)));
    this.#buttons.copy.hidden = letter !== undefined;
    this.#buttons.link.hidden = letter !== undefined || messageLink(text) === undefined;
    for (const part of [this.#field.parentElement, this.#fold]) part?.toggleAttribute("hidden", letter !== undefined);
    this.#done.hidden = true;
    this.#problem.clear();
    this.#showText();
    this.#showWays();
    this.#showTrust();
    this.#showInvitation(made);
    if (!letter) this.#showElsewhere(text);
    this.#place.hidden = false;
    this.#title.focus({ preventScroll: true });
    this.#place.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} text */
  async #showElsewhere(text) {
    const { mountElsewhere } = await import("../ui/elsewhere.js");
    if (this.#sealed?.text === text) mountElsewhere(this.#fold, this.#app.wire).sealed(text);
  }

  #showText() {
    if (this.#sealed) this.#field.value = words().inPart(this.#sealed.text);
  }

  /**
   * Shows the ways to send the message. The filled button is the suggested next step: another window in a practice, the
   * share sheet on a phone, otherwise copying, or saving if the message is long.
   */
  #showWays() {
    if (!this.#sealed) return;
    const { hand, share, copy: copyButton, save: saveButton } = this.#buttons;
    const { letter, recipients, text } = this.#sealed;
    const others = letter ? [] : this.#app.post.with(recipients.map(({ id }) => id));
    hand.hidden = others.length === 0;
    share.hidden = letter
      ? !navigator.canShare?.({ files: [this.#file(letter)] })
      : typeof navigator.share !== "function";
    const isLong = letter !== undefined || text.length > copiedAtMost;
    const first = others.some(({ practice }) => practice)
      ? hand
      : !share.hidden && matchMedia("(max-width: 51.99rem)").matches && (letter || !isLong)
        ? share
        : isLong
          ? saveButton
          : copyButton;
    for (const button of [hand, share, copyButton, saveButton]) {
      button.classList.toggle("primary", button === first && !this.#isHandedToBob);
    }
  }

  /**
   * Offers one's own invitation: without it, readers can neither tell who signed the letter, nor answer.
   *
   * @param {Sealed} letter
   */
  #showInvitation({ signer, recipients }) {
    const { book, practice } = this.#app;
    const isForOthers = !practice && recipients.some((one) => !one.own && !one.practice);
    const key = book.keys.find(({ id }) => id === signer?.id) ?? book.keys[0];
    this.#invitation.show(
      ({ sealed }) => (signer ? sealed.inviteSigned : sealed.invite),
      isForOthers ? key : undefined,
    );
  }

  /** Names the recipients, or their keys if some are not verified: whose a key is, is known only of a verified key. */
  #showTrust() {
    if (!this.#sealed) return;
    const { recipients } = this.#sealed;
    const current = recipients.map((one) => this.#app.book.recipient(one.id) ?? one);
    const others = current.filter(({ own }) => !own);
    const unverified = others.filter(({ verified, practice }) => !verified && !practice);
    const own = others.length < recipients.length;
    const names = others.map(({ name }) => name);
    put(this.#title, ({ sealed }) =>
      unverified.length > 0 ? sealed.forKeys(names, own) : sealed.onlyOpens(names, own),
    );
    const line = byId("sealed-trust", HTMLElement);
    const [first] = unverified;
    line.hidden = !first;
    if (!first) return;
    const [text, button] = line.children;
    const missing = unverified.map(({ name }) => name);
    if (text) put(text, (words) => words.sealed.notVerified(missing));
    if (button instanceof HTMLButtonElement) button.onclick = () => this.#events.verify(first.id);
  }

  async #copy() {
    if (!this.#sealed) return;
    const letter = this.#sealed;
    const copied = await copy(this.#buttons.copy, letter.text, (words) => words.sealed.copied);
    if (copied) this.#report("copied", letter);
    else this.#problem.show((words) => words.page.notCopied, this.#field);
  }

  async #copyLink() {
    if (!this.#sealed) return;
    const letter = this.#sealed;
    const link = messageLink(letter.text);
    if (!link) return this.#problem.show((words) => words.sealed.noLink);
    const copied = await copy(this.#buttons.link, link, (words) => words.sealed.linkCopied);
    if (copied) this.#report("copiedLink", letter, link);
    else this.#problem.show((words) => words.page.notCopied, this.#field);
  }

  async #share() {
    if (!this.#sealed) return;
    const made = this.#sealed;
    const link = made.letter ? undefined : messageLink(made.text);
    try {
      if (made.letter) await navigator.share({ files: [this.#file(made.letter)] });
      else await navigator.share(link ? { url: link } : { text: made.text });
      this.#report("shared", made, link);
    } catch {
      // The visitor closed the share sheet.
    }
  }

  #save() {
    if (!this.#sealed) return;
    const { letter, recipients, text } = this.#sealed;
    const name = letter ? letterName : messageName;
    if (letter) save(name, letter.sealed, "application/octet-stream");
    else save(name, text, "text/plain");
    this.#report("saved", this.#sealed);
    const isSent = letter && recipients.some(({ own }) => !own);
    this.#confirm((words) => (isSent ? words.files.letterSaved(name) : words.sealed.saved(name)));
  }

  /** @param {NonNullable<Sealed["letter"]>} letter */
  #file({ sealed }) {
    return new File([sealed], letterName, { type: "application/octet-stream" });
  }

  async #hand() {
    if (!this.#sealed) return;
    const handed = this.#sealed;
    this.#problem.clear();
    const waiting = setTimeout(() => {
      if (this.#sealed === handed) this.#problem.show((words) => words.sealed.notArrived);
    }, patience);
    const receipt = await this.#app.post.hand({ sealed: handed.text, file: "" });
    clearTimeout(waiting);
    this.#report("handed", handed);
    this.#app.happened("handed", handed.recipients);
    if (this.#sealed !== handed) return;
    this.#problem.clear();
    this.#isHandedToBob = receipt.practice;
    this.#showWays();
    this.#confirm(
      receipt.practice ? (words) => words.sealed.arrived(words.practice.name) : (words) => words.sealed.arrivedHere,
    );
  }

  /** @param {import("../i18n/language.js").Text} text */
  #confirm(text) {
    put(this.#done, text);
    this.#done.hidden = false;
    say(text);
  }

  /**
   * Lists the message, its link or the sealed file among what left this browser.
   *
   * @param {"copied" | "copiedLink" | "saved" | "handed" | "shared"} how
   * @param {Sealed} letter
   * @param {string} [link]
   */
  async #report(how, { recipients, text, letter }, link) {
    // Of a sealed file the beginning of its header, in which its readers' stanzas are.
    const left = link ?? (letter ? `${await letter.sealed.slice(0, headShown).text()}…` : text);
    this.#app.wire.add({
      what: (words) => words.wire.sealed(recipients.map(({ name, own }) => (own ? words.messages.self(name) : name))),
      how,
      bytes: letter?.sealed.size ?? utf8(left).length,
      text: left,
    });
  }
}
