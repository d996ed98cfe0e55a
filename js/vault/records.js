// The decrypted records of a vault in memory, and which of them are damaged.
import { CONTACT_VERSION, contactFrom, contactRecord } from "./contact-record.js";
import { encryptionKey, keyContent, protectionOf } from "./key-record.js";
import { KEY_VERSION } from "./wraps.js";
import { REPLAY_VERSION } from "./replay-cache.js";
import { RecordList, entryOf, isOfLaterVersion, nameOf } from "./record-list.js";
import { NONCE_BYTES, isSealed, openRecord } from "./encryption.js";
import { laterVersion } from "./database.js";

/** @import { ContactRecord } from "./contact-record.js" */
/** @import { KeyRecord } from "./key-record.js" */
/** @import { ReplayRecord } from "./replay-cache.js" */
/** @import { Contact } from "../client/keyring-types.js" */
/** @import { Entry } from "./record-list.js" */
/** @import { StoredRecord } from "./database.js" */

/**
 * @typedef {object} Edit A change of the vault.
 * @property {KeyRecord[] | undefined} [put] The keys to write.
 * @property {string[] | undefined} [remove] The ids of the keys to remove.
 * @property {Map<string, Contact> | undefined} [contacts] All contacts after the change.
 * @property {ReplayRecord | undefined} [replay] The replay cache to write.
 */
/** @typedef {{ type: "key", version: number, record: KeyRecord }} KeyPut */
/** @typedef {{ type: "contact", version: number, record: ContactRecord }} ContactPut */
/** @typedef {{ type: "replay", version: number, record: ReplayRecord }} ReplayPut */
/**
 * @typedef {{ put: (KeyPut | ContactPut | ReplayPut)[], remove: { type: string, id: string }[] }} RecordEdit An edit as
 * records.
 */
/**
 * @typedef {{ stored: StoredRecord, entry: Entry, record: KeyRecord | ContactRecord }} Opened A record that the list
 * names, as it is stored and decrypted.
 */

export class Records {
  /** By id. @type {Map<string, KeyRecord>} */
  #keys = new Map();
  /** By the contact's id, which is not the record's. @type {Map<string, ContactRecord>} */
  #contacts = new Map();
  /** Ids of keys whose records are not authentic or cannot be read. @type {Set<string>} */
  damagedKeys = new Set();
  /**
   * Ids of contact records to delete: those that are not authentic or cannot be read, and duplicates of a contact.
   *
   * @type {string[]}
   */
  #contactsToDelete = [];
  /**
   * Private keys, as they are encrypted in their records, that could not be read when they were first used. Their
   * records count as damaged.
   *
   * @type {Set<unknown>}
   */
  #unreadable = new Set();
  /** Names ({@link nameOf}) of the records that only a later version of this package can read. @type {Set<string>} */
  #ofLaterVersion = new Set();
  /**
   * Names of the records in the database, except those of later versions: for `removeMissing`.
   *
   * @type {Set<string>}
   */
  #found = new Set();
  /** Records that need not be decrypted again unless they change, by name. @type {Map<string, Opened>} */
  #opened = new Map();
  /** Whether another program altered, removed or inserted a record, or a record cannot be read. */
  isDamaged = false;

  /** @param {RecordList} [list] */
  constructor(list = new RecordList()) {
    this.list = list;
  }

