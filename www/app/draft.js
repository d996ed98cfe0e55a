// Keeps what is being written in sessionStorage, so that it survives a reload of its tab: a letter is sealed for one's
// own key; the ids of its recipients' keys, which a sealed letter names too, and a pasted public key, invitation or sealed
// message are kept unencrypted, because they are no secret. Passphrases and private keys are not kept.
import { PublicKey, seal } from "../sealpost/index.js";
import { byId } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { unlockForm } from "./unlock.js";
import { holdsPrivateKey, keyIdsOf, recognise } from "../codec/recognise.js";

/**
 * @typedef {{ text: string, to: string[] }} Letter What is on the sheet and not sealed yet. `to`: the ids of the people
 * and own keys that the letter is for.
 * @typedef {{ now: () => Letter, goOn: (text: string) => void, choose: (to: string[]) => void }} LetterView
 * @typedef {{ letters: string[], to: string[], fields: Record<string, string> }} Draft What is kept: sealed letters, whom
 * they are for, and the texts of fields by the fields' ids.
 */

/** The key of the draft in sessionStorage. */
const place = "sealpost draft";
/**
 * The ids of the fields whose text is kept, each with the kinds of text that are kept. With the text of `add-key` the
 * name in `add-name` is kept, too.
 */
const fields = /** @type {const} */ ([
  ["open-text", ["sealed"]],
  ["add-key", ["publicKey", "certificate", "invitation"]],
]);

/**
 * @param {import("../main.js").App} app
 * @param {object} views
 * @param {LetterView} views.letter
 * @param {Promise<unknown>} views.filled resolves when the keys and people of the vault are in the book
 */
export function mountDraft(app, { letter, filled }) {
  // The practice's window keeps nothing.
  if (app.practice) return;
  const draft = new KeptDraft(app, letter);
  addEventListener("pagehide", () => draft.keep());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") draft.keep();
  });
  addEventListener("beforeunload", (event) => {
    if (letter.now().text && !draft.lastingKey) event.preventDefault();
  });
  filled.then(() => draft.restore());
}

class KeptDraft {
  #app;
  #letter;
  #hint = byId("draft", HTMLElement);
  /** Kept letters, sealed, that are not opened yet, for example because their key is locked. @type {Set<string>} */
  #waiting = new Set();
  #isOpening = false;

  /** @param {import("../main.js").App} app @param {LetterView} letter */
  constructor(app, letter) {
    this.#app = app;
    this.#letter = letter;
  }

  /** An own key that is stored, and so is there after a reload. */
  get lastingKey() {
    return this.#app.book.keys.find(({ stored }) => stored);
  }

  /** Stores what is written now. It runs when the page is hidden or left, and so must be synchronous. */
  keep() {
    const { text, to } = this.#letter.now();
    const key = this.lastingKey;
    try {
      const letters = [...this.#waiting];
      if (text && key) letters.push(sealFor(key.publicKey, JSON.stringify({ text })));
      keepAs({ letters, to: letters.length > 0 ? to : [], fields: seenByAll() });
    } catch {
      // The letter is too long to be sealed or stored, or the browser refuses storage.
    }
  }

  /** Puts back what was kept: letters as soon as the keys that open them are unlocked, the rest at once. */
  restore() {
    const { letters, to, fields } = kept();
    if (to.length > 0) this.#letter.choose(to);
    for (const [id, text] of Object.entries(fields)) fill(id, text);
    for (const sealed of letters) this.#waiting.add(sealed);
    this.#open();
    const { book } = this.#app;
    let had = book.keys.length;
    book.addEventListener("change", () => {
      // The list is also empty while the keys cannot be opened.
      if (had && book.keys.length === 0) forget();
      had = book.keys.length;
      this.#open();
    });
  }

  /** Opens the kept letters whose keys are not locked. */
  async #open() {
    if (this.#isOpening) return;
    this.#isOpening = true;
    const { book, keyring, ready } = this.#app;
    await ready.catch(() => {});
    for (const sealed of this.#waiting) {
      const ids = keyIdsOf(sealed);
      const key = book.keys.find(({ id }) => ids.includes(id));
      // Every kept letter names its key. If no name can be read, the wasm module is broken, and the letter stays kept.
      if (ids.length === 0 || key?.locked) continue;
      try {
        const { text } = JSON.parse((await (await keyring).unseal(sealed)).text());
        if (isText(text)) this.#letter.goOn(text);
      } catch (error) {
        // Only if its key was removed, or it is no JSON, is the letter no longer kept: other failures may pass.
        const isRemoved = codeOf(error) === "not-a-recipient" && (await keyring).storage === "persistent";
        if (!isRemoved && !(error instanceof SyntaxError)) continue;
      }
      this.#waiting.delete(sealed);
    }
    this.#isOpening = false;
    this.#showHint();
  }

  /** If a letter waits, says so, with a form that unlocks the letter's key. */
  #showHint() {
    const { book, keyring } = this.#app;
    const hint = this.#hint;
    const ids = new Set([...this.#waiting].flatMap(keyIdsOf));
    const key = book.keys.find(({ id, locked }) => locked && ids.has(id));
    hint.hidden = this.#waiting.size === 0;
    if (hint.dataset.key === (key?.id ?? "")) return;
    hint.dataset.key = key?.id ?? "";
    byId("draft-unlock", HTMLElement).replaceChildren(...(key ? [unlockForm(keyring, key).form] : []));
  }
}

/** @param {string} publicKey @param {string} text */
function sealFor(publicKey, text) {
  const key = PublicKey.parse(publicKey);
  try {
    return seal(text, key);
  } finally {
    key.free();
  }
}

/** The texts of the fields that hold only what everybody may see, by the fields' ids. */
function seenByAll() {
  /** @type {Draft["fields"]} */
  const found = {};
  for (const [id, kinds] of fields) {
    const text = byId(id, HTMLTextAreaElement).value;
    const kind = text && recognise(text);
    const isKept = kind && /** @type {readonly string[]} */ (kinds).includes(kind);
    if (isKept && !holdsPrivateKey(text)) found[id] = text;
  }
  if (found["add-key"]) found["add-name"] = byId("add-name", HTMLInputElement).value;
  return found;
}

/** Puts a kept text back into its field, unless the field has a text. @param {string} id @param {string} text */
function fill(id, text) {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) || field.value) return;
  field.value = text;
  field.closest("details")?.setAttribute("open", "");
  field.dispatchEvent(new Event("input"));
}

/** @param {Draft} draft */
function keepAs(draft) {
  if (draft.letters.length === 0 && Object.keys(draft.fields).length === 0) forget();
  else sessionStorage.setItem(place, JSON.stringify(draft));
}

function forget() {
  try {
    sessionStorage.removeItem(place);
  } catch {
    // The browser refuses storage, so nothing was kept.
  }
}

/**
 * What was kept, as far as it has the form of a draft: other pages of the origin can write there too.
 *
 * @returns {Draft}
 */
function kept() {
  /** @type {Draft} */
  const found = { letters: [], to: [], fields: {} };
  try {
    const draft = JSON.parse(sessionStorage.getItem(place) ?? "");
    for (const list of /** @type {const} */ (["letters", "to"])) {
      if (Array.isArray(draft?.[list])) found[list] = draft[list].filter(isText);
    }
    for (const id of ["add-name", ...fields.map(([id]) => id)]) {
      if (isText(draft?.fields?.[id])) found.fields[id] = draft.fields[id];
    }
  } catch {
    // Nothing is kept, what is kept is not JSON, or the browser refuses storage.
  }
  return found;
}

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";
