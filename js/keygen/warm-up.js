// The first task of a generator, a worker that searches for primes: the task makes the JavaScript engine compile the
// arithmetic of a key search before a key is needed.
import { call } from "../module/instance.js";
import { newPrimeSearch } from "./prime-search.js";

/** The job number of the warm-up. Key searches are numbered from 1. */
export const WARM_UP_JOB = 0;
/** Milliseconds of arithmetic after which engines have compiled the inner loops with their optimising compiler. */
const DURATION = 20;
/** Bits of the modulus of the key that the task searches for. */
const BITS = 2048;

/**
 * A task (see task-loop.js) that does the arithmetic of a key search and discards the results, until the engine has
 * compiled the arithmetic with its optimising compiler: otherwise the first key would take twice as long. A job that
 * arrives in the meantime replaces this task.
 */
export class WarmUp {
  idle = false;
  #search = newPrimeSearch(BITS);
  #end = performance.now() + DURATION;

  step() {
    // Tests four numbers: few, so that messages are received soon.
    this.#search.step(4);
    // 2^(BITS / 2) - 1 is composite. Share 0 begins with the round on the independent kernel, which the search does not
    // use, and ends there, because both numbers fail it.
    const composite = new Uint8Array(BITS / 16).fill(0xff);
    call(({ confirmPrimes }) => confirmPrimes(composite, composite, 0, 1));
    this.idle = performance.now() > this.#end;
  }

  end() {
    this.#search.free();
  }

  close() {}
}
