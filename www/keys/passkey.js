// The part of a key's side sheet that sets up a passkey for the key, unlocks the key with it, and removes it.
import { loadPasskey, passphraseForm } from "../app/unlock.js";
import { put } from "../i18n/language.js";
import { showOutcome } from "./protection.js";
import { askFirst, button, element, say, work } from "../ui/dom.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {import("../errors/problem.js").Problem} Problem
 */

/**
 * Adds the part to the side sheet. `show` has to be called when the key's entry has changed.
 *
 * @param {App} app
 * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
 * @param {() => KeyEntry} current
 * @param {Problem} problem
 */
export async function mountPasskey(app, slot, current, problem) {
  const keyring = await app.keyring;
  const [{ passkeyButton }, isSupported] = await Promise.all([loadPasskey(), keyring.supportsPasskeys()]);
  /** @param {Text} text */
  const settled = (text) => {
    problem.clear();
    showOutcome(slot, text);
  };
  const unlocking = passkeyButton(app.keyring, () => current().id, {
    done() {
      problem.clear();
      slot("side-name", HTMLElement).focus();
      say((words) => words.protect.unlocked(current().name));
    },
    failed: (error) => problem.showError(error, "anywhere"),
  });
  slot("unlock-form", HTMLFormElement).append(unlocking);
  const part = new PasskeyPart(keyring, current, { settled, problem }, isSupported);
  // After the button that saves a backup.
  slot("keep", HTMLElement).after(...part.elements);
  const show = () => {
    unlocking.hidden = !current().locked || current().passkeys === 0;
    part.show();
  };
  show();
  return { show };
}

/** Sets a passkey up and removes it, and says whether there is one. */
class PasskeyPart {
  #keyring;
  #current;
  #outcome;
  #isSupported;
  #hint = element("p", "hint");
  #setting;
  #removing = element("p", "actions");
  #remove = button("quiet", (words) => words.passkey.remove);
  /** How many passkeys the key had when it was shown last. */
  #before;
  /** Whether the visitor removed the passkey here. */
  #isRemoved = false;
  /** Whether the passkey was lost because the key was encrypted anew. */
  #isGone = false;

  /**
   * @param {import("../sealpost/keyring.js").Keyring} keyring
   * @param {() => KeyEntry} current
   * @param {{ settled: (text: Text) => void, problem: Problem }} outcome
   * @param {boolean} isSupported Whether the browser has passkeys that can unlock keys.
   */
  constructor(keyring, current, outcome, isSupported) {
    this.#keyring = keyring;
    this.#current = current;
    this.#outcome = outcome;
    this.#isSupported = isSupported;
    this.#before = current().passkeys;
    this.#removing.append(this.#remove);
    this.#setting = settingForm(
      (passphrase) => keyring.addPasskey(current().id, { passphrase }),
      () => outcome.settled((words) => words.passkey.done(current().name)),
    );
    this.#remove.addEventListener("click", () => this.#removeAll());
  }

  get elements() {
    return [this.#hint, this.#setting, this.#removing];
  }

  show() {
    const { locked, protection, passkeys, signing } = this.#current();
    const isProtected = protection === "passphrase";
    if (passkeys !== this.#before) {
      this.#isGone = passkeys === 0 && isProtected && !this.#isRemoved;
      this.#isRemoved = false;
      this.#before = passkeys;
    }
    const canSet = isProtected && !locked && passkeys === 0;
    this.#removing.hidden = passkeys === 0;
    this.#setting.hidden = !canSet || !this.#isSupported;
    const has = signing ? "has" : "hasForNow";
    const state = passkeys > 0 ? has : this.#isGone ? "gone" : canSet && !this.#isSupported ? "none" : undefined;
    this.#hint.hidden = state === undefined;
    if (state) put(this.#hint, (words) => words.passkey[state]);
  }

  async #removeAll() {
    const { id, name } = this.#current();
    this.#isRemoved = true;
    try {
      await work(this.#remove, () => this.#keyring.removePasskeys(id));
    } catch (error) {
      this.#isRemoved = false;
      return this.#outcome.problem.showError(error, "anywhere");
    }
    this.#outcome.settled((words) => words.passkey.removed(name));
  }
}

/**
 * A button that asks for the passphrase, with which a passkey is set up.
 *
 * @param {(passphrase: Uint8Array) => Promise<unknown>} setUp
 * @param {() => void} done
 */
function settingForm(setUp, done) {
  const root = element("div", "ask");
  const asking = element("p", "actions");
  const ask = button("quiet", (words) => words.passkey.set);
  ask.dataset.ask = "";
  asking.append(ask);
  const confirm = element("div", "confirm plain");
  confirm.hidden = true;
  const {
    form,
    button: yes,
    error,
    clear,
  } = passphraseForm(
    (words) => words.passkey.passphrase,
    (words) => words.passkey.yes,
    setUp,
    () => {
      question.close();
      done();
    },
  );
  form.className = "";
  error.className = "error";
  const text = element("p");
  put(text, (words) => words.passkey.ask);
  form.prepend(text);
  const no = button("", (words) => words.page.notNow);
  no.dataset.no = "";
  no.addEventListener("click", clear);
  const actions = element("p", "actions");
  yes.replaceWith(actions);
  actions.append(yes, no);
  confirm.append(form);
  root.append(asking, confirm);
  const question = askFirst(root);
  return root;
}
