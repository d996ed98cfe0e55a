// A field for a new passphrase. What helps to find a good one, and refuses a bad one, is loaded when the field gets the
// focus.

/** @typedef {import("../i18n/language.js").Text} Text */

/** @type {Promise<typeof import("./new-passphrase.js")> | undefined} */
let loaded;

/** Imports new-passphrase.js once: see `loadLater` in main.js. */
export function loadNewPassphrase() {
  loaded ??= import("./new-passphrase.js");
  return loaded;
}

/**
 * @param {HTMLInputElement} field
 * @returns {() => Promise<Text | undefined>} A function that says why the passphrase in the field is refused. Undefined
 * if it is not.
 */
export function mountPassphrase(field) {
  const mounted = async () => (await loadNewPassphrase()).mount(field);
  field.addEventListener("focus", () => mounted().catch(() => {}));
  return async () => {
    try {
      return (await mounted()).weakness();
    } catch {
      return (words) => words.errors.anywhere["load-failed"];
    }
  };
}
