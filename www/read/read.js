// The form that opens sealed messages.
import { base64, textOfFile } from "../codec/bytes.js";
import { readLink } from "../codec/links.js";
import { cleanName } from "../codec/names.js";
import { isArmored, isSealedFile, keyIdsOf, looksSealed, recognise, refusalOf, sealedIn } from "../codec/recognise.js";
import { innerName } from "../app/intake.js";
import { byId, run, say, takeFiles } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { unlockForm } from "../app/unlock.js";
import { shownAtMost } from "../i18n/format.js";
import { keepPrivateKeysOut } from "../errors/private-keys.js";

/** @typedef {import("../main.js").App} App */

/**
 * The largest file that is read as a message, in bytes: enough for 64 MiB of plaintext in base64url, with a header.
 * Sealed files may be larger.
 */
const largestFile = 96_000_000;
/** The largest file that is examined as a key, in bytes. */
const largestKey = 65_536;

export class ReadView {
  #app;
  #form = byId("open", HTMLFormElement);
  #field = byId("open-text", HTMLTextAreaElement);
  #problem = new Problem(byId("open-error", HTMLElement));
  #button = /** @type {HTMLButtonElement} */ (this.#form.querySelector("button.primary"));
  #fold = byId("open-elsewhere", HTMLDetailsElement);
  #events;
  /** What shows that something is being opened. */
  #running = {
    button: this.#button,
    cancel: byId("open-cancel", HTMLButtonElement),
    status: byId("open-count", HTMLElement),
    running: (/** @type {number} */ seconds) => (/** @type {import("../i18n/language.js").Words} */ words) =>
      words.read.opening(seconds),
  };
  /** @type {Promise<import("./opened.js").OpenedSheet> | undefined} */
  #loading;
  /** @type {import("./opened.js").OpenedSheet | undefined} */
  #opened;
  /**
   * A message from a file, a link or another window that did not open. It is put into the field, so that the visitor
   * can try again; the name of the file in it is kept here, because the field cannot hold it.
   */
  #failed = { text: "", file: "" };

  /**
   * @param {App} app
   * @param {object} events
   * @param {import("./opened.js").Events["reply"]} events.reply
   * @param {(id: string) => void} events.verify opens the side sheet with somebody's safety number
   */
  constructor(app, events) {
    this.#app = app;
    this.#events = events;
    takeFiles(this.#form, byId("open-file", HTMLInputElement), (file) => this.openFile(file));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.open(this.#field.value);
    });
    this.#field.addEventListener("input", () => {
      this.#fold.hidden = true;
    });
    keepPrivateKeysOut(app, this.#field, (text) => this.#refusePrivateKey(text));
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#form.requestSubmit();
    });
  }

  /**
   * Loads the sheet that shows an opened message, unless it is loaded already. main.js calls this after the first view
   * works; a message that is opened earlier does not wait for that.
   */
  loaded() {
    const another = () => {
      this.#form.hidden = false;
      this.#field.focus();
    };
    this.#loading ??= this.#app.later().then(({ mountOpened }) => {
      this.#opened = mountOpened(this.#app, { another, ...this.#events });
      return this.#opened;
    });
    return this.#loading;
  }

  /**
   * Opens what is in a file: a sealed message, or a sealed file. Of other files, such as keys, it says what they are.
   *
   * @param {File} file
   */
  async openFile(file) {
    this.#app.router.go("read");
    if (await isSealedFile(file)) return this.#openSealedFile(file);
    if (file.size > largestFile) return this.#problem.show((words) => words.read.fileTooLarge, this.#field);
    const bytes = new Uint8Array(await file.arrayBuffer());
    // A key in a binary format is passed on in base64, and recognised in it. Other bytes are decoded as text although
    // they may not be UTF-8: some binary formats begin with their name, so that the error can say what the file is.
    const read = textOfFile(bytes);
    const asKey = bytes.length <= largestKey && read === undefined ? base64(bytes) : "";
    await this.#app.ready.catch(() => {});
    const text = asKey && recognise(asKey) ? asKey : (read ?? new TextDecoder().decode(bytes));
    // The file may hold a private key.
    bytes.fill(0);
    await this.open(text, innerName(file.name));
  }

  /** Opens a sealed file: a letter with files, or a file that other software sealed. @param {File} file */
  async #openSealedFile(file) {
    if (this.#button.disabled) return false;
    this.#opened?.hide();
    this.#form.hidden = false;
    this.#fold.hidden = true;
    await this.#app.ready.catch(() => {});
    if (this.#app.book.keys.length === 0) return this.#askForKey("");
    this.#problem.clear();
    try {
      const [opened, { openSealedFile }] = await Promise.all([this.loaded(), this.#app.later()]);
      // Another attempt may have begun meanwhile.
      if (this.#button.disabled) return false;
      await run(this.#running, (signal) => openSealedFile(this.#app, file, opened, signal));
      this.#field.value = "";
      this.#form.hidden = true;
      this.#app.happened("opened", []);
      return true;
    } catch (error) {
      const code = codeOf(error);
      if (code === "aborted") say((words) => words.page.cancelled);
      else if (code !== "key-locked") this.#problem.showError(error, "anywhere", this.#field);
      else {
        const { possibleKeysOf } = await this.#app.later();
        this.#askToUnlock(error, await possibleKeysOf(file, this.#app.book.keys), () => this.openFile(file));
      }
      return false;
    }
  }

  /** Puts a text into the field, without opening it. @param {string} text */
  take(text) {
    this.#app.router.go("read");
    this.#opened?.hide();
    this.#form.hidden = false;
    this.#field.value = text;
    this.#field.focus();
  }

  /** Forgets what is opened or being opened, and what is in the field. */
  forget() {
    this.#running.cancel.click();
    this.#opened?.hide();
    this.#form.hidden = false;
    this.#fold.hidden = true;
    this.#field.value = "";
    this.#failed = { text: "", file: "" };
    this.#problem.clear();
  }

  /**
   * Opens a sealed message, and returns whether it opened.
   *
   * @param {string} input
   * @param {string} [file] the name of the file in the message, if it is known
   */
  async open(input, file = "") {
    if (this.#button.disabled) return false;
    this.#app.router.go("read");
    this.#opened?.hide();
    this.#form.hidden = false;
    this.#fold.hidden = true;
    if (isArmored(input)) return this.#openSealedFile(new File([input.trim()], ""));
    const sealed = sealedIn(input);
    if (!sealed) return this.#refuse((words) => words.read.needed);
    try {
      await this.#app.ready;
    } catch (error) {
      this.#problem.showError(error, "read", this.#field);
      return false;
    }
    // Another attempt may have begun meanwhile.
    if (this.#button.disabled) return false;
    const isSealed = looksSealed(sealed);
    // A text of unknown kind goes to the keyring, too: the keyring finds more messages than this page does, and its
    // error says what the text is. Without a key it can open nothing.
    const kind = isSealed ? "sealed" : recognise(input);
    if (kind !== "sealed" && (kind || this.#app.book.keys.length === 0)) return this.#misplaced(input);
    if (this.#app.book.keys.length === 0) return this.#askForKey(input);
    this.#problem.clear();
    const name = this.#fileName(input, file);
    try {
      const opened = await this.loaded();
      if (this.#button.disabled) return false;
      const received = await this.#unseal(isSealed ? sealed : input);
      opened.show(received, name);
      this.#field.value = "";
      this.#form.hidden = true;
      this.#app.happened("opened", []);
      return true;
    } catch (error) {
      if (codeOf(error) === "private-key-given") return this.#refusePrivateKey(input);
      if (isSealed && input !== this.#field.value && sealed.length <= shownAtMost) {
        this.#failed = { text: sealed, file: name };
        this.#field.value = sealed;
      }
      this.#fail(error, sealed);
      return false;
    }
  }

  /** The name of the file in a message, or empty. @param {string} input @param {string} file the name, if known */
  #fileName(input, file) {
    const link = readLink(input);
    const known = file || (input === this.#failed.text ? this.#failed.file : "");
    return cleanName(known || (typeof link === "object" && link.kind === "message" ? link.name : ""));
  }

  /** @param {string} sealed */
  #unseal(sealed) {
    return run(this.#running, async (signal) => (await this.#app.keyring).unseal(sealed, { signal }));
  }

  /** @param {import("../i18n/language.js").Text} text */
  #refuse(text) {
    this.#problem.show(text, this.#field);
    return false;
  }

  /** Says that a key is needed first. What was pasted or dropped waits in the field. @param {string} input */
  #askForKey(input) {
    if (!this.#field.value && input.length <= shownAtMost) this.#field.value = input;
    const mended = () => this.#app.book.keys.length > 0;
    this.#problem.show((words) => words.read.keyNeeded, this.#field, { at: this.#app.book, event: "change", mended });
    return false;
  }

  /**
   * Says what a text is that is not a message, with a button that takes the text to the view where it belongs.
   *
   * @param {string} input
   */
  #misplaced(input) {
    const kind = recognise(input);
    if (kind === "privateKey") return this.#refusePrivateKey(input);
    const way =
      kind &&
      this.#app.wayTo(kind, input, () => {
        this.#field.value = "";
      });
    const refusal = refusalOf(input);
    if (kind && way) this.#problem.show((words) => words.found[kind], this.#field, undefined, way);
    else if (refusal) this.#problem.showError(refusal, "read", this.#field);
    else this.#problem.show((words) => words.errors.anywhere["malformed-message"], this.#field);
    return false;
  }

  /**
   * Empties the field. The button that takes the key to where it is imported has the only copy.
   *
   * @param {string} input
   */
  #refusePrivateKey(input) {
    this.#field.value = "";
    const way = this.#app.wayTo("privateKey", input, () => {});
    // The private key is out of the field already, so the error disappears at the next input anywhere in the form.
    const elsewhere = { at: this.#form, event: "beforeinput" };
    this.#problem.show((words) => words.errors.read["private-key-given"], this.#field, elsewhere, way);
    return false;
  }

  /**
   * Shows why a message did not open. If another key could open the message, the error disappears when a key is added
   * or unlocked.
   *
   * @param {unknown} error
   * @param {string} sealed
   */
  #fail(error, sealed) {
    const code = codeOf(error);
    if (code === "aborted") return say((words) => words.page.cancelled);
    // Other software may have the key, or support the algorithm.
    if (["not-a-recipient", "decryption-failed", "unsupported-algorithm"].includes(code)) this.#showElsewhere(sealed);
    if (code === "key-locked") {
      return this.#askToUnlock(error, keyIdsOf(sealed), () => this.open(this.#field.value || sealed));
    }
    if (code !== "not-a-recipient") {
      this.#problem.showError(error, "read", this.#field);
      if (code === "decryption-failed") {
        this.#problem.more(
          ({ read }) => read.details,
          ({ read }) => read.otherHashes,
        );
      }
      return;
    }
    const { book } = this.#app;
    const names = book.people.filter(({ id }) => keyIdsOf(sealed).includes(id)).map(({ name }) => name);
    const keysTried = book.keys.length;
    const mended = { at: book, event: "change", mended: () => book.keys.length > keysTried };
    if (names.length > 0) this.#problem.show((words) => words.read.forSomeoneElse(names), this.#field, mended);
    else this.#problem.showError(error, "read", this.#field, mended);
  }

  /**
   * Shows a form that unlocks a key. When the key is unlocked, what is sealed for it is opened.
   *
   * @param {unknown} error
   * @param {string[]} ids of the keys that it is sealed for, as far as they are known
   * @param {() => unknown} again
   */
  #askToUnlock(error, ids, again) {
    const { book, keyring } = this.#app;
    const locked = book.keys.filter((key) => key.locked);
    const named = locked.filter(({ id }) => ids.includes(id));
    const candidates = named.length > 0 ? named : locked;
    const [first] = candidates;
    const mended = () => book.keys.some((key) => !key.locked && candidates.some(({ id }) => id === key.id));
    const unlock = first && unlockForm(keyring, first, () => void again());
    this.#problem.showError(error, "read", this.#field, { at: book, event: "change", mended }, undefined, unlock);
  }

  /** @param {string} sealed */
  async #showElsewhere(sealed) {
    const { mountElsewhere } = await import("../ui/elsewhere.js");
    mountElsewhere(this.#fold, this.#app.wire).sealed(sealed);
  }
}
