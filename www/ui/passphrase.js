// A field for a new passphrase: the page can show what is typed, propose a passphrase, and refuses a weak one.
import { put } from "../i18n/language.js";

/** The fewest characters of a passphrase, in code points. */
const shortest = 12;
const consonants = "bdfghjklmnprstvz";
const vowels = "aeiou";

/**
 * Why a passphrase is refused; undefined if it is accepted.
 *
 * @param {string} text
 * @returns {import("../i18n/language.js").Text | undefined}
 */
export function weakness(text) {
  if (!text) return (words) => words.protect.needed;
  if ([...text].length < shortest) return (words) => words.protect.short(shortest);
  // Fewer than six different characters: one character or a short word that is repeated, for example.
  if (new Set(text.toLowerCase()).size < 6) return (words) => words.protect.simple;
  return undefined;
}

/**
 * A passphrase of six groups of two syllables. A group has one of 16·5·16·5 values, 12.6 bits of entropy, and all six
 * together have more than 75 bits: too many values to try through PBKDF2.
 */
export function proposal() {
  const group = () => [consonants, vowels, consonants, vowels].map(oneOf).join("");
  return Array.from({ length: 6 }, group).join(" ");
}

/** A random character; each has the same probability, by rejection sampling. @param {string} characters */
function oneOf(characters) {
  const limit = 256 - (256 % characters.length);
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return characters[byte % characters.length];
  }
}

/**
 * Adds the buttons that show the passphrase and propose one.
 *
 * @param {HTMLInputElement} field
 */
export function mountPassphrase(field) {
  const show = document.createElement("button");
  const propose = document.createElement("button");
  const actions = document.createElement("p");
  actions.className = "actions";
  /** @param {boolean} shown */
  const reveal = (shown) => {
    field.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
  };
  for (const button of [propose, show]) {
    button.type = "button";
    button.className = "quiet";
    actions.append(button);
  }
  put(show, (words) => words.protect.show);
  put(propose, (words) => words.protect.propose);
  show.addEventListener("click", () => reveal(field.type === "password"));
  propose.addEventListener("click", () => {
    field.value = proposal();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    reveal(true);
    field.focus();
    field.select();
  });
  field.form?.addEventListener("submit", () => reveal(false));
  reveal(false);
  field.closest(".field")?.after(actions);
}
