import { PublicKey } from "./sealpost/index.js";

/**
 * @typedef {import("./sealpost/keyring.js").KeyEntry} KeyEntry
 * @typedef {{ id: string, name: string, bits: number, publicKey: string, fingerprint: string }} Half
 * @typedef {Half & { practice?: boolean, verified?: Date | null }} Person
 * @typedef {Half & { own: boolean, practice?: boolean }} Recipient
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
    const people = this.people.map((person) => ({ ...person, own: false }));
    return [...people, ...this.keys.map((key) => ({ ...key, own: true }))];
  }

  /** @param {string} id */
  recipient(id) {
    return this.recipients.find((one) => one.id === id);
  }

  /** @param {KeyEntry[]} keys all of one's own, in the order they were added */
  setKeys(keys) {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#changed();
  }

  /** @param {Person[]} people all of them, in the order they were added */
  setPeople(people) {
    this.#people = new Map(people.map((person) => [person.id, person]));
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * What the page needs to know of a public key. The package must be loaded.
 *
 * @param {string | Uint8Array} input
 * @returns {Omit<Half, "name">}
 */
export function readPublicKey(input) {
  const key = PublicKey.parse(input);
  try {
    return { id: key.thumbprint(), bits: key.bits, publicKey: key.toPem(), fingerprint: key.fingerprint() };
  } finally {
    key.free();
  }
}
