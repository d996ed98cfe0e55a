// Locks keys that are not used.

/** Calls `lockAll` when no key was used for the time that was set. Without a time, never. */
export class AutoLock {
  #lockAll;
  /** Milliseconds. */
  #delay = Infinity;
  /** By the clock, in milliseconds since 1970. */
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

  /** Locks if the deadline has passed. While a device sleeps, timers stop, but the clock goes on. */
  lockIfDue() {
    if (Date.now() < this.#deadline) return;
    clearTimeout(this.#timer);
    this.#deadline = Infinity;
    this.#lockAll();
  }

  /** A key was used: the time begins anew. */
  restart() {
    this.lockIfDue();
    if (this.#delay === Infinity) return;
    clearTimeout(this.#timer);
    this.#deadline = Date.now() + this.#delay;
    // The timer locks even if the clock is set back.
    this.#timer = setTimeout(this.#lockAll, this.#delay);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
