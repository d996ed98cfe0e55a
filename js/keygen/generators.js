// The page's part of a key search: it makes the generators (workers that search for primes), starts and ends their
// searches, and adds up their progress.
import { SealpostError } from "../base/errors.js";
import { SIEVE_BOUND } from "../base/limits.js";
import { errorOf, notStarted } from "../client/rpc.js";
import { post } from "../base/transfer.js";

/** @import { ModuleWorker } from "../client/keyring-types.js" */
/** @import { FromGenerator, Modules, ToGenerator } from "../client/protocol.js" */

/**
 * The most generators. More would save little: they divide the search, but the Miller-Rabin tests have five rounds at
 * most for each prime, and each generator takes memory.
 */
const GENERATOR_LIMIT = 4;
/** Euler's constant γ. */
const EULER_GAMMA = 0.5772156649015329;

/**
 * The generator workers. They are made when the keyring is opened and reused for each search; an idle one takes some
 * megabytes of memory and no time.
 */
export class Generators {
  #spawn;
  #modules;
  /** @type {ModuleWorker[]} */
  #workers = [];
  /** The number of the current search. Messages about earlier searches are ignored. */
  #job = 0;
  /** How many numbers each generator has tested in the current search. @type {number[]} */
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

  /** Makes the generators, before the first search if possible: starting a worker can take longer than a search. */
  prepare() {
    const count = Math.min(GENERATOR_LIMIT, globalThis.navigator?.hardwareConcurrency || 1);
    while (this.#workers.length < count) this.#workers.push(this.#make(this.#workers.length));
  }

  /**
   * Starts a search for primes, which runs until `stop` or `terminate`.
   *
   * @param {number} bits Of the modulus.
   * @param {(error: SealpostError) => void} fail Called if a generator stops or reports an error.
   * @returns {MessagePort[]} The ports on which the keyring worker receives candidates.
   */
  start(bits, fail) {
    this.prepare();
    this.#job += 1;
    this.#candidates = [];
    this.#fail = fail;
    return this.#workers.map((worker, index) => {
      const { port1, port2 } = new MessageChannel();
      this.#send(worker, { job: this.#job, bits, index, parts: this.#workers.length, port: port1 });
      return port2;
    });
  }

  /** How many numbers all generators have tested in the current search. */
  get candidates() {
    return this.#candidates.reduce((sum, candidates) => sum + candidates, 0);
  }

  /** Ends the search. The generators are reused. */
  stop() {
    for (const worker of this.#workers) this.#send(worker, { stop: true });
  }

  /** Ends the search and the generators at once. */
  terminate() {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
  }

  /** @param {number} index */
  #make(index) {
    const worker = this.#spawn();
    let hasStarted = false;
    worker.addEventListener("message", (/** @type {MessageEvent<FromGenerator>} */ { data }) => {
      hasStarted = true;
      if (data.job !== this.#job) return;
      this.#candidates[index] = data.candidates;
      if (data.failure) this.#fail(errorOf(data.failure));
    });
    for (const type of /** @type {const} */ (["error", "messageerror"])) {
      worker.addEventListener(type, () => {
        // The worker was terminated before this event arrived.
        if (!this.#workers.includes(worker)) return;
        this.terminate();
        const stopped = () => new SealpostError("worker-failed", "a generator worker stopped: try again");
        this.#fail(hasStarted ? stopped() : notStarted("generator"));
      });
    }
    this.#modules.then(
      (modules) => post(worker, { modules }),
      () => {},
    );
    return worker;
  }

  /**
   * Sends a message after the wasm modules. If they cannot be loaded, nothing is sent, and the keyring does not open.
   *
   * @param {ModuleWorker} worker
   * @param {ToGenerator} message
   */
  #send(worker, message) {
    this.#modules.then(
      () => post(worker, message),
      () => {},
    );
  }
}

/**
 * The probability that a search for the primes of `keys` keys of `bits` bits, two for each, ends within `candidates`
 * tests.
 *
 * Each prime has k = bits / 2 bits. Among numbers of k bits one in ln(2^k) is prime (prime number theorem). A sieve by
 * the primes below B = SIEVE_BOUND leaves all primes and e^-γ / ln B of all numbers (Mertens' third theorem). So one in
 * t = ln(2^k) · e^-γ / ln B of the tested numbers is prime. The number of primes in n tests is close to
 * Poisson-distributed with the mean λ = n / t. The probability of at least m primes is
 * 1 - e^-λ (1 + λ + … + λ^(m-1) / (m-1)!).
 *
 * @param {number} bits
 * @param {number} candidates
 * @param {number} [keys]
 */
export function probabilityOfEnd(bits, candidates, keys = 1) {
  const testsPerPrime = ((bits / 2) * Math.LN2 * Math.exp(-EULER_GAMMA)) / Math.log(SIEVE_BOUND);
  const mean = candidates / testsPerPrime;
  let [term, fewer] = [1, 0];
  for (let primes = 0; primes < 2 * keys; primes += 1) {
    fewer += term;
    term *= mean / (primes + 1);
  }
  return 1 - fewer * Math.exp(-mean);
}
