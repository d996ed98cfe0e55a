// A generator: searches primes, gives them to the keyring worker over a port of its own, and keeps none.
import { SealpostError } from "./errors.js";
import { call, loadSync } from "./wasm.js";

/** @import { FromGenerator, Job, ToGenerator } from "./messages.js" */
/** @import { RawPrimeSearch } from "./wasm/sealpost.js" */

/** Milliseconds of work between two looks at the messages that came in. */
const SLICE = 10;
/** Milliseconds between two reports to the page. */
const REPORT_EVERY = 50;

/** @type {{ onmessage: (event: MessageEvent<ToGenerator>) => void, postMessage(message: FromGenerator): void }} */
const page = /** @type {any} */ (self);

/** @type {Search | undefined} */
let running;
let ticking = false;
const { port1: inbox, port2: outbox } = new MessageChannel();

page.onmessage = ({ data }) => {
  if ("modules" in data) return loadSync(data.modules);
  running?.end();
  running = undefined;
  if ("job" in data) attempt(data, () => (running = new Search(data)));
  tick();
};

inbox.onmessage = () => {
  ticking = false;
  if (running) attempt(running.job, () => running?.step());
  tick();
};

/** Asks for the next slice, behind the messages that are waiting. */
function tick() {
  if (!running || ticking) return;
  ticking = true;
  outbox.postMessage(null);
}

/**
 * @param {Job} job
 * @param {() => void} operation
 */
function attempt({ job }, operation) {
  try {
    call(operation);
  } catch (error) {
    const { code, message } = /** @type {SealpostError} */ (error);
    running?.close();
    running = undefined;
    page.postMessage({ job, candidates: 0, failure: { code, message } });
  }
}

/** A search in one random window after the other, each for one prime, so that no two primes of a key share one. */
class Search {
  /** @type {RawPrimeSearch} */
  #raw;
  #tested = 0;
  #limit = 1;
  #reported = 0;

  /** @param {Job} job */
  constructor(job) {
    this.job = job;
    this.#raw = newWindow(job.bits);
  }

  step() {
    const { job, bits, port } = this.job;
    const started = performance.now();
    const prime = this.#raw.step(this.#limit);
    const now = performance.now();
    if (now - started > SLICE) this.#limit = Math.ceil(this.#limit / 2);
    else if (now - started < SLICE / 2) this.#limit *= 2;
    if (prime) {
      port.postMessage(prime, [prime.buffer]);
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
