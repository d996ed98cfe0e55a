// The button that unlocks a key by a passkey. It is loaded for keys that have one.
import english from "../i18n/en-protection.js";
import { addWords, put } from "../i18n/language.js";
import { work } from "../ui/dom.js";

addWords(english);

/**
 * @param {Promise<import("../sealpost/keyring.js").Keyring>} keyring
 * @param {() => string} id
 * @param {{ done: () => void, failed: (error: unknown) => void }} outcome
 */
export function passkeyButton(keyring, id, { done, failed }) {
  const place = document.createElement("p");
  place.className = "actions";
  const button = document.createElement("button");
  button.type = "button";
  put(button, (words) => words.passkey.use);
  place.append(button);
  button.addEventListener("click", async () => {
    try {
      await work(button, async () => (await keyring).unlockWithPasskey(id()));
    } catch (error) {
      return failed(error);
    }
    done();
  });
  return place;
}
