// A generator's part of a key search: it finds candidates (numbers that pass a sieve and a base-2 test) and runs its
// share of the Miller-Rabin tests, which confirm them.
import { post, wipe } from "../base/transfer.js";
import { call } from "../module/instance.js";
import { report, resume } from "./task-loop.js";

/** @import { Candidate, ConfirmationTask, Job, ToSearch } from "../client/protocol.js" */
/** @import { RawPrimeSearch } from "../wasm/sealpost.js" */

/** Milliseconds of a slice. Messages about other generators' candidates are received only between slices. */
const SLICE = 2;
/** Milliseconds of a slice if there is no other generator. */
const LONE_SLICE = 10;
/** Milliseconds between two reports of progress to the page. */
const REPORT_EVERY = 50;

/**
 * A task (see task-loop.js) that searches for candidates among the numbers from a random start, the window. The search
 * for each candidate has a window of its own, so that the primes of a key are independent. The generator that finds the
 * second candidate of a key begins its share of the Miller-Rabin tests at once; the keyring worker gives the other
 * generators theirs.
 */
export class PrimeSearch {
  /**
   * The current window. To make a window takes long, so it is made when it is needed.
   *
   * @type {RawPrimeSearch | undefined}
   */
  #window;
  #job;
  #slice;
  /** Numbers tested in earlier windows. */
  #tested = 0;
  /** Numbers to test in the next slice. It is adapted to the speed of the device. */
  #batch = 1;
  /** When progress was last reported, by `performance.now()`. */
  #reported = 0;
  /** The number of candidates that this generator has found. */
  #found = 0;
  /** The first candidate of the key, whichever generator found it. @type {Candidate | undefined} */
  #first;
  /** The Miller-Rabin tests to run next. @type {ConfirmationTask | undefined} */
  #share;
  /** Whether this generator has run its share of the tests. The keyring worker's next message says how to go on. */
  idle = false;

  /** @param {Job} job */
  constructor(job) {
    this.#job = job;
    this.#slice = job.parts === 1 ? LONE_SLICE : SLICE;
    job.port.onmessage = (/** @type {MessageEvent<ToSearch>} */ { data }) => this.#receive(data);
  }

  step() {
    if (this.#share) this.#confirm(this.#share);
    else this.#search();
  }

  /** @param {ToSearch} message */
  #receive(message) {
    this.#wipe();
    if ("first" in message) this.#first = message.first;
    if ("confirm" in message) this.#share = message;
    this.idle = false;
    resume();
  }

  /** Runs a share of the Miller-Rabin tests of two candidates. @param {ConfirmationTask} share */
  #confirm({ confirm, part, pair }) {
    this.#share = undefined;
    this.idle = true;
    try {
      const confirmed = call(({ confirmPrimes }) => confirmPrimes(...confirm, part, this.#job.parts));
      post(this.#job.port, { confirmed, pair });
    } finally {
      wipe(confirm);
    }
  }

  /** Tests the next numbers of the window. */
  #search() {
    const { job, bits } = this.#job;
    const window = (this.#window ??= newPrimeSearch(bits));
    const started = performance.now();
    const candidate = window.step(this.#batch);
    const now = performance.now();
    if (now - started > this.#slice) this.#batch = Math.ceil(this.#batch / 2);
    else if (now - started < this.#slice / 2) this.#batch *= 2;
    const candidates = this.#tested + window.candidates();
    if (candidate) {
      this.#tested = candidates;
      this.#window = undefined;
      window.free();
      this.#take(candidate);
    }
    if (now - this.#reported >= REPORT_EVERY) {
      this.#reported = now;
      report({ job, candidates });
    }
  }

  /** Sends a candidate to the keyring worker. @param {Uint8Array} bytes */
  #take(bytes) {
    const { port, index, parts } = this.#job;
    // The generators number their candidates in steps of `parts`, so no two of them choose the same name.
    const candidate = { bytes, name: index + parts * this.#found++ };
    const copy = { ...candidate, bytes: bytes.slice() };
    const first = this.#first;
    if (first) {
      this.#share = { confirm: [first.bytes, copy.bytes], part: 0, pair: `${first.name} ${copy.name}` };
      this.#first = undefined;
    } else {
      this.#first = copy;
    }
    post(port, { candidate, pair: this.#share?.pair });
  }

  /** Wipes the candidates. */
  #wipe() {
    this.#first?.bytes.fill(0);
    wipe(this.#share?.confirm);
    this.#first = this.#share = undefined;
  }

  end() {
    this.#window?.free();
    this.close();
  }

  close() {
    this.#wipe();
    this.#job.port.close();
  }
}

/** A search in a new random window. @param {number} bits Of the modulus. */
export function newPrimeSearch(bits) {
  return call(({ RawPrimeSearch }) => new RawPrimeSearch(bits));
}
