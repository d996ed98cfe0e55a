// Writes encoded messages (RFC 8017 §7.1.1) with a chosen flaw, so that a single check of the decoding fails, or
// without a flaw. All is for SHA-256 and keys of 2048 bits.
import { constants, createHash, publicEncrypt, randomBytes } from "node:crypto";

/** @import { KeyObject } from "node:crypto" */

/** Length of SHA-256 in bytes. */
const HASH = 32;
const sha256 = (/** @type {Uint8Array[]} */ ...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** MGF1 (RFC 8017 appendix B.2.1) with SHA-256, XORed onto `target`. @param {Buffer} seed @param {Buffer} target */
export function mask(seed, target) {
  for (let start = 0; start < target.length; start += HASH) {
    const block = sha256(seed, Buffer.from([0, 0, 0, start / HASH]));
    for (let index = start; index < Math.min(start + HASH, target.length); index += 1) {
      target[index] = Number(target[index]) ^ Number(block[index - start]);
    }
  }
}

/**
 * A flaw: the first byte Y of the encoded message, and a change of the data block.
 *
 * @typedef {{ first?: number, change?: (block: Buffer, separator: number) => void }} Flaw
 */

/** The encoded message for a modulus of 2048 bits. @param {Uint8Array} message @param {Flaw} [flaw] */
export function encodeMessage(message, { first = 0, change = () => {} } = {}) {
  const encoded = Buffer.alloc(256);
  const [seed, block] = [encoded.subarray(1, 1 + HASH), encoded.subarray(1 + HASH)];
  const separator = block.length - message.length - 1;
  sha256().copy(block);
  block[separator] = 1;
  block.set(message, separator + 1);
  change(block, separator);
  randomBytes(HASH).copy(seed);
  mask(seed, block);
  mask(block, seed);
  encoded[0] = first;
  return encoded;
}

/** RSAEP (RFC 8017 §5.1.1): m^e modulo n. @param {KeyObject} key @param {Buffer} number Below the modulus. */
export const rsaep = (key, number) => publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, number);

/** @type {{ [name: string]: Flaw }} */
export const FLAWS = {
  none: {},
  // One byte of lHash, anywhere.
  label: { change: (block) => flip(block, randomBytes(1).readUInt8() % HASH) },
  // Zeros in place of the separator 01 and of the message.
  separator: { change: (block, separator) => block.fill(0, separator) },
  // A byte that is neither 00 nor 01 before the separator.
  padding: { change: (block, separator) => (block[HASH + (randomBytes(2).readUInt16BE() % (separator - HASH))] = 2) },
  // Y ≠ 0 (Manger, CRYPTO 2001), and all else is valid. The number stays below every modulus of 2048 bits, whose first
  // byte is at least 0x80.
  first: { first: 1 },
};

/** @param {Buffer} block @param {number} at */
function flip(block, at) {
  block[at] = Number(block[at]) ^ 0x40;
}
