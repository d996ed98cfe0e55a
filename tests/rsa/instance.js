// The crate `rsa` without changes, compiled to wasm (tests/rsa/src/lib.rs). Runs in Node and in a page.

/**
 * The functions of the module, which pass bytes in and out in its buffer.
 *
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {() => number} buffer
 * @property {(bits: number) => void} generate
 * @property {() => number} primes
 * @property {(length: number) => number} take
 * @property {(length: number) => number} encrypt
 * @property {(length: number) => number} decrypt
 */

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

  /** Generates a key, which the instance holds. @param {number} bits */
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

  /** RSA-OAEP with SHA-256, with the key that the instance holds. Empty on an error. @param {Uint8Array} plaintext */
  encrypt(plaintext) {
    return this.#get(this.#exports.encrypt(this.#put(plaintext)));
  }

  /** The plaintext, or empty on an error. @param {Uint8Array} ciphertext */
  decrypt(ciphertext) {
    return this.#get(this.#exports.decrypt(this.#put(ciphertext)));
  }

  /** Writes bytes to the module's buffer. Returns their length. @param {Uint8Array} bytes */
  #put(bytes) {
    new Uint8Array(this.#exports.memory.buffer, this.#exports.buffer()).set(bytes);
    return bytes.length;
  }

  /** A copy of the first bytes of the module's buffer. @param {number} length */
  #get(length) {
    return new Uint8Array(this.#exports.memory.buffer, this.#exports.buffer(), length).slice();
  }
}
