import { call } from "../module/instance.js";
import { newPrimeSearch } from "./prime-search.js";

/** The number of the warm-up's job. Those of key searches begin with 1. */
export const WARM_UP_JOB = 0;
/** Milliseconds of arithmetic after which engines have compiled the inner loops with their optimising compiler. */
const DURATION = 20;
/** Bits of the modulus. */
const BITS = 2048;

/**
 * A task that does the arithmetic of a key search and discards the results, until the engine has compiled it with its
 * optimising compiler: the first key would take twice as long otherwise. A job that arrives meanwhile replaces it.
 */
export class WarmUp {
  idle = false;
  #search = newPrimeSearch(BITS);
  #end = performance.now() + DURATION;

  step() {
    this.#search.step(4);
    // One round of Miller-Rabin for a composite number.
    const composite = new Uint8Array(BITS / 16).fill(0xff);
    call(({ confirmPrimes }) => confirmPrimes(composite, composite, 4, 5));
    this.idle = performance.now() > this.#end;
  }

  end() {
    this.#search.free();
  }

  close() {}
}
