// The encrypted list of the records in a vault, with the nonce of each. It reveals records that another program removed
// or inserted, or replaced with what was stored earlier.
import { encode } from "../base/base64url.js";
import { NONCE_BYTES, openList, sealList } from "./encryption.js";
import { CONTACT_VERSION } from "./contact-record.js";
import { KEY_VERSION } from "./wraps.js";
import { REPLAY_VERSION } from "./replay-cache.js";

/** @import { StoredRecord } from "./database.js" */

/**
 * @typedef {[type: string, id: string, version: number, nonce: string]} Entry The nonce identifies a write of the
 * record, because each write has a new one.
 */

/** The highest version of each type of record that is read. @type {Readonly<Record<string, number>>} */
export const VERSIONS = Object.freeze({ key: KEY_VERSION, contact: CONTACT_VERSION, replay: REPLAY_VERSION });
/** The types of the records that are read when the vault is opened. Records of other types are read when needed. */
export const TYPES_READ_AT_ONCE = Object.freeze(["key", "contact"]);

/**
 * Whether only a later version of this package can read records of this type, or of this version of the type. Such
 * records are not overwritten.
 *
 * @param {string} type
 * @param {unknown} version
 */
export function isOfLaterVersion(type, version) {
  const highest = Object.hasOwn(VERSIONS, type) ? /** @type {number} */ (VERSIONS[type]) : 0;
  return Number.isInteger(version) && Number(version) > highest;
}

export class RecordList {
  /** @type {Map<string, Entry>} */
  #entries;

  /** @param {Entry[]} [entries] */
  constructor(entries = []) {
    this.#entries = new Map(entries.map((entry) => [nameOf(entry[0], entry[1]), entry]));
  }

  /**
   * Decrypts a list. Throws if it is not authentic.
   *
   * @param {CryptoKey} deviceKey
   * @param {number} revision The vault's revision, which grows with every write.
   * @param {Uint8Array} sealed
   */
  static async open(deviceKey, revision, sealed) {
    const entries = JSON.parse(await openList(deviceKey, revision, sealed));
    if (!Array.isArray(entries) || !entries.every(isEntry)) throw new TypeError("this is no list of records");
    return new RecordList(entries);
  }

  /**
   * @param {CryptoKey} deviceKey
   * @param {number} revision
   */
  seal(deviceKey, revision) {
    return sealList(deviceKey, revision, JSON.stringify([...this.#entries.values()]));
  }

  /** Whether the list has this entry of a record. If so, the record is as it was last written. @param {Entry} entry */
  has(entry) {
    return String(this.#entries.get(nameOf(entry[0], entry[1]))) === String(entry);
  }

  /**
   * Whether the list has a record with a version that this package can read.
   *
   * @param {string} type
   * @param {string} id
   */
  hasReadable(type, id) {
    const entry = this.#entries.get(nameOf(type, id));
    return entry !== undefined && !isOfLaterVersion(type, entry[2]);
  }

  /**
   * A copy of the list with the changes of a write.
   *
   * @param {StoredRecord[]} put
   * @param {{ type: string, id: string }[]} removed
   */
  with(put, removed) {
    const list = new RecordList();
    list.#entries = new Map(this.#entries);
    for (const { type, id } of removed) list.#entries.delete(nameOf(type, id));
    for (const record of put) list.#entries.set(nameOf(record.type, record.id), entryOf(record));
    return list;
  }

  /** Whether the list has any entry of this name. @param {string} type @param {string} id */
  names(type, id) {
    return this.#entries.has(nameOf(type, id));
  }

  /**
   * Removes the entries of records that are not in the database. Entries of later versions, and those of replay caches,
   * are kept, because `found` does not contain such records.
   *
   * @param {Set<string>} found The names ({@link nameOf}) of the records in the database.
   * @returns {boolean} Whether any was removed.
   */
  removeMissing(found) {
    let any = false;
    for (const [name, [type, , version]] of this.#entries) {
      if (isOfLaterVersion(type, version) || type === "replay" || found.has(name)) continue;
      this.#entries.delete(name);
      any = true;
    }
    return any;
  }
}

/** The list's entry for a record. @param {StoredRecord} record @returns {Entry} */
export function entryOf({ type, id, version, sealed }) {
  return [type, id, version, encode(sealed.slice(0, NONCE_BYTES))];
}

/**
 * The name of a record: an injective encoding of its type and id.
 *
 * @param {string} type
 * @param {string} id
 */
export function nameOf(type, id) {
  return JSON.stringify([type, id]);
}

/** @param {any} entry @returns {entry is Entry} */
function isEntry(entry) {
  return Array.isArray(entry) && [0, 1, 3].every((at) => typeof entry[at] === "string") && Number.isInteger(entry[2]);
}
