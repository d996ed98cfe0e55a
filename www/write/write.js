import { utf8 } from "../codec/bytes.js";
import { byId, copy, fileName, run, save, say, takeFiles, withConfirmation } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { furnishElsewhere } from "../ui/elsewhere.js";
import { wax } from "../ui/emblem.js";
import { onLanguage, put, words } from "../i18n/language.js";
import { messageLink } from "../codec/links.js";
import { furnishChips } from "./recipients.js";

/**
 * @typedef {import("../app/book.js").Recipient} Recipient
 * @typedef {import("../main.js").App} App
 * @typedef {{ text: string, recipients: Recipient[], file: string, bytes: number }} Sealed
 */

/** Above this, characters are not counted one by one at each keystroke. */
const countedAtMost = 1_000_000;
const largestFile = 64 * 1024 * 1024;
/** Milliseconds after which it is said that no other window has taken what was handed over. */
const patience = 1500;

/**
 * The sheet to write on: to whom, a text or a file, and the seal.
 *
 * @param {App} app
 */
export function furnishWriting(app) {
  const form = byId("compose", HTMLFormElement);
  const textField = byId("text", HTMLTextAreaElement);
  const count = byId("count", HTMLElement);
  const problem = new Problem(byId("compose-error", HTMLElement));
  const button = form.querySelector("button.primary");
  const enclosure = furnishEnclosure(form, textField, count, problem);
  const chips = furnishChips(app.book, () => textField.value !== "" || enclosure.file !== undefined);
  const result = furnishResult(app, { edit: back, another: () => clear() });

  const showCount = () => {
    const text = textField.value;
    if (enclosure.file) return put(count, "");
    const { length } = text;
    put(
      count,
      length > countedAtMost
        ? (words) => words.write.countLong(length)
        : (words) => words.write.count(text, utf8(text).length),
    );
  };
  textField.addEventListener("input", showCount);
  byId("recipients", HTMLElement).addEventListener("change", () => problem.clear());
  textField.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  showCount();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    const recipients = chips.chosen();
    if (recipients.length === 0) {
      const known = app.book.recipients.length;
      const text = known === 0 ? "recipientNeeded" : "recipientChoose";
      const mended = () => app.book.recipients.length > known;
      return problem.show((words) => words.write[text], chips.first() ?? undefined, {
        at: app.book,
        event: "change",
        mended,
      });
    }
    const { file } = enclosure;
    if (!file && !textField.value) return problem.show((words) => words.write.textNeeded, textField);
    problem.clear();
    try {
      const plaintext = file ? new Uint8Array(await file.arrayBuffer()) : textField.value;
      const bytes = file ? file.size : utf8(textField.value).length;
      const text = await run(
        {
          button,
          cancel: byId("compose-cancel", HTMLButtonElement),
          status: count,
          running: (seconds) => (words) => words.write.sealing(seconds),
        },
        async (signal) =>
          (await app.keyring).seal(
            plaintext,
            recipients.map(({ publicKey }) => publicKey),
            { signal },
          ),
      );
      chips.release();
      form.hidden = true;
      result.show({ text, recipients, file: file?.name ?? "", bytes });
      app.happened("sealed", recipients);
    } catch (error) {
      if (codeOf(error) === "aborted") say((words) => words.page.cancelled);
      else problem.showError(error, "anywhere");
    }
    showCount();
  });

  function back() {
    result.hide();
    form.hidden = false;
    showCount();
    textField.focus();
  }
  function clear() {
    textField.value = "";
    enclosure.drop();
    back();
  }

  return {
    /** What is being written. @returns {import("../app/draft.js").Letter} */
    now: () => ({
      text: textField.value,
      to: chips.chosen().flatMap(({ id, own }) => (own ? [] : [id])),
      isSealed: result.shown,
    }),
    /** @param {string} text what was begun before a reload; what was written since follows it @param {string[]} to */
    goOn(text, to) {
      textField.value = [text, textField.value].filter(Boolean).join("\n\n");
      if (to.length > 0) chips.choose(to);
      showCount();
    },
    /** @param {string} id */
    to(id) {
      if (result.shown) back();
      chips.choose([id]);
      textField.focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    },
  };
}

/**
 * A file to be sealed in place of a text.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} textField
 * @param {HTMLElement} count
 * @param {Problem} problem
 */
function furnishEnclosure(form, textField, count, problem) {
  const place = byId("enclosure", HTMLElement);
  const chooser = byId("text-file", HTMLInputElement);
  const label = byId("text-file-label", HTMLElement);
  /** @type {File | undefined} */
  let file;
  /** @param {File | undefined} chosen */
  const show = (chosen) => {
    file = chosen;
    textField.hidden = chosen !== undefined;
    label.hidden = chosen !== undefined;
    place.hidden = chosen === undefined;
    if (!chosen) return;
    put(count, "");
    put(byId("enclosure-name", HTMLElement), chosen.name);
    put(byId("enclosure-size", HTMLElement), (words) => words.size(chosen.size));
    byId("enclosure-drop", HTMLButtonElement).focus();
  };
  takeFiles(form, chooser, (chosen) => {
    if (chosen.size > largestFile) return problem.show((words) => words.write.fileTooLarge);
    problem.clear();
    show(chosen);
  });
  byId("enclosure-drop", HTMLButtonElement).addEventListener("click", () => {
    show(undefined);
    textField.focus();
  });
  return {
    get file() {
      return file;
    },
    drop: () => show(undefined),
  };
}

