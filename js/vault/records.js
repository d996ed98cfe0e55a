// What is in a vault: its records as they were decrypted, which of them are damaged, and what a write changes about them.
import { CONTACT_VERSION, contactFrom, contactRecord } from "./contact-record.js";
import { KEY_VERSION, keyContent, protectionOf } from "./key-record.js";
import { RecordList, entryOf, isForeign, nameOf } from "./record-list.js";
import { NONCE_BYTES, isSealed, openRecord } from "./encryption.js";
import { newer } from "./database.js";

/** @import { ContactRecord } from "./contact-record.js" */
/** @import { KeyRecord } from "./key-record.js" */
/** @import { Contact } from "../client/keyring-types.js" */
/** @import { Entry } from "./record-list.js" */
/** @import { StoredRecord } from "./database.js" */

/**
 * @typedef {object} Edit
 * @property {KeyRecord[] | undefined} [put]
 * @property {string[] | undefined} [remove] Ids of keys.
 * @property {Map<string, Contact> | undefined} [contacts] All there are to be.
 */
/** @typedef {{ type: "key", version: number, record: KeyRecord }} KeyPut */
/** @typedef {{ type: "contact", version: number, record: ContactRecord }} ContactPut */
/** @typedef {{ put: (KeyPut | ContactPut)[], remove: { type: string, id: string }[] }} Edits The same, in records. */
/** @typedef {{ stored: StoredRecord, entry: Entry, record: KeyRecord | ContactRecord }} Opened What matched its entry. */

export class Records {
  /** By id. @type {Map<string, KeyRecord>} */
  #keys = new Map();
  /** By the contact's id, which is not the record's. @type {Map<string, ContactRecord>} */
  #contacts = new Map();
  /** Ids of keys whose records are not what a tab of this vault wrote. @type {Set<string>} */
  damagedKeys = new Set();
  /** Ids of such records of contacts, and of second ones of a contact. @type {string[]} */
  #uselessContacts = [];
  /** Names of records that a later version wrote. @type {Set<string>} */
  #foreign = new Set();
  /** Names of all the others. @type {Set<string>} */
  #found = new Set();
  /** What need not be decrypted again, by name. @type {Map<string, Opened>} */
  #opened = new Map();
  /** Whether a record was altered, taken away or put in by someone else. */
  isDamaged = false;

  /** @param {RecordList} [list] */
  constructor(list = new RecordList()) {
    this.list = list;
  }

