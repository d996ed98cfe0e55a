/** Milliseconds before the first estimate, and between two. */
const [first, pause] = [3000, 2000];
/** The part of the average speed that is the speed since the last estimate. */
const newest = 0.15;
/** What is said grows only if even the better estimate is longer, and falls only if even the worse one is shorter. */
const [better, worse] = [0.75, 1.1];

/** Estimates how long a task still takes, by its speed of the last seconds. */
export class Remaining {
  #now;
  /** When the speed was measured, and how many bytes were done then. Undefined before the task begins. @type {number | undefined} */
  #at;
  #bytes = 0;
  /** In bytes per millisecond. */
  #speed = 0;
  /** @type {number | undefined} */
  #seconds;

  /** @param {() => number} [now] the time in milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /**
   * The seconds that are left, rounded: to 10, 20, 30, 40 or 50, or to whole minutes. Undefined as long as the speed is not
   * known, and until anything has moved.
   *
   * @param {number} bytes that are done
   * @param {number} total
   */
  seconds(bytes, total) {
    const [now, before] = [this.#now(), this.#speed];
    if (this.#at === undefined) [this.#at, this.#bytes] = [now, bytes];
    const passed = now - this.#at;
    if (passed < (before ? pause : first)) return this.#seconds;
    const speed = (bytes - this.#bytes) / passed;
    this.#speed = before ? before + newest * (speed - before) : speed;
    this.#at = now;
    this.#bytes = bytes;
    const left = (total - bytes) / this.#speed / 1000;
    const said = this.#seconds ?? 0;
    if (!Number.isFinite(left)) this.#seconds = undefined;
    else if (rounded(left * worse) < said || rounded(left * better) > said) this.#seconds = rounded(left);
    return this.#seconds;
  }
}

/** @param {number} seconds */
function rounded(seconds) {
  if (seconds <= 50) return Math.max(1, Math.ceil(seconds / 10)) * 10;
  return Math.max(1, Math.round(seconds / 60)) * 60;
}
