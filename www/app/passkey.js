// The button that unlocks a key by a passkey. It is loaded after the first view, or when a form unlocks a key that has a
// passkey.
import english from "../i18n/en/protection.js";
import { addWords } from "../i18n/language.js";
import { button, element, work } from "../ui/dom.js";

addWords(english);

/**
 * Makes the button, in a paragraph.
 *
 * @param {Promise<import("../sealpost/keyring.js").Keyring>} keyring
 * @param {() => string} id called when the button is clicked
 * @param {{ done: () => void, failed: (error: unknown) => void }} outcome
 */
export function passkeyButton(keyring, id, { done, failed }) {
  const place = element("p", "actions");
  const use = button("", (words) => words.passkey.use);
  place.append(use);
  use.addEventListener("click", async () => {
    try {
      await work(use, async () => (await keyring).unlockWithPasskey(id()));
    } catch (error) {
      return failed(error);
    }
    done();
  });
  return place;
}
