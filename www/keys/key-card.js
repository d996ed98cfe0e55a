import { cloneEntry, fillCard, nameCard } from "../ui/card.js";
import { askFirst, say } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { entrySide } from "../ui/side.js";
import { put, putLabel } from "../i18n/language.js";
import { cleanName, markIn } from "../codec/names.js";
import { adviceFor, advise } from "./advice.js";
import { Giving } from "./giving.js";
import { mountKeyBackup } from "./key-backup.js";
import { Protection } from "./protection.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 * @typedef {object} Sets The ids of keys, by what this page knows of them and the keyring does not.
 * @property {Set<string>} kept keys that were saved in a file, or came from a backup, on this visit
 * @property {Set<string>} halves keys in `kept` whose signing keys are not in the file
 * @property {Set<string>} imported keys that were imported on this visit
 * @property {Set<string>} deleting keys that the visitor is deleting
 */

/**
 * One of one's own keys: the row in the rail, which is the list of keys and people, and the side sheet, where the key
 * is given out, backed up, renamed and deleted.
 */
export class KeyCard {
  #app;
  #key;
  #sets;
  #card = cloneEntry("key-card");
  #slot = this.#card.slot;
  #problem = new Problem(this.#slot("error", HTMLElement));
  #side = entrySide(this.#slot, () => this.#key.name);
  #newName = this.#slot("new-name", HTMLInputElement);
  #protection;
  #giving;
  #backup;
  /** @type {Promise<ReturnType<typeof import("./signing-key.js").mountSigningKey>> | undefined} */
  #signing;
  /** @type {ReturnType<typeof import("./passkey.js").mountPasskey> | undefined} */
  #passkey;
  root = this.#card.root;

  /**
   * @param {App} app
   * @param {KeyEntry} key
   * @param {Sets} sets
   * @param {() => void} backUpAll
   */
  constructor(app, key, sets, backUpAll) {
    this.#app = app;
    this.#key = key;
    this.#sets = sets;
    const current = () => this.#key;
    this.#protection = new Protection(app, this.#slot, current, this.#problem);
    this.#giving = new Giving(app, this.#slot, current, this.#problem);
    this.#backup = mountKeyBackup(app, this.#slot, current, this.#problem, () => {
      if (this.#key.signing && !sets.kept.has(this.#key.id)) sets.halves.add(this.#key.id);
      sets.kept.add(this.#key.id);
      if (!this.#isHalfAdvised) advise(this.#key.id);
      this.showFacts();
    });

    fillCard(this.#card, key);
    this.#newName.value = key.name;
    this.#mountRow(backUpAll);
    this.#mountDeletion();
    this.#slot("rename", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#rename();
    });
    this.showFacts();
    this.#protection.show();
    this.#side.label();
  }

  /** Whether a backup is advised because of the signing key alone. */
  get #isHalfAdvised() {
    return adviceFor(this.#key.id) === "signing";
  }

  focus() {
    this.#slot("name", HTMLElement).focus({ preventScroll: true });
  }

  /** Opens the side sheet. @param {HTMLElement} [focus] what gets the focus */
  open(focus) {
    // On a phone the keys are a view of their own, and a side sheet in a hidden view cannot be shown.
    if (!this.root.checkVisibility()) this.#app.router.go("me");
    this.#giving.show();
    this.#loadSigning().catch(() => {});
    this.#side.open(focus);
  }

  /** Opens the side sheet where a signing key is added. */
  async openSigning() {
    this.open();
    const { control } = await this.#loadSigning();
    control.focus();
    control.scrollIntoView({ block: "center" });
  }

