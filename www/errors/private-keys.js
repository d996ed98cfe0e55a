// Keeps private keys out of fields where something else belongs.
import { holdsPrivateKey } from "../codec/recognise.js";

/**
 * Empties a field as soon as a private key is in it.
 *
 * @param {import("../main.js").App} app
 * @param {HTMLTextAreaElement} field
 * @param {(text: string) => void} refused is called with what was in the field
 */
export function keepPrivateKeysOut(app, field, refused) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let checking;
  field.addEventListener("input", () => {
    // One paste may fire an event for each of its lines; the check runs when the whole text is in the field.
    clearTimeout(checking);
    checking = setTimeout(async () => {
      await app.ready.catch(() => {});
      const text = field.value;
      if (!holdsPrivateKey(text)) return;
      field.value = "";
      refused(text);
    });
  });
}
