import { sha256 } from "../vendor/noble/sha2.js";

/** Computes the length and the SHA-256 of bytes that come one after the other. */
export class Checksum {
  #sha256 = sha256.create();
  size = 0;

  /** @param {Uint8Array} bytes */
  add(bytes) {
    this.#sha256.update(bytes);
    this.size += bytes.length;
  }

  /** The SHA-256, once. @returns {Uint8Array} */
  digest() {
    return this.#sha256.digest();
  }
}

/** @param {Uint8Array} one @param {Uint8Array} other */
export const areEqual = (one, other) => one.length === other.length && one.every((byte, k) => byte === other[k]);
