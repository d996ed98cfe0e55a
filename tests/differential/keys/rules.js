// The reasons why sealpost or Node reads a key that the other one refuses; docs/assurance.md explains them.
import { isPrime } from "../../support/keys/numbers.js";
import { jsonFacts } from "../json-text.js";
import { readWithNode } from "./node-reader.js";
import { firstElements, tree, writeTree } from "./tree.js";

/** @import { RsaJwk } from "../../../js/index.js" */
/** @import { Half } from "./seeds.js" */
/** @import { Node } from "./tree.js" */

/** @typedef {{ [name: string]: bigint | undefined }} Numbers */
/**
 * A key that only sealpost or only Node has read.
 *
 * @typedef {object} Difference
 * @property {Half} half
 * @property {Buffer | string} input
 * @property {RsaJwk} read The key that was read.
 * @property {Numbers} numbers
 * @property {{ [member: string]: any } | undefined} json The members, if the input is a JWK.
 * @property {Buffer[]} files The DER of the input, or of each block of its text.
 */

const NAMES = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
/**
 * The values that sealpost accepts in these members of a JWK. It takes null in `use` and `alg` for a member that is not
 * there.
 */
const FIXED = {
  kty: ["RSA", "RSA-HSM"],
  use: ["enc", null],
  alg: ["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512", null],
};

/**
 * Whether a JWK says that it is not for encryption with two primes, so that sealpost refuses it. An empty array, and
 * null, stand for a member that is not there.
 *
 * @param {{ [member: string]: any }} json
 */
export function hasOtherPurpose(json) {
  const operations = "d" in json ? ["decrypt", "unwrapKey"] : ["encrypt", "wrapKey"];
  const isAbsent = (/** @type {any} */ value) =>
    value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  const { oth, key_ops: allowed } = json;
  if (Object.entries(FIXED).some(([name, values]) => name in json && !values.includes(json[name]))) return true;
  if (!isAbsent(oth)) return true;
  return !isAbsent(allowed) && !(Array.isArray(allowed) && allowed.some((each) => operations.includes(each)));
}

/** The number in base64url text, as in a JWK. @param {unknown} text */
const number = (text) => BigInt(`0x0${Buffer.from(String(text), "base64url").toString("hex")}`);

/** The numbers of a JWK. @param {RsaJwk} jwk @returns {Numbers} */
const numbersOf = (jwk) =>
  Object.fromEntries(NAMES.map((name) => [name, jwk[name] === undefined ? undefined : number(jwk[name])]));

/** The length of a number in bits. @param {bigint} value */
const bits = (value) => value.toString(2).length;

/** Whether both are the same key, with the primes in either order. @param {RsaJwk} one @param {RsaJwk} other */
export function sameKey(one, other) {
  const [a, b] = [one, other].map(numbersOf);
  const primes = (/** @type {Numbers | undefined} */ key) => [key?.p, key?.q].map(String).sort().join();
  return a?.n === b?.n && a?.e === b?.e && primes(a) === primes(b);
}

/**
 * Whether the numbers are not those of a private key (RFC 8017 §3.2), or the primes differ in length.
 *
 * @param {Numbers} numbers
 */
function contradict({ n = 0n, e = 0n, d = 0n, p = 0n, q = 0n, dp, dq, qi }) {
  if (p < 3n || q < 3n || p === q || p * q !== n || bits(p) !== bits(q) || !isPrime(p) || !isPrime(q)) return true;
  if ((d * e) % (p - 1n) !== 1n || (d * e) % (q - 1n) !== 1n || d >= n) return true;
  return dp !== d % (p - 1n) || dq !== d % (q - 1n) || qi === undefined || (qi * q) % p !== 1n || qi >= p;
}

/**
 * Whether bytes are the DER of PKCS #1 (private or public), PKCS #8 or SPKI without optional members. Only the
 * algorithm's NULL parameters may be there or not.
 *
 * @param {Buffer} file
 */
