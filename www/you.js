import { byId, say } from "./dom.js";
import { put } from "./language.js";
import { keyCard } from "./key-card.js";
import { furnishLoading } from "./load.js";
import { furnishMaking } from "./make.js";

/**
 * @typedef {import("./book.js").KeyEntry} KeyEntry
 * @typedef {import("./main.js").App} App
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
  /** @type {Map<string, ReturnType<typeof keyCard>>} */
  const cards = new Map();
  /** @type {Set<string>} ids of keys that are in a file too */
  const kept = new Set();
  /** @type {Set<string>} ids of keys that the visitor is deleting */
  const deleting = new Set();

  const refresh = async () => {
    const entries = await (await app.keyring).list();
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
    if (entries.length > 0) room.dataset.keys = "";
    else delete room.dataset.keys;
    if (entries.length === 0) makeFold.open = true;
    app.book.setKeys(entries);
  };
  const made = furnishMaking(app, show);
  const loading = furnishLoading(app, async (entry) => {
    kept.add(entry.id);
    await show(entry);
  });

  app.keyring
    .then((keyring) => {
      keyring.addEventListener("change", (event) => {
        const { type, id } = /** @type {CustomEvent<import("./sealpost/keyring.js").KeyringChange>} */ (event).detail;
        if (type === "removed" && !deleting.delete(id)) {
          lost.hidden = false;
          say((words) => words.you.lost);
        }
        refresh();
      });
      return refresh();
    })
    .catch(() => {});
  put(byId("storage", HTMLElement), (words) => (app.practice ? words.you.practice : words.you.memory));

  addEventListener("beforeunload", (event) => {
    if (!app.practice && app.book.keys.some((key) => !kept.has(key.id))) event.preventDefault();
  });

  /** @param {KeyEntry} entry a key just made or loaded */
  async function show(entry) {
    await refresh();
    const card = cards.get(entry.id);
    lost.hidden = true;
    makeFold.open = false;
    loadFold.open = false;
    made.rename();
    card?.update(entry);
    card?.focus();
    card?.root.scrollIntoView({ block: "nearest" });
    say((words) => words.you.ready(entry.name));
  }

  /** @param {KeyEntry} entry */
  function addCard(entry) {
    const card = keyCard(app, entry, { kept, deleting });
    cards.set(entry.id, card);
    list.append(card.root);
  }

  return {
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
