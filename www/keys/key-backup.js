// Saves the private key as a file: encrypted with a passphrase, or unencrypted, by a button in a folded part of the
// page that has a warning.
import { askFirst, fileName, save, say, work } from "../ui/dom.js";
import { mountPassphrase } from "../ui/passphrase.js";
import { utf8 } from "../codec/bytes.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/**
 * @param {App} app
 * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
 * @param {() => KeyEntry} current the key as it is now
 * @param {import("../errors/problem.js").Problem} problem
 * @param {() => void} saved called when the file was saved
 */
export function mountKeyBackup(app, slot, current, problem, saved) {
  const keeping = askFirst(slot("keep", HTMLElement));
  const form = slot("keep-form", HTMLFormElement);
  const field = slot("keep-field", HTMLInputElement);
  const button = slot("keep-button", HTMLButtonElement);
  const clearButton = slot("keep-yes", HTMLButtonElement);
  const weakness = mountPassphrase(field);

  /** @param {{ passphrase: Uint8Array } | { plaintext: true }} how */
  const write = async (how) => {
    const { id, name } = current();
    try {
      const keyring = await app.keyring;
      const pem = await work("plaintext" in how ? clearButton : button, () => keyring.export(id, how));
      save(fileName(name, "private-key.pem"), pem, "application/x-pem-file");
      const what = { how: /** @type {const} */ ("saved"), bytes: pem.length };
      if ("plaintext" in how) app.wire.add({ ...what, what: (words) => words.wire.privateKey(name) });
      else app.wire.add({ ...what, what: (words) => words.wire.encryptedKey(name), text: pem });
    } catch (error) {
      return problem.showError(error, "anywhere");
    }
    problem.clear();
    saved();
    field.value = "";
    slot("keep-clear", HTMLDetailsElement).open = false;
    keeping.close();
    say((words) => words.backup.saved);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const weak = await weakness();
    if (weak) return problem.show(weak, field);
    const passphrase = utf8(field.value);
    await write({ passphrase });
    passphrase.fill(0);
  });
  clearButton.addEventListener("click", () => write({ plaintext: true }));
  slot("keep", HTMLElement)
    .querySelector("[data-ask]")
    ?.addEventListener("click", () => {
      // The hint that the signing key, the other half of the identity, is not in the file.
      slot("keep-half", HTMLElement).hidden = current().signing === null;
    });
  return { open: keeping.open };
}
