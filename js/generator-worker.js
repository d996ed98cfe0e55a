// A generator: searches primes, gives what passes the filter to the keyring worker over a port of its own, confirms what
// that worker asks it to, and keeps nothing.
import { SealpostError } from "./errors.js";
import { wipe } from "./remote.js";
import { call, loadSync } from "./wasm.js";

/** @import { FromGenerator, Job, Share, ToGenerator, ToSearch } from "./messages.js" */
/** @import { RawPrimeSearch } from "./wasm/sealpost.js" */

/** Milliseconds of work between two looks at the messages that came in: what a key waits for when it is complete. */
const SLICE = 1;
/** Milliseconds between two reports to the page. */
const REPORT_EVERY = 50;
/** Milliseconds of arithmetic after which an engine has compiled the loops that count for speed. */
const WARM_UP = 20;
/** The pages' jobs count from 1. */
const WARM_UP_JOB = 0;

/** @type {{ onmessage: (event: MessageEvent<ToGenerator>) => void, postMessage(message: FromGenerator): void }} */
const page = /** @type {any} */ (self);

/** @type {Search | WarmUp | undefined} */
let running;
let ticking = false;
const { port1: inbox, port2: outbox } = new MessageChannel();

page.onmessage = ({ data }) => {
  running?.end();
  running = undefined;
  if ("modules" in data) {
    loadSync(data.modules);
    attempt(WARM_UP_JOB, () => (running = new WarmUp()));
  } else if ("job" in data) {
    attempt(data.job, () => (running = new Search(data)));
  }
  tick();
};

inbox.onmessage = () => {
  ticking = false;
  if (running) attempt(running.number, () => running?.step());
  tick();
};

/** Asks for the next slice, behind the messages that are waiting. */
function tick() {
  if (!running || running.idle || ticking) return;
  ticking = true;
  outbox.postMessage(null);
}

/**
 * @param {number} job
 * @param {() => void} operation
 */
function attempt(job, operation) {
  try {
    call(operation);
  } catch (error) {
    const { code, message } = /** @type {SealpostError} */ (error);
    running?.close();
    running = undefined;
    page.postMessage({ job, candidates: 0, failure: { code, message } });
  }
}

/**
 * Does what a search does, for nobody, until the engine has compiled it for speed: engines begin with fast compilation to
 * slow code, and a first key would take twice as long. A job that comes meanwhile has its turn at once.
 */
class WarmUp {
  number = WARM_UP_JOB;
  idle = false;
  #raw = newWindow(2048);
  #end = performance.now() + WARM_UP;

  step() {
    this.#raw.step(4);
    // One round, which this composite does not pass.
    const ones = new Uint8Array(128).fill(0xff);
    call(({ confirmPrimes }) => confirmPrimes(ones, ones, 4, 5));
    this.idle = performance.now() > this.#end;
  }

  end() {
    this.#raw.free();
  }

  close() {}
}

/**
 * A search in one random window after the other, each for one candidate, so that no two primes of a key share one. Once
 * the keyring has two candidates, it has them confirmed by both generators at once and is itself making the key.
 */
class Search {
  /** @type {RawPrimeSearch} */
  #raw;
  #tested = 0;
  #limit = 1;
  #reported = 0;
  /** What is to be confirmed. @type {Share | undefined} */
  #share;
  /** Whether there is nothing to do before the keyring says so. */
  idle = false;

  /** @param {Job} job */
  constructor(job) {
    this.job = job;
    this.number = job.job;
    this.#raw = newWindow(job.bits);
    job.port.onmessage = (/** @type {MessageEvent<ToSearch>} */ { data }) => {
      this.#share = "confirm" in data ? data : undefined;
      this.idle = false;
      tick();
    };
  }

  step() {
    if (this.#share) this.#confirm(this.#share);
    else this.#filter();
  }

  /** @param {Share} share */
  #confirm({ confirm, part, parts, attempt }) {
    this.#share = undefined;
    this.idle = true;
    try {
      const confirmed = call(({ confirmPrimes }) => confirmPrimes(...confirm, part, parts));
      this.job.port.postMessage({ confirmed, attempt });
    } finally {
      wipe(confirm);
    }
  }

  #filter() {
    const { job, bits, port } = this.job;
    const started = performance.now();
    const candidate = this.#raw.step(this.#limit);
    const now = performance.now();
    if (now - started > SLICE) this.#limit = Math.ceil(this.#limit / 2);
    else if (now - started < SLICE / 2) this.#limit *= 2;
    if (candidate) {
      port.postMessage({ candidate }, [candidate.buffer]);
      this.#tested += this.#raw.candidates();
      this.#raw.free();
      this.#raw = newWindow(bits);
    }
    if (now - this.#reported >= REPORT_EVERY) {
      this.#reported = now;
      page.postMessage({ job, candidates: this.#tested + this.#raw.candidates() });
    }
  }

  end() {
    this.#raw.free();
    this.close();
  }

  /** Leaves the search object to the instance, which a failure may have broken. */
  close() {
    this.job.port.close();
  }
}

/** @param {number} bits */
function newWindow(bits) {
  return call(({ RawPrimeSearch }) => new RawPrimeSearch(bits));
}
