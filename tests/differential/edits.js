// Mutations of bytes and of characters, without regard to the format.

/** @import { Random } from "../support/random.js" */

/** Bytes that have a meaning in DER, as tags or lengths, or in text, as line breaks, spaces or dashes. */
const INTERESTING = [0x00, 0x01, 0x02, 0x05, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x0a, 0x20, 0x2d, 0x30];
/** Characters that have a meaning in base64, JSON or PEM, and some that have none. */
const CHARACTERS = [...'ABCxyz019-_+/=."\\{}[],: \n\r\t\0', "\u00e9", "\ufeff", "\ud800"];

/**
 * A random place in an input of `size` bytes or characters, how many of them are changed, at most `longest`, and the
 * kind of change.
 *
 * @param {Random} random
 * @param {number} size
 * @param {number} longest
 */
const choose = (random, size, longest) => ({
  at: random.below(size + 1),
  length: 1 + random.below(random.oneIn(4) ? longest : 2),
  kind: random.below(7),
});

/**
 * One change of bytes: a bit is flipped, a byte is replaced, bytes are removed, inserted, repeated or replaced, or the
 * rest is cut off.
 *
 * @param {Random} random
 * @param {Buffer} bytes
 */
export function editBytes(random, bytes) {
  const { at, length, kind } = choose(random, bytes.length, 32);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (kind) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = Number(copy[at]) ^ (1 << random.below(8));
      return copy;
    }
    case 1:
      return Buffer.concat([before, [random.pick(INTERESTING)], after.subarray(1)].map((part) => Buffer.from(part)));
    case 2:
      return Buffer.concat([before, after.subarray(length)]);
    case 3:
      return Buffer.concat([before, random.bytes(length), after]);
    case 4:
      return Buffer.concat([before, after.subarray(0, length), after]);
    case 5:
      return Buffer.from(before);
    default:
      return Buffer.concat([before, random.bytes(length), after.subarray(length)]);
  }
}

/**
 * One change of characters: a bit is flipped, a character is replaced or inserted, characters are removed, repeated or
 * replaced by others of the text, or the end is cut off.
 *
 * @param {Random} random
 * @param {string} text
 */
export function editText(random, text) {
  const { at, length, kind } = choose(random, text.length, 64);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (kind) {
    case 0: {
      const unit = text.charCodeAt(Math.min(at, text.length - 1)) ^ (1 << random.below(7));
      return before + String.fromCharCode(unit || 0x20) + after.slice(1);
    }
    case 1:
      return before + random.pick(CHARACTERS) + after.slice(1);
    case 2:
      return before + after.slice(length);
    case 3:
      return before + random.pick(CHARACTERS) + after;
    case 4:
      return before + after.slice(0, length) + after;
    case 5:
      return random.oneIn(4) ? before : text.slice(0, text.length - length);
    default: {
      const other = random.below(text.length + 1);
      return before + text.slice(other, other + length) + after.slice(length);
    }
  }
}