function isExact(file) {
  const root = tree(file);
  const inner = (/** @type {Node | undefined} */ node) => node?.children ?? [];
  const integers = (/** @type {Node[]} */ members) =>
    members.every(
      ({ tag, value }) =>
        tag === 2 &&
        value &&
        value.length > 0 &&
        !(Number(value[0]) & 0x80) &&
        !(value.length > 1 && value[0] === 0 && !(Number(value[1]) & 0x80)),
    );
  const isRsa = (/** @type {Node[]} */ members) =>
    (members.length === 2 || (members.length === 9 && members[0]?.value?.equals(Buffer.alloc(1)))) && integers(members);
  const isAlgorithm = (/** @type {Node | undefined} */ node) => {
    const [oid, parameters, ...more] = inner(node);
    const isKnown = oid?.tag === 6 && oid.value?.toString("hex") === "2a864886f70d010101";
    return isKnown && more.length === 0 && (!parameters || (parameters.tag === 5 && parameters.value?.length === 0));
  };
  const [first, second, third, ...more] = inner(root);
  if (root?.tag !== 0x30) return false;
  if (isRsa(inner(root))) return true;
  if (first?.tag === 0x30 && !third)
    return isAlgorithm(first) && second?.tag === 3 && second.children?.length === 1 && isRsa(inner(second.children[0]));
  const isVersion = first?.tag === 2 && first.value?.length === 1 && Number(first.value[0]) < 2;
  return (
    isVersion &&
    more.length === 0 &&
    isAlgorithm(second) &&
    third?.tag === 4 &&
    third.children?.length === 1 &&
    isRsa(inner(third.children[0]))
  );
}

/** @typedef {{ name: string, applies: (difference: Difference) => boolean }} Rule */

/** Rules for keys that Node reads and sealpost does not. @type {Rule[]} */
export const ONLY_NODE = [
  {
    name: "a private key for a public one",
    applies: ({ half, input, json }) =>
      half === "public" && (json ? "d" in json : readWithNode("private", input) !== undefined),
  },
  // OpenSSL ends a line at a NUL.
  { name: "a NUL in PEM", applies: ({ input, json }) => typeof input === "string" && !json && input.includes("\0") },
  { name: "several keys", applies: ({ input }) => typeof input === "string" && input.split("-----BEGIN ").length > 2 },
  { name: "a member comes twice", applies: ({ input, json }) => json !== undefined && jsonFacts(String(input)).twice },
  {
    name: "beyond the limits of JSON",
    applies: ({ input, json }) => {
      if (!json) return false;
      const { depth, members, values, surrogate } = jsonFacts(String(input));
      return depth > 16 || members > 64 || values > 10_000 || surrogate || input.length > 65_536;
    },
  },
  {
    name: "a JWK's number is not canonical base64url",
    applies: ({ json }) =>
      json !== undefined &&
      NAMES.some((name) => name in json && (typeof json[name] !== "string" || !isCanonical(json[name]))),
  },
  {
    name: "a JWK for another purpose",
    applies: ({ json }) => json !== undefined && hasOtherPurpose(json),
  },
  { name: "a modulus of fewer than 2048 bits", applies: ({ numbers: { n = 0n } }) => bits(n) < 2048 },
  {
    name: "a modulus or public exponent out of range",
    applies: ({ numbers: { n = 0n, e = 0n } }) =>
      bits(n) > 8192 || n % 2n === 0n || e % 2n === 0n || e < 3n || bits(e) > 33,
  },
  {
    name: "bytes that are not DER, or not of the structure",
    applies: ({ files }) => files.some((file) => !isExact(file)),
  },
  {
    name: "numbers that contradict each other",
    applies: ({ half, numbers }) => half === "private" && contradict(numbers),
  },
];

/**
 * Rules for keys that sealpost reads and Node does not: Node reads the key when what makes the difference is removed.
 *
 * @type {Rule[]}
 */