/**
 * The sealed message: whom it is for, and the ways to take it along.
 *
 * @param {App} app
 * @param {{ edit: () => void, another: () => void }} ways
 */
function furnishResult(app, { edit, another }) {
  const place = byId("sealed", HTMLElement);
  const title = byId("sealed-title", HTMLElement);
  const field = byId("sealed-text", HTMLTextAreaElement);
  const problem = new Problem(byId("sealed-error", HTMLElement));
  const done = byId("sealed-done", HTMLElement);
  const copyButton = byId("sealed-copy", HTMLButtonElement);
  const linkButton = byId("sealed-link", HTMLButtonElement);
  const handButton = byId("sealed-hand", HTMLButtonElement);
  withConfirmation(copyButton);
  withConfirmation(linkButton);
  const elsewhere = furnishElsewhere(byId("sealed-elsewhere", HTMLDetailsElement));
  /** @type {Sealed | undefined} */
  let sealed;

  const showOthers = () => {
    const others = app.post.with(sealed?.recipients.map(({ id }) => id) ?? []);
    // Another window is the next step in the practice alone; otherwise the reader is elsewhere.
    const first = others.some(({ practice }) => practice);
    handButton.hidden = others.length === 0;
    handButton.classList.toggle("primary", first);
    copyButton.classList.toggle("primary", !first);
  };
  app.post.addEventListener("others", showOthers);
  const showText = () => {
    if (sealed) field.value = words().inPart(sealed.text);
  };
  onLanguage(showText);

  /** @param {"copied" | "copiedLink" | "saved" | "handed"} how @param {Sealed} letter @param {string} [link] */
  function report(how, { recipients, text }, link) {
    const left = link ?? text;
    app.wire.add({
      what: (words) => words.wire.sealed(recipients.map(({ name, own }) => (own ? words.messages.self(name) : name))),
      how,
      bytes: utf8(left).length,
      text: left,
    });
  }
  copyButton.addEventListener("click", async () => {
    if (!sealed) return;
    const letter = sealed;
    const copied = await copy(copyButton, letter.text, (words) => words.sealed.copied);
    if (copied) report("copied", letter);
    else problem.show((words) => words.page.notCopied, field);
  });
  linkButton.addEventListener("click", async () => {
    if (!sealed) return;
    const letter = sealed;
    const link = messageLink(letter.text, letter.file);
    if (!link) return problem.show((words) => words.sealed.noLink);
    const copied = await copy(linkButton, link, (words) => words.sealed.linkCopied);
    if (copied) report("copiedLink", letter, link);
    else problem.show((words) => words.page.notCopied, field);
  });
  byId("sealed-save", HTMLButtonElement).addEventListener("click", () => {
    if (!sealed) return;
    const { file, recipients } = sealed;
    const name = file ? `${file}.sealed` : fileName(recipients[0]?.name ?? "", "sealed.txt");
    save(name, sealed.text, "text/plain");
    report("saved", sealed);
  });
  handButton.addEventListener("click", async () => {
    if (!sealed) return;
    const handed = sealed;
    problem.clear();
    const waiting = setTimeout(() => {
      if (sealed === handed) problem.show((words) => words.sealed.notArrived);
    }, patience);
    const receipt = await app.post.hand({ sealed: handed.text, file: handed.file });
    clearTimeout(waiting);
    report("handed", handed);
    app.happened("handed", handed.recipients);
    if (sealed !== handed) return;
    problem.clear();
    put(
      done,
      receipt.practice ? (words) => words.sealed.arrived(words.practice.name) : (words) => words.sealed.arrivedHere,
    );
    done.hidden = false;
    say((words) => words.sealed.handed);
  });
  byId("sealed-edit", HTMLButtonElement).addEventListener("click", edit);
  byId("sealed-new", HTMLButtonElement).addEventListener("click", another);

  return {
    get shown() {
      return !place.hidden;
    },
    hide() {
      sealed = undefined;
      field.value = "";
      place.hidden = true;
    },
    /** @param {Sealed} made */
    show(made) {
      sealed = made;
      const { text, recipients, bytes, file } = made;
      const others = recipients.filter(({ own }) => !own);
      const own = others.length < recipients.length;
      const names = others.map(({ name }) => name);
      put(title, (words) => words.sealed.onlyOpens(names, own));
      const { length } = text;
      put(
        byId("sealed-size", HTMLElement),
        others.length === 0
          ? (words) => words.sealed.sizesOwn(bytes, length)
          : (words) => words.sealed.sizes(bytes, length, own),
      );
      byId("sealed-wax", HTMLElement).replaceChildren(...recipients.slice(0, 1).map((one) => wax(one.fingerprint)));
      linkButton.hidden = messageLink(text, file) === undefined;
      done.hidden = true;
      problem.clear();
      showText();
      showOthers();
      elsewhere.sealed(text);
      place.hidden = false;
      title.focus({ preventScroll: true });
      place.scrollIntoView({ block: "nearest" });
    },
  };
}
