import { SealpostError } from "../base/errors.js";
import { errorOf, notStarted } from "../client/rpc.js";
import { post } from "../base/transfer.js";

/** @import { ModuleWorker } from "../client/keyring-types.js" */
/** @import { FromGenerator, Modules, ToGenerator } from "../client/protocol.js" */

/** The sieve's bound: no prime below it divides a number that is tested (`crates/engine/src/primes/sieve.rs`). */
const SIEVE_BOUND = 2 ** 18;
/** More generators than this find no more primes per second on most devices: their cores share a power budget. */
const MOST = 2;
const EULER_GAMMA = 0.5772156649015329;

/**
 * The generator workers: made when the keyring is opened, and kept from one search to the next. An idle one costs its
 * memory, some megabytes, and no time.
 */
export class Generators {
  #spawn;
  #modules;
  /** @type {ModuleWorker[]} */
  #workers = [];
  #job = 0;
  /** @type {number[]} */
  #candidates = [];
  /** @type {(error: SealpostError) => void} */
  #fail = () => {};

  /**
   * @param {() => ModuleWorker} spawn
   * @param {Promise<Modules>} modules
   */
  constructor(spawn, modules) {
    this.#spawn = spawn;
    this.#modules = modules;
  }

  /** Makes the generators that are missing: starting one takes longer than many a search. */
  prepare() {
    const count = Math.min(MOST, globalThis.navigator?.hardwareConcurrency || 1);
    while (this.#workers.length < count) this.#workers.push(this.#make(this.#workers.length));
  }

  /**
   * Starts a search for primes, until `stop` or `terminate`.
   *
   * @param {number} bits Of the modulus.
   * @param {(error: SealpostError) => void} fail
   * @returns {MessagePort[]} Where what they find arrives.
   */
  start(bits, fail) {
    this.prepare();
    this.#job += 1;
    this.#candidates = [];
    this.#fail = fail;
    return this.#workers.map((worker, index) => {
      const { port1, port2 } = new MessageChannel();
      this.#tell(worker, { job: this.#job, bits, index, parts: this.#workers.length, port: port1 });
      return port2;
    });
  }

  /** Candidates tested in the running search, by all generators. */
  get candidates() {
    return this.#candidates.reduce((sum, candidates) => sum + candidates, 0);
  }

  /** Ends the search; the generators wait for the next one. */
  stop() {
    for (const worker of this.#workers) this.#tell(worker, { stop: true });
  }

  /** Ends the search and the generators at once. */
  terminate() {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
  }

  /** @param {number} index */
  #make(index) {
    const worker = this.#spawn();
    let hasSpoken = false;
    worker.addEventListener("message", (/** @type {MessageEvent<FromGenerator>} */ { data }) => {
      hasSpoken = true;
      if (data.job !== this.#job) return;
      this.#candidates[index] = data.candidates;
      if (data.failure) this.#fail(errorOf(data.failure));
    });
    for (const type of /** @type {const} */ (["error", "messageerror"])) {
      worker.addEventListener(type, () => {
        // Not one that was ended before its event came.
        if (!this.#workers.includes(worker)) return;
        this.terminate();
        const stopped = () => new SealpostError("worker-failed", "a generator worker stopped: try again");
        this.#fail(hasSpoken ? stopped() : notStarted("generator"));
      });
    }
    this.#modules.then(
      (modules) => post(worker, { modules }),
      () => {},
    );
    return worker;
  }

  /**
   * Behind the modules, without which a keyring does not open.
   *
   * @param {ModuleWorker} worker
   * @param {ToGenerator} message
   */
  #tell(worker, message) {
    this.#modules.then(
      () => post(worker, message),
      () => {},
    );
  }
}

/**
 * The probability that a search for the two primes of a key of `bits` bits ends within `candidates` tests.
 *
 * Among numbers of k bits one in ln(2^k) is prime (prime number theorem). A sieve by the primes below B keeps every
 * prime, and of all numbers the share e^-γ / ln B (Mertens' third theorem), so that one in ln(2^k) · e^-γ / ln B of the
 * tested ones is prime. The primes found in n tests are then close to Poisson-distributed, their mean λ being n over
 * that number, and there are at least two of them with the probability 1 - (1 + λ) e^-λ.
 *
 * @param {number} bits
 * @param {number} candidates
 */
export function probabilityOfEnd(bits, candidates) {
  const testsPerPrime = ((bits / 2) * Math.LN2 * Math.exp(-EULER_GAMMA)) / Math.log(SIEVE_BOUND);
  const mean = candidates / testsPerPrime;
  return 1 - (1 + mean) * Math.exp(-mean);
}
