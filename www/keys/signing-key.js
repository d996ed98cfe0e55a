import { run, say } from "../ui/dom.js";
import { utf8 } from "../codec/bytes.js";
import { codeOf } from "../errors/explain.js";
import { addWords, put } from "../i18n/language.js";
import letters from "../i18n/en-letters.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/**
 * The part of a key's side sheet that says whether letters from this key are signed, and adds a signing key to a key
 * that has none.
 *
 * @param {App} app
 * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
 * @param {() => KeyEntry} current the key as it is now
 * @param {import("../errors/problem.js").Problem} problem
 */
export function mountSigningKey(app, slot, current, problem) {
  addWords(letters);
  const form = slot("signing-form", HTMLFormElement);
  const field = slot("signing-field", HTMLInputElement);
  const button = slot("signing-add", HTMLButtonElement);
  const view = {
    button,
    cancel: slot("signing-cancel", HTMLButtonElement),
    status: slot("signing-status", HTMLElement),
    running: (/** @type {number} */ seconds) => (/** @type {import("../i18n/language.js").Words} */ words) =>
      words.signing.making(seconds),
  };
  /** Whether the signing key was added here. If so, the text says what that means. */
  let isNew = false;
  /** Whether adding a signing key takes the key's passphrase, under which both keys are then encrypted. */
  const asks = () => current().protection === "passphrase";

  const add = async () => {
    const { id, name } = current();
    if (asks() && !field.value) return problem.show((words) => words.protect.needed, field);
    const passphrase = utf8(field.value);
    try {
      const keyring = await app.keyring;
      await run(view, (signal) => keyring.addSigningKey(id, asks() ? { passphrase, signal } : { signal }));
    } catch (error) {
      if (codeOf(error) === "aborted") say((words) => words.page.cancelled);
      else problem.showError(error, "anywhere", field);
      return;
    } finally {
      passphrase.fill(0);
    }
    field.value = "";
    problem.clear();
    isNew = true;
    show();
    slot("signing-text", HTMLElement).focus();
    say((words) => words.signing.added(name));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add();
  });
  const show = () => {
    const { name, signing, locked } = current();
    form.hidden = signing !== null || locked;
    slot("signing-passphrase", HTMLElement).hidden = !asks();
    const text = signing ? "has" : locked ? "locked" : "none";
    put(slot("signing-text", HTMLElement), ({ signing: words }) =>
      isNew && signing ? words.added(name) : words[text],
    );
  };
  show();
  return {
    show,
    /** The element that has to get the focus so that the visitor can add a signing key. */
    focus: () => (current().locked ? slot("unlock-field", HTMLInputElement) : asks() ? field : button),
  };
}
