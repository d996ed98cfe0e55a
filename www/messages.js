import { bytesOf, textOf, unquoted, utf8 } from "./bytes.js";
import { emblem, wax } from "./emblem.js";
import { Problem, byId, copy, fileName, run, save, say, takeFiles, withConfirmation } from "./dom.js";
import { explain, inPart, messages as words, shownAtMost, wire as wireWords } from "./text.js";

/**
 * @typedef {import("./book.js").Book} Book
 * @typedef {import("./book.js").Recipient} Recipient
 * @typedef {import("./main.js").App} App
 */

/** Above this, characters are not counted one by one at each keystroke. */
const countedAtMost = 1_000_000;
/** 64 MiB of plaintext, in base64url and with its header. */
const largestFile = 96_000_000;

/**
 * The room of messages: write and read, one at a time.
 *
 * @param {App} app
 */
export function furnishMessages(app) {
  const tabs = furnishTabs();
  const write = furnishWriting(app);
  furnishReading(app);
  return {
    /** @param {string} id whom to write to */
    writeTo(id) {
      tabs.select(0);
      write.to(id);
    },
  };
}

function furnishTabs() {
  const tabs = ["write-tab", "read-tab"].map((id) => byId(id, HTMLButtonElement));
  /** @param {number} chosen */
  const select = (chosen) => {
    tabs.forEach((tab, k) => {
      const on = k === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(tab.getAttribute("aria-controls") ?? "", HTMLElement).hidden = !on;
    });
  };
  tabs.forEach((tab, k) => {
    tab.addEventListener("click", () => select(k));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const next = (k + step + tabs.length) % tabs.length;
      select(next);
      tabs[next]?.focus();
    });
  });
  return { select };
}

/** @param {App} app */
function furnishWriting(app) {
  const form = byId("compose", HTMLFormElement);
  const recipientField = byId("recipient", HTMLSelectElement);
  const emblemPlace = byId("recipient-emblem", HTMLElement);
  const textField = byId("text", HTMLTextAreaElement);
  const count = byId("count", HTMLElement);
  const problem = new Problem(byId("compose-error", HTMLElement));
  const button = byId("compose", HTMLFormElement).querySelector("button.primary");
  const result = byId("sealed", HTMLElement);
  const sealedField = byId("sealed-text", HTMLTextAreaElement);
  const resultProblem = new Problem(byId("sealed-error", HTMLElement));
  const copyButton = byId("sealed-copy", HTMLButtonElement);
  withConfirmation(copyButton, words.copied);
  /** @type {{ text: string, recipient: Recipient } | undefined} */
  let sealed;

  const showCount = () => {
    const text = textField.value;
    count.textContent = text.length > countedAtMost
      ? words.countLong(text.length)
      : words.count(text, utf8(text).length);
  };
  const showRecipient = () => {
    const recipient = app.book.recipient(recipientField.value);
    emblemPlace.replaceChildren(...(recipient ? [emblem(recipient.fingerprint)] : []));
  };
  const recipients = furnishRecipients(recipientField, app.book, textField, showRecipient);
  recipientField.addEventListener("change", showRecipient);
  textField.addEventListener("input", showCount);
  textField.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    const recipient = app.book.recipient(recipientField.value);
    if (!recipient) return problem.show(words.recipientNeeded, recipientField, { at: app.book, event: "change" });
    const plaintext = textField.value;
    if (!plaintext) return problem.show(words.textNeeded, textField);
    problem.clear();
    try {
      const text = await run(
        { button, cancel: byId("compose-cancel", HTMLButtonElement), status: count, running: words.sealing },
        async (signal) => (await app.keyring).seal(plaintext, [recipient.publicKey], { signal }),
      );
      sealed = { text, recipient };
      recipients.release();
      showSealed(new Blob([plaintext]).size);
    } catch (error) {
      if (isAborted(error)) say(words.cancelled);
      else problem.show(explain(error));
    }
  });

  /** @param {number} bytes of the plaintext */
  function showSealed(bytes) {
    if (!sealed) return;
    const { text, recipient } = sealed;
    const title = byId("sealed-title", HTMLElement);
    title.textContent = recipient.own ? words.onlyYou : words.onlyOpens(recipient.name);
    byId("sealed-wax", HTMLElement).replaceChildren(wax(recipient.fingerprint));
    byId("sealed-size", HTMLElement).textContent = (recipient.own ? words.sizesOwn : words.sizes)(bytes, text.length);
    sealedField.value = inPart(text);
    resultProblem.clear();
    form.hidden = true;
    result.hidden = false;
    title.focus({ preventScroll: true });
    result.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} how */
  function report(how) {
    if (!sealed) return;
    const { text, recipient } = sealed;
    app.wire.add({ what: wireWords.sealed(recipient.own ? words.self(recipient.name) : recipient.name), how, bytes: text.length, text });
  }
  copyButton.addEventListener("click", async () => {
    if (!sealed) return;
    if (!await copy(copyButton, sealed.text, words.sealedCopied)) return resultProblem.show(words.notCopied, sealedField);
    report(wireWords.copied);
  });
  byId("sealed-save", HTMLButtonElement).addEventListener("click", () => {
    if (!sealed) return;
    save(fileName(sealed.recipient.name, "sealed.txt"), sealed.text, "text/plain");
    report(wireWords.saved);
  });

  const back = () => {
    sealed = undefined;
    sealedField.value = "";
    result.hidden = true;
    form.hidden = false;
    showCount();
    textField.focus();
  };
  byId("sealed-edit", HTMLButtonElement).addEventListener("click", () => {
    if (sealed && app.book.recipient(sealed.recipient.id)) recipients.choose(sealed.recipient.id);
    back();
  });
  byId("sealed-new", HTMLButtonElement).addEventListener("click", () => {
    textField.value = "";
    back();
  });

  return {
    /** @param {string} id */
    to(id) {
      if (!result.hidden) back();
      recipients.choose(id);
      textField.focus();
      textField.scrollIntoView({ block: "nearest" });
    },
  };
}

