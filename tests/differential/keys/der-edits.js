// Mutations of DER: of its elements, and of bytes.
import { identifier } from "../../support/keys/der.js";
import { editBytes } from "../edits.js";
import { nodes, tree, writeTree } from "./tree.js";

/** @import { Random } from "../../support/random.js" */
/** @import { Node } from "./tree.js" */

const IDENTIFIERS = [
  "1.2.840.113549.1.1.1", // rsaEncryption
  "1.2.840.113549.1.1.7", // id-RSAES-OAEP
  "1.2.840.113549.1.1.10", // id-RSASSA-PSS
  "1.2.840.113549.1.1.11", // sha256WithRSAEncryption
  "1.2.840.10045.2.1", // id-ecPublicKey
  "2.5.8.1.1", // rsa (X.509)
];

/**
 * Each function changes one element of DER. `all` are the elements of the file.
 *
 * @type {((random: Random, node: Node, all: Node[]) => void)[]}
 */
const ELEMENT_EDITS = [
  (random, node) =>
    (node.tag = random.pick([0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x31, 0xa0, 0xa1, 0x00, node.tag ^ 0x20])),
  (_, node) => (node.length = "long"),
  (_, node) => (node.length = "indefinite"),
  (random, node) => node.children?.splice(random.below(node.children.length), 1),
  (random, node, all) =>
    node.children?.splice(random.below(node.children.length + 1), 0, structuredClone(random.pick(all.slice(1)))),
  (random, node) => (node.children &&= random.shuffled(node.children)),
  (random, node) => node.children?.push(structuredClone(random.pick(MORE))),
  (random, node) => node.value && (node.value = random.pick(VALUES)),
  (_, node) => node.tag === 2 && node.value && (node.value = Buffer.concat([Buffer.alloc(1), node.value])),
  (_, node) => node.tag === 2 && node.value && node.value[0] === 0 && (node.value = node.value.subarray(1)),
  (random, node) => node.tag === 6 && (node.value = identifier(random.pick(IDENTIFIERS)).subarray(2)),
  (random, node) => node.tag === 5 && (node.value = random.bytes(random.below(3))),
  (random, node) => node.value && (node.value = editBytes(random, node.value)),
];
/** Contents that replace those of an element: none, small and negative numbers, 65537, numbers with a leading zero. */
const VALUES = [[], [0], [1], [2], [3], [0xff], [0x7f], [0x80], [1, 0, 1], [0, 1, 0, 1], [0, 0x80]].map((bytes) =>
  Buffer.from(bytes),
);
/** Elements to append: attributes and a public key (RFC 5958), NULL, INTEGER, an empty SEQUENCE. @type {Node[]} */
const MORE = [
  { tag: 0xa0, value: Buffer.alloc(0) },
  { tag: 0xa0, value: Buffer.from([5, 0]) },
  { tag: 0x81, value: Buffer.from([0, 1]) },
  { tag: 0x05, value: Buffer.alloc(0) },
  { tag: 0x02, value: Buffer.from([1]) },
  { tag: 0x30, children: [] },
];

/** Changes DER at random, by its elements or by its bytes. @param {Random} random @param {Buffer} bytes */
export function editDer(random, bytes) {
  const root = tree(bytes);
  if (!root || random.oneIn(3)) return editBytes(random, bytes);
  for (let edits = 1 + random.below(2); edits > 0; edits -= 1) {
    const all = nodes(root);
    random.pick(ELEMENT_EDITS)(random, random.pick(all), all);
  }
  return random.oneIn(12) ? Buffer.concat([writeTree(root), random.bytes(1 + random.below(3))]) : writeTree(root);
}
