import { readPublicKey } from "./book.js";
import { fillCard } from "./card.js";
import { Problem, askFirst, byId, clone, codeOf, copy, explain, say, takeFiles, withConfirmation } from "./dom.js";
import { put } from "./language.js";
import { readLink } from "./links.js";
import { recognise } from "./recognise.js";

/**
 * @typedef {import("./book.js").Person} Person
 * @typedef {import("./language.js").Text} Text
 * @typedef {import("./main.js").App} App
 */

/** Larger than any key file there is. */
const largestFile = 65_536;

/**
 * The room of other people's public keys.
 *
 * @param {App} app
 * @param {(id: string) => void} writeTo
 */
export function furnishPeople(app, writeTo) {
  const room = byId("people", HTMLElement);
  const list = byId("contacts", HTMLUListElement);
  const fold = byId("add-fold", HTMLDetailsElement);
  /** @type {Map<string, () => void>} by id: takes a card away */
  const cards = new Map();
  const { take } = furnishAdding(app, { add, open: () => (fold.open = true) });

  /**
   * @param {Person} person
   * @returns {Text | undefined} what is in the way, where something is
   */
  function add(person) {
    const { id, name } = person;
    const known = app.book.people.find((one) => one.id === id);
    if (known) return (words) => words.add.already(known.name);
    if (app.book.keys.some((own) => own.id === id)) return (words) => words.add.own;
    if (!name) return (words) => words.add.nameNeeded;
    if (app.book.people.some((one) => one.name === name)) return (words) => words.add.nameTaken(name);
    addCard(person);
    return undefined;
  }

  /** @param {Person} person */
  function addCard(person) {
    const card = clone("person-card");
    const { root, slot } = card;
    const { name, bits, publicKey } = person;
    fillCard(card, person);
    put(slot("facts", HTMLElement), (words) =>
      person.practice ? words.people.practiceFacts(bits) : words.people.facts(bits),
    );
    const problem = new Problem(slot("error", HTMLElement));
    slot("write", HTMLButtonElement).addEventListener("click", () => writeTo(person.id));
    const copyButton = slot("copy", HTMLButtonElement);
    withConfirmation(copyButton);
    copyButton.addEventListener("click", async () => {
      const copied = await copy(copyButton, publicKey, (words) => words.you.publicCopied);
      if (!copied) return problem.show((words) => words.page.notCopied);
      problem.clear();
      app.wire.add({
        what: (words) => words.wire.publicKey(name),
        how: "copied",
        bytes: publicKey.length,
        text: publicKey,
      });
    });
    askFirst(slot("drop", HTMLElement));
    slot("drop-yes", HTMLButtonElement).addEventListener("click", () => {
      const next = root.nextElementSibling ?? root.previousElementSibling;
      remove(person.id);
      const nextName = next?.querySelector("h3");
      (nextName instanceof HTMLElement ? nextName : byId("add-key", HTMLElement)).focus();
      say((words) => words.people.removed(name));
    });
    cards.set(person.id, () => root.remove());
    list.append(root);
    room.dataset.people = "";
    fold.open = false;
    app.book.addPerson(person);
    slot("name", HTMLElement).focus({ preventScroll: true });
    root.scrollIntoView({ block: "nearest" });
    say((words) => words.people.added(name));
  }

  /** @param {string} id */
  function remove(id) {
    cards.get(id)?.();
    cards.delete(id);
    app.book.removePerson(id);
    if (app.book.people.length > 0) return;
    delete room.dataset.people;
    fold.open = true;
  }

  return {
    add,
    remove,
    take,
    /** This name, or with a number where somebody has it already. @param {string} name */
    freeName(name) {
      const taken = new Set(app.book.people.map((one) => one.name));
      let free = name;
      for (let k = 2; taken.has(free); k += 1) free = `${name} ${k}`;
      return free;
    },
  };
}

/**
 * The form that takes a public key in any form, or an invitation.
 *
 * @param {App} app
 * @param {{ add: (person: Person) => Text | undefined, open: () => void }} room
 */
function furnishAdding(app, { add, open }) {
  const form = byId("add", HTMLFormElement);
  const keyField = byId("add-key", HTMLTextAreaElement);
  const nameField = byId("add-name", HTMLInputElement);
  const problem = new Problem(byId("add-error", HTMLElement));

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let checking;
  keyField.addEventListener("input", () => {
    // One insertion may tell of itself line by line; what it brought is looked at once it is all there.
    clearTimeout(checking);
    checking = setTimeout(check);
  });

  takeFiles(form, byId("add-file", HTMLInputElement), async (chosen) => {
    if (chosen.size > largestFile) return problem.show((words) => words.load.tooLarge, keyField);
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    try {
      await app.ready;
      const key = readPublicKey(bytes);
      problem.clear();
      keyField.value = key.publicKey;
      if (!nameField.value) nameField.value = chosen.name.replace(/(-public-key)?\.\w+$/, "").slice(0, 60);
      check();
      nameField.focus();
    } catch (error) {
      keyField.value = "";
      refuse(error);
    }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = keyField.value;
    if (!text.trim()) return problem.show((words) => words.add.textNeeded, keyField);
    let key;
    try {
      await app.ready;
      key = readPublicKey(keyIn(text));
    } catch (error) {
      return refuse(error);
    }
    const name = nameField.value.trim();
    const inTheWay = add({ ...key, name });
    if (inTheWay) {
      const aboutName = name === "" || app.book.people.some((one) => one.name === name && one.id !== key.id);
      return problem.show(inTheWay, aboutName ? nameField : keyField);
    }
    problem.clear();
    form.reset();
  });

  /** A private key is refused as soon as it is in the field, and an invitation gives its name. */
  async function check() {
    const link = readLink(keyField.value);
    if (typeof link === "object" && link.kind === "invitation" && !nameField.value) nameField.value = link.name;
    if (!/-----END [A-Z ]*PRIVATE KEY-----/.test(keyField.value)) return;
    try {
      await app.ready;
      readPublicKey(keyField.value);
    } catch (error) {
      if (codeOf(error) === "private-key-given") refuse(error);
    }
  }

  /** @param {unknown} error */
  function refuse(error) {
    const isPrivate = codeOf(error) === "private-key-given";
    const kind = recognise(keyField.value);
    if (!isPrivate && (kind === "sealed" || kind === "ciphertext")) {
      const way = app.wayTo(kind, keyField.value, () => form.reset());
      return problem.show((words) => words.found[kind], keyField, undefined, way);
    }
    if (isPrivate) keyField.value = "";
    // It is out of the field already, so the warning goes with whatever is done next.
    problem.show(explain(error, "add"), keyField, isPrivate ? { at: form, event: "beforeinput" } : undefined);
  }

  return {
    /** Puts a key into the field, to be added by hand. @param {string} text */
    take(text) {
      open();
      keyField.value = text;
      check();
      keyField.focus();
    },
  };
}

/** The key in an invitation, or the text itself. @param {string} text */
function keyIn(text) {
  const link = readLink(text);
  return typeof link === "object" && link.kind === "invitation" ? link.der : text;
}
