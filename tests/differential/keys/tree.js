// DER as a tree whose elements can be changed and written again. `tree` reads strict DER only; `writeTree` can write
// lengths that DER forbids.

/**
 * An element of DER, with a value or with children.
 *
 * @typedef {object} Node
 * @property {number} tag
 * @property {Buffer} [value]
 * @property {Node[]} [children]
 * @property {Buffer} [prefix] The byte before the children of a BIT STRING: the number of unused bits.
 * @property {"long" | "indefinite"} [length] A length that DER forbids: with a leading zero, or indefinite.
 */

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const BIT_STRING = 0x03;

/**
 * Reads one element. Undefined if the bytes are not DER.
 *
 * @param {Buffer} bytes
 * @returns {{ tag: number, value: Buffer, end: number } | undefined}
 */
function element(bytes) {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let [start, length] = [2, first];
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || bytes.length < 2 + count) return undefined;
    [start, length] = [2 + count, bytes.readUIntBE(2, count)];
    // X.690 §10.1: the shortest form of the length.
    if (length < 0x80 || bytes[2] === 0) return undefined;
  }
  const end = start + length;
  return end <= bytes.length ? { tag, value: bytes.subarray(start, end), end } : undefined;
}

/** The elements that `bytes` consists of. Undefined if `bytes` has anything else. @param {Buffer} bytes */
function elements(bytes) {
  const found = [];
  while (bytes.length > 0) {
    const next = element(bytes);
    if (!next) return undefined;
    found.push({ tag: next.tag, value: next.value });
    bytes = bytes.subarray(next.end);
  }
  return found;
}

/**
 * At most `count` elements from the beginning, without regard to what follows.
 *
 * @param {Buffer} bytes
 * @param {number} count
 */
export function firstElements(bytes, count) {
  const found = [];
  for (let next = element(bytes); next && found.length < count; next = element(bytes)) {
    found.push({ tag: next.tag, value: next.value });
    bytes = bytes.subarray(next.end);
  }
  return found;
}

/**
 * The tree of one element. Octet and bit strings that contain a SEQUENCE have children.
 *
 * @param {Buffer} bytes
 * @returns {Node | undefined}
 */
export function tree(bytes) {
  const [only, ...more] = elements(bytes) ?? [];
  return only && more.length === 0 ? node(only) : undefined;
}

/** The tree of an element that was read. @param {{ tag: number, value: Buffer }} element @returns {Node} */
function node({ tag, value }) {
  const isBits = tag === BIT_STRING && value[0] === 0;
  const inner = isBits ? value.subarray(1) : value;
  const children =
    tag === SEQUENCE || ((tag === OCTET_STRING || isBits) && inner[0] === SEQUENCE) ? elements(inner) : undefined;
  return children ? { tag, children: children.map(node), prefix: value.subarray(0, isBits ? 1 : 0) } : { tag, value };
}

/** Encodes a tree. @param {Node} node @returns {Buffer} */
export function writeTree({ tag, value, children, prefix, length }) {
  const body = value ?? Buffer.concat([prefix ?? Buffer.alloc(0), ...(children ?? []).map(writeTree)]);
  if (length === "indefinite") return Buffer.concat([Buffer.from([tag | 0x20, 0x80]), body, Buffer.alloc(2)]);
  const hex = body.length.toString(16);
  const long = Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
  if (length === "long") return Buffer.concat([Buffer.from([tag, 0x81 + long.length, 0]), long, body]);
  return Buffer.concat([
    Buffer.from([tag, ...(body.length < 0x80 ? [body.length] : [0x80 + long.length, ...long])]),
    body,
  ]);
}

/** All nodes, the root first. @param {Node} root @returns {Node[]} */
export const nodes = (root) => [root, ...(root.children ?? []).flatMap(nodes)];
