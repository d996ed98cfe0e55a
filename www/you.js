import { fillCard, nameCard } from "./card.js";
import { drawCurve } from "./curve.js";
import { Problem, askFirst, byId, clone, copy, fileName, save, say, takeFiles, withConfirmation } from "./dom.js";
import { explain, keys as words, messages, search as figures, wire as wireWords } from "./text.js";

/**
 * @typedef {import("./book.js").KeyEntry} KeyEntry
 * @typedef {import("./main.js").App} App
 */

/** Larger than any key file there is. */
const largestFile = 65_536;

/**
 * The room of one's own keys: make, load, give out, save, rename, delete.
 *
 * @param {App} app
 */
export function furnishYou(app) {
  const room = byId("you", HTMLElement);
  const list = byId("keys", HTMLUListElement);
  const makeFold = byId("make-fold", HTMLDetailsElement);
  const loadFold = byId("load-fold", HTMLDetailsElement);
  /** @type {Set<string>} ids of keys that are in a file too */
  const kept = new Set();
  /** @type {Map<string, () => void>} by id: takes the card of a key away that the keyring no longer has */
  const cards = new Map();
  /** @type {Set<string>} ids of keys that the visitor is deleting */
  const deleting = new Set();
  const lost = byId("keys-lost", HTMLElement);

  furnishMaking(app, (entry) => addCard(entry, false));
  furnishLoading(app, (entry) => addCard(entry, true));

  app.keyring.then((keyring) => keyring.addEventListener("change", (event) => {
    const { type, id } = /** @type {CustomEvent<import("./sealpost/keyring.js").KeyringChange>} */ (event).detail;
    if (type !== "removed") return;
    cards.get(id)?.();
    if (deleting.delete(id)) return;
    lost.hidden = false;
    say(lost.textContent ?? "");
  }), () => {});

  addEventListener("beforeunload", (event) => {
    if (app.book.keys.some((key) => !kept.has(key.id))) event.preventDefault();
  });

  /** @param {KeyEntry} entry @param {boolean} loaded */
  function addCard(entry, loaded) {
    const card = clone("key-card");
    const { root, slot } = card;
    let name = entry.name;
    fillCard(card, entry);
    if (loaded) kept.add(entry.id);
    const showFacts = () => {
      const facts = (loaded ? words.loaded : words.made)(entry.bits, entry.created);
      slot("facts", HTMLElement).textContent = kept.has(entry.id) && !loaded ? `${facts}, ${words.saved}` : facts;
    };
    showFacts();
    const problem = new Problem(slot("error", HTMLElement));

    const copyButton = slot("copy", HTMLButtonElement);
    withConfirmation(copyButton, words.copied);
    copyButton.addEventListener("click", async () => {
      if (!await copy(copyButton, entry.publicKey, words.publicCopied)) return problem.show(messages.notCopied);
      problem.clear();
      app.wire.add({ what: wireWords.publicKey(name), how: wireWords.copied, bytes: entry.publicKey.length, text: entry.publicKey });
    });
    slot("save", HTMLButtonElement).addEventListener("click", () => {
      save(fileName(name, "public-key.pem"), entry.publicKey, "application/x-pem-file");
      app.wire.add({ what: wireWords.publicKey(name), how: wireWords.saved, bytes: entry.publicKey.length, text: entry.publicKey });
    });

    const newName = slot("new-name", HTMLInputElement);
    newName.value = name;
    slot("rename", HTMLFormElement).addEventListener("submit", async (event) => {
      event.preventDefault();
      const wanted = newName.value.trim();
      if (!wanted) return problem.show(words.nameNeeded, newName);
      try {
        await (await app.keyring).rename(entry.id, wanted);
      } catch (error) {
        return problem.show(explain(error));
      }
      problem.clear();
      name = wanted;
      nameCard(card, name);
      app.book.setKey({ ...entry, name });
      say(words.renamed(name));
    });

    const keeping = askFirst(slot("keep", HTMLElement));
    slot("keep-yes", HTMLButtonElement).addEventListener("click", async () => {
      let pem;
      try {
        pem = await (await app.keyring).export(entry.id, { plaintext: true });
      } catch (error) {
        return problem.show(explain(error));
      }
      save(fileName(name, "private-key.pem"), pem, "application/x-pem-file");
      app.wire.add({ what: wireWords.privateKey(name), how: wireWords.saved, bytes: pem.length });
      kept.add(entry.id);
      showFacts();
      keeping.close();
      say(words.privateSaved);
    });

    askFirst(slot("drop", HTMLElement));
    slot("drop", HTMLElement).querySelector("[data-ask]")?.addEventListener("click", () => {
      slot("drop-text", HTMLElement).textContent = words.deleteWarning(kept.has(entry.id));
    });
    slot("drop-yes", HTMLButtonElement).addEventListener("click", async () => {
      const next = root.nextElementSibling ?? root.previousElementSibling;
      deleting.add(entry.id);
      try {
        await (await app.keyring).remove(entry.id);
      } catch (error) {
        deleting.delete(entry.id);
        return problem.show(explain(error));
      }
      const nextName = next?.querySelector("h3");
      (nextName instanceof HTMLElement ? nextName : byId("make-name", HTMLInputElement)).focus();
      say(words.deleted(name));
    });
    cards.set(entry.id, () => {
      cards.delete(entry.id);
      kept.delete(entry.id);
      root.remove();
      app.book.removeKey(entry.id);
      if (app.book.keys.length > 0) return;
      delete room.dataset.keys;
      makeFold.open = true;
    });

    list.append(root);
    lost.hidden = true;
    room.dataset.keys = "";
    makeFold.open = false;
    loadFold.open = false;
    app.book.setKey(entry);
    byId("make-name", HTMLInputElement).value = words.nextName(app.book.keys.length + 1);
    slot("name", HTMLElement).focus({ preventScroll: true });
    root.scrollIntoView({ block: "nearest" });
    say(words.ready(name));
  }
}

