// DER (ITU-T X.690) taken apart and written again as the BER that other encoders write.

/** @typedef {{ tag: number, content: Buffer }} Element */

/** The elements that follow each other in some bytes. @param {Buffer} bytes */
function elementsOf(bytes) {
  /** @type {Element[]} */
  const elements = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = [bytes[at], bytes[at + 1]];
    const count = first < 0x80 ? 0 : first & 0x7f;
    const length = count ? bytes.readUIntBE(at + 2, count) : first;
    const begin = at + 2 + count;
    elements.push({ tag, content: bytes.subarray(begin, begin + length) });
    at = begin + length;
  }
  return elements;
}

/**
 * Writes an element. With a `minimum` above 0 the length has the long form, with at least `minimum` bytes.
 *
 * @type {(tag: number, content: Buffer, minimum?: number) => Buffer}
 */
function element(tag, content, minimum = 0) {
  const count = Math.max(minimum, content.length < 0x80 ? 0 : Math.ceil(Math.log2(content.length + 1) / 8));
  const length = Buffer.alloc(count + 1, count ? 0x80 | count : content.length);
  if (count) length.writeUIntBE(content.length, 1, count);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

const isConstructed = (/** @type {number} */ tag) => (tag & 0x20) !== 0;

/** Writes every constructed element with indefinite length (X.690 §8.1.3.6). @param {Buffer} der @returns {Buffer} */
export const indefinite = (der) =>
  Buffer.concat(
    elementsOf(der).map(({ tag, content }) =>
      isConstructed(tag)
        ? Buffer.concat([Buffer.of(tag, 0x80), indefinite(content), Buffer.alloc(2)])
        : element(tag, content),
    ),
  );

/** Writes all lengths in four bytes, although fewer would do. @param {Buffer} der @returns {Buffer} */
export const longLengths = (der) =>
  Buffer.concat(
    elementsOf(der).map(({ tag, content }) => element(tag, isConstructed(tag) ? longLengths(content) : content, 4)),
  );

/** Writes every OCTET STRING in two pieces (X.690 §8.7.3). @param {Buffer} der @returns {Buffer} */
export const inPieces = (der) =>
  Buffer.concat(
    elementsOf(der).map(({ tag, content }) => {
      if (tag !== 0x04) return element(tag, isConstructed(tag) ? inPieces(content) : content);
      const half = content.length >> 1;
      return element(
        0x24,
        Buffer.concat([content.subarray(0, half), content.subarray(half)].map((part) => element(4, part))),
      );
    }),
  );

/** Writes a superfluous zero byte before every INTEGER of more than one byte. @param {Buffer} der @returns {Buffer} */
export const zerosBefore = (der) =>
  Buffer.concat(
    elementsOf(der).map(({ tag, content }) => {
      if (tag === 0x02 && content.length > 1) return element(tag, Buffer.concat([Buffer.alloc(1), content]));
      return element(tag, isConstructed(tag) ? zerosBefore(content) : content);
    }),
  );

/** PKCS#1 with n, e and d, and zeros for the rest. @param {Buffer} der */
export function withoutPrimes(der) {
  const [outer] = elementsOf(der);
  const numbers = elementsOf(outer?.content ?? der).map(({ tag, content }, at) =>
    element(tag, at < 4 ? content : Buffer.alloc(1)),
  );
  return element(0x30, Buffer.concat(numbers));
}
