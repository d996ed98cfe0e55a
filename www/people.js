import { readPublicKey } from "./book.js";
import { Problem, byId, codeOf, explain, say, takeFiles } from "./dom.js";
import { readLink } from "./links.js";
import { personCard } from "./person-card.js";
import { recognise } from "./recognise.js";

/**
 * @typedef {import("./book.js").Person} Person
 * @typedef {import("./language.js").Text} Text
 * @typedef {import("./main.js").App} App
 */

/** Larger than any key file there is. */
const largestFile = 65_536;

/**
 * The room of other people's public keys: those in the vault, or those of this visit, and Bob for practice.
 *
 * @param {App} app
 * @param {(id: string) => void} writeTo
 */
export function furnishPeople(app, writeTo) {
  const room = byId("people", HTMLElement);
  const list = byId("contacts", HTMLUListElement);
  const fold = byId("add-fold", HTMLDetailsElement);
  /** @type {Map<string, ReturnType<typeof personCard>>} */
  const cards = new Map();
  /** People that are not in the vault. @type {Map<string, Person>} */
  const passing = new Map();
  const { take } = furnishAdding(app, { add, open: () => (fold.open = true) });
  const vault = app.keyring.catch(() => undefined);

  const refresh = async () => {
    const known = (await (await vault)?.contacts()) ?? [];
    const people = [...known, ...passing.values()];
    for (const [id, card] of cards) {
      if (people.some((person) => person.id === id)) continue;
      cards.delete(id);
      card.root.remove();
    }
    for (const person of people) {
      const card = cards.get(person.id);
      if (card) card.update(person);
      else cards.set(person.id, personCard(app, person, { writeTo, verify, remove }));
      const { root } = /** @type {{ root: HTMLElement }} */ (cards.get(person.id));
      if (!root.isConnected) list.append(root);
    }
    if (people.length > 0 !== "people" in room.dataset) fold.open = people.length === 0;
    if (people.length > 0) room.dataset.people = "";
    else delete room.dataset.people;
    app.book.setPeople(people);
  };
  const filled = app.keyring
    .then((keyring) => {
      keyring.addEventListener("contacts", refresh);
      return refresh();
    })
    .catch(() => {});

  /**
   * @param {Person} person
   * @returns {Promise<Text | undefined>} what is in the way, where something is
   */
  async function add(person) {
    const { id, name, publicKey, practice } = person;
    const known = app.book.people.find((one) => one.id === id);
    if (known) return (words) => words.add.already(known.name);
    if (app.book.keys.some((own) => own.id === id)) return (words) => words.add.own;
    if (!name) return (words) => words.add.nameNeeded;
    const namesake = app.book.people.find((one) => one.name === name);
    if (namesake) return (words) => words.add.nameTaken(name, Boolean(namesake.verified));
    const keeper = await vault;
    try {
      if (keeper && !practice) await keeper.putContact({ publicKey, name });
      else passing.set(id, person);
    } catch (error) {
      return explain(error);
    }
    await refresh();
    fold.open = false;
    const card = cards.get(id);
    card?.focus();
    card?.root.scrollIntoView({ block: "nearest" });
    say((words) => words.people.added(name));
    return undefined;
  }

  /** @param {Person} person @param {boolean} verified */
  async function verify(person, verified) {
    const { id, name, publicKey } = person;
    const keeper = await vault;
    if (keeper && !passing.has(id)) await keeper.putContact({ publicKey, name, verified });
    else passing.set(id, { ...person, verified: verified ? new Date() : null });
    await refresh();
  }

  /** @param {string} id */
  async function remove(id) {
    if (!passing.delete(id)) await (await vault)?.removeContact(id);
    await refresh();
  }

  return {
    add,
    remove,
    take,
    filled,
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
 * @param {{ add: (person: Person) => Promise<Text | undefined>, open: () => void }} room
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
    if (chosen.size > largestFile) return problem.show((words) => words.add.tooLarge, keyField);
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
    const inTheWay = await add({ ...key, name });
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
