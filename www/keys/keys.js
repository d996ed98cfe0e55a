import { named } from "../app/book.js";
import { byId, say } from "../ui/dom.js";
import { openSide } from "../ui/side.js";
import { put } from "../i18n/language.js";
import { advise, onAdvice } from "./advice.js";
import { Keeping } from "./keeping.js";
import { KeyCard } from "./key-card.js";
import { Loading } from "./load.js";
import { Making } from "./make.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/**
 * One's own keys, in the rail, which is the list of keys and people. The view always shows the keys that the keyring
 * has, also after another tab has added or removed some.
 */
export class KeysView {
  #app;
  #list = byId("keys", HTMLUListElement);
  #lost = byId("keys-lost", HTMLElement);
  #restored = byId("keys-restored", HTMLElement);
  #vault = byId("vault", HTMLElement);
  #loadFold = byId("load-fold", HTMLDetailsElement);
  /** @type {Map<string, KeyCard>} */
  #cards = new Map();
  /** @type {import("./key-card.js").Sets} */
  #sets = { kept: new Set(), halves: new Set(), imported: new Set(), deleting: new Set() };
  #making;
  #loading;
  #keeping;
  /** Settles when the keys of the vault are in the book. */
  filled;

  /**
   * @param {App} app
   * @param {{ made: () => void, forgotten: () => void }} events `made`: called after a key was made;
   * `forgotten`: called when the visitor has everything forgotten
   */
  constructor(app, { made, forgotten }) {
    this.#app = app;
    app.book.addEventListener("change", () => {
      for (const card of this.#cards.values()) card.showNamesake();
    });
    this.#making = new Making(app, async (entry) => {
      advise(entry.id, "key");
      await this.#show(entry);
      made();
    });
    this.#loading = new Loading(app, {
      loaded: (entry) => {
        this.#sets.imported.add(entry.id);
        return this.#show(entry);
      },
      restored: (restored) => this.#showRestored(restored),
    });
    this.#keeping = new Keeping(
      app,
      () => {
        for (const [id, card] of this.#cards) {
          this.#sets.kept.add(id);
          this.#sets.halves.delete(id);
          advise(id);
          card.showFacts();
        }
      },
      {
        begin: () => {
          this.#making.stop();
          forgotten();
        },
        done: async () => {
          await this.#refresh();
          this.focusMaking();
        },
      },
    );
    onAdvice(() => {
      for (const card of this.#cards.values()) card.showFacts();
    });
    this.#mountButtons();
    this.filled = Promise.all([this.#begin().catch(() => {}), this.#keeping.shown]);
  }

  /** Makes a key without a form, for the practice. @param {string} name @param {number} bits */
  async make(name, bits) {
    await (await this.#app.keyring).generate({ name, bits });
    await this.#refresh();
  }

  /**
   * Puts the form that makes a key where it belongs: if there is a key already, in a side sheet; if not, in the hero
   * (the introduction on a first visit) or in the rail.
   */
  placeForm() {
    const isHero = document.documentElement.dataset.state === "hero" && this.#app.router.view === "write";
    const place = this.#app.book.keys.length > 0 ? "side-make" : isHero ? "hero-make" : "rail-make";
    this.#making.place(byId(place, HTMLElement));
    byId("make-fold", HTMLElement).hidden = place !== "side-make";
    byId("rail-start", HTMLElement).hidden = place !== "rail-make";
  }

  focusMaking() {
    this.#making.focus();
  }

  /** Opens the side sheet of the first key. @param {string} [slot] what gets the focus */
  openFirst(slot = "copy-link") {
    const [card] = this.#cards.values();
    const focus = card?.root.querySelector(`[data-slot="${slot}"]`);
    if (focus instanceof HTMLElement) card?.open(focus);
  }

  /**
   * Opens the side sheet of a key where a signing key is added. Without a key, shows where one is made.
   *
   * @param {string | undefined} id
   */
  openSigning(id) {
    if (id) return this.#cards.get(id)?.openSigning();
    // On a phone the keys are a view of their own.
    if (!byId("you", HTMLElement).checkVisibility()) this.#app.router.go("me");
    this.focusMaking();
  }

  /** Puts a private key or a backup in the form that loads it. @param {string} text */
  take(text) {
    this.#openLoading();
    this.#loading.take(text);
  }

  /** @param {File} file */
  takeFile(file) {
    this.#openLoading();
    this.#loading.takeFile(file);
  }

  /** Forgets what is entered in the forms. */
  forget() {
    this.#making.forget();
    this.#loading.forget();
    this.#keeping.forget();
  }

  #mountButtons() {
    for (const id of ["hero-load", "rail-load"]) {
      byId(id, HTMLButtonElement).addEventListener("click", () => {
        this.#openLoading();
        byId("load-text", HTMLElement).focus();
      });
    }
    byId("vault-open", HTMLButtonElement).addEventListener("click", () =>
      openSide(this.#vault, byId("vault-title", HTMLElement)),
    );
    addEventListener("beforeunload", (event) => {
      const { book, practice } = this.#app;
      const passing = book.keys.some(({ id, stored }) => !stored && !this.#sets.kept.has(id));
      if (!practice && passing) event.preventDefault();
    });
  }

  #backUpAll() {
    openSide(this.#vault, byId("vault-title", HTMLElement));
    this.#keeping.open();
  }

  #openLoading() {
    this.#loadFold.open = true;
    openSide(this.#vault, byId("vault-title", HTMLElement));
  }

  async #begin() {
    const keyring = await this.#app.keyring;
    // Storage that is lost leaves the keys in memory.
    keyring.addEventListener("storage", () => this.#refresh());
    keyring.addEventListener("change", (event) => {
      const { type, id } = /** @type {CustomEvent<import("../sealpost/keyring.js").KeyringChange>} */ (event).detail;
      // A key in the vault disappears when it is deleted, here or in another tab. A key that is only in memory can also
      // be lost with its worker.
      const inMemory = this.#app.book.keys.some((key) => key.id === id && !key.stored);
      if (type === "removed" && !this.#sets.deleting.delete(id) && inMemory) {
        this.#lost.hidden = false;
        say((words) => words.you.lost);
      }
      this.#refresh();
    });
    await this.#refresh();
  }

  /** Shows the keys that the keyring has now, and puts them into the book. */
  async #refresh() {
    const keyring = await this.#app.keyring;
    const entries = (await keyring.list()).map((entry) => ({
      ...named(entry),
      stored: keyring.storage === "persistent" && entry.protection !== "none",
    }));
    const before = this.#cards.size;
    for (const [id, card] of this.#cards) {
      if (entries.some((entry) => entry.id === id)) continue;
      this.#cards.delete(id);
      this.#sets.kept.delete(id);
      this.#sets.halves.delete(id);
      advise(id);
      card.root.remove();
    }
    for (const entry of entries) {
      const card = this.#cards.get(entry.id);
      if (card) card.update(entry);
      else this.#addCard(entry);
    }
    if (entries.length === 0) this.#restored.hidden = true;
    this.#app.book.setKeys(entries);
    if (before > 0 && entries.length === 0 && document.activeElement === document.body) this.focusMaking();
  }

  /** @param {KeyEntry} entry */
  #addCard(entry) {
    const card = new KeyCard(this.#app, entry, this.#sets, () => this.#backUpAll());
    this.#cards.set(entry.id, card);
    this.#list.append(card.root);
  }

  /** Shows a key that was just made or loaded. @param {KeyEntry} entry */
  async #show(entry) {
    await this.#refresh();
    this.#settle();
    const card = this.#cards.get(entry.id);
    card?.update(named(entry));
    card?.focus();
    say((words) => words.you.ready(entry.name));
    if (entry.protection === "device") await this.#keeping.ask();
  }

  /** Closes the forms, and hides what was said of lost or restored keys. */
  #settle() {
    this.#lost.hidden = true;
    this.#restored.hidden = true;
    this.#loadFold.open = false;
    byId("make-fold", HTMLDetailsElement).open = false;
    if (this.#vault.matches(":popover-open")) this.#vault.hidePopover();
  }

  /** @param {import("../sealpost/keyring.js").Restored} restored what was in a backup */
  async #showRestored({ keys: entries, contacts, newVerified }) {
    for (const { id } of entries) {
      this.#sets.kept.add(id);
      this.#sets.halves.delete(id);
      advise(id);
    }
    await this.#refresh();
    this.#settle();
    for (const { id } of entries) this.#cards.get(id)?.showFacts();
    const marked = contacts.filter(({ id }) => newVerified.includes(id)).map((contact) => named(contact).name);
    /** @type {import("../i18n/language.js").Text} */
    const text = ({ keeping }) => {
      const read = keeping.restored(entries.length);
      return marked.length > 0 ? `${read} ${keeping.restoredMarks(marked)}` : read;
    };
    put(this.#restored, text);
    this.#restored.hidden = false;
    byId("you-title", HTMLElement).focus({ preventScroll: true });
    say(text);
    await this.#keeping.ask();
  }
}
