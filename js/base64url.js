// base64url without padding (RFC 4648 §5) for ciphertexts of many megabytes, which would otherwise go through wasm for
// nothing else. What is encoded and decoded here is public, so no time has to be constant. The engines' own `fromBase64`
// is not in all of them yet, and takes white space.

const CODES = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
/** The value of each character by its code; where there is none, 64, whose bit no value has. */
const VALUES = new Uint8Array(128).fill(64);
CODES.forEach((code, value) => (VALUES[code] = value));

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encode(bytes) {
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
 */
export function decode(text, start, end, spare) {
  const length = Math.floor(((end - start) * 3) / 4);
  const bytes = new Uint8Array(length + spare);
  let wrong = (end - start) % 4 === 1 ? 64 : 0;
  let to = 0;
  let group = 0;
  let bits = 0;
  for (let from = start; from < end; from += 1) {
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
