// What is below a field for a new passphrase: a button that draws random words for it, and one that shows it. A passphrase
// that is short or easy to guess is refused.
import { ownWords, unguessable, draw } from "../codec/passphrases.js";
import english from "../i18n/en/protection.js";
import { addWords, put } from "../i18n/language.js";
import common from "../vendor/common-passwords.js";
import { button, work } from "./dom.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/** The fewest characters (code points) of a passphrase: a syllable of Hangul is one. */
const shortest = 12;
/** The fewest characters that must be hard to guess: see {@link unguessable}. */
const fewest = 8;
const guessedFirst = new Set([...common.split(" "), ...ownWords]);

addWords(english);

/**
 * Why a passphrase is refused. Undefined if it is not.
 *
 * @param {string} text
 * @returns {Text | undefined}
 */
function weakness(text) {
  if (!text) return (words) => words.protect.needed;
  if ([...text].length < shortest) return (words) => words.passphrase.short(shortest);
  if (unguessable(text, guessedFirst) < fewest) return (words) => words.passphrase.simple;
  return undefined;
}

/** The fields that have their buttons. @type {WeakMap<HTMLInputElement, { weakness: () => Text | undefined }>} */
const fields = new WeakMap();

/** Adds the buttons that draw words and show the passphrase, unless the field has them. @param {HTMLInputElement} field */
export function mount(field) {
  const known = fields.get(field);
  if (known) return known;
  const actions = document.createElement("p");
  actions.className = "actions";
  const [choose, show, hint] = [button(""), button("quiet"), document.createElement("p")];
  hint.className = "hint";
  put(choose, (words) => words.passphrase.choose);
  put(hint, (words) => words.passphrase.hint(shortest));
  actions.append(choose, show);
  // The words are longer than the field is wide.
  const line = document.createElement("strong");
  line.lang = "en";
  line.hidden = true;
  field.closest(".field")?.after(actions, line, hint);

  /** Whether the field holds the words that were drawn last. */
  let isDrawn = false;
  /** @param {boolean} shown */
  const reveal = (shown) => {
    field.type = shown ? "text" : "password";
    line.hidden = !shown || !isDrawn || !field.value;
    // Nothing of the passphrase stays in the document.
    line.textContent = line.hidden ? "" : field.value;
    put(show, (words) => (shown ? words.passphrase.hide : words.passphrase.show));
  };
  show.addEventListener("click", () => reveal(field.type === "password"));
  choose.addEventListener("click", async () => {
    try {
      const { wordlist } = await work(choose, () => import("../vendor/words.js"));
      field.value = draw(wordlist).join(" ");
    } catch {
      return put(hint, (words) => words.errors.anywhere["load-failed"]);
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    isDrawn = true;
    put(hint, (words) => words.passphrase.drawn);
    reveal(true);
    field.focus();
  });
  // The field is emptied after its form was sent.
  for (const event of ["input", "focus"]) {
    field.addEventListener(event, () => {
      if (event === "focus" && field.value) return;
      isDrawn = false;
      reveal(event === "input" && field.type === "text");
      put(hint, (words) => words.passphrase.hint(shortest));
    });
  }
  // A phone's keyboard would change words in a field that shows them.
  field.spellcheck = false;
  field.autocapitalize = "off";
  field.setAttribute("autocorrect", "off");
  field.form?.addEventListener("submit", () => reveal(false));
  reveal(false);
  const mounted = { weakness: () => weakness(field.value) };
  fields.set(field, mounted);
  return mounted;
}
