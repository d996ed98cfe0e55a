// Locking takes effect at once, while other calls are under way. A call of several steps that uses, adds or unlocks a
// key therefore asks between two steps whether the key was locked.
import { SealpostError } from "../base/errors.js";
import { release } from "../module/instance.js";

/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * Wipes private keys. Records which were wiped, and when each key was locked. A time is given as the number of locks
 * that there were before.
 */
export class Locking {
  /** @type {WeakSet<RawPrivateKey>} */
  #wiped = new WeakSet();
  /** The keys that are being added, and whether each has a passphrase. @type {Map<RawPrivateKey, boolean>} */
  #adding = new Map();
  /** How many locks there were. One lock may be of many keys. */
  count = 0;
  /** The count when all keys were last locked. */
  #allLockedAt = 0;
  /** The count when a key was last locked by its id. @type {Map<string, number>} */
  #lockedAt = new Map();

  /** @param {RawPrivateKey} raw */
  wipe(raw) {
    if (this.#wiped.has(raw)) return;
    this.#wiped.add(raw);
    release(raw);
  }

  /** @param {RawPrivateKey} raw */
  isWiped(raw) {
    return this.#wiped.has(raw);
  }

  /**
   * Fails with `key-locked` if one of these keys was wiped. Called before each step that uses them.
   *
   * @param {RawPrivateKey[]} rawKeys
   */
  check(rawKeys) {
    if (rawKeys.some((raw) => this.#wiped.has(raw))) throw keyLocked();
  }

  /**
   * Runs an operation that adds a key. The key is wiped at the end, unless the operation called {@link keep}.
   *
   * @template T
   * @param {RawPrivateKey} raw Belongs to the keyring from now on.
   * @param {boolean} isLockable Whether the key is wiped if all keys are locked in the meantime.
   * @param {() => Promise<T>} operation
   */
  async adding(raw, isLockable, operation) {
    this.#adding.set(raw, isLockable);
    try {
      return await operation();
    } finally {
      if (this.#adding.delete(raw)) this.wipe(raw);
    }
  }

  /** The key was added, and is no longer wiped by {@link adding}. @param {RawPrivateKey} raw */
  keep(raw) {
    this.#adding.delete(raw);
  }

  /**
   * Records that these keys were locked, or all keys. With all, keys that are being added with a passphrase are wiped.
   *
   * @param {string[] | null} ids Null means all keys.
   */
  lock(ids) {
    this.count += 1;
    for (const id of ids ?? []) this.#lockedAt.set(id, this.count);
    if (ids) return;
    this.#allLockedAt = this.count;
    for (const [raw, isLockable] of this.#adding) if (isLockable) this.wipe(raw);
  }

  /**
   * Whether a key was locked, by its id or with all others, after the given count.
   *
   * @param {string} id
   * @param {number} count
   */
  isLockedSince(id, count) {
    return Math.max(this.#allLockedAt, this.#lockedAt.get(id) ?? 0) > count;
  }

  /** @param {string} id Of a key that was removed. */
  forget(id) {
    this.#lockedAt.delete(id);
  }

  /** Wipes the keys that are being added. */
  close() {
    for (const raw of this.#adding.keys()) this.wipe(raw);
  }
}

export function keyLocked() {
  return new SealpostError("key-locked", "this key is locked: unlock() it with its passphrase");
}
