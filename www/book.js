/**
 * @typedef {import("./sealpost/keyring.js").KeyEntry} KeyEntry
 * @typedef {{ id: string, name: string, bits: number, publicKey: string, fingerprint: string }} Person
 * @typedef {{ id: string, name: string, bits: number, publicKey: string, fingerprint: string, own: boolean }} Recipient
 */

/**
 * Whom the page knows: one's own keys (their public halves) and other people. Says "change" when either list changes.
 */
export class Book extends EventTarget {
  /** @type {Map<string, KeyEntry>} */
  #keys = new Map();
  /** @type {Map<string, Person>} */
  #people = new Map();

  get keys() {
    return [...this.#keys.values()];
  }

  get people() {
    return [...this.#people.values()];
  }

  /**
   * Everybody a message can be sealed for: people first, oneself last.
   *
   * @returns {Recipient[]}
   */
  get recipients() {
    return [...this.people.map((person) => ({ ...person, own: false })), ...this.keys.map((key) => ({ ...key, own: true }))];
  }

  /** @param {string} id */
  recipient(id) {
    return this.recipients.find((one) => one.id === id);
  }

  /** @param {KeyEntry} key */
  setKey(key) {
    this.#keys.set(key.id, key);
    this.#changed();
  }

  /** @param {string} id */
  removeKey(id) {
    this.#keys.delete(id);
    this.#changed();
  }

  /** @param {Person} person */
  addPerson(person) {
    this.#people.set(person.id, person);
    this.#changed();
  }

  /** @param {string} id */
  removePerson(id) {
    this.#people.delete(id);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