/**
 * The form that makes a key, and the running search that takes its place meanwhile.
 *
 * @param {App} app
 * @param {(entry: KeyEntry) => void} done
 */
function furnishMaking(app, done) {
  const form = byId("make", HTMLFormElement);
  const nameField = byId("make-name", HTMLInputElement);
  const problem = new Problem(byId("make-error", HTMLElement));
  const panel = byId("search", HTMLElement);
  const cancel = byId("search-cancel", HTMLButtonElement);
  const button = form.querySelector("button");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = nameField.value.trim();
    if (!name) return problem.show(words.nameNeeded, nameField);
    problem.clear();
    if (button) button.disabled = true;
    const stop = new AbortController();
    const abort = () => stop.abort();
    cancel.addEventListener("click", abort);
    const show = showSearch(form, panel, cancel);
    try {
      const bits = Number(new FormData(form).get("bits"));
      const entry = await (await app.keyring).generate({ bits, name, signal: stop.signal, onProgress: show.progress });
      show.end();
      done(entry);
    } catch (error) {
      show.end();
      if (stop.signal.aborted) {
        button?.focus();
        say(words.cancelled);
      } else {
        problem.show(explain(error));
      }
    } finally {
      cancel.removeEventListener("click", abort);
      if (button) button.disabled = false;
    }
  });
}

/**
 * Shows the search after a blink (a short one needs no picture) and keeps its figures moving.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement} panel
 * @param {HTMLButtonElement} cancel
 */
function showSearch(form, panel, cancel) {
  const elapsedPlace = byId("search-elapsed", HTMLElement);
  const candidatesPlace = byId("search-candidates", HTMLElement);
  const probabilityPlace = byId("search-probability", HTMLElement);
  const addPoint = drawCurve(byId("curve", HTMLElement));
  const start = performance.now();
  const tick = () => {
    elapsedPlace.textContent = figures.elapsed(performance.now() - start);
  };
  tick();
  candidatesPlace.textContent = "0";
  probabilityPlace.textContent = figures.ended(0);
  const opening = setTimeout(() => {
    panel.style.minHeight = `${form.offsetHeight}px`;
    form.hidden = true;
    panel.hidden = false;
    cancel.focus({ preventScroll: true });
    say(words.searching);
  }, 80);
  const clock = setInterval(tick, 100);
  return {
    /** @param {import("./sealpost/keyring.js").Progress} progress */
    progress({ elapsed, candidates, probability }) {
      candidatesPlace.textContent = String(candidates);
      probabilityPlace.textContent = figures.ended(probability);
      addPoint(elapsed, probability);
    },
    end() {
      clearTimeout(opening);
      clearInterval(clock);
      panel.hidden = true;
      form.hidden = false;
    },
  };
}

/**
 * The form that loads a private key from its file. What was pasted is taken out of the field at once.
 *
 * @param {App} app
 * @param {(entry: KeyEntry) => void} done
 */
function furnishLoading(app, done) {
  const form = byId("load", HTMLFormElement);
  const field = byId("load-text", HTMLTextAreaElement);
  const problem = new Problem(byId("load-error", HTMLElement));

  /** @param {string | Uint8Array} input @param {string} name */
  async function load(input, name) {
    problem.clear();
    try {
      const entry = await (await app.keyring).import(input, { name });
      field.value = "";
      const known = app.book.keys.find(({ id }) => id === entry.id);
      if (known) return problem.show(words.already(known.name), field);
      done(entry);
    } catch (error) {
      problem.show(explain(error, "load"), field);
    } finally {
      if (input instanceof Uint8Array) input.fill(0);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return problem.show(words.textNeeded, field);
    load(field.value, words.loadedName);
  });
  takeFiles(form, byId("load-file", HTMLInputElement), async (file) => {
    if (file.size > largestFile) return problem.show(words.tooLarge, field);
    const name = file.name.replace(/(-private-key)?\.\w+$/, "").slice(0, 60);
    load(new Uint8Array(await file.arrayBuffer()), name || words.loadedName);
  });
}
