// The form that opens sealed messages, and the view of an opened message.
import { base64, textOf } from "../codec/bytes.js";
import { byId, copy, run, save, say, takeFiles, withConfirmation } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { keepPrivateKeysOut } from "../errors/private-keys.js";
import { furnishElsewhere } from "../ui/elsewhere.js";
import { emblem } from "../ui/emblem.js";
import { onLanguage, put, words } from "../i18n/language.js";
import { readLink } from "../codec/links.js";
import { cleanName } from "../codec/names.js";
import { keyIdsOf, looksSealed, recognise, refusalOf, sealedIn } from "../codec/recognise.js";
import { shownAtMost } from "../i18n/format.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {{ text: string | undefined, bytes: Uint8Array, file: string }} Opened
 */

/** Bytes of a file that is read: enough for 64 MiB of plaintext, in base64url and with a header. */
const largestFile = 96_000_000;
/** Bytes of a file that may be a key. */
const largestKey = 65_536;

/** @param {App} app */
export function furnishReading(app) {
  const form = byId("open", HTMLFormElement);
  const field = byId("open-text", HTMLTextAreaElement);
  const problem = new Problem(byId("open-error", HTMLElement));
  const button = form.querySelector("button.primary");
  const elsewhereFold = byId("open-elsewhere", HTMLDetailsElement);
  const elsewhere = furnishElsewhere(elsewhereFold);
  const sheet = furnishSheet(app, () => {
    form.hidden = false;
    field.focus();
  });
  /**
   * A message from a file, a link or another window that did not open. It is put into the field, so that the visitor
   * can try again; the name of the file in it is kept here, because the field cannot hold it.
   */
  let failed = { text: "", file: "" };

  takeFiles(form, byId("open-file", HTMLInputElement), async (file) => {
    if (file.size > largestFile) return problem.show((words) => words.read.fileTooLarge, field);
    const bytes = new Uint8Array(await file.arrayBuffer());
    // A key in bytes is recognised in base64. Bytes in another format may begin with its name.
    const asKey = bytes.length <= largestKey && textOf(bytes) === undefined ? base64(bytes) : "";
    await app.ready.catch(() => {});
    const text = asKey && recognise(asKey) ? asKey : new TextDecoder().decode(bytes);
    open(text, file.name.endsWith(".sealed") ? file.name.slice(0, -".sealed".length) : "");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open(field.value);
  });
  field.addEventListener("input", () => {
    elsewhereFold.hidden = true;
  });

  keepPrivateKeysOut(app, field, refusePrivateKey);

  /**
   * Says what a text is that is no message, with a button that takes it to the part of the page where it belongs.
   *
   * @param {string} input
   */
  function refuse(input) {
    const kind = recognise(input);
    if (kind === "privateKey") return refusePrivateKey(input);
    const way =
      kind &&
      app.wayTo(kind, input, () => {
        field.value = "";
      });
    if (kind && way) return problem.show((words) => words.found[kind], field, undefined, way);
    const refusal = refusalOf(input);
    if (refusal) problem.showError(refusal, "read", field);
    else problem.show((words) => words.errors.anywhere["malformed-message"], field);
  }

  /** Empties the field. The button that takes the key to where it is loaded has the only copy. @param {string} input */
  function refusePrivateKey(input) {
    field.value = "";
    const way = app.wayTo("privateKey", input, () => {});
    problem.show((words) => words.errors.read["private-key-given"], field, { at: form, event: "beforeinput" }, way);
  }

  /**
   * Opens a sealed message, and returns whether it opened.
   *
   * @param {string} input
   * @param {string} [file] the name of the file in the message, if it is known
   */
  async function open(input, file = "") {
    if (!(button instanceof HTMLButtonElement) || button.disabled) return false;
    sheet.hide();
    form.hidden = false;
    const sealed = sealedIn(input);
    const link = readLink(input);
    const knownName = file || (input === failed.text ? failed.file : "");
    const name = cleanName(knownName || (typeof link === "object" && link.kind === "message" ? link.name : ""));
    elsewhereFold.hidden = true;
    if (!sealed) {
      problem.show((words) => words.read.needed, field);
      return false;
    }
    try {
      await app.ready;
    } catch (error) {
      problem.showError(error, "read", field);
      return false;
    }
    // Another attempt may have begun meanwhile.
    if (button.disabled) return false;
    const isSealed = looksSealed(sealed);
    // The package finds messages that this page does not, and names what is none. Without a key it cannot be asked.
    const kind = isSealed ? "sealed" : recognise(input);
    if (kind !== "sealed" && (kind || app.book.keys.length === 0)) {
      refuse(input);
      return false;
    }
    if (app.book.keys.length === 0) {
      const mended = () => app.book.keys.length > 0;
      problem.show((words) => words.read.keyNeeded, field, { at: app.book, event: "change", mended });
      return false;
    }
    problem.clear();
    try {
      const unsealed = await run(
        {
          button,
          cancel: byId("open-cancel", HTMLButtonElement),
          status: byId("open-count", HTMLElement),
          running: (seconds) => (words) => words.read.opening(seconds),
        },
        async (signal) => (await app.keyring).unseal(isSealed ? sealed : input, { signal }),
      );
      field.value = "";
      form.hidden = true;
      sheet.show({ text: textOf(unsealed.plaintext), bytes: unsealed.plaintext, file: name }, unsealed.keyId);
      app.happened("opened", []);
      return true;
    } catch (error) {
      if (codeOf(error) === "private-key-given") {
        refusePrivateKey(input);
        return false;
      }
      if (isSealed && input !== field.value && sealed.length <= shownAtMost) {
        failed = { text: sealed, file: name };
        field.value = sealed;
      }
      fail(error, sealed);
      return false;
    }
  }

  /**
   * Shows why a message did not open. If a key that is unlocked or added can help, such a change removes the error.
   *
   * @param {unknown} error
   * @param {string} sealed
   */
  function fail(error, sealed) {
    const code = codeOf(error);
    if (code === "aborted") return say((words) => words.page.cancelled);
    // Other software may have the key, or the algorithm.
    if (["not-a-recipient", "decryption-failed", "unsupported-algorithm"].includes(code)) elsewhere.sealed(sealed);
    if (code === "key-locked") {
      const locked = app.book.keys.filter((key) => key.locked).map(({ id }) => id);
      const named = locked.filter((id) => keyIdsOf(sealed).includes(id));
      const candidates = named.length > 0 ? named : locked;
      const mended = () => app.book.keys.some((key) => candidates.includes(key.id) && !key.locked);
      return problem.showError(error, "read", field, { at: app.book, event: "change", mended });
    }
    if (code !== "not-a-recipient") return problem.showError(error, "read", field);
    const names = app.book.people.filter(({ id }) => keyIdsOf(sealed).includes(id)).map(({ name }) => name);
    const keysTried = app.book.keys.length;
    const mended = { at: app.book, event: "change", mended: () => app.book.keys.length > keysTried };
    if (names.length > 0) problem.show((words) => words.read.forSomeoneElse(names), field, mended);
    else problem.showError(error, "read", field, mended);
  }

  return {
    open,
    /** Puts a text into the field, without opening it. @param {string} text */
    take(text) {
      sheet.hide();
      form.hidden = false;
      field.value = text;
      field.focus();
    },
  };
}

