import { named } from "../app/book.js";
import { byId, say } from "../ui/dom.js";
import { furnishKeeping } from "./keeping.js";
import { keyCard } from "./key-card.js";
import { put } from "../i18n/language.js";
import { furnishLoading } from "./load.js";
import { furnishMaking } from "./make.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/**
 * The room of one's own keys. What the keyring says is what is shown: keys that come or go in it, by whatever hand,
 * come and go here.
 *
 * @param {App} app
 */
export function furnishYou(app) {
  const room = byId("you", HTMLElement);
  const list = byId("keys", HTMLUListElement);
  const makeFold = byId("make-fold", HTMLDetailsElement);
  const loadFold = byId("load-fold", HTMLDetailsElement);
  const lost = byId("keys-lost", HTMLElement);
  const restored = byId("keys-restored", HTMLElement);
  /** @type {Map<string, ReturnType<typeof keyCard>>} */
  const cards = new Map();
  /** @type {Set<string>} ids of keys that are in a file too */
  const kept = new Set();
  /** @type {Set<string>} ids of keys that the visitor is deleting */
  const deleting = new Set();

  const refresh = async () => {
    const entries = (await (await app.keyring).list()).map(named);
    for (const [id, card] of cards) {
      if (entries.some((entry) => entry.id === id)) continue;
      cards.delete(id);
      kept.delete(id);
      card.root.remove();
    }
    for (const entry of entries) {
      const card = cards.get(entry.id);
      if (card) card.update(entry);
      else addCard(entry);
    }
    // The form stands open while there is no key, and is folded once there is one.
    if (entries.length > 0 !== "keys" in room.dataset) makeFold.open = entries.length === 0;
    if (entries.length > 0) room.dataset.keys = "";
    else delete room.dataset.keys;
    if (entries.length === 0) restored.hidden = true;
    app.book.setKeys(entries);
  };
  app.book.addEventListener("change", () => {
    for (const card of cards.values()) card.showNamesake();
  });
  const made = furnishMaking(app, show);
  const loading = furnishLoading(
    app,
    async (entry) => {
      kept.add(entry.id);
      await show(entry);
    },
    showRestored,
  );

  const filled = app.keyring
    .then((keyring) => {
      keyring.addEventListener("change", (event) => {
        const { type, id } = /** @type {CustomEvent<import("../sealpost/keyring.js").KeyringChange>} */ (event).detail;
        // A key in the vault that goes was deleted, here or in another tab; one in memory went with its worker.
        const inMemory = app.book.keys.some((key) => key.id === id && key.protection === "none");
        if (type === "removed" && !deleting.delete(id) && inMemory) {
          lost.hidden = false;
          say((words) => words.you.lost);
        }
        refresh();
      });
      return refresh();
    })
    .catch(() => {});
  const keeping = furnishKeeping(app, () => {
    for (const [id, card] of cards) {
      kept.add(id);
      card.showFacts();
    }
  });

  addEventListener("beforeunload", (event) => {
    const passing = app.book.keys.some(({ id, protection }) => protection === "none" && !kept.has(id));
    if (!app.practice && passing) event.preventDefault();
  });

  /** @param {KeyEntry} entry a key just made or loaded */
  async function show(entry) {
    await refresh();
    const card = cards.get(entry.id);
    settle();
    card?.update(named(entry));
    card?.focus();
    card?.root.scrollIntoView({ block: "nearest" });
    say((words) => words.you.ready(entry.name));
    if (entry.protection !== "device") return;
    card?.protect();
    await keeping.ask();
  }

  /** The forms are done with, and with them what was said of the keys before. */
  function settle() {
    lost.hidden = true;
    restored.hidden = true;
    makeFold.open = cards.size === 0;
    loadFold.open = false;
    made.rename();
  }

  /** @param {import("../sealpost/keyring.js").Restored} made what was in a backup */
  async function showRestored({ keys: entries, contacts, newVerified }) {
    for (const { id } of entries) kept.add(id);
    await refresh();
    settle();
    for (const { id } of entries) cards.get(id)?.showFacts();
    const marked = contacts.filter(({ id }) => newVerified.includes(id)).map((contact) => named(contact).name);
    /** @type {import("../i18n/language.js").Text} */
    const text = ({ keeping }) => {
      const read = keeping.restored(entries.length);
      return marked.length > 0 ? `${read} ${keeping.restoredMarks(marked)}` : read;
    };
    put(restored, text);
    restored.hidden = false;
    const title = byId("you-title", HTMLElement);
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "nearest" });
    say(text);
    await keeping.ask();
  }

  /** @param {KeyEntry} entry */
  function addCard(entry) {
    const card = keyCard(app, entry, { kept, deleting });
    cards.set(entry.id, card);
    list.append(card.root);
  }

  return {
    filled: Promise.all([filled, keeping.shown]),
    /** Makes a key without a form, for the practice. @param {string} name @param {number} bits */
    async make(name, bits) {
      await (await app.keyring).generate({ name, bits });
      await refresh();
      makeFold.open = false;
    },
    /** @param {string} text a private key, to be loaded by hand */
    take(text) {
      loadFold.open = true;
      loading.take(text);
    },
  };
}
