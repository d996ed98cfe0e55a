// The keys and contacts in the keyring worker's memory. This file changes them and emits the events about changes.
import { SealpostError } from "../base/errors.js";
import { protectionBy } from "./key-state.js";
import { Locking } from "./locking.js";
import { protectionOf } from "../vault/key-record.js";

/** @import { ChangeType, Contact } from "../client/keyring-types.js" */
/** @import { WorkerEvent } from "../client/protocol.js" */
/** @import { KeyState } from "./key-state.js" */
/** @import { KeyRecord } from "../vault/key-record.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/** Its methods only change memory and emit events. `Persistence.change` first writes a change to the vault. */
export class State {
  #emit;
  /** @type {Map<string, KeyState>} */
  #keys = new Map();
  /** @type {ReadonlyMap<string, Contact>} */
  #contacts = new Map();
  locking = new Locking();

  /** @param {(event: WorkerEvent) => void} emit */
  constructor(emit) {
    this.#emit = emit;
  }

  /** By id, in the order they were added. @type {ReadonlyMap<string, Readonly<KeyState>>} */
  get keys() {
    return this.#keys;
  }

  /** By id, in the order they were added. */
  get contacts() {
    return this.#contacts;
  }

  /** The key with this id. Fails with `key-not-found`. @param {string} id */
  find(id) {
    const key = this.#keys.get(id);
    if (!key) throw new SealpostError("key-not-found", "the keyring has no key with this id: see list()");
    return key;
  }

  /**
   * Adds a key. If it was locked while it was written to the vault, it is added as locked.
   *
   * @param {KeyState} key
   * @param {boolean} [isSilent] Without an event: for the keys that the vault held when it was opened.
   */
  addKey(key, isSilent = false) {
    const { raw, entry } = key;
    if (raw) this.locking.keep(raw);
    if (raw && this.locking.isWiped(raw)) {
      key.raw = undefined;
      entry.locked = true;
    }
    this.#keys.set(entry.id, key);
    if (!isSilent) this.#changed("added", key);
  }

  /**
   * Keeps the private key that was read from an unlocked key's record. If the key was removed meanwhile, `raw` is wiped
   * instead.
   *
   * @param {KeyState} key
   * @param {RawPrivateKey} raw
   * @returns {boolean} Whether the key is still there.
   */
  keepRead(key, raw) {
    const isThere = this.#keys.get(key.entry.id) === key;
    if (isThere) key.raw = raw;
    else this.locking.wipe(raw);
    return isThere;
  }

  /**
   * @param {string} id
   * @param {string} name
   * @param {KeyRecord | undefined} record The record with the new name.
   */
  renameKey(id, name, record) {
    const key = this.find(id);
    key.record = record;
    key.entry.name = name;
    this.#changed("renamed", key);
  }

  /**
   * @param {string} id
   * @param {KeyRecord | undefined} record The record with the new protection.
   */
  setProtection(id, record) {
    const key = this.find(id);
    key.record = record;
    key.entry.protection = protectionBy(record);
    this.#changed("protected", key);
  }

  /**
   * Changes a key to its record in the vault, which another tab has changed.
   *
   * @param {string} id
   * @param {KeyRecord} record
   * @param {CryptoKey} device The device key, which decrypts the record.
   * @param {number} lockCount The value of `Locking.count` when the state was last compared with the vault.
   */
  updateKey(id, record, device, lockCount) {
    const key = this.find(id);
    const { entry } = key;
    const { name, protection } = entry;
    key.record = record;
    key.device = device;
    entry.name = record.content.name;
    entry.protection = protectionOf(record.content) ?? "passphrase";
    if (entry.name !== name) this.#changed("renamed", key);
    if (entry.protection !== protection) this.#changed("protected", key);
    // The other tab gave the key a passphrase and locked it, but its message about the lock came before the record.
    if (protection !== "passphrase" && this.locking.isLockedSince(id, lockCount)) this.#lockKey(key);
  }

  /**
   * Unlocks a key. If the key was removed while it was being decrypted, `raw` is wiped instead.
   *
   * @param {KeyState} key
   * @param {RawPrivateKey} raw
   */
  unlockKey(key, raw) {
    if (this.#keys.get(key.entry.id) !== key) return this.locking.wipe(raw);
    key.raw = raw;
    key.entry.locked = false;
    return this.#changed("unlocked", key);
  }

  /** Locks and wipes these keys, except those without a passphrase. Null means all. @param {string[] | null} ids */
  lock(ids) {
    const chosen = ids && new Set(ids);
    const keys = [...this.#keys.values()].filter(({ entry }) => chosen?.has(entry.id) ?? true);
    this.locking.lock(ids && keys.map(({ entry }) => entry.id));
    for (const key of keys) this.#lockKey(key);
  }

  /** Wipes and forgets a key, if there is one with this id. @param {string} id */
  removeKey(id) {
    const key = this.#keys.get(id);
    if (!key) return;
    if (key.raw) this.locking.wipe(key.raw);
    this.locking.forget(id);
    this.#keys.delete(id);
    this.#changed("removed", key);
  }

  /**
   * @param {ReadonlyMap<string, Contact>} contacts
   * @param {boolean} [isSilent] As in {@link addKey}.
   */
  setContacts(contacts, isSilent = false) {
    this.#contacts = contacts;
    if (!isSilent) this.#emit({ event: "contacts" });
  }

  /** Wipes and forgets all keys, and forgets all contacts. */
  clear() {
    for (const id of [...this.#keys.keys()]) this.removeKey(id);
    this.setContacts(new Map());
  }

  /** Called when the vault is gone: keys that the device key protected are now in memory alone. */
  loseDevice() {
    for (const { entry } of this.#keys.values()) if (entry.protection === "device") entry.protection = "none";
  }

  /** Wipes the keys, also those that are being added. */
  close() {
    this.locking.close();
    for (const { raw } of this.#keys.values()) if (raw) this.locking.wipe(raw);
    this.#keys.clear();
  }

  /** @param {KeyState} key */
  #lockKey(key) {
    const { raw, entry } = key;
    if (!raw || entry.protection !== "passphrase") return;
    key.raw = undefined;
    entry.locked = true;
    this.locking.wipe(raw);
    this.#changed("locked", key);
  }

  /**
   * @param {ChangeType} type
   * @param {KeyState} key
   */
  #changed(type, { raw, entry }) {
    const lockable = raw !== undefined && entry.protection === "passphrase";
    this.#emit({ event: "change", type, id: entry.id, lockable });
  }
}
