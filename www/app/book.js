import { cleanName, skeletons } from "../codec/names.js";
import { PublicKey } from "../sealpost/index.js";

/**
 * @typedef {import("../sealpost/keyring.js").KeyEntry} KeyEntry
 * @typedef {{ id: string, name: string, bits: number, publicKey: string, fingerprint: string }} Half
 * @typedef {object} Trust `signing`: the thumbprint of the signing key. `verifiedBefore`: when somebody was verified with other
 * keys than these.
 * @property {string | null} [signing]
 * @property {Date | null} [verified]
 * @property {Date | null} [verifiedBefore]
 * @typedef {Half & Trust & { practice?: boolean }} Person
 * @typedef {Half & Omit<Trust, "signing"> & { own: boolean, practice?: boolean, guest?: boolean }} Recipient `guest`:
 * somebody whose invitation came by a link, and who is added when a message is sealed for them.
 * @typedef {{ id: string, name: string, own: boolean, verified: boolean, isSame: boolean }} Namesake Somebody who has another key, and
 * a name that looks like this one or is the same. `own`: it is the name of a key of one's own.
 */

/**
 * Whom the page knows: one's own keys (their public halves) and other people. Says "change" when either list changes.
 * The vault may hold names that came another way than through this page: here they are as they may be shown.
 */
export class Book extends EventTarget {
  /** @type {Map<string, KeyEntry>} */
  #keys = new Map();
  /** @type {Map<string, Person>} */
  #people = new Map();
  /** @type {Person | undefined} */
  #guest;
  /** Everybody, by what namesakes have in common. @type {Map<string, Omit<Namesake, "isSame">[]>} */
  #alike = new Map();
  /** What namesakes have in common, by the names of everybody. @type {Map<string, string[]>} */
  #skeletons = new Map();

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
    const guests = this.#guest ? [{ ...this.#guest, own: false, guest: true }] : [];
    return [...guests, ...people, ...this.keys.map((key) => ({ ...key, own: true }))];
  }

  get guest() {
    return this.#guest;
  }

  /** @param {Person | undefined} person whose invitation came by a link */
  setGuest(person) {
    this.#guest = person && named(person);
    this.#changed();
  }

  /** @param {string} id */
  recipient(id) {
    return this.recipients.find((one) => one.id === id);
  }

  /** @param {KeyEntry[]} keys all of one's own, in the order they were added */
  setKeys(keys) {
    this.#keys = new Map(keys.map((key) => [key.id, named(key)]));
    this.#changed();
  }

  /** @param {Person[]} people all of them, in the order they were added */
  setPeople(people) {
    this.#people = new Map(people.map((person) => [person.id, named(person)]));
    if (this.#guest && this.#people.has(this.#guest.id)) this.#guest = undefined;
    this.#changed();
  }

  /**
   * Somebody else whose name looks like this one; for the name of somebody else it may be a key of one's own. A person of
   * the very same name comes before all others.
   *
   * @param {{ id?: string, name: string, own?: boolean }} one
   * @returns {Namesake | undefined}
   */
  namesake({ id, name, own = false }) {
    /** @type {Namesake | undefined} */
    let found;
    for (const skeleton of this.#skeletons.get(name) ?? skeletons(name)) {
      for (const other of this.#alike.get(skeleton) ?? []) {
        if (other.id === id || (own && other.own)) continue;
        const namesake = { ...other, isSame: other.name === name };
        if (namesake.isSame && !namesake.own) return namesake;
        found ??= namesake;
      }
    }
    return found;
  }

  #changed() {
    const before = this.#skeletons;
    this.#skeletons = new Map();
    this.#alike.clear();
    const people = this.people.map(({ id, name, verified }) => ({ id, name, own: false, verified: Boolean(verified) }));
    const keys = this.keys.map(({ id, name }) => ({ id, name, own: true, verified: false }));
    for (const one of [...people, ...keys]) {
      const made = before.get(one.name) ?? skeletons(one.name);
      this.#skeletons.set(one.name, made);
      for (const skeleton of made) {
        const alike = this.#alike.get(skeleton);
        if (alike) alike.push(one);
        else this.#alike.set(skeleton, [one]);
      }
    }
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * With its name as it may be shown. A name of which nothing is left to be seen is a question mark.
 *
 * @template {{ name: string }} T
 * @param {T} one
 * @returns {T}
 */
export function named(one) {
  return { ...one, name: cleanName(one.name) || "?" };
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
