// A vault: the encrypted database of a keyring, which the tabs of an origin share. This file reads and writes it, and
// tells other tabs that something was written, and which keys were locked. Private keys are never in clear in this
// file.
import { RecordList, TYPES_READ_AT_ONCE, entryOf, isOfLaterVersion } from "./record-list.js";
import { isDeviceKey, isSealed, newDeviceKey, openRecord, sealRecord } from "./encryption.js";
import { Records } from "./records.js";
import { REPLAY_RECORD_LIMIT, lostCache, replayContent } from "./replay-cache.js";
import { FORMAT, StorageError, Store } from "./database.js";

/** @import { KeyRecord } from "./key-record.js" */
/** @import { Contact } from "../client/keyring-types.js" */
/** @import { Edit } from "./records.js" */

/**
 * @typedef {object} Content The decrypted records of the vault.
 * @property {Map<string, KeyRecord>} keys
 * @property {Map<string, Contact>} contacts
 * @property {Set<string>} damaged Ids of keys whose records are not authentic or cannot be read.
 * @property {CryptoKey | undefined} device The device key, which decrypts the records. Without a device key no record
 * can be read.
 */
/** @typedef {Edit & { clear?: boolean }} Write What to write. `clear`: delete everything instead. */
/** @typedef {"changed" | { locked: string[] | null }} Message From one tab to the others. Null means all keys. */
/**
 * @typedef {object} Listener
 * @property {() => void} changed Another tab wrote.
 * @property {(ids: string[] | null) => void} locked Another tab locked these keys. Null means all keys.
 * @property {() => void} gone The vault was closed or deleted.
 */

/** How often an operation is tried if other tabs write meanwhile. With `navigator.locks` one try is enough. */
const TRIES = 20;
/** The longest encrypted list, in bytes. A longer one counts as not authentic. */
const LIST_LIMIT = 16 << 20;

/** The connection of one tab to a vault. */
export class Vault {
  #name;
  #store;
  #channel;
  /** The revision that was read or written last. */
  #revision = -1;
  /** @type {CryptoKey | undefined} */
  #device;
  /** A new device key, for a vault without one: the next write stores it. @type {CryptoKey | undefined} */
  #newDevice;
  #records = new Records();

  /**
   * @private
   * @param {string} name
   * @param {Store} store
   * @param {Listener} listener
   */
  constructor(name, store, listener) {
    this.#name = name;
    this.#store = store;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => receive(data, listener);
  }

