// base64url without padding (RFC 4648 §5) in JavaScript, so that ciphertexts of many megabytes need not be copied into
// the wasm module to be encoded or decoded. Not constant-time: not for keys.
import { TextDecoder, TextEncoder } from "./node-builtins.js";

/** @import { NewBytes } from "../index.js" */

/**
 * `Uint8Array.prototype.toBase64` and `setFromBase64` (ES2026), which older engines and TypeScript's declarations of
 * ES2023 lack.
 *
 * @typedef {{ toBase64?: (options: object) => string }} Encoder
 * @typedef {{ setFromBase64?: (text: string, options: object) => { written: number } }} Decoder
 */

const CODES = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
/**
 * The value of each ASCII character, 0 to 63. Characters outside of the alphabet have the value 64, a bit that the
 * other values do not have.
 */
const VALUES = new Uint8Array(128).fill(64);
CODES.forEach((code, value) => (VALUES[code] = value));

/**
 * @param {Uint8Array & Encoder} bytes
 * @param {boolean} [native] Whether to use the engine's method if there is one, which is ten times as fast.
 * @returns {string}
 */
export function encode(bytes, native = true) {
  if (native && bytes.toBase64) return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    // Reading past the end gives `undefined`, which counts as 0; writing past the end has no effect.
    const group = (bytes[from] << 16) | (bytes[from + 1] << 8) | bytes[from + 2];
    codes[to] = CODES[group >> 18];
    codes[to + 1] = CODES[(group >> 12) & 63];
    codes[to + 2] = CODES[(group >> 6) & 63];
    codes[to + 3] = CODES[group & 63];
  }
  return new TextDecoder("latin1").decode(codes);
}

/**
 * Decodes the characters of `text` from `start` to `end`. Padding, white space and unused bits that are not zero are
 * refused.
 *
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {number} spare Zero bytes to append to the result, for the caller to fill.
 * @param {boolean} [native] As in `encode`.
 * @returns Undefined if the text is refused.
 */
export function decode(text, start, end, spare, native = true) {
  const length = decodedLength(end - start);
  if (length === undefined) return undefined;
  /** @type {NewBytes} */
  const bytes = new Uint8Array(length + spare);
  return decodeTo(text, start, end, bytes.subarray(0, length), native) ? bytes : undefined;
}

/** How many bytes so many characters encode. Undefined if no bytes have so many. @param {number} characters */
export function decodedLength(characters) {
  return characters % 4 === 1 ? undefined : Math.floor((characters * 3) / 4);
}

/**
 * Decodes the characters of `text` from `start` to `end`, as {@link decode} does, into `bytes`, which has the length of
 * the result.
 *
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {Uint8Array & Decoder} bytes
 * @param {boolean} [native] As in `encode`.
 * @returns {boolean} False if the text is refused.
 */
export function decodeTo(text, start, end, bytes, native = true) {
  let [from, to] = [start, 0];
  if (native && bytes.setFromBase64) {
    // Of an incomplete last group of four characters, the engine's method ignores the unused bits, or it requires
    // padding ("strict"), for which a long text would be copied. The characters of this group are decoded below.
    from = end - ((end - start) % 4);
    to = ((from - start) / 4) * 3;
    try {
      // White space and padding within the text are accepted, but then fewer bytes are written.
      const { written } = bytes.setFromBase64(text.slice(start, from), { alphabet: "base64url" });
      if (written !== to) return false;
    } catch {
      return false;
    }
  }
  /** The bitwise OR of all values: its bit 64 is set if a character is not in the alphabet. */
  let values = 0;
  let group = 0;
  let bits = 0;
  for (; from < end; from += 1) {
    const code = text.charCodeAt(from);
    const value = code < 128 ? VALUES[code] : 64;
    values |= value;
    group = (group << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[to++] = group >> bits;
    }
  }
  return (values & 64) === 0 && (group & ((1 << bits) - 1)) === 0;
}