export const ONLY_SEALPOST = [
  {
    name: "base64 or PEM that changed on its way",
    applies: ({ half, input, read, files }) =>
      typeof input === "string" && files.some((file) => isRead(half, file, read)),
  },
  {
    name: "a JWK without primes or CRT values",
    applies: ({ half, json, read }) =>
      json !== undefined &&
      NAMES.slice(3).some((name) => (json[name] ?? null) === null) &&
      isRead(half, JSON.stringify(read), read),
  },
  {
    name: "a JWK in an array or in other text",
    applies: ({ half, input, read }) =>
      typeof input === "string" && objectsIn(input).some((object) => isRead(half, JSON.stringify(object), read)),
  },
  {
    name: "a dictionary with Python's single quotes",
    applies: ({ half, input, read }) =>
      typeof input === "string" && /^\s*\[?\{'/.test(input) && isRead(half, input.replaceAll("'", '"'), read),
  },
  {
    name: "a comma after the last member, as source code may have it",
    applies: ({ half, input, read }) =>
      typeof input === "string" && isRead(half, input.replaceAll(/,(?=\s*[}\]])/g, ""), read),
  },
  {
    name: "a byte order mark before JSON",
    applies: ({ half, input, read }) =>
      typeof input === "string" && input.startsWith("\ufeff") && isRead(half, input.slice(1), read),
  },
  {
    name: "members after the key in PKCS #8",
    applies: ({ half, read, files }) =>
      files.some((file) => {
        const members = firstElements(firstElements(file, 1)[0]?.value ?? Buffer.alloc(0), 3);
        return members.length === 3 && isRead(half, writeTree({ tag: 0x30, children: members }), read);
      }),
  },
];

/** Whether text is base64url without padding, white space and spare bits that are set. @param {string} text */
const isCanonical = (text) => Buffer.from(text, "base64url").toString("base64url") === text;

/**
 * Whether Node reads the input as the expected key.
 *
 * @param {Half} half
 * @param {Buffer | string} input
 * @param {RsaJwk} expected
 */
function isRead(half, input, expected) {
  const read = readWithNode(half, input);
  return read !== undefined && sameKey(read, expected);
}

/** The JSON objects with a member `n` in a text, which may have more around them. @param {string} text */
function objectsIn(text) {
  return [...text.matchAll(/\{[^{}]*"n"[^{}]*\}/g)].map(([object]) => parsed(object)).filter((object) => object);
}

/**
 * The DER in the text of a key: one file for each PEM block. Text without a block is taken as base64.
 *
 * @param {string} text
 * @returns {Buffer[]}
 */
function filesIn(text) {
  // The dashes may have changed, and the END line may be lost.
  const bodies = [...text.matchAll(/BEGIN [A-Z0-9 ]*-*(.*?)(?:-*END |$)/gs)].map(([, body = ""]) => body);
  return (bodies.length > 0 ? bodies : [text]).map((body) => {
    // Headers have a colon.
    const characters = body.replaceAll(/^.*:.*$/gm, "").replaceAll(/\\[nr]|[^\w+/-]/g, "");
    return Buffer.from(characters, "base64url");
  });
}

/** The value of JSON text, or undefined if it is not valid. @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The name of the rule that explains why only `reader` reads a key, or undefined.
 *
 * @param {Half} half
 * @param {Buffer | string} input
 * @param {"Node" | "sealpost"} reader
 * @param {RsaJwk} read The key that `reader` read.
 */
export function explain(half, input, reader, read) {
  const isJson = typeof input === "string" && /^[\ufeff\s]*\{/.test(input);
  const json = isJson ? parsed(input.replace(/^\ufeff/, "")) : undefined;
  const files = typeof input !== "string" ? [input] : json ? [] : filesIn(input);
  const difference = { half, input, read, numbers: numbersOf(read), json, files };
  return (reader === "Node" ? ONLY_NODE : ONLY_SEALPOST).find(({ applies }) => applies(difference))?.name;
}
