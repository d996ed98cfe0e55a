// Pseudorandom choices that a seed repeats. Not for secrets.

/** The generator xorshift128 (Marsaglia, Xorshift RNGs, 2003). */
export class Random {
  #state = new Uint32Array(4);

  /** @param {number} seed */
  constructor(seed) {
    // splitmix32 spreads the seed over the state, which must not be zero.
    let word = seed >>> 0;
    for (let index = 0; index < 4; index += 1) {
      word = (word + 0x9e37_79b9) >>> 0;
      let mixed = Math.imul(word ^ (word >>> 16), 0x21f0_aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
      this.#state[index] = mixed ^ (mixed >>> 15);
    }
  }

  /** The next 32 bits. */
  word() {
    const [a = 0, b = 0, c = 0, d = 0] = this.#state;
    const t = a ^ (a << 11);
    this.#state.set([b, c, d, d ^ (d >>> 19) ^ t ^ (t >>> 8)]);
    return /** @type {number} */ (this.#state[3]);
  }

  /** A number from 0 to `limit` - 1. @param {number} limit */
  below(limit) {
    return Math.floor((this.word() / 2 ** 32) * limit);
  }

  /** True with the probability 1 / `count`. @param {number} count */
  oneIn(count) {
    return this.below(count) === 0;
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.below(list.length)]);
  }

  /** @param {number} length */
  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** The same elements in random order. @template T @param {readonly T[]} list */
  shuffled(list) {
    const result = [...list];
    for (let index = result.length - 1; index > 0; index -= 1) {
      const other = this.below(index + 1);
      [result[index], result[other]] = [/** @type {T} */ (result[other]), /** @type {T} */ (result[index])];
    }
    return result;
  }
}
