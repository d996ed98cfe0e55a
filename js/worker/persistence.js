// Keeps the keyring worker's state in memory the same as the vault, which other tabs change too.
import { SealpostError } from "../base/errors.js";
import { KeyReader, keyStateFrom, rawKeyFrom, signingEntry } from "./key-state.js";
import { StorageError } from "../vault/database.js";
import { protectionOf } from "../vault/key-record.js";
import { received } from "../vault/replay-cache.js";
import { Vault } from "../vault/vault.js";

/** @import { Contact, Delivery, StorageReason } from "../client/keyring-types.js" */
/** @import { StartParams, Started, StorageState, WorkerEvent } from "../client/protocol.js" */
/** @import { KeyState } from "./key-state.js" */
/** @import { State } from "./state.js" */
/** @import { Content, Write } from "../vault/vault.js" */
/** @import { KeyRecord } from "../vault/key-record.js" */
/** @import { ReadMessage } from "../vault/replay-cache.js" */

/**
 * @typedef {{ contact: Contact | null, delivery: Delivery | null }} Receipt Who signed a message, and whether it was
 * read before.
 */

/**
 * Connects the state to a vault, if there is one: keys can also be in memory alone. Operations in the queue run one
 * after the other.
 */
export class Persistence {
  #state;
  #emit;
  /** @type {Vault | undefined} */
  #vault;
  /** Why the vault is missing or damaged, if it is. @type {StorageReason | null} */
  #reason = null;
  /** Settles when all operations in the queue have ended. @type {Promise<unknown>} */
  #queue = Promise.resolve();
  #isSyncQueued = false;
  /** The value of `Locking.count` when the state was last compared with the vault. */
  #lockCountAtSync = 0;
  #reader;

  /**
   * @param {State} state
   * @param {(event: WorkerEvent) => void} emit
   */
  constructor(state, emit) {
    this.#state = state;
    this.#emit = emit;
    this.#reader = new KeyReader(state, (record) => this.#noteDamagedKey(record));
  }

