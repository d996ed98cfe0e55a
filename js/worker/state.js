// The keys and contacts in the keyring worker's memory, and the replay caches if there is no vault. This file changes
// them and emits the events about changes of keys and contacts.
import { SealpostError } from "../base/errors.js";
import { passkeyCount, protectionBy, rawKeysOf } from "./key-state.js";
import { Locking } from "./locking.js";
import { protectionOf } from "../vault/key-record.js";

/** @import { ChangeType, Contact, KeyEntry } from "../client/keyring-types.js" */
/** @import { WorkerEvent } from "../client/protocol.js" */
/** @import { KeyState } from "./key-state.js" */
/** @import { KeyRecord, RawIdentity } from "../vault/key-record.js" */
/** @import { ReplayContent } from "../vault/replay-cache.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * The methods of this class only change memory and emit events. `Persistence.change` first writes a change to the
 * vault.
 */
export class State {
  #emit;
  /** @type {Map<string, KeyState>} */
  #keys = new Map();
  /** @type {ReadonlyMap<string, Contact>} */
  #contacts = new Map();
  locking = new Locking();
  /**
   * The replay caches of contacts, by the contact's id: used if there is no vault.
   *
   * @type {Map<string, ReplayContent>}
   */
  #replayCaches = new Map();

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

  /** Whether a thumbprint is that of one of the keys, for encryption or signing. @param {string} thumbprint */
  hasKey(thumbprint) {
    return [...this.#keys.values()].some(({ entry: { id, signing } }) => [id, signing?.id].includes(thumbprint));
  }

  /** The contact who signs with this key, or null. @param {string} thumbprint */
  signerOf(thumbprint) {
    // Only the owner of this keyring signs with its keys, whatever a contact's record says.
    if (this.hasKey(thumbprint)) return null;
    return [...this.#contacts.values()].find(({ signing }) => signing === thumbprint) ?? null;
  }

  /** The replay cache of a contact, if there is no vault. @param {string} contact */
  replayCache(contact) {
    return this.#replayCaches.get(contact);
  }

  /** @param {string} contact @param {ReplayContent} cache */
  setReplayCache(contact, cache) {
    this.#replayCaches.set(contact, cache);
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
    if (raw) this.locking.keep(rawKeysOf(raw));
    if (raw && this.locking.isWiped(raw.encryption)) {
      key.raw = undefined;
      entry.locked = true;
    }
    this.#keys.set(entry.id, key);
    if (!isSilent) this.#changed("added", key);
  }

  /**
   * Keeps the private keys that were read from an unlocked key's record. If the key was removed meanwhile, `raw` is
   * wiped instead. If only the signing key was not in memory, the other one stays the same object, which calls may be
   * using.
   *
   * @param {KeyState} key
   * @param {RawIdentity} raw
   * @returns {RawIdentity | undefined} Undefined if the key was removed.
   */
  keepRead(key, raw) {
    if (this.#keys.get(key.entry.id) !== key) {
      this.#wipe(raw);
      return undefined;
    }
    const { encryption = raw.encryption, signing = raw.signing } = key.raw ?? {};
    for (const read of rawKeysOf(raw)) if (read !== encryption && read !== signing) this.locking.wipe(read);
    key.raw = { encryption, signing };
    return key.raw;
  }

  /**
   * Adds a signing key to a key. If the key was locked meanwhile, the signing key is locked with it: `Locking.adding`
   * then wipes it, and the passphrase unlocks both.
   *
   * @param {string} id
   * @param {RawPrivateKey} signing
   * @param {KeyEntry["signing"]} entry
   * @param {KeyRecord | undefined} record The record with both private keys.
   */
  addSigningKey(id, signing, entry, record) {
    const key = this.find(id);
    key.record = record;
    key.entry.signing = entry;
    // Both private keys are under a new data key, which no passkey decrypts.
    key.entry.passkeys = passkeyCount(record);
    if (key.raw && !this.locking.isWiped(signing)) {
      this.locking.keep([signing]);
      key.raw = { encryption: key.raw.encryption, signing };
    }
    this.#changed("signing", key);
    return key;
  }

  /**
   * @param {string} id
   * @param {KeyRecord | undefined} record The record without the signing key.
   */
  removeSigningKey(id, record) {
    const key = this.find(id);
    key.record = record;
    this.#dropSigningKey(key);
    key.entry.signing = null;
    this.#changed("signing", key);
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
   * @param {KeyRecord | undefined} record The record with the new protection, or with other passkeys.
   */
  setProtection(id, record) {
    const key = this.find(id);
    key.record = record;
    key.entry.protection = protectionBy(record);
    key.entry.passkeys = passkeyCount(record);
    this.#changed("protected", key);
  }

  /**
   * Changes a key to its record in the vault, which another tab may have changed.
   *
   * @param {string} id
   * @param {KeyRecord} record
   * @param {CryptoKey} device The device key, which decrypts the record.
   * @param {KeyEntry["signing"]} signing What the record says of the signing key.
   * @param {number} lockCount The value of `Locking.count` when the state was last compared with the vault.
   */
  updateKey(id, record, device, signing, lockCount) {
    const key = this.find(id);
    const { entry } = key;
    const { name, protection, passkeys, signing: before } = entry;
    key.record = record;
    key.device = device;
    entry.name = record.content.name;
    entry.protection = protectionOf(record.content) ?? "passphrase";
    entry.passkeys = passkeyCount(record);
    if (before?.id !== signing?.id) {
      this.#dropSigningKey(key);
      entry.signing = signing;
      this.#changed("signing", key);
    }
    if (entry.name !== name) this.#changed("renamed", key);
    if (entry.protection !== protection || entry.passkeys !== passkeys) this.#changed("protected", key);
    // If the key has a passphrase, nothing else decrypts the signing key that the other tab has added. The key is
    // locked, so that the passphrase then unlocks both private keys.
    if (signing && before?.id !== signing.id) this.#lockKey(key);
    // The other tab gave the key a passphrase and locked it, but its message about the lock came before the record.
    if (protection !== "passphrase" && this.locking.isLockedSince(id, lockCount)) this.#lockKey(key);
  }

  /**
   * Unlocks a key. If the key was removed while it was being decrypted, `raw` is wiped instead.
   *
   * @param {KeyState} key
   * @param {RawIdentity} raw
   */
  unlockKey(key, raw) {
    if (this.#keys.get(key.entry.id) !== key) return this.#wipe(raw);
    key.raw = raw;
    key.entry.locked = false;
    return this.#changed("unlocked", key);
  }

  /** Locks and wipes those of these keys that have a passphrase. Null means all keys. @param {string[] | null} ids */
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
    if (key.raw) this.#wipe(key.raw);
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
    for (const id of [...this.#replayCaches.keys()]) if (!contacts.has(id)) this.#replayCaches.delete(id);
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
    for (const { raw } of this.#keys.values()) if (raw) this.#wipe(raw);
    this.#keys.clear();
  }

  /** @param {KeyState} key */
  #lockKey(key) {
    const { raw, entry } = key;
    if (!raw || entry.protection !== "passphrase") return;
    key.raw = undefined;
    entry.locked = true;
    this.#wipe(raw);
    this.#changed("locked", key);
  }

  /** Wipes the signing key of a key, if it is in memory. @param {KeyState} key */
  #dropSigningKey(key) {
    if (!key.raw?.signing) return;
    this.locking.wipe(key.raw.signing);
    key.raw = { encryption: key.raw.encryption, signing: undefined };
  }

  /** @param {RawIdentity} raw */
  #wipe(raw) {
    for (const key of rawKeysOf(raw)) this.locking.wipe(key);
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