  /** The parts about the signing key and the passkey are loaded when the side sheet is opened. */
  #loadSigning() {
    this.#signing ??= this.#app.later().then(({ mountSigningKey, mountPasskey }) => {
      const place = /** @type {const} */ ([this.#app, this.#slot, () => this.#key, this.#problem]);
      this.#passkey = mountPasskey(...place);
      // Without that part, the rest of the side sheet works.
      this.#passkey.catch(() => {});
      return mountSigningKey(...place);
    });
    return this.#signing;
  }

  /** Shows the key's size, date, protection and backup, and the advice to make a backup. */
  showFacts() {
    const { id, bits, created, locked, protection } = this.#key;
    put(this.#slot("facts", HTMLElement), (words) => {
      const state = locked ? words.protect.lockedState : words.protect.states[protection];
      const { made, imported } = words.you;
      const facts = words.you.facts((this.#sets.imported.has(id) ? imported : made)(bits, created), state);
      if (!this.#sets.kept.has(id)) return facts;
      return this.#sets.halves.has(id) ? words.you.backedUpHalf(facts) : words.you.backedUp(facts);
    });
    put(this.#slot("state", HTMLElement), (words) => {
      const size = words.people.facts(bits);
      if (locked) return words.you.facts(size, words.protect.lockedState);
      return protection === "device" ? size : words.you.facts(size, words.protect.states[protection]);
    });
    const isKept = this.#sets.kept.has(id) && !this.#sets.halves.has(id);
    this.#slot("advice", HTMLElement).hidden = !adviceFor(id) || isKept;
    put(this.#slot("advice-text", HTMLElement), ({ backup }) =>
      this.#isHalfAdvised ? backup.adviceSigning : backup.advice,
    );
  }

  /** Warns if a person has a name like this key's. To be called after the lists of people and keys have changed. */
  showNamesake() {
    const { id, name } = this.#key;
    const namesake = this.#app.book.namesake({ id, name, own: true });
    const place = this.#slot("namesake", HTMLElement);
    place.hidden = !namesake;
    if (namesake) put(place, ({ names }) => names.theirsToo(namesake.name));
  }

  /** @param {KeyEntry} changed */
  update(changed) {
    const renamed = changed.name !== this.#key.name;
    // A file that was saved before lacks a new signing key. The invitation has to name the new signing key.
    const isSigning = changed.signing !== null && this.#key.signing === null;
    this.#key = changed;
    if (isSigning) {
      const { kept, halves } = this.#sets;
      if (kept.has(changed.id)) halves.add(changed.id);
      if (!adviceFor(changed.id)) advise(changed.id, "signing");
      this.#giving.show();
    }
    this.showFacts();
    this.#protection.show();
    for (const part of [this.#signing, this.#passkey]) {
      part?.then(
        (part) => part.show(),
        () => {},
      );
    }
    if (!renamed) return;
    nameCard(this.#card, changed.name);
    this.#side.label();
    this.#newName.value = changed.name;
  }

  /** @param {() => void} backUpAll */
  #mountRow(backUpAll) {
    const open = this.#slot("open", HTMLButtonElement);
    putLabel(open, (words) => words.page.detailsOf(this.#key.name));
    open.addEventListener("click", () => this.open());
    this.#slot("invite", HTMLButtonElement).addEventListener("click", () =>
      this.open(this.#slot("copy-link", HTMLButtonElement)),
    );
    this.#slot("advice-backup", HTMLButtonElement).addEventListener("click", () => {
      // A locked key can be exported only after it is unlocked.
      if (this.#key.locked) return this.open(this.#slot("unlock-field", HTMLInputElement));
      // The file of one key is without its signing key.
      if (this.#isHalfAdvised) return backUpAll();
      this.open();
      this.#backup.open();
    });
    this.#slot("advice-no", HTMLButtonElement).addEventListener("click", () => {
      advise(this.#key.id);
      this.showFacts();
      this.focus();
    });
  }

  async #rename() {
    const field = this.#newName;
    const mark = markIn(field.value);
    if (mark) return this.#problem.show((words) => words.names.mark(mark), field);
    const name = cleanName(field.value);
    if (!name) return this.#problem.show((words) => words.you.nameNeeded, field);
    const { id } = this.#key;
    if (this.#app.book.keys.some((other) => other.id !== id && other.name === name)) {
      return this.#problem.show((words) => words.you.nameTaken(name), field);
    }
    try {
      await (await this.#app.keyring).rename(id, name);
    } catch (error) {
      return this.#problem.showError(error, "anywhere");
    }
    this.#problem.clear();
    field.value = name;
    const namesake = this.#app.book.namesake({ id, name, own: true });
    say(({ you, names }) => (namesake ? `${you.renamed(name)} ${names.theirsToo(namesake.name)}` : you.renamed(name)));
  }

  #mountDeletion() {
    const place = this.#slot("drop", HTMLElement);
    askFirst(place);
    place.querySelector("[data-ask]")?.addEventListener("click", () => {
      const { id } = this.#key;
      const backedUp = this.#sets.kept.has(id) && !this.#sets.halves.has(id);
      put(this.#slot("drop-text", HTMLElement), (words) => words.you.deleteWarning(backedUp));
    });
    this.#slot("drop-yes", HTMLButtonElement).addEventListener("click", () => this.#delete());
  }

  async #delete() {
    const { id, name } = this.#key;
    const neighbour = (this.root.nextElementSibling ?? this.root.previousElementSibling)?.querySelector("h3");
    this.#sets.deleting.add(id);
    try {
      await (await this.#app.keyring).remove(id);
    } catch (error) {
      this.#sets.deleting.delete(id);
      return this.#problem.showError(error, "anywhere");
    }
    this.#side.close();
    if (neighbour instanceof HTMLElement) neighbour.focus();
    say((words) => words.you.deleted(name));
  }
}
