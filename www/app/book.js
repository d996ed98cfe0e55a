import { cleanName, skeletons } from "../codec/names.js";
import { PublicKey } from "../sealpost/index.js";

/**
 * @typedef {import("../sealpost/keyring.js").KeyEntry & { stored?: boolean }} KeyEntry `stored`: the key is in the
 * browser's storage, and not in memory alone, where a key has its passphrase, too, if it is from a backup.
 * @typedef {{ id: string, name: string, bits: number, publicKey: string, fingerprint: string }} Half A public key for
 * encryption (SPKI in PEM) and its owner's name. `id`: the thumbprint (RFC 7638). `bits`: the size of the modulus.
 * @typedef {object} Trust
 * @property {string | null} [signing] The thumbprint of the signing key.
 * @property {Date | null} [verified] When the keys were marked as verified.
 * @property {Date | null} [verifiedBefore] When the person was marked as verified with another signing key, or without
 * one.
 * @typedef {Half & Trust & { practice?: boolean }} Person `practice`: the person is Bob, the partner in the practice.
 * @typedef {Half & Omit<Trust, "signing"> & { own: boolean, practice?: boolean, guest?: boolean }} Recipient `own`: the
 * key is one's own. `guest`: the person's invitation came by a link, and the person is added when a message is sealed
 * for them.
 * @typedef {{ id: string, name: string, own: boolean, verified: boolean, isSame: boolean }} Namesake Somebody with
 * another key whose name looks like a given name. `isSame`: the two names are equal. `own`: the namesake is a key of
 * one's own.
 */

/**
 * Whom the page knows: one's own keys (their public halves), other people, and a guest. Dispatches "change" when one of
 * them changes. All names in the book are cleaned for display, because other pages of the origin can write names into
 * the vault, too.
 */
export class Book extends EventTarget {
  /** @type {Map<string, KeyEntry>} */
  #keys = new Map();
  /** @type {Map<string, Person>} */
  #people = new Map();
  /** @type {Person | undefined} */
  #guest;
  /**
   * All people and own keys, by each skeleton of their names: see `skeletons`.
   *
   * @type {Map<string, Omit<Namesake, "isSame">[]>}
   */
  #alike = new Map();
  /** The skeletons of the name of each person and own key, by the name. @type {Map<string, string[]>} */
  #skeletons = new Map();

  get keys() {
    return [...this.#keys.values()];
  }

  get people() {
    return [...this.#people.values()];
  }

  /** Whether there are neither keys nor people. Bob, of the practice, does not count: he is in memory alone. */
  get empty() {
    return this.#keys.size === 0 && this.people.every(({ practice }) => practice);
  }

  /**
   * Everybody a message can be sealed for: the guest, then people, then one's own keys.
   *
   * @returns {Recipient[]}
   */
  get recipients() {
    const people = this.people.map((person) => ({ ...person, own: false }));
    const guests = this.#guest ? [{ ...this.#guest, own: false, guest: true }] : [];
    return [...guests, ...people, ...this.keys.map((key) => ({ ...key, own: true }))];
  }

  /** The person whose invitation came by a link, until the person is added. */
  get guest() {
    return this.#guest;
  }

  /** @param {Person | undefined} person somebody whose invitation came by a link; undefined removes the guest */
  setGuest(person) {
    this.#guest = person && named(person);
    this.#changed();
  }

  /** @param {string} id */
  recipient(id) {
    return this.recipients.find((one) => one.id === id);
  }

  /** @param {KeyEntry[]} keys all of one's own keys, in the order they were added */
  setKeys(keys) {
    this.#keys = new Map(keys.map((key) => [key.id, named(key)]));
    this.#changed();
  }

  /** @param {Person[]} people all people, in the order they were added */
  setPeople(people) {
    this.#people = new Map(people.map((person) => [person.id, named(person)]));
    if (this.#guest && this.#people.has(this.#guest.id)) this.#guest = undefined;
    this.#changed();
  }

  /**
   * Finds somebody else whose name looks like `name`. The name of an own key is compared with the names of people only,
   * any other name also with those of own keys. A person with exactly this name is preferred to all other namesakes.
   *
   * @param {{ id?: string, name: string, own?: boolean }} one `id`: whose name it is; `own`: it names an own key
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
 * A copy of an object, with its name cleaned for display. If nothing is left of the name, the copy's name is `?`.
 *
 * @template {{ name: string }} T
 * @param {T} one
 * @returns {T}
 */
export function named(one) {
  return { ...one, name: cleanName(one.name) || "?" };
}

/**
 * What the page needs to know of a public key. The wasm module must be loaded. Throws the package's error if the input
 * is not a public key that the package accepts.
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
