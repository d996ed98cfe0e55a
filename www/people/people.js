import { named } from "../app/book.js";
import { byId, say } from "../ui/dom.js";
import { explain } from "../errors/explain.js";
import { cleanName } from "../codec/names.js";
import { Adding } from "./adding.js";
import { obstacle } from "./obstacles.js";
import { PersonCard } from "./person-card.js";

/**
 * @typedef {import("../app/book.js").Person} Person
 * @typedef {import("../main.js").App} App
 * @typedef {import("./obstacles.js").Obstacle} Obstacle
 */

/** With more people than this, there is a field that filters them by name. */
const unfiltered = 7;

/**
 * Other people's public keys, in the rail, which is the list of keys and people. Besides the people in the vault there
 * are people in memory: Bob, the partner in the practice, and everybody if the keyring could not be opened.
 */
export class PeopleView {
  #app;
  #list = byId("contacts", HTMLUListElement);
  #filter = byId("people-filter", HTMLInputElement);
  /** @type {Map<string, PersonCard>} */
  #cards = new Map();
  /** People that are not in the vault. @type {Map<string, Person>} */
  #passing = new Map();
  #adding;
  #acts;
  /** Resolves to undefined if the keyring could not be opened. */
  #keyring;
  /** Settles when the people of the vault are in the book. */
  filled;

  /**
   * @param {App} app
   * @param {(id: string) => void} writeTo shows the sheet, for a letter to this person
   */
  constructor(app, writeTo) {
    this.#app = app;
    this.#adding = new Adding(app, (person, anyway) => this.add(person, anyway));
    this.#keyring = app.keyring.catch(() => undefined);
    this.#acts = {
      writeTo,
      verify: (/** @type {Person} */ person, /** @type {boolean} */ verified) => this.#verify(person, verified),
      rename: (/** @type {Person} */ person, /** @type {string} */ name) => this.#rename(person, name),
      remove: (/** @type {string} */ id) => this.remove(id),
    };
    app.book.addEventListener("change", () => {
      for (const card of this.#cards.values()) card.showNamesake();
    });
    this.#filter.addEventListener("input", () => this.#showFiltered());
    this.filled = this.#begin().catch(() => {});
  }

  /**
   * Adds somebody, or takes the signing key of somebody who is known. Returns why not, if something is in the way.
   *
   * @param {Person} person
   * @param {boolean} [anyway] whether to do so although the name looks like another one, or the signing key is
   * a new one
   * @returns {Promise<Obstacle | undefined>}
   */
  async add(person, anyway = false) {
    const { id, publicKey, practice } = person;
    const known = this.#app.book.people.find((one) => one.id === id);
    const name = known?.name ?? cleanName(person.name);
    // An invitation without a signing key leaves the known signing key as it is.
    const signing = person.signing ? { signing: person.signing } : {};
    const inTheWay = obstacle(this.#app.book, person, anyway);
    if (inTheWay) return inTheWay;
    const keyring = await this.#keyring;
    try {
      if (keyring && !practice) await keyring.putContact({ publicKey, name, ...signing });
      else this.#passing.set(id, { ...person, name });
    } catch (error) {
      return { text: explain(error) };
    }
    await this.#refresh();
    this.#adding.close();
    this.#cards.get(id)?.focus();
    say(({ people }) => (known ? people.signingTaken : people.added)(name));
    return undefined;
  }

  /** @param {string} id */
  async remove(id) {
    if (!this.#passing.delete(id)) await (await this.#keyring)?.removeContact(id);
    await this.#refresh();
  }

  /** Puts a key or an invitation into the form, for the visitor to add. @param {string} text */
  take(text) {
    this.#adding.take(text);
  }

  /** @param {File} file */
  takeFile(file) {
    this.#adding.takeFile(file);
  }

  /** Forgets what is entered for somebody who is not added. */
  forget() {
    this.#adding.forget();
  }

  /** Opens somebody's side sheet. @param {string} id */
  open(id) {
    this.#cards.get(id)?.open();
  }

  /** Marks the rows of the people to whom a letter is being written. @param {string[]} ids */
  choose(ids) {
    for (const [id, card] of this.#cards) card.choose(ids.includes(id));
  }

  /** This name, with a number after it if the name or one like it is taken. @param {string} name */
  freeName(name) {
    let free = name;
    for (let k = 2; this.#app.book.namesake({ name: free }); k += 1) free = `${name} ${k}`;
    return free;
  }

  async #begin() {
    const keyring = await this.#app.keyring;
    keyring.addEventListener("contacts", () => this.#refresh());
    await this.#refresh();
  }

  /** Shows the people in the keyring and in memory, and puts them into the book. */
  async #refresh() {
    const known = (await (await this.#keyring)?.contacts()) ?? [];
    const people = [...known, ...this.#passing.values()].map(named);
    for (const [id, card] of this.#cards) {
      if (people.some((person) => person.id === id)) continue;
      this.#cards.delete(id);
      card.root.remove();
    }
    for (const person of people) {
      const card = this.#cards.get(person.id);
      if (card) card.update(person);
      else this.#addCard(person);
    }
    byId("filter-field", HTMLElement).hidden = people.length <= unfiltered;
    if (people.length <= unfiltered) this.#filter.value = "";
    byId("people-none", HTMLElement).hidden = people.length > 0;
    this.#app.book.setPeople(people);
    this.#showFiltered();
  }

  /** @param {Person} person */
  #addCard(person) {
    const card = new PersonCard(this.#app, person, this.#acts);
    this.#cards.set(person.id, card);
    this.#list.append(card.root);
  }

  #showFiltered() {
    const wanted = cleanName(this.#filter.value).toLowerCase();
    for (const { id, name } of this.#app.book.people) {
      const card = this.#cards.get(id);
      if (card) card.root.hidden = !name.toLowerCase().includes(wanted);
    }
  }

  /** @param {Person} person @param {boolean} verified */
  async #verify(person, verified) {
    // The mark is for the keys whose safety number was shown. So the signing key is passed, or null for none.
    const { id, name, publicKey, signing = null } = person;
    const keyring = await this.#keyring;
    if (keyring && !this.#passing.has(id)) await keyring.putContact({ publicKey, name, signing, verified });
    else this.#passing.set(id, { ...person, verified: verified ? new Date() : null });
    await this.#refresh();
  }

  /** @param {Person} person @param {string} name */
  async #rename(person, name) {
    const { id, publicKey } = person;
    const keyring = await this.#keyring;
    if (keyring && !this.#passing.has(id)) await keyring.putContact({ publicKey, name });
    else this.#passing.set(id, { ...person, name });
    await this.#refresh();
  }
}