  /**
   * Decrypts the records of the database.
   *
   * @param {CryptoKey | undefined} deviceKey Undefined if the vault has none: no record can be read then.
   * @param {RecordList} list
   * @param {unknown[]} stored
   * @param {Records} previous The records as read before. Those that have not changed are not decrypted again.
   */
  static async open(deviceKey, list, stored, previous) {
    const records = new Records(list);
    records.#unreadable = previous.#unreadable;
    await Promise.all(stored.map((one) => records.#load(deviceKey, one, previous)));
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
   * The records that an edit writes and removes. Throws if it would overwrite a record of a later version.
   *
   * @param {Edit} edit
   * @returns {RecordEdit}
   */
  edits({ put = [], remove = [], contacts, replay }) {
    /** @type {RecordEdit["put"]} */
    const puts = put.map((record) => ({ type: "key", version: KEY_VERSION, record }));
    const removed = remove.map((id) => ({ type: "key", id }));
    if (contacts) {
      let order = [...this.#contacts.values()].reduce((highest, { content }) => Math.max(highest, content.order), 0);
      for (const contact of contacts.values()) {
        const previous = this.#contacts.get(contact.id);
        if (previous?.contact === contact) continue;
        const record = contactRecord(contact, previous, (order += 1));
        puts.push({ type: "contact", version: CONTACT_VERSION, record });
      }
      const missing = [...this.#contacts].filter(([id]) => !contacts.has(id)).map(([, { id }]) => id);
      for (const id of [...missing, ...this.#contactsToDelete]) {
        removed.push({ type: "contact", id });
        if (this.list.names("replay", id)) removed.push({ type: "replay", id });
      }
    }
    if (replay) puts.push({ type: "replay", version: REPLAY_VERSION, record: replay });
    if (puts.some(({ type, record }) => this.#ofLaterVersion.has(nameOf(type, record.id)))) throw laterVersion();
    return { put: puts, remove: removed };
  }

  /**
   * Makes the changes in memory, after they were written to the database.
   *
   * @param {RecordEdit} edit
   * @param {StoredRecord[]} stored The records as written, in the order of `edit.put`.
   * @param {RecordList} list
   */
  apply({ put, remove }, stored, list) {
    this.list = list;
    for (const { type, id } of remove) {
      this.#opened.delete(nameOf(type, id));
      if (type === "key") this.#keys.delete(id);
      else if (type === "contact")
        for (const [contactId, record] of this.#contacts) if (record.id === id) this.#contacts.delete(contactId);
    }
    // A write of contacts has also deleted the records in `#contactsToDelete`: `edits` lists them among those to
    // remove.
    if ([...remove, ...put].some(({ type }) => type === "contact")) this.#contactsToDelete = [];
    put.forEach((one, index) => {
      const { type, record } = one;
      // Replay caches are read again each time.
      if (type === "replay") return;
      const written = /** @type {StoredRecord} */ (stored[index]);
      this.#opened.set(nameOf(type, record.id), { stored: written, entry: entryOf(written), record });
      if (type === "key") this.#keys.set(record.id, record);
      else this.#contacts.set(record.contact.id, record);
    });
  }

  /** The id of a contact's record. @param {string} contact The contact's id. */
  idOfContactRecord(contact) {
    return this.#contacts.get(contact)?.id;
  }

  /**
   * Marks a key's record as damaged, because its private key cannot be read.
   *
   * @param {KeyRecord} record
   * @returns {boolean} False if `record` is not the key's current record, because the key has been written again.
   */
  markDamagedKey(record) {
    if (this.#keys.get(record.id) !== record) return false;
    this.#unreadable.add(encryptionKey(record.content).sealed);
    this.#keys.delete(record.id);
    this.#markDamaged("key", record.id);
    return true;
  }

  /**
   * Decrypts and classifies one record of the database.
   *
   * @param {CryptoKey | undefined} deviceKey
   * @param {unknown} value
   * @param {Records} previous
   */
  async #load(deviceKey, value, previous) {
    const { type, id, version, sealed } = Object(value);
    const name = nameOf(type, id);
    // If the list names a readable version of the record, another program has altered the version of the stored record.
    if (isOfLaterVersion(type, version) && !this.list.hasReadable(type, id)) {
      this.#ofLaterVersion.add(name);
      return;
    }
    this.#found.add(name);
    const stored = { type, id, version, sealed };
    const isReadable =
      typeof id === "string" && Number.isInteger(version) && version > 0 && !isOfLaterVersion(type, version);
    if (!deviceKey || !isReadable || !isSealed(sealed)) return this.#markDamaged(type, id);
    const opened = previous.#opened.get(name);
    if (opened && isSame(opened.stored, stored) && this.list.has(opened.entry)) return this.#add(type, opened);
    const entry = entryOf(stored);
    const isListed = this.list.has(entry);
    this.isDamaged ||= !isListed;
    return this.#addContent(stored, await openRecord(deviceKey, stored), isListed ? entry : undefined);
  }

  /**
   * @param {StoredRecord} stored
   * @param {unknown} content Decrypted JSON.
   * @param {Entry | undefined} entry The record's entry, if it is listed.
   */
  #addContent(stored, content, entry) {
    const { type, id } = stored;
    if (type === "key") {
      const known = keyContent(id, content);
      if (!known) this.#markDamaged(type, id);
      else if (protectionOf(known)) this.#add(type, { stored, entry, record: { id, content: known } });
      else this.#ofLaterVersion.add(nameOf(type, id));
      return;
    }
    const contact = contactFrom(content);
    if (!contact) return this.#markDamaged(type, id);
    const record = { id, content: /** @type {any} */ (content), contact };
    if (entry) return this.#add(type, { stored, entry, record });
    // The record is authentic but not in the list: another program put back what was stored earlier. The contact's mark
    // of verification may have been withdrawn since.
    contact.verified = null;
    if (this.#contacts.has(contact.id)) this.#contactsToDelete.push(id);
    else this.#contacts.set(contact.id, record);
  }

  /**
   * Adds a decrypted record to the keys or the contacts. Of two records of one contact, the one that was added first is
   * deleted by the next write of a contact.
   *
   * @param {string} type
   * @param {{ stored: StoredRecord, entry: Entry | undefined, record: KeyRecord | ContactRecord }} opened
   */
  #add(type, { stored, entry, record }) {
    if (entry) this.#opened.set(nameOf(type, stored.id), { stored, entry, record });
    if (!("contact" in record)) {
      if (this.#unreadable.has(encryptionKey(record.content).sealed)) this.#markDamaged(type, record.id);
      else this.#keys.set(record.id, record);
      return;
    }
    const { contact } = record;
    const other = this.#contacts.get(contact.id);
    if (other) this.#contactsToDelete.push(other.id);
    this.#contacts.set(contact.id, record);
  }

  /**
   * @param {string} type
   * @param {string} id
   */
  #markDamaged(type, id) {
    this.isDamaged = true;
    if (type === "key") this.damagedKeys.add(id);
    else if (typeof id === "string") this.#contactsToDelete.push(id);
  }
}

/**
 * Whether two stored records are from the same write. Each write has a new nonce.
 *
 * @param {StoredRecord} one
 * @param {StoredRecord} other
 */
function isSame(one, other) {
  if (one.version !== other.version) return false;
  for (let at = 0; at < NONCE_BYTES; at += 1) if (one.sealed[at] !== other.sealed[at]) return false;
  return true;
}
