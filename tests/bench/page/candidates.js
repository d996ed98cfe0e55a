// Searches over fixed sequences of candidates, so that a comparison does not depend on chance: a seeded random source
// gives every kernel and every browser the same candidates in the same order.

/** The bindings of the wasm module. @type {typeof import("../../../js/wasm/sealpost.js")} */
const raw = await import(new URL("sealpost/wasm/sealpost.js", import.meta.url).href);

/**
 * For each seed: searches two probable primes, confirms both as a single generator does, and makes a key of them.
 *
 * @param {{ bits: number, first: number, count: number }} how
 * @returns {Promise<{ primes: { tests: number, took: number }[], confirmations: number[], keys: number[] }>}
 *   Milliseconds for each search and the candidates that it tested, milliseconds for the confirmation of both primes,
 *   and milliseconds for making the key.
 */
export async function candidates({ bits, first, count }) {
  const original = crypto.getRandomValues;
  /** @type {{ tests: number, took: number }[]} */
  const primes = [];
  /** @type {number[]} */
  const confirmations = [];
  /** @type {number[]} */
  const keys = [];
  try {
    for (let seed = first; seed < first + count; seed += 1) {
      crypto.getRandomValues = seeded(seed);
      const [p, q] = [searched(bits), searched(bits)];
      crypto.getRandomValues = original;
      const searchEnded = performance.now();
      if (!raw.confirmPrimes(p.prime, q.prime, 0, 1)) throw new Error("a probable prime is no prime");
      const started = performance.now();
      confirmations.push(started - searchEnded);
      raw.RawPrivateKey.fromPrimes(p.prime, q.prime).free();
      keys.push(performance.now() - started);
      primes.push(p.cost, q.cost);
    }
  } finally {
    crypto.getRandomValues = original;
  }
  return { primes, confirmations, keys };
}

/** Searches one probable prime. Returns this prime, and what the search cost. @param {number} bits */
function searched(bits) {
  const started = performance.now();
  const search = new raw.RawPrimeSearch(bits);
  let prime;
  while (!prime) prime = search.step(64);
  const cost = { tests: search.candidates(), took: performance.now() - started };
  search.free();
  return { prime, cost };
}

/**
 * A random source with a seed (SplitMix32), about as fast as that of the browser.
 *
 * @param {number} seed
 * @returns {typeof crypto.getRandomValues}
 */
function seeded(seed) {
  let state = Math.imul(seed, 0x9e37_79b9);
  return (array) => {
    const { buffer, byteOffset, byteLength } = /** @type {ArrayBufferView} */ (/** @type {unknown} */ (array));
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    bytes.forEach((_, index) => {
      state = (state + 0x9e37_79b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
      bytes[index] = mixed ^ (mixed >>> 15);
    });
    return array;
  };
}
