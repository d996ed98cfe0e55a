// What lasts: where keys are kept, the backup of everything, and forgetting it all.
import { askFirst, byId, fileName, save, say, work } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { utf8 } from "../codec/bytes.js";
import { put } from "../i18n/language.js";
import { focusMaking } from "./make.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * The line under one's keys that says how long they last, with what one can do about it.
 *
 * @param {import("../main.js").App} app
 * @param {() => void} backedUp told when every key is in a backup
 */
export function furnishKeeping(app, backedUp) {
  const place = byId("storage", HTMLElement);
  const tools = byId("keeping", HTMLElement);
  const problem = new Problem(byId("keeping-error", HTMLElement));
  /** Whether the browser has promised not to make room by deleting. */
  let promised = false;

  const show = async () => {
    const keyring = await app.keyring;
    const kept = keyring.storage === "persistent";
    const empty = app.book.keys.length === 0 && app.book.people.every((person) => person.practice);
    tools.hidden = app.practice || empty;
    byId("forget", HTMLElement).hidden = !kept;
    put(place, textFor(app.practice, keyring, promised));
    if (!app.practice) remember(kept && !empty);
  };
  const shown = app.keyring
    .then(async (keyring) => {
      promised = (await navigator.storage?.persisted?.()) ?? false;
      keyring.addEventListener("storage", show);
      app.book.addEventListener("change", show);
      await show();
    })
    .catch(() => {});

  const asking = askFirst(byId("backup-all", HTMLElement));
  const field = byId("backup-passphrase", HTMLInputElement);
  const saveButton = byId("backup-save", HTMLButtonElement);
  byId("backup-form", HTMLFormElement).addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value) return problem.show((words) => words.protect.needed, field);
    const passphrase = utf8(field.value);
    try {
      const keyring = await app.keyring;
      const made = await work(saveButton, () => keyring.backup({ passphrase }));
      field.value = "";
      const { text, skipped } = made;
      save(fileName("", "backup.txt"), text, "text/plain");
      app.wire.add({ what: (words) => words.wire.backup, how: "saved", bytes: text.length, text });
      asking.close();
      if (skipped.length > 0) return problem.show((words) => words.keeping.skipped(skipped.length));
      backedUp();
      say((words) => words.keeping.saved);
    } catch (error) {
      problem.showError(error, "anywhere", field);
    } finally {
      passphrase.fill(0);
    }
  });

  const forgetting = askFirst(byId("forget", HTMLElement));
  byId("forget-yes", HTMLButtonElement).addEventListener("click", async () => {
    try {
      await (await app.keyring).clear();
      forgetting.close();
      focusMaking();
      say((words) => words.keeping.forgotten);
    } catch (error) {
      problem.showError(error, "anywhere");
    }
  });

  return {
    /** When it is known how long the keys last. */
    shown,
    /** After a key was saved, the browser is asked to keep it. */
    async ask() {
      promised = await (await app.keyring).persist();
      await show();
    },
  };
}

/**
 * Tells the next visit's first.js whether there is something to wait for.
 *
 * @param {boolean} keeps
 */
function remember(keeps) {
  try {
    if (keeps) localStorage.setItem("sealpost keeps", "");
    else localStorage.removeItem("sealpost keeps");
  } catch {
    // Then the next visit shows empty rooms until the vault is open.
  }
}

/**
 * @param {boolean} practice
 * @param {import("../sealpost/keyring.js").Keyring} keyring
 * @param {boolean} promised
 * @returns {Text}
 */
function textFor(practice, { storage, storageReason }, promised) {
  if (practice) return (words) => words.you.practice;
  if (storage === "persistent") {
    return ({ keeping }) => {
      const reasons = /** @type {Record<string, string>} */ (keeping.reasons);
      const lasting = promised ? keeping.promised : keeping.kept;
      return storageReason ? `${lasting} ${reasons[storageReason] ?? ""}` : lasting;
    };
  }
  const reason = storageReason ?? "";
  return ({ keeping, you }) => {
    const reasons = /** @type {Record<string, string>} */ (keeping.reasons);
    return reasons[reason] ? `${reasons[reason]} ${you.memory}` : you.memory;
  };
}
