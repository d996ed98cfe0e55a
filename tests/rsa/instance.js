// The crate `rsa` as it comes, compiled to wasm (tests/rsa/). Runs in Node and in a page.

/** @typedef {{ memory: WebAssembly.Memory, buffer(): number, generate(bits: number): void, primes(): number, take(length: number): number, encrypt(length: number): number, decrypt(length: number): number }} Exports */

/** An instance, which holds one key at a time. */
export class Rsa {
  #exports;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    const random = (/** @type {number} */ to, /** @type {number} */ length) => {
      crypto.getRandomValues(new Uint8Array(this.#exports.memory.buffer, to, length));
    };
    const { exports } = new WebAssembly.Instance(module, { env: { random } });
    this.#exports = /** @type {Exports} */ (/** @type {unknown} */ (exports));
  }

  /** @param {number} bits */
  generate(bits) {
    this.#exports.generate(bits);
  }

  /** p and q of the key that the instance holds, one after the other. */
  primes() {
    return this.#get(this.#exports.primes());
  }

  /**
   * Holds the key of two primes of equal length, and says whether `rsa` finds it valid.
   *
   * @param {Uint8Array} primes One after the other.
   */
  take(primes) {
    return this.#exports.take(this.#put(primes) / 2) === 1;
  }

  /** @param {Uint8Array} plaintext */
  encrypt(plaintext) {
    return this.#get(this.#exports.encrypt(this.#put(plaintext)));
  }

  /** @param {Uint8Array} ciphertext */
  decrypt(ciphertext) {
    return this.#get(this.#exports.decrypt(this.#put(ciphertext)));
  }

  /** @param {Uint8Array} bytes */
  #put(bytes) {
    new Uint8Array(this.#exports.memory.buffer, this.#exports.buffer()).set(bytes);
    return bytes.length;
  }

  /** @param {number} length */
  #get(length) {
    return new Uint8Array(this.#exports.memory.buffer, this.#exports.buffer(), length).slice();
  }
}