/** @param {App} app */
function furnishReading(app) {
  const form = byId("open", HTMLFormElement);
  const field = byId("open-text", HTMLTextAreaElement);
  const problem = new Problem(byId("open-error", HTMLElement));
  const button = form.querySelector("button.primary");
  const result = byId("opened", HTMLElement);
  const textPlace = byId("opened-text", HTMLElement);
  const resultProblem = new Problem(byId("opened-error", HTMLElement));
  const copyButton = byId("opened-copy", HTMLButtonElement);
  const saveButton = byId("opened-save", HTMLButtonElement);
  withConfirmation(copyButton, words.copied);
  /** @type {{ text: string | undefined, bytes: Uint8Array } | undefined} */
  let opened;

  takeFiles(form, byId("open-file", HTMLInputElement), async (file) => {
    if (file.size > largestFile) return problem.show(words.fileTooLarge, field);
    open(await file.text());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(field.value);
  });

  /** @param {string} input */
  async function open(input) {
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    const sealed = sealedIn(input);
    if (!sealed) return problem.show(words.sealedNeeded, field);
    if (app.book.keys.length === 0) {
      if (!looksSealed(sealed)) return problem.show(words.notSealed, field);
      return problem.show(words.keyNeeded, field, { at: app.book, event: "change", mended: () => app.book.keys.length > 0 });
    }
    problem.clear();
    try {
      const unsealed = await run(
        { button, cancel: byId("open-cancel", HTMLButtonElement), status: byId("open-count", HTMLElement), running: words.opening },
        async (signal) => (await app.keyring).unseal(sealed, { signal }),
      );
      opened = { text: textOf(unsealed.plaintext), bytes: unsealed.plaintext };
      showOpened(unsealed.kid);
    } catch (error) {
      if (isAborted(error)) return say(words.cancelled);
      if (!(error instanceof Error && "code" in error && error.code === "not-a-recipient")) return problem.show(explain(error, "read"), field);
      const person = app.book.people.find(({ id }) => id === keyIdOf(sealed));
      const tried = app.book.keys.length;
      problem.show(person ? words.forSomeoneElse(person.name) : explain(error, "read"), field, {
        at: app.book,
        event: "change",
        mended: () => app.book.keys.length > tried,
      });
    }
  }

  /** @param {string | null} kid */
  function showOpened(kid) {
    if (!opened) return;
    const key = app.book.keys.find(({ id }) => id === kid);
    const title = byId("opened-title", HTMLElement);
    title.textContent = key ? words.sealedForKey(key.name) : words.sealedForYou;
    byId("opened-emblem", HTMLElement).replaceChildren(...(key ? [emblem(key.fingerprint)] : []));
    textPlace.textContent = opened.text === undefined ? words.notText(opened.bytes.length) : inPart(opened.text);
    textPlace.scrollTop = 0;
    copyButton.hidden = opened.text === undefined;
    saveButton.hidden = opened.text !== undefined && opened.text.length <= shownAtMost;
    resultProblem.clear();
    field.value = "";
    form.hidden = true;
    result.hidden = false;
    title.focus({ preventScroll: true });
    result.scrollIntoView({ block: "nearest" });
  }

  copyButton.addEventListener("click", async () => {
    if (opened?.text === undefined) return;
    if (!await copy(copyButton, opened.text, words.textCopied)) return resultProblem.show(words.notCopied, textPlace);
    app.wire.add({ what: wireWords.plaintext, how: wireWords.copied, bytes: opened.bytes.length });
  });
  saveButton.addEventListener("click", () => {
    if (!opened) return;
    save(opened.text === undefined ? "opened.bin" : "opened.txt", new Blob([opened.bytes.slice()]), "application/octet-stream");
    app.wire.add({ what: wireWords.plaintext, how: wireWords.saved, bytes: opened.bytes.length });
  });
  byId("opened-new", HTMLButtonElement).addEventListener("click", () => {
    opened?.bytes.fill(0);
    opened = undefined;
    textPlace.textContent = "";
    result.hidden = true;
    form.hidden = false;
    field.focus();
  });
}

