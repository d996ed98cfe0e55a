import { named, readPublicKey } from "../app/book.js";
import { byId, say, takeFiles } from "../ui/dom.js";
import { codeOf, explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { keepPrivateKeysOut } from "../errors/private-keys.js";
import { readLink } from "../codec/links.js";
import { cleanName, markIn } from "../codec/names.js";
import { personCard } from "./person-card.js";
import { recognise } from "../codec/recognise.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {import("../main.js").App} App
 * @typedef {{ text: Text, anyway?: true }} Obstacle Why somebody was not added; `anyway`: they still can be.
 */

/** Larger than any key file there is. */
const largestFile = 65_536;

/**
 * The room (a section of the page) of other people's public keys: those in the vault, or those of this visit, and Bob,
 * with whom one practises.
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
  /** Resolves to undefined if the keyring could not be opened. */
  const keyringIfAny = app.keyring.catch(() => undefined);
  app.book.addEventListener("change", () => {
    for (const card of cards.values()) card.showNamesake();
  });

  const refresh = async () => {
    const known = (await (await keyringIfAny)?.contacts()) ?? [];
    const people = [...known, ...passing.values()].map(named);
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
   * @param {boolean} [anyway] although the name looks like another one
   * @returns {Promise<Obstacle | undefined>}
   */
  async function add(person, anyway = false) {
    const { id, publicKey, practice } = person;
    const name = cleanName(person.name);
    const inTheWay = obstacle(app.book, person, anyway);
    if (inTheWay) return inTheWay;
    const keyring = await keyringIfAny;
    try {
      if (keyring && !practice) await keyring.putContact({ publicKey, name });
      else passing.set(id, { ...person, name });
    } catch (error) {
      return { text: explain(error) };
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
    const keyring = await keyringIfAny;
    if (keyring && !passing.has(id)) await keyring.putContact({ publicKey, name, verified });
    else passing.set(id, { ...person, verified: verified ? new Date() : null });
    await refresh();
  }

  /** @param {string} id */
  async function remove(id) {
    if (!passing.delete(id)) await (await keyringIfAny)?.removeContact(id);
    await refresh();
  }

  return {
    add,
    remove,
    take,
    filled,
    /** This name, with a number after it if somebody has the name already. @param {string} name */
    freeName(name) {
      let free = name;
      for (let k = 2; app.book.namesake({ name: free }); k += 1) free = `${name} ${k}`;
      return free;
    },
  };
}

/**
 * What keeps the page from adding somebody: a key or a name that is there already, a name that is empty or has
 * a mark, such as a check mark, in it, or a name that looks like another.
 *
 * @param {import("../app/book.js").Book} book
 * @param {Person} person
 * @param {boolean} anyway
 * @returns {Obstacle | undefined}
 */
export function obstacle(book, person, anyway) {
  const { id } = person;
  const known = book.people.find((one) => one.id === id);
  if (known) return { text: (words) => words.add.already(known.name) };
  if (book.keys.some((own) => own.id === id)) return { text: (words) => words.add.own };
  const mark = markIn(person.name);
  if (mark) return { text: (words) => words.names.mark(mark) };
  const name = cleanName(person.name);
  if (!name) return { text: (words) => words.add.nameNeeded };
  const namesake = book.namesake({ id, name });
  if (!namesake) return undefined;
  const { own, verified, isSame } = namesake;
  if (isSame && !own) return { text: (words) => words.add.nameTaken(name, verified) };
  if (anyway) return undefined;
  const text = /** @type {Text} */ (
    ({ names }) => (own ? names.likeYours(name, namesake.name) : names.alike(name, namesake.name, verified))
  );
  return { text, anyway: true };
}

/**
 * @param {Problem} problem
 * @param {Obstacle} obstacle
 * @param {HTMLElement} field
 * @param {() => void} act adds the person nevertheless
 */
export function showObstacle(problem, { text, anyway }, field, act) {
  const way = { text: /** @type {Text} */ ((words) => words.names.anyway), act };
  problem.show(text, field, undefined, anyway && way);
}

/**
 * The form that takes a public key in any form, or an invitation.
 *
 * @param {App} app
 * @param {{ add: (person: Person, anyway?: boolean) => Promise<Obstacle | undefined>, open: () => void }} room
 */
function furnishAdding(app, { add, open }) {
  const form = byId("add", HTMLFormElement);
  const keyField = byId("add-key", HTMLTextAreaElement);
  const nameField = byId("add-name", HTMLInputElement);
  const problem = new Problem(byId("add-error", HTMLElement));

  keyField.addEventListener("input", fillName);
  keepPrivateKeysOut(app, keyField, refusePrivateKey);

  takeFiles(form, byId("add-file", HTMLInputElement), async (chosen) => {
    if (chosen.size > largestFile) return problem.show((words) => words.add.tooLarge, keyField);
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    try {
      await app.ready;
      const key = readPublicKey(bytes);
      problem.clear();
      keyField.value = key.publicKey;
      if (!nameField.value) nameField.value = cleanName(chosen.name.replace(/(-public-key)?\.\w+$/, ""));
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
    await tryToAdd({ ...key, name: nameField.value });
  });

  /** @param {Person} person @param {boolean} [anyway] */
  async function tryToAdd(person, anyway) {
    const inTheWay = await add(person, anyway);
    if (!inTheWay) {
      problem.clear();
      return form.reset();
    }
    const isKnown = app.book.recipients.some(({ id }) => id === person.id);
    showObstacle(problem, inTheWay, isKnown ? keyField : nameField, () => tryToAdd(person, true));
  }

  /** Fills in the name that an invitation contains. */
  function fillName() {
    const link = readLink(keyField.value);
    if (typeof link === "object" && link.kind === "invitation" && !nameField.value) nameField.value = link.name;
  }

  /** @param {unknown} error */
  function refuse(error) {
    if (codeOf(error) === "private-key-given") return refusePrivateKey();
    const kind = recognise(keyField.value);
    if (kind === "sealed" || kind === "ciphertext") {
      const way = app.wayTo(kind, keyField.value, () => form.reset());
      return problem.show((words) => words.found[kind], keyField, undefined, way);
    }
    problem.showError(error, "add", keyField);
  }

  function refusePrivateKey() {
    keyField.value = "";
    // The private key is out of the field already, so the warning disappears at the next input anywhere in the form.
    problem.show((words) => words.errors.add["private-key-given"], keyField, { at: form, event: "beforeinput" });
  }

  return {
    /** Puts a key into the field, to be added by hand. @param {string} text */
    take(text) {
      open();
      keyField.value = text;
      keyField.dispatchEvent(new Event("input"));
      keyField.focus();
    },
  };
}

/** The key in an invitation, or the text itself. @param {string} text */
function keyIn(text) {
  const link = readLink(text);
  return typeof link === "object" && link.kind === "invitation" ? link.der : text;
}
