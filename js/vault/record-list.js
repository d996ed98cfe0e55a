// The list of the records in a vault: which there are, and as which write left them. It shows what was taken away, put in,
// or put back from an earlier time.
import { encode } from "../base/base64url.js";
import { NONCE_BYTES, openList, sealList } from "./encryption.js";
import { CONTACT_VERSION } from "./contact-record.js";
import { KEY_VERSION } from "./key-record.js";

/** @import { StoredRecord } from "./database.js" */

/** @typedef {[type: string, id: string, version: number, nonce: string]} Entry The nonce is new with every write. */

/** The highest version of each type of record that is read here. @type {Readonly<Record<string, number>>} */
export const VERSIONS = Object.freeze({ key: KEY_VERSION, contact: CONTACT_VERSION });

/**
 * Whether a later version brought this type of record, or this version of it. Such records are left as they are.
 *
 * @param {string} type
 * @param {unknown} version
 */
export function isForeign(type, version) {
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
   * Fails if it is not what a tab of this vault wrote.
   *
   * @param {CryptoKey} device
   * @param {number} revision
   * @param {Uint8Array} sealed
   */
  static async open(device, revision, sealed) {
    const entries = JSON.parse(await openList(device, revision, sealed));
    if (!Array.isArray(entries) || !entries.every(isEntry)) throw new TypeError("this is no list of records");
    return new RecordList(entries);
  }

  /**
   * @param {CryptoKey} device
   * @param {number} revision
   */
  seal(device, revision) {
    return sealList(device, revision, JSON.stringify([...this.#entries.values()]));
  }

  /** Whether it has this entry: the record is as it was written last. @param {Entry} entry */
  has(entry) {
    return String(this.#entries.get(nameOf(entry[0], entry[1]))) === String(entry);
  }

  /**
   * Whether it says that a record of this name was written in a version that is read here.
   *
   * @param {string} type
   * @param {string} id
   */
  hasReadable(type, id) {
    const entry = this.#entries.get(nameOf(type, id));
    return entry !== undefined && !isForeign(type, entry[2]);
  }

  /**
   * The list after a write.
   *
   * @param {StoredRecord[]} put
   * @param {{ type: string, id: string }[]} removed
   */
  after(put, removed) {
    const list = new RecordList();
    list.#entries = new Map(this.#entries);
    for (const { type, id } of removed) list.#entries.delete(nameOf(type, id));
    for (const record of put) list.#entries.set(nameOf(record.type, record.id), entryOf(record));
    return list;
  }

  /**
   * Takes out the records that are not there any more: those of versions that are read here, and not among `found`.
   *
   * @param {Set<string>} found Their names.
   * @returns {boolean} Whether there were any.
   */
  removeMissing(found) {
    let any = false;
    for (const [name, [type, , version]] of this.#entries) {
      if (isForeign(type, version) || found.has(name)) continue;
      this.#entries.delete(name);
      any = true;
    }
    return any;
  }
}

/** A record's entry. @param {StoredRecord} record @returns {Entry} */
export function entryOf({ type, id, version, sealed }) {
  return [type, id, version, encode(sealed.slice(0, NONCE_BYTES))];
}

/**
 * What no two records share.
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