/**
 * Keeps a menu filled with everybody a message can be for; the room Details uses it too. It turns to a person just added,
 * but never away from a choice made by hand, nor from somebody to whom a text is begun.
 *
 * @param {HTMLSelectElement} menu
 * @param {Book} book
 * @param {HTMLTextAreaElement} text
 * @param {() => void} shown
 */
export function furnishRecipients(menu, book, text, shown) {
  let byHand = false;
  /** @type {Set<string>} ids of the people in the menu */
  let known = new Set();
  const show = () => {
    const chosen = menu.value;
    const added = book.people.find(({ id }) => !known.has(id));
    known = new Set(book.people.map(({ id }) => id));
    fillRecipients(menu, book.recipients);
    if (!book.recipient(chosen)) byHand = false;
    else menu.value = chosen;
    const begun = text.value !== "" && book.recipient(chosen)?.own === false;
    if (added && !byHand && !begun) menu.value = added.id;
    shown();
  };
  book.addEventListener("change", show);
  menu.addEventListener("change", () => {
    byHand = true;
  });
  show();
  return {
    /** @param {string} id */
    choose(id) {
      byHand = true;
      menu.value = id;
      shown();
    },
    /** What was chosen was for the message that is done. */
    release() {
      byHand = false;
    },
  };
}

/**
 * @param {HTMLSelectElement} menu
 * @param {Recipient[]} recipients
 */
function fillRecipients(menu, recipients) {
  const group = (/** @type {string} */ label, /** @type {Recipient[]} */ members) => {
    const element = document.createElement("optgroup");
    element.label = label;
    element.append(...members.map(({ id, name, own }) => new Option(own ? words.self(name) : name, id)));
    return element;
  };
  const people = recipients.filter(({ own }) => !own);
  const self = recipients.filter(({ own }) => own);
  const groups = [];
  if (people.length > 0) groups.push(group(words.people, people));
  if (self.length > 0) groups.push(group(words.yourself, self));
  menu.replaceChildren(...(groups.length > 0 ? groups : [new Option(words.nobody, "")]));
}

/**
 * The sealed message in a text, without what mail programs add: line breaks, quote marks, lines before and after it.
 *
 * @param {string} text
 */
function sealedIn(text) {
  const plain = unquoted(text);
  const whole = plain.replace(/\s+/g, "");
  if (hasFiveParts(whole)) return whole;
  const lines = plain.split("\n").map((line) => line.trim()).map((line) => (/[^\w.-]/.test(line) ? "" : line));
  const runs = lines.join("\n").split(/\n{2,}/).map((run) => run.replaceAll("\n", ""));
  const longest = runs.filter(hasFiveParts).sort((one, other) => other.length - one.length)[0];
  return longest ?? text.trim();
}

/** @param {string} text */
function hasFiveParts(text) {
  const parts = text.split(".", 6);
  return parts.length === 5 && !parts.some((part) => /[^\w-]/.test(part));
}

/** @param {string} sealed */
function looksSealed(sealed) {
  return hasFiveParts(sealed) && headerOf(sealed) !== undefined;
}

/**
 * Whose key a sealed message names, to say for whom it is. Undefined where it names none.
 *
 * @param {string} sealed
 */
function keyIdOf(sealed) {
  return headerOf(sealed)?.kid;
}

/**
 * The readable header of a sealed message. Undefined where there is none.
 *
 * @param {string} sealed
 * @returns {{ kid?: unknown } | undefined}
 */
function headerOf(sealed) {
  try {
    const bytes = bytesOf(sealed.slice(0, sealed.indexOf(".")));
    const header = bytes && JSON.parse(textOf(bytes) ?? "");
    return typeof header === "object" ? header ?? undefined : undefined;
  } catch {
    return undefined;
  }
}

/** @param {unknown} error */
function isAborted(error) {
  return error instanceof Error && "code" in error && error.code === "aborted";
}
