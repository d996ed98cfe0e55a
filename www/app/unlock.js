import { explain } from "../errors/explain.js";
import { button, element, work } from "../ui/dom.js";
import { utf8 } from "../codec/bytes.js";
import { put } from "../i18n/language.js";

/**
 * @typedef {import("./book.js").KeyEntry} KeyEntry
 * @typedef {import("../i18n/language.js").Text} Text
 */

/** @type {Promise<typeof import("./passkey.js")> | undefined} */
let passkey;

/** Imports passkey.js once, because WebKit resolves a second `import()` too early: see `loadLater` in www/main.js. */
export function loadPasskey() {
  passkey ??= import("./passkey.js");
  return passkey;
}

/**
 * Makes a form that unlocks a key, to be shown where the key is needed. Returns the form and its passphrase field.
 *
 * @param {Promise<import("../sealpost/keyring.js").Keyring>} keyring
 * @param {KeyEntry} key
 * @param {() => void} [done] called after the key was unlocked
 */
export function unlockForm(keyring, key, done = () => {}) {
  const act = async (/** @type {Uint8Array} */ passphrase) => (await keyring).unlock(key.id, passphrase);
  /** @type {Text} */
  const label = (words) => words.protect.unlockKey(key.name);
  const { form, field, button, fail } = passphraseForm(label, (words) => words.protect.unlock, act, done);
  if (key.passkeys > 0) {
    const outcome = { done, failed: (/** @type {unknown} */ problem) => fail(explain(problem)) };
    loadPasskey().then(
      ({ passkeyButton }) => button.after(passkeyButton(keyring, () => key.id, outcome)),
      () => {},
    );
  }
  return { form, field };
}

/**
 * A form that asks for the passphrase of a key.
 *
 * @param {Text} label of the field
 * @param {Text} verb what its button does
 * @param {(passphrase: Uint8Array) => Promise<unknown>} act
 * @param {() => void} [done]
 */
export function passphraseForm(label, verb, act, done = () => {}) {
  const form = element("form", "inline");
  form.method = "dialog";
  form.autocomplete = "off";
  const title = element("span");
  put(title, label);
  const field = element("input");
  field.type = "password";
  field.autocomplete = "off";
  const labelled = element("label");
  labelled.append(title, field);
  const place = element("div", "field");
  place.append(labelled);
  const submit = button("strong", verb);
  submit.type = "submit";
  const error = element("p");
  error.setAttribute("role", "alert");
  error.hidden = true;
  form.append(place, submit, error);

  /** @param {Text} text */
  const fail = (text) => {
    put(error, text);
    error.hidden = false;
  };
  const clear = () => {
    field.value = "";
    error.hidden = true;
  };
  // When an "input" event reaches the form around this one, that form removes its error, and this form with it.
  form.addEventListener("input", (event) => event.stopPropagation());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const passphrase = utf8(field.value);
    try {
      await work(submit, () => act(passphrase));
      clear();
      done();
    } catch (problem) {
      fail(field.value ? explain(problem) : (words) => words.protect.needed);
      field.focus();
    } finally {
      passphrase.fill(0);
    }
  });
  return { form, field, button: submit, error, fail, clear };
}
