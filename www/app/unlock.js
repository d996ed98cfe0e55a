import { explain } from "../errors/explain.js";
import { work } from "../ui/dom.js";
import { utf8 } from "../codec/bytes.js";
import { put } from "../i18n/language.js";

/** @typedef {import("./book.js").KeyEntry} KeyEntry */

/**
 * Makes a form that unlocks a key, to be shown where the key is needed. Returns the form and its passphrase field.
 *
 * @param {Promise<import("../sealpost/keyring.js").Keyring>} keyring
 * @param {KeyEntry} key
 * @param {() => void} [done] called after the key was unlocked
 */
export function unlockForm(keyring, key, done = () => {}) {
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "inline";
  form.autocomplete = "off";
  const label = document.createElement("label");
  const title = document.createElement("span");
  put(title, (words) => words.protect.unlockKey(key.name));
  const field = document.createElement("input");
  field.type = "password";
  field.autocomplete = "off";
  label.append(title, field);
  const place = document.createElement("div");
  place.className = "field";
  place.append(label);
  const button = document.createElement("button");
  button.className = "strong";
  put(button, (words) => words.protect.unlock);
  const error = document.createElement("p");
  error.setAttribute("role", "alert");
  error.hidden = true;
  form.append(place, button, error);
  // When an "input" event reaches the form around this one, that form removes its error, and this form with it.
  form.addEventListener("input", (event) => event.stopPropagation());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const passphrase = utf8(field.value);
    try {
      await work(button, async () => (await keyring).unlock(key.id, passphrase));
      field.value = "";
      done();
    } catch (problem) {
      put(error, field.value ? explain(problem) : (words) => words.protect.needed);
      error.hidden = false;
      field.focus();
    } finally {
      passphrase.fill(0);
    }
  });
  return { form, field };
}
