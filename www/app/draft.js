// What is being written survives a reload of its tab: a letter sealed for one's own key, and what anybody may see as it
// is, such as the ids of the keys that it is for, which a sealed letter names too. Passphrases and private keys are kept nowhere.
import { PublicKey, seal } from "../sealpost/index.js";
import { byId } from "../ui/dom.js";
import { unlockForm } from "./unlock.js";
import { holdsPrivateKey, keyIdsOf, recognise } from "../codec/recognise.js";

/** @typedef {{ text: string, to: string[] }} Letter `to`: the ids of those it is for, oneself among them. */
/** @typedef {{ letters: string[], to: string[], fields: Record<string, string> }} Draft */

const place = "sealpost draft";
/** The fields whose text is kept, where it is of these kinds. */
const fields = /** @type {const} */ ([
  ["open-text", ["sealed"]],
  ["add-key", ["publicKey", "certificate", "invitation"]],
]);

/**
 * @param {import("../main.js").App} app
 * @param {object} views
 * @param {{ now: () => Letter, goOn: (text: string) => void, to: (ids: string[]) => void }} views.letter
 * @param {Promise<unknown>} views.filled when the keys and people of the vault are in the book
 */
export function mountDraft(app, { letter, filled }) {
  // Bob's window forgets everything.
  if (app.practice) return;
  const hint = byId("draft", HTMLElement);
  /** Letters of the last visit that are not opened yet, because their key is locked. @type {Set<string>} */
  const waiting = new Set();

  /** One's own key that will be there after a reload. */
  const lasting = () => app.book.keys.find(({ protection }) => protection !== "none");

  const keep = () => {
    const { text, to } = letter.now();
    const key = lasting();
    try {
      const letters = [...waiting];
      if (text && key) letters.push(sealFor(key.publicKey, JSON.stringify({ text })));
      keepAs({ letters, to: letters.length > 0 ? to : [], fields: seenByAll() });
    } catch {
      // Too long to be sealed while the page goes, or this browser keeps nothing.
    }
  };
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  addEventListener("beforeunload", (event) => {
    if (letter.now().text && !lasting()) event.preventDefault();
  });

  let opening = false;
  const open = async () => {
    if (opening) return;
    opening = true;
    await app.ready.catch(() => {});
    for (const sealed of waiting) {
      const ids = keyIdsOf(sealed);
      const key = app.book.keys.find(({ id }) => ids.includes(id));
      // Every draft names its key. If no name can be read, because the module is broken, the draft is not touched.
      if (ids.length === 0 || key?.locked) continue;
      try {
        const { text } = JSON.parse((await (await app.keyring).unseal(sealed)).text());
        if (isText(text)) letter.goOn(text);
      } catch {
        // Its key is gone, and so is the letter.
      }
      waiting.delete(sealed);
    }
    opening = false;
    showHint();
  };
  /** Says that a letter waits, with a form that unlocks its key. */
  const showHint = () => {
    const ids = new Set([...waiting].flatMap(keyIdsOf));
    const key = app.book.keys.find(({ id, locked }) => locked && ids.has(id));
    hint.hidden = waiting.size === 0;
    if (hint.dataset.key === (key?.id ?? "")) return;
    hint.dataset.key = key?.id ?? "";
    byId("draft-unlock", HTMLElement).replaceChildren(...(key ? [unlockForm(app.keyring, key).form] : []));
  };
  filled.then(() => {
    const { letters, to, fields } = kept();
    if (to.length > 0) letter.to(to);
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

/** The fields that hold nothing but what everybody may see. */
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

/** @param {string} id @param {string} text */
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
    // There was nothing to forget.
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
    // There is none.
  }
  return found;
}

/** @param {unknown} value @returns {value is string} */
const isText = (value) => typeof value === "string";
