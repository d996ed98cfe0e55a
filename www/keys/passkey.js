// The part of a key's side sheet about its passkey: set up, used, removed.
import { loadPasskey } from "../app/unlock.js";
import { utf8 } from "../codec/bytes.js";
import { put } from "../i18n/language.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { askFirst, say, work } from "../ui/dom.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 * @typedef {import("../i18n/language.js").Text} Text
 */

/**
 * @param {App} app
 * @param {ReturnType<typeof import("../ui/dom.js").clone>["slot"]} slot
 * @param {() => KeyEntry} current
 * @param {import("../errors/problem.js").Problem} problem
 */
export async function mountPasskey(app, slot, current, problem) {
  const keyring = await app.keyring;
  const [{ passkeyButton }, supported] = await Promise.all([loadPasskey(), keyring.supportsPasskeys()]);
  /** @param {Text} text */
  const settled = (text) => {
    problem.clear();
    slot("side-name", HTMLElement).focus();
    say(text);
  };
  /** @param {unknown} error */
  const failed = (error) => problem.showError(error, "anywhere");

  const unlocking = passkeyButton(app.keyring, () => current().id, {
    done: () => settled((words) => words.protect.unlocked(current().name)),
    failed,
  });
  slot("unlock-form", HTMLFormElement).append(unlocking);

  const { setting, field, form, yes, question, refused } = settingForm();
  const hint = element("p", "hint");
  const remove = button("quiet", (words) => words.passkey.remove);
  const removing = element("p", "actions");
  removing.append(remove);
  slot("lock", HTMLButtonElement).closest(".actions")?.after(hint, setting, removing);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value) return refused.show((words) => words.protect.needed, field);
    const passphrase = utf8(field.value);
    const { id, name } = current();
    try {
      await work(yes, () => keyring.addPasskey(id, { passphrase }));
    } catch (error) {
      return refused.showError(error, "anywhere", codeOf(error) === "wrong-passphrase" ? field : undefined);
    } finally {
      passphrase.fill(0);
    }
    field.value = "";
    refused.clear();
    question.close();
    settled((words) => words.passkey.done(name));
  });
  remove.addEventListener("click", async () => {
    const { id, name } = current();
    isRemoved = true;
    try {
      await work(remove, () => keyring.removePasskeys(id));
    } catch (error) {
      isRemoved = false;
      return failed(error);
    }
    settled((words) => words.passkey.removed(name));
  });

  let { passkeys: before } = current();
  let isRemoved = false;
  /** Whether the passkeys stopped working because the key was encrypted anew. */
  let isGone = false;
  const show = () => {
    const { locked, protection, passkeys } = current();
    if (passkeys > 0 || protection !== "passphrase") isGone = false;
    else if (before > 0) isGone = !isRemoved;
    if (passkeys !== before) isRemoved = false;
    before = passkeys;
    unlocking.hidden = !locked || passkeys === 0;
    removing.hidden = passkeys === 0;
    setting.hidden = locked || protection !== "passphrase" || passkeys > 0 || !supported;
    hint.hidden = passkeys === 0 && !isGone;
    if (!hint.hidden) put(hint, (words) => (isGone ? words.passkey.gone : words.passkey.has));
  };
  show();
  return { show };
}

/** A button that asks for the passphrase, with which a passkey is set up. */
function settingForm() {
  const setting = element("div", "ask");
  const asking = element("p", "actions");
  const ask = button("", (words) => words.passkey.set);
  ask.dataset.ask = "";
  asking.append(ask);
  const confirm = element("div", "confirm plain");
  confirm.hidden = true;
  const form = document.createElement("form");
  form.method = "dialog";
  form.autocomplete = "off";
  const text = element("p", "");
  put(text, (words) => words.passkey.ask);
  const place = element("div", "field");
  const label = document.createElement("label");
  const title = document.createElement("span");
  put(title, (words) => words.passkey.passphrase);
  const field = document.createElement("input");
  field.type = "password";
  field.autocomplete = "off";
  label.append(title, field);
  place.append(label);
  const yes = button("strong", (words) => words.passkey.yes);
  yes.type = "submit";
  const no = button("", (words) => words.page.notNow);
  no.dataset.no = "";
  const actions = element("p", "actions");
  actions.append(yes, no);
  const error = element("p", "error");
  error.hidden = true;
  form.append(text, place, actions, error);
  confirm.append(form);
  setting.append(asking, confirm);
  const refused = new Problem(error);
  no.addEventListener("click", () => {
    field.value = "";
    refused.clear();
  });
  return { setting, field, form, yes, question: askFirst(setting), refused };
}

/** @param {"p" | "div"} tag @param {string} className */
function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** @param {string} className @param {Text} text */
function button(className, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  put(made, text);
  return made;
}