  /**
   * Opens the vault. If nothing can be stored, keys are kept in memory alone, unless the caller asked for persistent
   * storage: then this fails.
   *
   * @param {StartParams} params
   * @param {Promise<unknown>} loaded Resolves when the wasm module is loaded.
   * @returns {Promise<Started>}
   */
  async open({ vault: name, storage }, loaded) {
    if (storage !== "memory") {
      try {
        const vault = await Vault.open(name, {
          changed: () => this.#queueSync(),
          locked: (ids) => this.#state.lock(ids),
          gone: () => this.#lose(),
        });
        this.#vault = vault;
        await loaded;
        await this.#apply(vault.content, true);
        this.#reason = vault.isDamaged ? "damaged" : null;
        // Another tab may have written after the vault was read.
        this.#queueSync();
      } catch (error) {
        this.#vault?.close();
        this.#vault = undefined;
        if (!(error instanceof StorageError) || storage === "persistent") throw error;
        this.#reason = error.reason;
      }
    }
    await loaded;
    return { ...this.storageState, ids: [...this.#state.keys.keys()] };
  }

  /** @returns {StorageState} */
  get storageState() {
    return { storage: this.#vault ? "persistent" : "memory", reason: this.#reason };
  }

  /** Returns the device key, which encrypts the vault. Fails with `storage-unavailable` if there is no vault. */
  device = async () => {
    if (!this.#vault) throw new StorageError("gone");
    return this.#vault.device();
  };

  /**
   * Reads what other tabs have written, then changes the vault, and then the state.
   *
   * @template T
   * @param {() => Promise<{ write?: Write | undefined, apply: () => T }>} prepare Returns what to write, if anything,
   * and a function that changes the state. Called again if another tab wrote first.
   * @returns {Promise<T>} What `apply` returned.
   */
  change(prepare) {
    return this.enqueue(async () => {
      const vault = this.#vault;
      if (this.#reason === "gone") throw new StorageError("gone");
      if (!vault) return (await prepare()).apply();
      const { apply } = await vault.exclusive(async () => {
        await this.sync();
        const change = await prepare();
        return (!change.write || (await vault.write(change.write))) && change;
      });
      return apply();
    });
  }

  /**
   * Looks up who signed a message, and in that contact's replay cache whether the message was read before. Adds the
   * message to the cache.
   *
   * @param {string} sender The thumbprint of the verifying key.
   * @param {ReadMessage} message
   * @param {AbortSignal} signal If it aborts before the vault is written, the message is not added.
   * @returns {Promise<Receipt>}
   */
  async receive(sender, message, signal) {
    try {
      return await this.change(async () => {
        const receipt = await this.#received(sender, message);
        signal.throwIfAborted();
        return receipt;
      });
    } catch (error) {
      if (!(error instanceof SealpostError) || error.code !== "storage-unavailable") throw error;
      // The message is shown even if nothing can be read or stored any more.
      const contact = this.#state.signerOf(sender);
      return { contact, delivery: contact && { state: "unknown", readAt: null } };
    }
  }

  /**
   * @param {string} sender
   * @param {ReadMessage} message
   * @returns {Promise<{ write?: Write | undefined, apply: () => Receipt }>}
   */
  async #received(sender, message) {
    const [state, vault] = [this.#state, this.#vault];
    const contact = state.signerOf(sender);
    if (!contact) return { apply: () => ({ contact, delivery: null }) };
    const cache = vault ? await vault.replayCache(contact.id) : { id: "", content: state.replayCache(contact.id) };
    const { delivery, changed } = received(cache.content, message);
    const apply = () => {
      if (!vault && changed) state.setReplayCache(contact.id, changed);
      return { contact, delivery };
    };
    return { write: vault && changed && { replay: { id: cache.id, content: changed } }, apply };
  }

  /** Wipes and forgets all keys, contacts and the device key, in every tab. */
  async clear() {
    const apply = () => this.#state.clear();
    // A vault that is gone cannot be written.
    if (this.#reason === "gone") return this.enqueue(apply);
    await this.change(async () => ({ write: { clear: true }, apply }));
  }

  /**
   * Runs an operation after all that were queued before.
   *
   * @template T
   * @param {() => T | Promise<T>} operation
   */
  enqueue(operation) {
    const result = this.#queue.then(operation);
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Reads what other tabs have written, after all queued operations. */
  refresh() {
    return this.enqueue(() => this.sync());
  }

  /** Reads what other tabs have written. Only for operations in the queue. */
  async sync() {
    const lockCount = this.#state.locking.count;
    if (this.#vault && !(await this.#vault.isCurrent())) {
      await this.#apply(await this.#vault.read());
      const reason = this.#vault?.isDamaged ? "damaged" : null;
      if (this.#vault && reason !== this.#reason) this.#setReason(reason);
    }
    this.#lockCountAtSync = lockCount;
  }

  /** The private keys of an unlocked key. See {@link KeyReader.read}. @param {KeyState} key */
  read(key) {
    return this.#reader.read(key);
  }

  /** Unlocks a locked key whose passphrase was removed: the device key alone decrypts it. @param {KeyState} key */
  async unlockWithDevice(key) {
    const { record, entry } = key;
    if (!entry.locked || !record || entry.protection !== "device") return;
    try {
      this.#state.unlockKey(key, await rawKeyFrom(this.device, record));
    } catch {
      this.#vault?.noteDamage();
    }
  }

  /** Has other tabs lock these keys. Null means all keys. @param {string[] | null} locked */
  broadcastLock(locked) {
    this.#vault?.tell({ locked });
  }

  close() {
    this.#vault?.close();
    this.#vault = undefined;
  }

  /** Queues one `sync`, however many messages of other tabs arrive before it runs. */
  #queueSync() {
    if (this.#isSyncQueued) return;
    this.#isSyncQueued = true;
    const sync = () => {
      this.#isSyncQueued = false;
      return this.sync();
    };
    this.enqueue(sync).catch(() => {});
  }

  /**
   * Changes the state to what the vault contains.
   *
   * @param {Content} content
   * @param {boolean} [isOpening] Whether the vault is being opened: then there are no events.
   */
  async #apply({ keys, contacts, damaged, device }, isOpening = false) {
    const state = this.#state;
    if (device) for (const record of keys.values()) await this.#applyKey(device, record, isOpening);
    // A key whose record is damaged stays in memory.
    for (const id of [...state.keys.keys()]) if (!keys.has(id) && !damaged.has(id)) state.removeKey(id);
    const [before, after] = [[...state.contacts.values()], [...contacts.values()]];
    // The vault returns the same object for a contact that has not changed.
    if (after.length === before.length && after.every((contact, index) => contact === before[index])) return;
    state.setContacts(contacts, isOpening);
  }

  /**
   * @param {CryptoKey} device
   * @param {KeyRecord} record
   * @param {boolean} isOpening
   */
  async #applyKey(device, record, isOpening) {
    const state = this.#state;
    const before = state.keys.get(record.id);
    if (before && !before.raw && !before.entry.locked && protectionOf(record.content) === "passphrase") {
      // Another tab has given the key a passphrase, without which the new record cannot be read. In this tab the key
      // stays unlocked, so it is read from the former record. If the former record is damaged, the reader removes the
      // key.
      await this.read(before).catch(() => {});
    }
    const key = state.keys.get(record.id);
    try {
      if (key) {
        // The vault returns the same object for a record that has not changed.
        const signing = key.record === record ? key.entry.signing : signingEntry(record);
        state.updateKey(record.id, record, device, signing, this.#lockCountAtSync);
        await this.unlockWithDevice(key);
      } else state.addKey(keyStateFrom(device, record), isOpening);
    } catch {
      this.#vault?.noteDamage();
    }
  }

  /** The private key in a record cannot be read, although the record is authentic. @param {KeyRecord} record */
  #noteDamagedKey(record) {
    if (!this.#vault?.noteDamagedKey(record) || this.#reason === "damaged") return;
    this.#setReason("damaged");
  }

  /** The vault was deleted or closed: keys in memory stay usable, and nothing can be written. */
  #lose() {
    const vault = this.#vault;
    if (!vault) return;
    this.#vault = undefined;
    vault.close();
    this.#state.loseDevice();
    this.#setReason("gone");
  }

  /** @param {StorageReason | null} reason */
  #setReason(reason) {
    this.#reason = reason;
    this.#emit({ event: "storage", ...this.storageState });
  }
}