  /**
   * Decrypts what the database holds.
   *
   * @param {CryptoKey | undefined} device
   * @param {RecordList} list
   * @param {unknown[]} stored
   * @param {Records} before What was read before: what has not changed is taken from there.
   */
  static async open(device, list, stored, before) {
    const records = new Records(list);
    await Promise.all(stored.map((one) => records.#take(device, one, before)));
    if (list.removeMissing(records.#found)) records.isDamaged = true;
    return records;
  }

  /** The keys, in the order they were added. */
  get keys() {
    return new Map([...this.#keys].sort(([, a], [, b]) => a.content.created - b.content.created));
  }

  /** The contacts, in the order they were added. */
  get contacts() {
    const sorted = [...this.#contacts.values()].sort((a, b) => a.content.order - b.content.order);
    return new Map(sorted.map(({ contact }) => [contact.id, contact]));
  }

  /**
   * What an edit changes. It may not write over what a later version wrote.
   *
   * @param {Edit} edit
   * @returns {Edits}
   */
  edits({ put = [], remove = [], contacts }) {
    /** @type {Edits["put"]} */
    const puts = put.map((record) => ({ type: "key", version: KEY_VERSION, record }));
    const removed = remove.map((id) => ({ type: "key", id }));
    if (contacts) {
      let order = [...this.#contacts.values()].reduce((highest, { content }) => Math.max(highest, content.order), 0);
      for (const contact of contacts.values()) {
        const before = this.#contacts.get(contact.id);
        if (before?.contact === contact) continue;
        puts.push({ type: "contact", version: CONTACT_VERSION, record: contactRecord(contact, before, (order += 1)) });
      }
      const gone = [...this.#contacts].filter(([id]) => !contacts.has(id)).map(([, { id }]) => id);
      for (const id of [...gone, ...this.#uselessContacts]) removed.push({ type: "contact", id });
    }
    if (puts.some(({ type, record }) => this.#foreign.has(nameOf(type, record.id)))) throw newer();
    return { put: puts, remove: removed };
  }

  /**
   * Notes what was written.
   *
   * @param {Edits} edits
   * @param {StoredRecord[]} stored As it lies in the database now, in the order of `edits.put`.
   * @param {RecordList} list
   */
  apply({ put, remove }, stored, list) {
    this.list = list;
    for (const { type, id } of remove) {
      this.#opened.delete(nameOf(type, id));
      if (type === "key") this.#keys.delete(id);
      else for (const [contact, record] of this.#contacts) if (record.id === id) this.#contacts.delete(contact);
    }
    // They went with every write of contacts.
    if ([...remove, ...put].some(({ type }) => type === "contact")) this.#uselessContacts = [];
    put.forEach(({ type, record }, index) => {
      const written = /** @type {StoredRecord} */ (stored[index]);
      this.#opened.set(nameOf(type, record.id), { stored: written, entry: entryOf(written), record });
      if (type === "key") this.#keys.set(record.id, record);
      else this.#contacts.set(record.contact.id, record);
    });
  }

  /**
   * @param {CryptoKey | undefined} device
   * @param {unknown} value
   * @param {Records} before
   */
  async #take(device, value, before) {
    const { type, id, version, sealed } = Object(value);
    const name = nameOf(type, id);
    if (isForeign(type, version) && !this.list.hasReadable(type, id)) {
      this.#foreign.add(name);
      return;
    }
    this.#found.add(name);
    const stored = { type, id, version, sealed };
    const isReadable = typeof id === "string" && Number.isInteger(version) && version > 0 && !isForeign(type, version);
    if (!device || !isReadable || !isSealed(sealed)) return this.#damage(type, id);
    const opened = before.#opened.get(name);
    if (opened && isSame(opened.stored, stored) && this.list.has(opened.entry)) return this.#add(type, opened);
    const entry = entryOf(stored);
    const isListed = this.list.has(entry);
    this.isDamaged ||= !isListed;
    return this.#addContent(stored, await openRecord(device, stored), isListed ? entry : undefined);
  }

  /**
   * @param {StoredRecord} stored
   * @param {unknown} content What was encrypted in it.
   * @param {Entry | undefined} entry Its own, if it matches the list.
   */
  #addContent(stored, content, entry) {
    const { type, id } = stored;
    if (type === "key") {
      const known = keyContent(id, content);
      if (!known) this.#damage(type, id);
      else if (protectionOf(known)) this.#add(type, { stored, entry, record: { id, content: known } });
      else this.#foreign.add(nameOf(type, id));
      return;
    }
    const contact = contactFrom(content);
    if (!contact) return this.#damage(type, id);
    const record = { id, content: /** @type {any} */ (content), contact };
    if (entry) return this.#add(type, { stored, entry, record });
    // An older record, put back: it may bear a mark of a key that is not to be trusted any more.
    contact.verified = null;
    if (this.#contacts.has(contact.id)) this.#uselessContacts.push(id);
    else this.#contacts.set(contact.id, record);
  }

  /**
   * @param {string} type
   * @param {{ stored: StoredRecord, entry: Entry | undefined, record: KeyRecord | ContactRecord }} opened
   */
  #add(type, { stored, entry, record }) {
    if (entry) this.#opened.set(nameOf(type, stored.id), { stored, entry, record });
    if (!("contact" in record)) {
      this.#keys.set(record.id, record);
      return;
    }
    const { contact } = record;
    const other = this.#contacts.get(contact.id);
    if (other) this.#uselessContacts.push(other.id);
    this.#contacts.set(contact.id, record);
  }

  /**
   * @param {string} type
   * @param {string} id
   */
  #damage(type, id) {
    this.isDamaged = true;
    if (type === "key") this.damagedKeys.add(id);
    else if (typeof id === "string") this.#uselessContacts.push(id);
  }
}

/**
 * Whether a record is as it was: a nonce is never used twice.
 *
 * @param {StoredRecord} one
 * @param {StoredRecord} other
 */
function isSame(one, other) {
  if (one.version !== other.version) return false;
  for (let at = 0; at < NONCE_BYTES; at += 1) if (one.sealed[at] !== other.sealed[at]) return false;
  return true;
}
