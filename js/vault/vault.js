// A vault: what several tabs keep together in one database. It has records, and never a private key in clear.
import { RecordList, VERSIONS } from "./record-list.js";
import { isDeviceKey, isSealed, newDeviceKey, sealRecord } from "./encryption.js";
import { Records } from "./records.js";
import { FORMAT, Refusal, Store } from "./database.js";

/** @import { KeyRecord } from "./key-record.js" */
/** @import { Contact } from "../client/keyring-types.js" */
/** @import { Edit } from "./records.js" */

/**
 * @typedef {object} Content
 * @property {Map<string, KeyRecord>} keys
 * @property {Map<string, Contact>} contacts
 * @property {Set<string>} damaged Ids of keys that there are records of, which are not what a tab of this vault wrote.
 */
/** @typedef {Edit & { clear?: boolean }} Write */
/** @typedef {"changed" | { locked: string[] | null }} Message What one tab tells the others. */
/**
 * @typedef {object} Listener
 * @property {() => void} changed Another tab wrote.
 * @property {(ids: string[] | null) => void} locked Another tab locked these keys, or all.
 * @property {() => void} gone The vault was closed or deleted.
 */

/** How often a write is tried anew because another tab was quicker; with locks it never is. */
const TRIES = 20;
/** The most bytes of a list that is decrypted. */
const LIST_LIMIT = 16 << 20;

/** The way to one vault, of one tab. */
export class Vault {
  #name;
  #store;
  #channel;
  /** What was read or written last. */
  #revision = -1;
  /** @type {CryptoKey | undefined} */
  #device;
  /** One that goes into the vault with the next write, where there is none. @type {CryptoKey | undefined} */
  #fresh;
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
   * Opens the vault, making it where there is none, or says in a {@link Refusal} why there can be none.
   *
   * @param {string} name
   * @param {Listener} listener
   */
  static async open(name, listener) {
    const database = `sealpost:${name}`;
    const vault = new Vault(database, await Store.open(database, () => listener.gone()), listener);
    try {
      // The browser may refuse to store the device key: that must be known now, not when there is a key to lose.
      await vault.read();
      await vault.exclusive(async () => {
        if (!(await vault.isCurrent())) await vault.read();
        return vault.#device !== undefined || vault.write({});
      });
      return vault;
    } catch (error) {
      vault.close();
      throw error;
    }
  }

  /** The device key, a new one in a vault that was cleared. */
  async device() {
    return this.#device ?? (this.#fresh ??= await newDeviceKey());
  }

  /** Whether the vault is as it was when it was last read or written here. */
  async isCurrent() {
    return (await this.#store.revision()) === this.#revision;
  }

  /** Whether a record was altered, taken away or put in by someone else. */
  get isDamaged() {
    return this.#records.isDamaged;
  }

  /** Notes that a record is not what it says, as its key shows. */
  noteDamage() {
    this.#records.isDamaged = true;
  }

  /**
   * Reads everything. Records that are not what a tab of this vault wrote are left out.
   *
   * @returns {Promise<Content>}
   */
  async read() {
    const { head, device, list: sealed, records: stored } = await this.#store.read(Object.keys(VERSIONS));
    this.#device = isDeviceKey(device) ? device : undefined;
    const list = await openedList(this.#device, head.revision, sealed);
    this.#records = await Records.open(this.#device, list ?? new RecordList(), stored, this.#records);
    this.#revision = head.revision;
    // Only an empty vault has no list.
    if (!list && (sealed !== undefined || stored.length > 0)) this.noteDamage();
    const { keys, contacts, damagedKeys } = this.#records;
    return { keys, contacts, damaged: damagedKeys };
  }

  /**
   * Does something that no other tab may do at the same time. It is done anew if a tab without locks was quicker.
   *
   * @template T
   * @param {() => Promise<T | false>} operation Ends with `write`.
   * @returns {Promise<T>}
   */
  async exclusive(operation) {
    const repeat = async () => {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const result = await operation();
        if (result !== false) return result;
      }
      throw new Refusal("blocked");
    };
    return navigator.locks ? navigator.locks.request(this.#name, repeat) : repeat();
  }

  /**
   * Writes on top of what was read last: false, and nothing is written, if that is not what is there.
   *
   * @param {Write} write
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
      const put = await Promise.all(
        edits.put.map(({ type, version, record: { id, content } }) =>
          sealRecord(device, { type, id, version }, content),
        ),
      );
      const list = this.#records.list.after(put, edits.remove);
      const added = this.#device ? undefined : device;
      const changes = { head, device: added, list: await list.seal(device, revision), put, remove: edits.remove };
      if (!(await this.#store.commit(this.#revision, changes))) return false;
      this.#device = device;
      this.#fresh = undefined;
      this.#records.apply(edits, put, list);
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
 * Takes a message from another tab. Every script of the origin can send some, and a later version may send others: what
 * is not known is ignored.
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
 * The list of the records, if it is what a tab of this vault wrote.
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
