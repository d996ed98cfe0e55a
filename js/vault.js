// A vault: what several tabs keep together in one database. It knows records, and no private key.
import { FORMAT, isIntact, newDeviceKey, openContacts, openList, sealContacts, sealList } from "./vault-crypto.js";
import { Refusal, Store } from "./vault-store.js";

/** @import { Contact } from "./keyring-types.js" */
/** @import { Box, KeyRecord } from "./vault-crypto.js" */

/**
 * @typedef {object} Content
 * @property {Map<string, KeyRecord>} keys
 * @property {Map<string, Contact>} contacts
 * @property {Set<string>} damaged Ids that there are records of, which are not what a tab of this vault wrote.
 */
/** @typedef {{ put?: KeyRecord[], remove?: string[], contacts?: Map<string, Contact>, clear?: boolean }} Write */
/** @typedef {{ locked: string[] | null } | "changed"} Told What one tab tells the others. */
/**
 * @typedef {object} Listener
 * @property {() => void} changed Another tab wrote.
 * @property {(ids: string[] | null) => void} locked Another tab locked these keys, or all.
 * @property {() => void} gone The vault was closed or deleted.
 */

/** How often a write is tried anew because another tab was quicker; with locks it never is. */
const TRIES = 20;

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
  /** The nonces of what is in the vault, by id: they name the version of a record. @type {Record<string, string>} */
  #list = {};
  /** Whether a record was altered, taken away or put in by someone else. */
  isDamaged = false;

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
    // Any script of the origin can send here, and so can later versions: what is neither of these is ignored.
    this.#channel.onmessage = (/** @type {MessageEvent<unknown>} */ { data }) => {
      if (data === "changed") listener.changed();
      else if (isLocked(data)) listener.locked(data.locked);
    };
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

  /**
   * Reads everything. Records that are not what a tab of this vault wrote are left out.
   *
   * @returns {Promise<Content>}
   */
  async read() {
    const { head, device, contacts: contactsRecord, keys: records } = await this.#store.read();
    this.#revision = head.revision;
    this.#device = device;
    this.isDamaged = false;
    const list = device && head.list ? await this.#listed(device, head.revision, head.list) : {};
    /** @type {Record<string, string>} */
    const found = {};
    const keys = new Map();
    const damaged = new Set();
    for (const record of records) {
      if (device && (await isIntact(device, record))) {
        keys.set(record.id, record);
        found[record.id] = versionOf(record);
      } else {
        damaged.add(record.id);
      }
    }
    let contacts = new Map();
    if (contactsRecord) {
      try {
        contacts = contactsFrom(await openContacts(await this.device(), contactsRecord));
        found["contacts"] = versionOf(contactsRecord);
      } catch {
        damaged.add("contacts");
      }
    }
    this.isDamaged ||= damaged.size > 0;
    const names = new Set([...Object.keys(list), ...Object.keys(found)]);
    for (const name of names) this.isDamaged ||= list[name] !== found[name];
    // An older list of contacts, put back: it may bear marks of keys that are not to be trusted any more.
    if (list["contacts"] !== found["contacts"]) for (const contact of contacts.values()) contact.verified = null;
    this.#list = found;
    return { keys: new Map([...keys].sort(([, a], [, b]) => a.created - b.created)), contacts, damaged };
  }

  /**
   * Does something that no other tab may do at the same time. It is done anew if a tab without locks was quicker.
   *
   * @param {() => Promise<boolean>} operation Ends with `write`.
   */
  async exclusive(operation) {
    const repeat = async () => {
      for (let tries = 0; tries < TRIES; tries += 1) if (await operation()) return;
      throw new Refusal("blocked");
    };
    await (navigator.locks ? navigator.locks.request(this.#name, repeat) : repeat());
  }

  /**
   * Writes on top of what was read last: false, and nothing is written, if that is not what is there.
   *
   * @param {Write} write
   */
  async write({ put = [], remove = [], contacts, clear = false }) {
    const revision = this.#revision + 1;
    if (clear) {
      if (!(await this.#store.commit(this.#revision, { head: { version: FORMAT, revision }, clear }))) return false;
      this.#device = undefined;
      return this.#wrote(revision, {});
    }
    const device = await this.device();
    const list = { ...this.#list };
    for (const record of put) list[record.id] = versionOf(record);
    for (const id of remove) delete list[id];
    const contactsRecord = contacts && (await sealContacts(device, JSON.stringify([...contacts.values()])));
    if (contactsRecord) list["contacts"] = versionOf(contactsRecord);
    const head = { version: FORMAT, revision, list: await sealList(device, revision, JSON.stringify(list)) };
    const changes = { head, device, contacts: contactsRecord, put, remove };
    if (!(await this.#store.commit(this.#revision, changes))) return false;
    this.#device = device;
    this.#fresh = undefined;
    return this.#wrote(revision, list);
  }

  /** @param {Told} told */
  tell(told) {
    this.#channel.postMessage(told);
  }

  close() {
    this.#channel.close();
    this.#store.close();
  }

  /**
   * @param {number} revision
   * @param {Record<string, string>} list
   */
  #wrote(revision, list) {
    this.#revision = revision;
    this.#list = list;
    this.tell("changed");
    return true;
  }

  /**
   * @param {CryptoKey} device
   * @param {number} revision
   * @param {Box} list
   * @returns {Promise<Record<string, string>>}
   */
  async #listed(device, revision, list) {
    try {
      return JSON.parse(await openList(device, revision, list));
    } catch {
      this.isDamaged = true;
      return {};
    }
  }
}

/** @type {(data: unknown) => data is { locked: string[] | null }} */
function isLocked(data) {
  if (typeof data !== "object" || data === null || !("locked" in data)) return false;
  const { locked } = data;
  return locked === null || (Array.isArray(locked) && locked.every((id) => typeof id === "string"));
}

/** @param {{ wrapped: Box }} record */
function versionOf({ wrapped: { nonce } }) {
  return Array.from(nonce, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} json
 * @returns {Map<string, Contact>}
 */
export function contactsFrom(json) {
  /** @type {Contact[]} */
  const contacts = JSON.parse(json);
  for (const contact of contacts) {
    contact.added = new Date(contact.added);
    contact.verified &&= new Date(contact.verified);
  }
  return new Map(contacts.map((contact) => [contact.id, contact]));
}
