// Locks the keys that have a passphrase when no key has been used for some time (the option `lockAfter`).

/** Calls `lockAll` once no key has been used for the delay that was set. If none was set, never. */
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

  /** Locks if the deadline has passed without the timer: timers stop while a device sleeps, but the clock goes on. */
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
    // The deadline alone would not do: the clock can be set back.
    this.#timer = setTimeout(this.#lockAll, this.#delay);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
