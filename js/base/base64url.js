// base64url without padding (RFC 4648 §5) for ciphertexts of many megabytes, which would otherwise go through wasm for
// nothing else. What is encoded and decoded here is public, so no time has to be constant.

/** @import { NewBytes } from "../index.js" */

/** What newer engines have, and the DOM's types not yet. @typedef {{ toBase64?: (options: object) => string }} Encoder */
/** @typedef {{ setFromBase64?: (text: string, options: object) => { written: number } }} Decoder */

const CODES = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
/** The value of each character by its code; where there is none, 64, whose bit no value has. */
const VALUES = new Uint8Array(128).fill(64);
CODES.forEach((code, value) => (VALUES[code] = value));

/**
 * @param {Uint8Array & Encoder} bytes
 * @param {boolean} [native] Whether to use the engine's own, where it has one: ten times as fast.
 * @returns {string}
 */
export function encode(bytes, native = true) {
  if (native && bytes.toBase64) return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    // Past the end `undefined` counts as 0, and what is written past the end is dropped.
    const group = (bytes[from] << 16) | (bytes[from + 1] << 8) | bytes[from + 2];
    codes[to] = CODES[group >> 18];
    codes[to + 1] = CODES[(group >> 12) & 63];
    codes[to + 2] = CODES[(group >> 6) & 63];
    codes[to + 3] = CODES[group & 63];
  }
  return new TextDecoder("latin1").decode(codes);
}

/**
 * Decodes the characters of `text` from `start` to `end`, with room for `spare` bytes more behind them; undefined where
 * they are not base64url as it is written, without padding, white space or spare bits that are set.
 *
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {number} spare
 * @param {boolean} [native] As in `encode`.
 */
export function decode(text, start, end, spare, native = true) {
  const count = end - start;
  const length = Math.floor((count * 3) / 4);
  if (count % 4 === 1) return undefined;
  /** @type {NewBytes & Decoder} */
  const bytes = new Uint8Array(length + spare);
  if (native && bytes.setFromBase64) {
    try {
      // "strict" refuses spare bits that are set and wants padding. White space and padding of the text's own would be
      // taken, and yield fewer bytes than so many characters stand for.
      const padded = text.slice(start, end) + "=".repeat(-count & 3);
      const { written } = bytes.setFromBase64(padded, { alphabet: "base64url", lastChunkHandling: "strict" });
      return written === length ? bytes : undefined;
    } catch {
      return undefined;
    }
  }
  let wrong = 0;
  let group = 0;
  let bits = 0;
  for (let from = start, to = 0; from < end; from += 1) {
    const code = text.charCodeAt(from);
    const value = code < 128 ? VALUES[code] : 64;
    wrong |= value;
    group = (group << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[to++] = group >> bits;
    }
  }
  return wrong & 64 || group & ((1 << bits) - 1) ? undefined : bytes;
}
