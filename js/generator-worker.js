// A generator: searches primes, gives what passes the filter to the keyring worker over a port of its own, confirms two
// of them, alone or with the other generator, and keeps nothing.
import { post, wipe } from "./base/transfer.js";
import { call, loadSync } from "./module/instance.js";

/** @import { SealpostError } from "./base/errors.js" */
/** @import { Candidate, ConfirmationTask, FromGenerator, Job, ToGenerator, ToSearch } from "./client/protocol.js" */
/** @import { RawPrimeSearch } from "./wasm/sealpost.js" */

/** Milliseconds of work between two looks at the messages that came in: how long the other generator's find waits. */
const SLICE = 2;
/** The same of a generator that is the only one, and waits for nobody. */
const LONE_SLICE = 10;
/** Milliseconds between two reports to the page. */
const REPORT_EVERY = 50;
/** Milliseconds of arithmetic after which an engine has compiled the loops that count for speed. */
const WARM_UP = 20;
/** The pages' jobs count from 1. */
const WARM_UP_JOB = 0;

/**
 * @type {{ onmessage: (event: MessageEvent<ToGenerator>) => void,
 *   postMessage(message: FromGenerator, transfer: Transferable[]): void }}
 */
const page = /** @type {any} */ (self);

/** @type {Search | WarmUp | undefined} */
let running;
let ticking = false;
const afterMessages = turns();

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

/** Asks for the next slice, behind the messages that are waiting. */
function tick() {
  if (!running || running.idle || ticking) return;
  ticking = true;
  afterMessages(() => {
    ticking = false;
    if (running) attempt(running.number, () => running?.step());
    tick();
  });
}

/**
 * A way to have something done behind the messages that are waiting. WebKit has no `scheduler`, and there a message to
 * oneself takes a millisecond, but any digest's promise a fifth of one.
 *
 * @returns {(then: () => void) => void}
 */
function turns() {
  /** @type {{ scheduler?: { postTask(then: () => void): void } }} */
  const { scheduler } = globalThis;
  if (scheduler) return (then) => scheduler.postTask(then);
  const { subtle } = crypto;
  const nothing = new Uint8Array();
  if (subtle) return (then) => void subtle.digest("SHA-256", nothing).then(then);
  const { port1, port2 } = new MessageChannel();
  return (then) => {
    port1.onmessage = then;
    port2.postMessage(null);
  };
}

/**
 * @param {number} job
 * @param {() => void} operation
 */
function attempt(job, operation) {
  try {
    call(operation);
  } catch (error) {
    const { code, message, cause } = /** @type {SealpostError} */ (error);
    running?.close();
    running = undefined;
    const failure = { code, message, cause: code === "internal-error" ? String(cause) : undefined };
    post(page, { job, candidates: 0, failure });
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
 * A search in one random window after the other, each for one candidate, so that no two primes of a key share one. Who
 * finds the second of a key goes on to confirm both, and the keyring has the other generator help while it is itself
 * making the key.
 */
class Search {
  /** In a window of its own, made when it is needed: that takes a while. @type {RawPrimeSearch | undefined} */
  #raw;
  #slice;
  #tested = 0;
  #limit = 1;
  #reported = 0;
  #found = 0;
  /** A key's first candidate, whoever found it. @type {Candidate | undefined} */
  #first;
  /** What is to be confirmed. @type {ConfirmationTask | undefined} */
  #share;
  /** Whether there is nothing to do before the keyring says so. */
  idle = false;

  /** @param {Job} job */
  constructor(job) {
    this.job = job;
    this.number = job.job;
    this.#slice = job.parts === 1 ? LONE_SLICE : SLICE;
    job.port.onmessage = (/** @type {MessageEvent<ToSearch>} */ { data }) => {
      this.#forget();
      if ("first" in data) this.#first = data.first;
      if ("confirm" in data) this.#share = data;
      this.idle = false;
      tick();
    };
  }

  step() {
    if (this.#share) this.#confirm(this.#share);
    else this.#filter();
  }

  /** @param {ConfirmationTask} share */
  #confirm({ confirm, part, pair }) {
    this.#share = undefined;
    this.idle = true;
    try {
      const confirmed = call(({ confirmPrimes }) => confirmPrimes(...confirm, part, this.job.parts));
      post(this.job.port, { confirmed, pair });
    } finally {
      wipe(confirm);
    }
  }

  #filter() {
    const { job, bits } = this.job;
    const raw = (this.#raw ??= newWindow(bits));
    const started = performance.now();
    const candidate = raw.step(this.#limit);
    const now = performance.now();
    if (now - started > this.#slice) this.#limit = Math.ceil(this.#limit / 2);
    else if (now - started < this.#slice / 2) this.#limit *= 2;
    const candidates = this.#tested + raw.candidates();
    if (candidate) {
      this.#tested = candidates;
      this.#raw = undefined;
      raw.free();
      this.#take(candidate);
    }
    if (now - this.#reported >= REPORT_EVERY) {
      this.#reported = now;
      post(page, { job, candidates });
    }
  }

  /** @param {Uint8Array} bytes */
  #take(bytes) {
    const { port, index, parts } = this.job;
    const candidate = { bytes, name: index + parts * this.#found++ };
    const copy = { ...candidate, bytes: bytes.slice() };
    if (this.#first) {
      this.#share = { confirm: [this.#first.bytes, copy.bytes], part: 0, pair: `${this.#first.name} ${copy.name}` };
      this.#first = undefined;
    } else {
      this.#first = copy;
    }
    post(port, { candidate, pair: this.#share?.pair });
  }

  #forget() {
    this.#first?.bytes.fill(0);
    wipe(this.#share?.confirm);
    this.#first = this.#share = undefined;
  }

  end() {
    this.#raw?.free();
    this.close();
  }

  /** Leaves the search object to the instance, which a failure may have broken. */
  close() {
    this.#forget();
    this.job.port.close();
  }
}

/** @param {number} bits */
function newWindow(bits) {
  return call(({ RawPrimeSearch }) => new RawPrimeSearch(bits));
}
