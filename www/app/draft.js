// Keeps what is being written in sessionStorage, so that it survives a reload of its tab: a letter is sealed for one's
// own key; a pasted public key, invitation or sealed message is kept unencrypted, because it holds no secret.
// Passphrases and private keys are not kept.
import { PublicKey, seal } from "../sealpost/index.js";
import { byId } from "../ui/dom.js";
import { unlockForm } from "./unlock.js";
import { holdsPrivateKey, keyIdsOf, recognise } from "../codec/recognise.js";

/**
 * @typedef {{ text: string, to: string[], isSealed: boolean }} Letter What is on the sheet. `to`: the ids of the people
 * whom the letter is for. `isSealed`: the letter was sealed, and the sealed message is shown.
 * @typedef {{ letters: string[], fields: Record<string, string> }} Draft What is kept: sealed letters, and the texts of
 * fields by the fields' ids.
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
 * @param {{ now: () => Letter, goOn: (text: string, to: string[]) => void }} views.letter
 * @param {Promise<unknown>} views.filled resolves when the keys and people of the vault are in the book
 */
export function mountDraft(app, { letter, filled }) {
  // The practice's window keeps nothing.
  if (app.practice) return;
  const hint = byId("draft", HTMLElement);
  /** Kept letters, sealed, that are not opened yet, for example because their key is locked. @type {Set<string>} */
  const waiting = new Set();

  /** An own key that is stored, and so is there after a reload. */
  const lasting = () => app.book.keys.find(({ protection }) => protection !== "none");

  /** Stores what is written now. It runs when the page is hidden or left, and so must be synchronous. */
  const keep = () => {
    const { text, to } = letter.now();
    const key = lasting();
    try {
      const letters = [...waiting];
      if (text && key) letters.push(sealFor(key.publicKey, JSON.stringify({ text, to })));
      keepAs({ letters, fields: seenByAll() });
    } catch {
      // The letter is too long to be sealed or stored, or the browser refuses storage.
    }
  };
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  addEventListener("beforeunload", (event) => {
    const { text, isSealed } = letter.now();
    if (text && !isSealed && !lasting()) event.preventDefault();
  });

  let opening = false;
  /** Opens the kept letters whose keys are not locked. */
  const open = async () => {
    if (opening) return;
    opening = true;
    await app.ready.catch(() => {});
    for (const sealed of waiting) {
      const ids = keyIdsOf(sealed);
      const key = app.book.keys.find(({ id }) => ids.includes(id));
      // Every kept letter names its key. If no name can be read, the wasm module is broken, and the letter stays kept.
      if (ids.length === 0 || key?.locked) continue;
      try {
        const { text, to } = JSON.parse((await (await app.keyring).unseal(sealed)).text());
        if (isText(text) && Array.isArray(to)) letter.goOn(text, to);
      } catch {
        // The letter's key was removed: the letter cannot be opened, and is no longer kept.
      }
      waiting.delete(sealed);
    }
    opening = false;
    showHint();
  };
  /** If a letter waits, says so, with a form that unlocks the letter's key. */
  const showHint = () => {
    const ids = new Set([...waiting].flatMap(keyIdsOf));
    const key = app.book.keys.find(({ id, locked }) => locked && ids.has(id));
    hint.hidden = waiting.size === 0;
    if (hint.dataset.key === (key?.id ?? "")) return;
    hint.dataset.key = key?.id ?? "";
    byId("draft-unlock", HTMLElement).replaceChildren(...(key ? [unlockForm(app.keyring, key).form] : []));
  };
  filled.then(() => {
    const { letters, fields } = kept();
    for (const [id, text] of Object.entries(fields)) fill(id, text);
    for (const sealed of letters) waiting.add(sealed);
    open();
    app.book.addEventListener("change", () => {
      if (app.book.keys.length === 0) forget();
      open();
    });
  });
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
  const found = { letters: [], fields: {} };
  try {
    const draft = JSON.parse(sessionStorage.getItem(place) ?? "");
    if (Array.isArray(draft?.letters)) found.letters = draft.letters.filter(isText);
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
