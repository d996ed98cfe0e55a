// Locking is at once. A call of several steps that uses a key, adds one or unlocks one asks here, between two steps,
// whether a lock came meanwhile.
import { SealpostError } from "../base/errors.js";
import { release } from "../module/instance.js";

/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

export class Locking {
  /** @type {WeakSet<RawPrivateKey>} */
  #wiped = new WeakSet();
  /** The keys that are being added, and whether each gets a passphrase. @type {Map<RawPrivateKey, boolean>} */
  #adding = new Map();
  /** How many times keys have been locked. */
  count = 0;
  /** The count when all keys were locked last. */
  #all = 0;
  /** The count when a key was locked last by its id. @type {Map<string, number>} */
  #byId = new Map();

  /** Wipes a key. @param {RawPrivateKey} raw */
  wipe(raw) {
    if (this.#wiped.has(raw)) return;
    this.#wiped.add(raw);
    release(raw);
  }

  /** @param {RawPrivateKey} raw */
  isWiped(raw) {
    return this.#wiped.has(raw);
  }

  /** Fails if one of these keys was wiped: called before each step that uses them. @param {RawPrivateKey[]} keys */
  check(keys) {
    if (keys.some((raw) => this.#wiped.has(raw))) throw locked();
  }

  /**
   * Runs an operation that adds a key, which belongs to the keyring from now on. The key is wiped at the end unless the
   * operation called `keep`.
   *
   * @template T
   * @param {RawPrivateKey} raw
   * @param {boolean} isLockable
   * @param {(keep: () => void) => Promise<T>} operation
   */
  async adding(raw, isLockable, operation) {
    let isKept = false;
    this.#adding.set(raw, isLockable);
    try {
      return await operation(() => (isKept = true));
    } finally {
      this.#adding.delete(raw);
      if (!isKept) this.wipe(raw);
    }
  }

  /** Notes that these keys are locked, or all, and wipes what is being added. @param {string[] | null} ids */
  lock(ids) {
    this.count += 1;
    for (const id of ids ?? []) this.#byId.set(id, this.count);
    if (ids) return;
    this.#all = this.count;
    for (const [raw, isLockable] of this.#adding) if (isLockable) this.wipe(raw);
  }

  /**
   * Whether a key was locked, by itself or with all, after `count` was what it is given as.
   *
   * @param {string} id
   * @param {number} count
   */
  isLockedSince(id, count) {
    return Math.max(this.#all, this.#byId.get(id) ?? 0) > count;
  }

  /** @param {string} id Of a key that is no longer there. */
  forget(id) {
    this.#byId.delete(id);
  }

  /** Wipes what is being added. */
  close() {
    for (const raw of this.#adding.keys()) this.wipe(raw);
  }
}

export function locked() {
  return new SealpostError("key-locked", "this key is locked: unlock() it with its passphrase");
}
