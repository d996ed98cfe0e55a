// A key's passphrase: set it, remove it, lock, unlock.
import { askFirst, say, work } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { utf8 } from "../codec/bytes.js";
import { put } from "../i18n/language.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/**
 * The part of a key's card that protects it.
 *
 * @param {App} app
 * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
 * @param {() => KeyEntry} current
 * @param {Problem} problem
 */
export function furnishProtection(app, slot, current, problem) {
  const place = slot("protect", HTMLElement);
  const form = slot("protect-form", HTMLFormElement);
  const field = slot("protect-field", HTMLInputElement);
  const unlockForm = slot("unlock-form", HTMLFormElement);
  const unlockField = slot("unlock-field", HTMLInputElement);
  const setButton = slot("set-passphrase", HTMLButtonElement);
  const lockButton = slot("lock", HTMLButtonElement);
  const removing = slot("unprotect", HTMLElement);
  const removingAsked = askFirst(removing);
  const removeButton = slot("unprotect-yes", HTMLButtonElement);

  /** @param {HTMLInputElement} from @param {(passphrase: Uint8Array) => Promise<unknown>} act */
  const withPassphrase = async (from, act) => {
    const button = from.form?.querySelector("button");
    if (!button) return false;
    if (!from.value) {
      problem.show((words) => words.protect.needed, from);
      return false;
    }
    const passphrase = utf8(from.value);
    try {
      await work(button, () => act(passphrase));
      from.value = "";
      problem.clear();
      return true;
    } catch (error) {
      problem.showError(error, "anywhere", from);
      return false;
    } finally {
      passphrase.fill(0);
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const keyring = await app.keyring;
    if (!(await withPassphrase(field, (passphrase) => keyring.setPassphrase(current().id, passphrase)))) return;
    place.hidden = true;
    slot("name", HTMLElement).focus();
    say((words) => words.protect.done(current().name));
  });
  const decline = () => {
    place.hidden = true;
    field.value = "";
    slot("name", HTMLElement).focus();
  };
  slot("protect-no", HTMLButtonElement).addEventListener("click", decline);
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") decline();
  });
  setButton.addEventListener("click", () => open());
  unlockForm.addEventListener("submit", async (event) => {
    event.preventDefault();
    const keyring = await app.keyring;
    if (!(await withPassphrase(unlockField, (passphrase) => keyring.unlock(current().id, passphrase)))) return;
    slot("name", HTMLElement).focus();
    say((words) => words.protect.unlocked(current().name));
  });
  removeButton.addEventListener("click", async () => {
    const keyring = await app.keyring;
    try {
      await work(removeButton, () => keyring.setPassphrase(current().id, null));
    } catch (error) {
      return problem.showError(error, "anywhere");
    }
    problem.clear();
    removingAsked.close();
    slot("name", HTMLElement).focus();
    say((words) => words.protect.removed(current().name));
  });
  lockButton.addEventListener("click", async () => {
    try {
      await (await app.keyring).lock(current().id);
      slot("name", HTMLElement).focus();
      say((words) => words.protect.locked(current().name));
    } catch (error) {
      problem.showError(error, "anywhere");
    }
  });

  function open() {
    const changes = current().protection === "passphrase";
    put(slot("protect-text", HTMLElement), ({ protect }) => (changes ? protect.askChange : protect.ask));
    slot("protect-hint", HTMLElement).hidden = changes;
    place.hidden = false;
    field.focus();
    place.scrollIntoView({ block: "nearest" });
  }
  return {
    /** Asks for a passphrase, as after the first save. */
    open,
    show() {
      const { locked, protection } = current();
      unlockForm.hidden = !locked;
      slot("keep", HTMLElement).hidden = locked;
      if (locked) place.hidden = true;
      lockButton.hidden = locked || protection !== "passphrase";
      setButton.hidden = locked || protection === "none";
      removing.hidden = locked || protection !== "passphrase";
      put(setButton, (words) => (protection === "passphrase" ? words.protect.change : words.protect.set));
    },
  };
}