/**
 * The view of an opened message.
 *
 * @param {App} app
 * @param {() => void} readAnother is called when the visitor closes the view
 */
function furnishSheet(app, readAnother) {
  const place = byId("opened", HTMLElement);
  const title = byId("opened-title", HTMLElement);
  const textPlace = byId("opened-text", HTMLElement);
  const problem = new Problem(byId("opened-error", HTMLElement));
  const copyButton = byId("opened-copy", HTMLButtonElement);
  const saveButton = byId("opened-save", HTMLButtonElement);
  withConfirmation(copyButton);
  /** @type {Opened | undefined} */
  let opened;

  const showText = () => {
    if (!opened) return;
    const { text, bytes } = opened;
    textPlace.textContent = text === undefined ? words().read.notText(bytes.length) : words().inPart(text);
  };
  onLanguage(showText);
  copyButton.addEventListener("click", async () => {
    if (opened?.text === undefined) return;
    const copied = await copy(copyButton, opened.text, (words) => words.read.copied);
    if (!copied) return problem.show((words) => words.page.notCopied, textPlace);
    app.wire.add({ what: (words) => words.wire.plaintext, how: "copied", bytes: opened.bytes.length });
  });
  saveButton.addEventListener("click", () => {
    if (!opened) return;
    const { bytes, text, file } = opened;
    const name = file || (text === undefined ? "opened.bin" : "opened.txt");
    save(name, new Blob([bytes.slice()]), "application/octet-stream");
    app.wire.add({ what: (words) => words.wire.plaintext, how: "saved", bytes: bytes.length });
  });
  const hide = () => {
    opened?.bytes.fill(0);
    opened = undefined;
    textPlace.textContent = "";
    place.hidden = true;
  };
  byId("opened-new", HTMLButtonElement).addEventListener("click", () => {
    hide();
    readAnother();
  });
  return {
    hide,
    /** @param {Opened} message @param {string} keyId the key that opened it */
    show(message, keyId) {
      opened = message;
      const { text, file } = message;
      const key = app.book.keys.find(({ id }) => id === keyId);
      if (file) put(title, (words) => words.read.fileTitle(file));
      else put(title, key ? (words) => words.read.sealedForKey(key.name) : (words) => words.read.sealedForYou);
      byId("opened-emblem", HTMLElement).replaceChildren(...(key ? [emblem(key.fingerprint)] : []));
      showText();
      textPlace.scrollTop = 0;
      copyButton.hidden = text === undefined;
      saveButton.hidden = text !== undefined && text.length <= shownAtMost && !file;
      // The primary button saves a file, and copies a text.
      const isFile = Boolean(file) || text === undefined;
      copyButton.classList.toggle("primary", !isFile);
      saveButton.classList.toggle("primary", isFile);
      problem.clear();
      place.hidden = false;
      title.focus({ preventScroll: true });
      place.scrollIntoView({ block: "nearest" });
    },
  };
}
