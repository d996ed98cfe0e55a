// The private keys of one keyring: added, used, locked, unlocked, changed and removed.
import { SealpostError } from "../base/errors.js";
import { AutoLock } from "./auto-lock.js";
import { protectionBy, publicKeyInfo, rawKeyFrom, recordOf } from "./key-state.js";
import { keyLocked } from "./locking.js";
import { isReplaceable, kidOf } from "../vault/key-record.js";
import { throwDamaged } from "../vault/encryption.js";
import { laterVersion } from "../vault/database.js";
import { call } from "../module/instance.js";

/** @import { KeyState } from "./key-state.js" */
/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */
/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { KeyOptions, StartParams } from "../client/protocol.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

export class Keys {
  #state;
  #persistence;
  #autoLock;

  /**
   * @param {State} state
   * @param {Persistence} persistence
   */
  constructor(state, persistence) {
    this.#state = state;
    this.#persistence = persistence;
    this.#autoLock = new AutoLock(() => state.lock(null));
  }

  /**
   * @param {StartParams} params
   * @param {Promise<unknown>} loaded Resolves when the wasm module is loaded.
   */
  open(params, loaded) {
    this.#autoLock.setDelay(params.lockAfter ?? Infinity);
    return this.#persistence.open(params, loaded);
  }

  /** The entries of all keys, in the order they were added. */
  async list() {
    await this.#persistence.refresh();
    return [...this.#state.keys.values()].map(({ entry }) => entry);
  }

  /**
   * Calls `operation` with an unlocked key, which is read from the vault first if it was not used yet. If `operation`
   * waits before it uses the key again, it must then call {@link check}.
   *
   * @template T
   * @param {string} id
   * @param {(raw: RawPrivateKey) => T} operation
   * @returns {T | Promise<T>}
   */
  use(id, operation) {
    this.#autoLock.restart();
    const raw = this.#unlocked(this.#state.find(id));
    if (!(raw instanceof Promise)) return operation(raw);
    return raw.then((raw) => {
      this.check([raw]);
      return call(() => operation(raw));
    });
  }

  /**
   * Returns all unlocked keys by id, and the ids and `kid`s of the locked ones. A caller that waits before it uses a key
   * must then call {@link check}. A key whose record turns out to be damaged is left out.
   *
   * @returns {Promise<{ locked: string[], unlocked: Map<string, RawPrivateKey> }>}
   */
  async useAll() {
    this.#autoLock.restart();
    const locked = [];
    /** @type {Map<string, RawPrivateKey>} */
    const unlocked = new Map();
    for (const [id, key] of [...this.#state.keys]) {
      if (key.entry.locked) {
        const kid = key.record && kidOf(key.record.content);
        locked.push(id, ...(kid === undefined ? [] : [kid]));
      } else {
        const raw = await Promise.resolve(this.#unlocked(key)).catch(ignoreDamage);
        if (raw) unlocked.set(id, raw);
      }
    }
    // A key was locked or removed while others were read.
    if ([...unlocked.values()].some((raw) => this.isWiped(raw))) return this.useAll();
    return { locked, unlocked };
  }

  /** Fails with `key-locked` if one of these keys was locked or removed. @param {RawPrivateKey[]} rawKeys */
  check(rawKeys) {
    this.#state.locking.check(rawKeys);
  }

  /** Whether a key was locked or removed. @param {RawPrivateKey} raw */
  isWiped(raw) {
    return this.#state.locking.isWiped(raw);
  }

  /**
   * Adds a key. If the keyring has the key already, nothing changes.
   *
   * @param {RawPrivateKey} raw Belongs to the keyring from now on: the caller must not free it.
   * @param {KeyOptions} options
   */
  add(raw, { name, exportable, passphrase }) {
    return this.#state.locking.adding(raw, passphrase !== undefined, async () => {
      this.#autoLock.restart();
      const info = publicKeyInfo(call(() => raw.publicKey()));
      const { entry } = await this.#persistence.change(async () => {
        this.check([raw]);
        const known = this.#state.keys.get(info.id);
        if (known) return { apply: () => known };
        const properties = { ...info, name, exportable, created: this.#creationDate() };
        const record = await this.#record(raw, properties, passphrase);
        /** @type {KeyState} */
        const key = { raw, record, entry: { ...properties, locked: false, protection: protectionBy(record) } };
        const apply = () => {
          this.#state.addKey(key);
          this.#autoLock.restart();
          return key;
        };
        return { write: { put: record && [record] }, apply };
      });
      return entry;
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async rename(id, name) {
    await this.#persistence.change(async () => {
      const { record: before } = this.#state.find(id);
      const record = before && { id, content: { ...before.content, name } };
      return { write: { put: record && [record] }, apply: () => this.#state.renameKey(id, name, record) };
    });
  }

  /**
   * Encrypts a key anew, under a passphrase or without one.
   *
   * @param {string} id
   * @param {Uint8Array | undefined} passphrase
   * @param {number} lockCount The value of `Locking.count` when the call arrived.
   */
  async setPassphrase(id, passphrase, lockCount) {
    await this.#persistence.change(async () => {
      const key = this.#state.find(id);
      const raw = await this.#unlocked(key);
      if (key.record && !isReplaceable(key.record)) throw laterVersion();
      const record = await this.#record(raw, key.entry, passphrase);
      const apply = () => {
        this.#state.setProtection(id, record);
        this.#autoLock.restart();
        // A lock that came during this call could not lock the key, because the key had no passphrase yet.
        if (this.#state.locking.isLockedSince(id, lockCount)) this.#state.lock([id]);
      };
      return { write: { put: record && [record] }, apply };
    });
    if (passphrase) return;
    // A key that was locked during this call has no passphrase any more by which it could be unlocked.
    await this.#persistence.enqueue(() => this.#persistence.unlockWithDevice(this.#state.find(id)));
  }

  /**
   * Locks a key, or all keys that have a passphrase, in every tab, at once: it does not wait for the operations in the
   * queue.
   *
   * @param {string} [id]
   * @returns {void | Promise<void>}
   */
  lock(id) {
    if (this.#isLockable(id)) return this.#lockInAllTabs(id);
    // An operation in the queue, or another tab, may be giving the key a passphrase.
    return this.#persistence.enqueue(async () => {
      await this.#persistence.sync();
      if (this.#isLockable(id)) return this.#lockInAllTabs(id);
      throw new SealpostError("passphrase-required", "this key has no passphrase: give it one with setPassphrase()");
    });
  }

  /** Locks all keys that have a passphrase, if no key was used for the time that was set with `lockAfter`. */
  lockIfDue() {
    this.#autoLock.lockIfDue();
  }

  /**
   * Unlocks a key, unless it was locked again after the call arrived.
   *
   * @param {string} id
   * @param {Uint8Array} passphrase
   * @param {number} lockCount The value of `Locking.count` when the call arrived.
   */
  unlock(id, passphrase, lockCount) {
    const { locking } = this.#state;
    return this.#persistence.enqueue(async () => {
      await this.#persistence.sync();
      const key = this.#state.find(id);
      if (key.entry.protection !== "passphrase") return;
      if (!key.record) throwDamaged();
      const raw = await rawKeyFrom(this.#persistence.device, key.record, passphrase);
      const isLockedAgain = locking.isLockedSince(id, lockCount) || this.#state.keys.get(id) !== key;
      if (isLockedAgain || !key.entry.locked) locking.wipe(raw);
      if (isLockedAgain) throw keyLocked();
      if (!key.entry.locked) return;
      this.#state.unlockKey(key, raw);
      this.#autoLock.restart();
    });
  }