  /**
   * Opens and reads the vault, and makes it if there is none. Throws a {@link StorageError} if nothing can be stored,
   * and `vault-unsupported` if the vault has another format than this version of the package.
   *
   * @param {string} name
   * @param {Listener} listener
   */
  static async open(name, listener) {
    const database = `sealpost:${name}`;
    const vault = new Vault(database, await Store.open(database, () => listener.gone()), listener);
    try {
      await vault.read();
      if (vault.#device) return vault;
      // A browser that cannot store the device key must fail here, before there is any private key.
      let tries = 0;
      await vault.exclusive(async () => {
        // The write failed because another tab wrote first.
        if (tries++ > 0) await vault.read();
        return vault.#device !== undefined || vault.write({});
      });
      return vault;
    } catch (error) {
      vault.close();
      throw error;
    }
  }

  /** The device key. If the vault has none, a new one, which the next write stores. */
  async device() {
    return this.#device ?? (this.#newDevice ??= await newDeviceKey());
  }

  /** Whether no other tab has written since the vault was last read or written here. */
  async isCurrent() {
    return (await this.#store.revision()) === this.#revision;
  }

  /** Whether another program altered, removed or inserted a record, or a record cannot be read. */
  get isDamaged() {
    return this.#records.isDamaged;
  }

  /**
   * Marks the vault as damaged, for instance because the thumbprint of a record's public key is not the id in the
   * record.
   */
  noteDamage() {
    this.#records.isDamaged = true;
  }

  /**
   * Marks a key's record as damaged, because its private key cannot be decrypted, or does not belong to the public key
   * in the record. The key is left out until its private key is written again.
   *
   * @param {KeyRecord} record
   * @returns {boolean} False if `record` is not the key's current record, because another tab has written the key
   * again.
   */
  noteDamagedKey(record) {
    return this.#records.markDamagedKey(record);
  }

  /** What was last read or written. @returns {Content} */
  get content() {
    const { keys, contacts, damagedKeys } = this.#records;
    return { keys, contacts, damaged: damagedKeys, device: this.#device };
  }

  /** Reads the records of keys and contacts. Those that are not authentic or cannot be read are left out. */
  async read() {
    const { head, device, list: sealed, records: stored } = await this.#store.read([...TYPES_READ_AT_ONCE]);
    this.#device = isDeviceKey(device) ? device : undefined;
    const list = await openedList(this.#device, head.revision, sealed);
    this.#records = await Records.open(this.#device, list ?? new RecordList(), stored, this.#records);
    this.#revision = head.revision;
    // Every write stores a list, except `clear`, which leaves no records. So a vault with records and without an
    // authentic list is damaged.
    if (!list && (sealed !== undefined || stored.length > 0)) this.noteDamage();
    return this.content;
  }

  /**
   * Reads the replay cache of a contact: see `received` in replay-cache.js. A cache that was removed or altered counts
   * as lost, and a cache of a later version is not used.
   *
   * @param {string} contact The contact's id.
   * @returns {Promise<{ id: string, content: import("./replay-cache.js").ReplayContent | null | undefined }>} `id`: the
   * id of the cache's record. `content`: undefined if there is no cache yet, null if none can be used.
   */
  async replayCache(contact) {
    const id = this.#records.idOfContactRecord(contact);
    if (id === undefined || !this.#device) return { id: "", content: null };
    const stored = await this.#store.record("replay", id);
    const { list } = this.#records;
    const { version, sealed } = Object(stored);
    if (isOfLaterVersion("replay", version) && !list.hasReadable("replay", id)) return { id, content: null };
    if (stored === undefined && !list.names("replay", id)) return { id, content: undefined };
    const record = { type: "replay", id, version, sealed };
    const isListed = isSealed(sealed, REPLAY_RECORD_LIMIT) && list.has(entryOf(record));
    return { id, content: (isListed && replayContent(await openRecord(this.#device, record))) || lostCache() };
  }

  /**
   * Runs an operation that writes, in one tab at a time. In browsers without `navigator.locks`, which do not exclude
   * other tabs, the operation is repeated if another tab has written meanwhile.
   *
   * @template T
   * @param {() => Promise<T | false>} operation Returns false if `write` returned false.
   * @returns {Promise<T>}
   * @throws `storage-unavailable` after {@link TRIES} tries
   */
  async exclusive(operation) {
    const attempt = async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const result = await operation();
        if (result !== false) return result;
      }
      throw new StorageError("blocked");
    };
    return navigator.locks ? navigator.locks.request(this.#name, attempt) : attempt();
  }

  /**
   * Writes a change, provided that the vault is still at the revision that was last read or written.
   *
   * @param {Write} write
   * @returns {Promise<boolean>} False if another tab has written meanwhile: then nothing was written.
   */
  async write({ clear = false, ...edit }) {
    const revision = this.#revision + 1;
    const head = { version: FORMAT, revision };
    if (clear) {
      if (!(await this.#store.commit(this.#revision, { head, clear }))) return false;
      this.#device = undefined;
      this.#records = new Records();
    } else {
      const device = await this.device();
      const edits = this.#records.edits(edit);
      const sealed = await Promise.all(
        edits.put.map(({ type, version, record: { id, content } }) =>
          sealRecord(device, { type, id, version }, content),
        ),
      );
      const list = this.#records.list.with(sealed, edits.remove);
      const added = this.#device ? undefined : device;
      const changes = {
        head,
        device: added,
        list: await list.seal(device, revision),
        put: sealed,
        remove: edits.remove,
      };
      if (!(await this.#store.commit(this.#revision, changes))) return false;
      this.#device = device;
      this.#newDevice = undefined;
      this.#records.apply(edits, sealed, list);
    }
    this.#revision = revision;
    this.tell("changed");
    return true;
  }

  /** @param {Message} message */
  tell(message) {
    this.#channel.postMessage(message);
  }

  close() {
    this.#channel.close();
    this.#store.close();
  }
}

/**
 * Receives a message from another tab. Unknown messages are ignored, because any script of the origin can send some,
 * and later versions of this package may.
 *
 * @param {unknown} message
 * @param {Listener} listener
 */
function receive(message, listener) {
  if (message === "changed") return listener.changed();
  if (message === null || typeof message !== "object" || !("locked" in message)) return undefined;
  const { locked } = message;
  if (locked === null) return listener.locked(null);
  if (Array.isArray(locked) && locked.every((id) => typeof id === "string")) listener.locked(locked);
  return undefined;
}

/**
 * Decrypts the list of the records. Returns undefined if the list is not authentic.
 *
 * @param {CryptoKey | undefined} device
 * @param {number} revision
 * @param {unknown} sealed
 */
async function openedList(device, revision, sealed) {
  if (!device || !isSealed(sealed, LIST_LIMIT)) return undefined;
  try {
    return await RecordList.open(device, revision, sealed);
  } catch {
    return undefined;
  }
}
