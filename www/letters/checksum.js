import { sha256 } from "../vendor/noble/sha2.js";

/** Bytes of a file that are read and counted at once: a few milliseconds of work, between which the page answers. */
const step = 256 * 1024;

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

/**
 * The bytes of a file, step by step. It fails if the file became shorter or cannot be read any more.
 *
 * @param {Blob} file
 * @param {AbortSignal} signal
 */
export async function* chunksOf(file, signal) {
  for (let at = 0; at < file.size; at += step) {
    const bytes = new Uint8Array(await file.slice(at, at + step).arrayBuffer());
    signal.throwIfAborted();
    yield bytes;
    bytes.fill(0);
  }
}