  /** @param {string | Promise<KeyEntry>} key The id, or the entry of a key that is still being added. */
  async remove(key) {
    await this.#persistence.change(async () => {
      const id = typeof key === "string" ? key : (await key).id;
      this.#state.find(id);
      return { write: { remove: [id] }, apply: () => this.#state.removeKey(id) };
    });
  }

  /** Wipes the keys in memory. The vault is not changed. */
  close() {
    this.#autoLock.stop();
    this.#persistence.close();
    this.#state.close();
  }

  /** The private key of an unlocked key, or a promise if it must be read first. @param {KeyState} key */
  #unlocked(key) {
    if (key.raw) return key.raw;
    if (key.entry.locked) throw keyLocked();
    return this.#persistence.read(key);
  }

  /** The current time, or a time after the newest key's: keys are listed in the order of their dates. */
  #creationDate() {
    const newest = Math.max(0, ...[...this.#state.keys.values()].map(({ entry }) => Number(entry.created)));
    return new Date(Math.max(Date.now(), newest + 1));
  }

  /**
   * Makes the record of a key. Without a vault, a key that has no passphrase needs no record.
   *
   * @param {RawPrivateKey} raw
   * @param {Parameters<typeof recordOf>[2]} key
   * @param {Uint8Array} [passphrase]
   */
  async #record(raw, key, passphrase) {
    if (this.#persistence.storageState.storage === "memory" && !passphrase) return undefined;
    const use = () => {
      this.check([raw]);
      return raw;
    };
    return recordOf(this.#persistence.device, use, key, passphrase);
  }

  /** @param {string | undefined} id */
  #isLockable(id) {
    return id === undefined || this.#state.find(id).entry.protection === "passphrase";
  }

  /** @param {string | undefined} id */
  #lockInAllTabs(id) {
    const ids = id === undefined ? null : [id];
    this.#state.lock(ids);
    this.#persistence.broadcastLock(ids);
  }
}

/** @param {any} error @returns {undefined} */
function ignoreDamage(error) {
  if (error.code !== "storage-unavailable" && error.code !== "key-locked") throw error;
}
