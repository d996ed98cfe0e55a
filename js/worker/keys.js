// The identities of one keyring: added, used, locked, unlocked, changed and removed.
import { SealpostError } from "../base/errors.js";
import { protectionBy, publicKeyInfo, rawKeyFrom, rawKeysOf, recordOf, signingEntryOf } from "./key-state.js";
import { AutoLock, keyLocked } from "./locking.js";
import { candidateOf, candidatesOf, readAll } from "./opening-keys.js";
import { isReplaceable, withoutSigningKey } from "../vault/key-record.js";
import { throwDamaged } from "../vault/encryption.js";
import { laterVersion } from "../vault/database.js";
import { call, release } from "../module/instance.js";

/** @import { KeyState } from "./key-state.js" */
/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */
/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { KeyOptions, StartParams } from "../client/protocol.js" */
/** @import { RawIdentity } from "../vault/key-record.js" */
/** @import { Secret } from "../vault/wraps.js" */
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
   * Calls `operation` with an unlocked key for encryption, which is read from the vault first if it was not used yet.
   * If `operation` waits before it uses the key again, it must then call {@link check}.
   *
   * @template T
   * @param {string} id
   * @param {(raw: RawPrivateKey) => T} operation
   * @returns {T | Promise<T>}
   */
  use(id, operation) {
    return this.useBoth(id, ({ encryption }) => operation(encryption));
  }

  /**
   * Calls `operation` with the signing key of an unlocked key, as {@link use} does. Fails with `key-not-found` if the
   * key has no signing key.
   *
   * @template T
   * @param {string} id
   * @param {(raw: RawPrivateKey, entry: KeyEntry) => T} operation
   * @returns {T | Promise<T>}
   */
  useSigning(id, operation) {
    const { entry } = this.#state.find(id);
    if (!entry.signing) throw noSigningKey();
    return this.useBoth(id, ({ signing }) => {
      // Another tab added or removed the signing key while the private keys were read.
      if (!signing) throw keyLocked();
      return operation(signing, entry);
    });
  }

  /**
   * Calls `operation` with the private keys of an unlocked key, as {@link use} does.
   *
   * @template T
   * @param {string} id
   * @param {(raw: RawIdentity) => T} operation
   * @returns {T | Promise<T>}
   */
  useBoth(id, operation) {
    this.#autoLock.restart();
    const raw = this.#unlocked(this.#state.find(id));
    if (!(raw instanceof Promise)) return operation(raw);
    return raw.then((raw) => {
      this.check(rawKeysOf(raw));
      return call(() => operation(raw));
    });
  }

  /** An unlocked key as a candidate to open a message. @param {string} id */
  candidate(id) {
    this.#autoLock.restart();
    const key = this.#state.find(id);
    if (key.entry.locked) throw keyLocked();
    return candidateOf(key, async () => (await this.#unlocked(key)).encryption);
  }

  /** All unlocked keys as candidates to open a message, and the names of the locked ones: see {@link candidatesOf}. */
  candidates() {
    this.#autoLock.restart();
    return candidatesOf(this.#state.keys.values(), (key) => this.#unlocked(key), this.#state.locking);
  }

  /**
   * Returns all unlocked keys for encryption by id, and the ids and `kid`s of the locked ones. A caller that waits
   * before it uses a key must then call {@link check}. A key whose record turns out to be damaged is left out.
   *
   * @returns {Promise<{ locked: string[], unlocked: Map<string, RawPrivateKey> }>}
   */
  async useAll() {
    const { locked, unlocked: candidates } = this.candidates();
    const unlocked = await readAll(candidates);
    // If a key was locked or removed while others were read, all are read again.
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
   * @param {RawIdentity} raw Belongs to the keyring from now on: the caller must not free it.
   * @param {KeyOptions} options
   */
  add(raw, { name, exportable, passphrase }) {
    return this.#state.locking.adding(rawKeysOf(raw), passphrase !== undefined, async () => {
      this.#autoLock.restart();
      const info = publicKeyInfo(call(() => raw.encryption.publicKey()));
      const signing = signingEntryOf(raw);
      const { entry } = await this.#persistence.change(async () => {
        this.check(rawKeysOf(raw));
        const known = this.#state.keys.get(info.id);
        if (known) return { apply: () => known };
        const properties = { ...info, name, signing, exportable, created: this.#creationDate() };
        const record = await this.#record(raw, properties, passphrase);
        /** @type {KeyState} */
        const key = {
          raw,
          record,
          entry: { ...properties, locked: false, protection: protectionBy(record), passkeys: 0 },
        };
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
   * Checks, before a signing key is searched for, that {@link addSigningKey} can add it.
   *
   * @param {string} id
   * @param {Uint8Array | undefined} passphrase
   * @returns {Promise<KeyEntry>} The key's entry, before a signing key is added.
   */
  async checkAddable(id, passphrase) {
    await this.#persistence.refresh();
    const key = this.#state.find(id);
    if (!key.entry.signing) await this.#checkPassphrase(key, passphrase);
    return key.entry;
  }

  /**
   * Checks that a key is unlocked, that its record can be replaced, and, if the key has a passphrase, that `passphrase`
   * is the right one.
   *
   * @param {KeyState} key
   * @param {Uint8Array | undefined} passphrase
   */
  async #checkPassphrase({ entry, record }, passphrase) {
    if (entry.locked) throw keyLocked();
    if (record && !isReplaceable(record)) throw laterVersion();
    if (entry.protection !== "passphrase" || !record) return;
    if (!passphrase) {
      throw new SealpostError("passphrase-required", "the signing key gets this key's passphrase: give it, too");
    }
    release(...rawKeysOf(await rawKeyFrom(this.#persistence.device, record, passphrase)));
  }

  /**
   * Adds a signing key to an unlocked key, under the same protection. Both private keys are encrypted anew. If the key
   * has a signing key already, nothing changes.
   *
   * @param {string} id
   * @param {RawPrivateKey} signing Belongs to the keyring from now on: the caller must not free it.
   * @param {Uint8Array | undefined} passphrase The key's, if it has one.
   */
  addSigningKey(id, signing, passphrase) {
    return this.#state.locking.adding([signing], passphrase !== undefined, async () => {
      const info = signingEntryOf({ encryption: signing, signing });
      const { entry } = await this.#persistence.change(async () => {
        const key = this.#state.find(id);
        if (key.entry.signing) return { apply: () => key };
        // Since checkAddable, another call or tab may have changed the passphrase.
        await this.#checkPassphrase(key, passphrase);
        const { encryption } = await this.#unlocked(key);
        const secret = key.entry.protection === "passphrase" ? passphrase : undefined;
        const record = await this.#record({ encryption, signing }, { ...key.entry, signing: info }, secret);
        const apply = () => this.#state.addSigningKey(id, signing, info, record);
        return { write: { put: record && [record] }, apply };
      });
      return entry;
    });
  }

  /**
   * Removes the signing key that an aborted call has added.
   *
   * @param {Promise<KeyEntry>} added The key's entry, when the signing key was added.
   * @param {string} signingId The id of the signing key. If the key had a signing key before, that one stays.
   */
  async removeSigningKey(added, signingId) {
    const { id } = await added;
    await this.#persistence.change(async () => {
      const { record: before, entry } = this.#state.find(id);
      if (entry.signing?.id !== signingId) return { apply: () => {} };
      const record = before && withoutSigningKey(before);
      return { write: { put: record && [record] }, apply: () => this.#state.removeSigningKey(id, record) };
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
    // If the key was locked during this call, it is unlocked now: it has no passphrase any more to unlock it with.
    await this.#persistence.enqueue(() => this.#persistence.unlockWithDevice(this.#state.find(id)));
  }

  /**
   * Locks a key, or all keys that have a passphrase, in every tab, at once: it does not wait for the operations in the
   * queue, unless this key has no passphrase yet.
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
   * Unlocks a key, unless it was locked again meanwhile.
   *
   * @param {string} id
   * @param {Secret} secret
   * @param {number} lockCount The value of `Locking.count` when the call arrived, or before the person used a passkey.
   * @param {AbortSignal} signal
   */
  unlock(id, secret, lockCount, signal) {
    const { locking } = this.#state;
    return this.#persistence.enqueue(async () => {
      await this.#persistence.sync();
      const key = this.#state.find(id);
      if (key.entry.protection !== "passphrase") return;
      if (!key.record) throwDamaged();
      const raw = await rawKeyFrom(this.#persistence.device, key.record, secret);
      const isLockedAgain = locking.isLockedSince(id, lockCount) || this.#state.keys.get(id) !== key;
      const isEnded = isLockedAgain || signal.aborted;
      if (isEnded || !key.entry.locked) for (const rawKey of rawKeysOf(raw)) locking.wipe(rawKey);
      if (isLockedAgain) throw keyLocked();
      signal.throwIfAborted();
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

  /** The private keys of an unlocked key, or a promise if they must be read first. @param {KeyState} key */
  #unlocked(key) {
    if (key.raw && (key.raw.signing || !key.entry.signing)) return key.raw;
    if (key.entry.locked) throw keyLocked();
    return this.#persistence.read(key);
  }

  /** The current time, or a time after the newest key's date: keys are listed in the order of their dates. */
  #creationDate() {
    const newest = Math.max(0, ...[...this.#state.keys.values()].map(({ entry }) => Number(entry.created)));
    return new Date(Math.max(Date.now(), newest + 1));
  }

  /**
   * Makes the record of a key. Without a vault, a key that has no passphrase needs no record.
   *
   * @param {RawIdentity} raw
   * @param {Parameters<typeof recordOf>[2]} key
   * @param {Uint8Array} [passphrase]
   */
  async #record(raw, key, passphrase) {
    // Another tab added the signing key, and this tab has not read it yet: the new record would lose it.
    if (key.signing && !raw.signing) throw keyLocked();
    if (this.#persistence.storageState.storage === "memory" && !passphrase) return undefined;
    const use = () => {
      this.check(rawKeysOf(raw));
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

function noSigningKey() {
  return new SealpostError("key-not-found", "this key has no signing key: addSigningKey() makes one");
}
