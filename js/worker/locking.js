// Keeps track of which keys of the keyring worker were locked, and when. Locking a key wipes its private key from
// memory at once, even while other calls wait for something (crypto.subtle, IndexedDB). A call that uses, adds or
// unlocks a key therefore asks after each wait whether the key was locked. The file also has the timer for `lockAfter`.
import { SealpostError } from "../base/errors.js";
import { release } from "../module/instance.js";

/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * Wipes private keys, and remembers which ones were wiped, and when each key was last locked. Times are values of
 * `count`, not of a clock.
 */
export class Locking {
  /** @type {WeakSet<RawPrivateKey>} */
  #wiped = new WeakSet();
  /** The keys that are being added, and whether each can be locked. @type {Map<RawPrivateKey, boolean>} */
  #adding = new Map();
  /** The number of calls of {@link lock} so far, each for one key or many. */
  count = 0;
  /** The time when all keys were last locked. */
  #allLockedAt = 0;
  /** The time when each key was last locked, by the key's id. @type {Map<string, number>} */
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
   * Throws `key-locked` if one of these keys was wiped. Called before each step that uses them.
   *
   * @param {RawPrivateKey[]} rawKeys
   */
  check(rawKeys) {
    if (rawKeys.some((raw) => this.#wiped.has(raw))) throw keyLocked();
  }

  /**
   * Runs an operation that adds keys. They are wiped at the end, unless the operation called {@link keep}.
   *
   * @template T
   * @param {RawPrivateKey[]} rawKeys Belong to the keyring from now on: the caller must not free them.
   * @param {boolean} isLockable Whether these keys have a passphrase. If so, they are also wiped when all keys are
   * locked.
   * @param {() => Promise<T>} operation
   */
  async adding(rawKeys, isLockable, operation) {
    for (const raw of rawKeys) this.#adding.set(raw, isLockable);
    try {
      return await operation();
    } finally {
      for (const raw of rawKeys) if (this.#adding.delete(raw)) this.wipe(raw);
    }
  }

  /**
   * Tells {@link adding} not to wipe these keys at the end, because they were added.
   *
   * @param {RawPrivateKey[]} rawKeys
   */
  keep(rawKeys) {
    for (const raw of rawKeys) this.#adding.delete(raw);
  }

  /**
   * Remembers that these keys, or all keys, were locked. The caller (`State.lock`) wipes the keys that the keyring has.
   * If all keys are locked, this method wipes those that are being added with a passphrase.
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
   * Whether a key was locked, by its id or with all others, after the time `count`.
   *
   * @param {string} id
   * @param {number} count An earlier value of {@link count}.
   */
  isLockedSince(id, count) {
    return Math.max(this.#allLockedAt, this.#lockedAt.get(id) ?? 0) > count;
  }

  /** Forgets when a key was locked, because it was removed. @param {string} id */
  forget(id) {
    this.#lockedAt.delete(id);
  }

  /** Wipes the keys that are being added, because the keyring is being closed. */
  close() {
    for (const raw of this.#adding.keys()) this.wipe(raw);
  }
}

/**
 * Locks the keys that have a passphrase when no key has been used for some time (the option `lockAfter`): calls
 * `lockAll` once the delay has passed that {@link setDelay} has set. Without a delay, it never calls `lockAll`.
 */
export class AutoLock {
  #lockAll;
  /** In milliseconds. */
  #delay = Infinity;
  /** When to lock, by the clock, in milliseconds since 1970. */
  #deadline = Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {() => void} lockAll */
  constructor(lockAll) {
    this.#lockAll = lockAll;
  }

  /** @param {number} seconds */
  setDelay(seconds) {
    this.#delay = seconds * 1000;
  }

  /**
   * Locks if the deadline has passed, whether the timer has fired or not: while a device sleeps, timers stop, the clock
   * does not.
   */
  lockIfDue() {
    if (Date.now() < this.#deadline) return;
    clearTimeout(this.#timer);
    this.#deadline = Infinity;
    this.#lockAll();
  }

  /** Starts the delay anew, because a key was used. */
  restart() {
    this.lockIfDue();
    if (this.#delay === Infinity) return;
    clearTimeout(this.#timer);
    this.#deadline = Date.now() + this.#delay;
    // A timer too, and not only the deadline, because the clock can be set back.
    this.#timer = setTimeout(this.#lockAll, this.#delay);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

export function keyLocked() {
  return new SealpostError("key-locked", "this key is locked: unlock() it with its passphrase");
}
