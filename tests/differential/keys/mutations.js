// Mutations that know how a key is written: the elements of DER, the lines of PEM, the members of a JWK, and the numbers.
import { der, identifier, inverse, jwk, numbers, pkcs1, prime, spki } from "../../package/key-numbers.js";
import { editBytes, editText } from "../edits.js";
import { nodes, tree, writeTree } from "./tree.js";

/** @import { Numbers } from "../../package/key-numbers.js" */
/** @import { Random } from "../random.js" */
/** @import { Node } from "./tree.js" */
/** @import { Half, Seed } from "./seeds.js" */

/** A key's file as it is given to both sides: bytes, or text of PEM or JSON. @typedef {{ name: string, half: Half, input: Buffer | string }} Mutant */

const LABELS = ["PRIVATE KEY", "RSA PRIVATE KEY", "PUBLIC KEY", "RSA PUBLIC KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE", "X"];
const IDENTIFIERS = ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.7", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.11", "1.2.840.10045.2.1", "2.5.8.1.1"];

/** Applied to an element of DER. @type {((random: Random, node: Node, all: Node[]) => void)[]} */
const ELEMENT_EDITS = [
  (random, node) => (node.tag = random.pick([0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x31, 0xa0, 0xa1, 0x00, node.tag ^ 0x20])),
  (_, node) => (node.length = "long"),
  (_, node) => (node.length = "indefinite"),
  (random, node) => node.children?.splice(random.below(node.children.length), 1),
  (random, node, all) => node.children?.splice(random.below(node.children.length + 1), 0, structuredClone(random.pick(all.slice(1)))),
  (random, node) => (node.children &&= random.shuffled(node.children)),
  (random, node) => node.children?.push(random.pick(MORE)),
  (random, node) => node.value && (node.value = random.pick(VALUES)),
  (_, node) => node.tag === 2 && node.value && (node.value = Buffer.concat([Buffer.alloc(1), node.value])),
  (_, node) => node.tag === 2 && node.value && node.value[0] === 0 && (node.value = node.value.subarray(1)),
  (random, node) => node.tag === 6 && (node.value = identifier(random.pick(IDENTIFIERS)).subarray(2)),
  (random, node) => node.tag === 5 && (node.value = random.bytes(random.below(3))),
  (random, node) => node.value && (node.value = editBytes(random, node.value)),
];
const VALUES = [[], [0], [1], [2], [3], [0xff], [0x7f], [0x80], [1, 0, 1], [0, 1, 0, 1], [0, 0x80]].map((bytes) => Buffer.from(bytes));
/** What may follow: attributes (RFC 5958), a public key, NULL, INTEGER, an empty SEQUENCE. @type {Node[]} */
const MORE = [
  { tag: 0xa0, value: Buffer.alloc(0) }, { tag: 0xa0, value: Buffer.from([5, 0]) }, { tag: 0x81, value: Buffer.from([0, 1]) },
  { tag: 0x05, value: Buffer.alloc(0) }, { tag: 0x02, value: Buffer.from([1]) }, { tag: 0x30, children: [] },
];

/** @param {Random} random @param {Buffer} bytes */
function editDer(random, bytes) {
  const root = tree(bytes);
  if (!root || random.oneIn(3)) return editBytes(random, bytes);
  for (let edits = 1 + random.below(2); edits > 0; edits -= 1) {
    const all = nodes(root);
    random.pick(ELEMENT_EDITS)(random, random.pick(all), all);
  }
  return random.oneIn(12) ? Buffer.concat([writeTree(root), random.bytes(1 + random.below(3))]) : writeTree(root);
}

/** @param {Buffer} bytes @param {string} label */
const pem = (bytes, label, lines = /** @param {string} text */ (text) => text.replace(/.{64}(?=.)/g, "$&\n")) =>
  `-----BEGIN ${label}-----\n${lines(bytes.toString("base64"))}\n-----END ${label}-----\n`;

/** By name: each makes a text of a PEM text and another. @type {{ [name: string]: (random: Random, text: string, other: string) => string }} */
const TEXT_EDITS = {
  "characters": (random, text) => editText(random, random.oneIn(3) ? editText(random, text) : text),
  "label": (random, text) => text.replaceAll(/(?<=(BEGIN|END) )[A-Z ]+(?=-)/g, random.pick(LABELS)),
  "one label": (random, text) => text.replace(/(?<=BEGIN )[A-Z ]+(?=-)/, random.pick(LABELS)),
  "line breaks": (random, text) => text.replaceAll("\n", random.pick(["\r\n", "\r", "\\n", " \n", "\n\n", "\n ", "\t\n", "\u00a0\n", "\n> "])),
  "lines": (random, text) => {
    const [, label = "", body = ""] = /BEGIN ([A-Z ]+)-----([^-]*)/.exec(text) ?? [];
    const length = random.pick([1, 48, 63, 65, 76, 77, 4096]);
    return pem(Buffer.from(body, "base64"), label, (base64) => base64.replace(new RegExp(`.{${length}}(?=.)`, "g"), "$&\n"));
  },
  "text around": (random, text) => random.pick(["\n\n", "Bag Attributes\n    friendlyName: x\n", "\ufeff", "  ", "-", "-----", "# "]) + text,
  "text after": (random, text) => text + random.pick(["\n\n", "x", "-----", "-----BEGIN ", "\0", "=\n"]),
  "another block": (random, text, other) => (random.oneIn(2) ? text + other : other + text),
  "headers": (random, text) =>
    text.replace("-----\n", `-----\n${random.pick(["Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", "Comment: x\n\n", "Comment: x\n", "\n", " \n"])}`),
  "alphabet": (_, text) => text.replace(/-----\n[^-]*\n-----/, (body) => `-----\n${body.slice(6, -6).replaceAll("+", "-").replaceAll("/", "_")}\n-----`),
  "padding": (random, text) => text.replace(/=*\n(?=-----END)/, `${random.pick(["", "=", "==", "==="])}\n`),
  "characters of base64": (random, text) => {
    const at = text.indexOf("\n") + 1 + random.below(200);
    return text.slice(0, at) + random.pick(["*", ".", "=", ",", "\u00e9", "\0", ":", "\\r"]) + text.slice(at);
  },
  "dashes": (random, text) => text.replace(random.oneIn(2) ? "-----\n" : "-----END", random.pick(["----\n", "------\n", "\n", "--- --\n", "-----END-"])),
  "cut": (random, text) => text.slice(0, random.below(text.length)),
  "no PEM": (_, text) => text.replace(/-----[^-]+-----/g, ""),
};

/** What a JWK's member may hold instead. @param {Random} random @param {any} value */
function anyMember(random, value) {
  const text = String(value);
  const bytes = Buffer.from(text, "base64url");
  return random.pick([
    `${text}=`, `${text}==`, ` ${text}`, `${text.slice(0, 9)}\n${text.slice(9)}`, text.replaceAll("-", "+").replaceAll("_", "/"), "", null, 65537, [text], { n: text },
    Buffer.concat([Buffer.alloc(1 + random.below(3)), bytes]).toString("base64url"), editText(random, text), text.slice(0, -1), `${text}A`, `${text.slice(0, -1)}${random.pick([..."BCDghxyz"])}`,
    editBytes(random, bytes).toString("base64url"), "*",
  ]);
}

/** By name: each makes JSON text of a JWK and another. @type {{ [name: string]: (random: Random, jwk: { [member: string]: any }, other: { [member: string]: any }) => string }} */
const JWK_EDITS = {
  "characters": (random, key) => editText(random, JSON.stringify(key)),
  "a member otherwise": (random, key) => {
    const name = random.pick(Object.keys(key));
    return JSON.stringify({ ...key, [name]: anyMember(random, key[name]) });
  },
  "a member left out": (random, key) => {
    const copy = { ...key };
    for (let count = 1 + random.below(3); count > 0; count -= 1) delete copy[random.pick(Object.keys(copy))];
    return JSON.stringify(copy);
  },
  "numbers alone": (random, { kty, n, e, d }) => JSON.stringify(random.oneIn(2) ? { kty, n, e, d } : { kty, n, e }),
  "another key's member": (random, key, other) => {
    const name = random.pick(Object.keys(other));
    return JSON.stringify({ ...key, [name]: other[name] });
  },
  "a purpose": (random, key) => {
    const [name, value] = random.pick([
      ["use", "enc"], ["use", "sig"], ["use", 5], ["key_ops", ["decrypt", "encrypt"]], ["key_ops", ["sign"]], ["key_ops", "decrypt"], ["key_ops", []],
      ["key_ops", ["unwrapKey"]], ["alg", "RSA-OAEP"], ["alg", "RSA-OAEP-256"], ["alg", "RS256"], ["alg", "RSA1_5"], ["alg", null], ["ext", true], ["kid", "k"],
      ["oth", []], ["oth", [{ r: "AQ", d: "AQ", t: "AQ" }]], ["kty", "rsa"], ["kty", "EC"], ["kty", "oct"], ["k", "AQ"], ["x5c", ["MA"]], ["crv", "P-256"],
    ]);
    return JSON.stringify({ ...key, [String(name)]: value });
  },
  "a member twice": (random, key, other) => {
    const name = random.pick(Object.keys(key));
    const text = JSON.stringify(key);
    const member = `${JSON.stringify(name)}:${JSON.stringify(random.oneIn(2) ? key[name] : (other[name] ?? 1))}`;
    return random.oneIn(2) ? `{${member},${text.slice(1)}` : `${text.slice(0, -1)},${member}}`;
  },
  "JSON otherwise": (random, key) => {
    const text = JSON.stringify(key);
    return random.pick([
      ` ${text}\n`, `\ufeff${text}`, `${text}{}`, `[${text}]`, `{"keys":[${text}]}`, text.slice(0, -1), text.replace('"n"', '"\\u006e"'), JSON.stringify(key, null, 2),
      text.replace("{", '{"x":"\\ud800",'), text.replace("{", `{"x":${"[".repeat(20)}${"]".repeat(20)},`), text.replaceAll('"', "'"), text.replace("}", ",}"),
      JSON.stringify({ ...key, ...Object.fromEntries(Array.from({ length: random.pick([50, 70]) }, (_, index) => [`x${index}`, index])) }),
      JSON.stringify({ ...key, x: "y".repeat(70_000) }),
    ]);
  },
};

/** Of other lengths than those of a key of 2048 bits. @type {bigint[] | undefined} */
let otherPrimes;
const primes = () => (otherPrimes ??= [512, 1000, 1023, 1025, 1100, 1536].map(prime));

/** By name: each makes other numbers of a key's. @type {{ [name: string]: (random: Random, numbers: Numbers, other: Numbers) => Numbers }} */
const NUMBER_EDITS = {
  "one changed": (random, key) => {
    const name = random.pick(/** @type {(keyof Numbers)[]} */ (Object.keys(key)));
    return { ...key, [name]: key[name] + random.pick([1n, 2n, -2n, 256n, 1n << 512n, key[name]]) };
  },
  "one of another key": (random, key, other) => {
    const name = random.pick(/** @type {(keyof Numbers)[]} */ (Object.keys(key)));
    return { ...key, [name]: other[name] };
  },
  "primes in the other order": (random, key) => ({ ...key, p: key.q, q: key.p, dp: key.dq, dq: key.dp, qi: random.oneIn(2) ? inverse(key.p, key.q) : key.qi }),
  "another d that fits": (random, key) => ({ ...key, d: key.d + random.pick([1n, 2n]) * (key.p - 1n) * (key.q - 1n) }),
  "d modulo λ": (_, key) => numbers(key.p, key.q, { e: key.e, carmichael: true }),
  "another e": (random, key) => ({ ...key, e: random.pick([0n, 1n, 2n, 3n, 65_536n, 2n ** 32n + 1n, 2n ** 33n - 1n, 2n ** 33n + 1n, 2n ** 64n + 1n, key.n - 2n]) }),
  "a prime and one": (_, key) => ({ ...key, p: key.n, q: 1n }),
  "a prime more": (_, key) => ({ ...key, n: key.n * 3n }),
  "one prime twice": (_, key) => ({ ...key, n: key.p * key.p, q: key.p }),
  "composite for prime": (_, key) => {
    const p = key.p + 2n;
    return { ...key, n: p * key.q, p };
  },
  "another length": (random, key) => numbers(key.p, random.pick(primes()), { e: 65_537n }),
};

/** @param {{ [member: string]: any }} key */
const numbersOf = (key) =>
  /** @type {Numbers} */ (Object.fromEntries(["n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => [name, BigInt(`0x${Buffer.from(key[name], "base64url").toString("hex")}`)])));

const version = der(2, [0]);
const algorithm = der(0x30, identifier("1.2.840.113549.1.1.1"), der(5));

/** @param {Random} random @param {Half} half @param {Numbers} changed @returns {Buffer | string} */
function written(random, half, changed) {
  const bytes = half === "private" ? pkcs1(changed) : spki(changed);
  const inPkcs8 = half === "private" && random.oneIn(2) ? der(0x30, version, algorithm, der(4, bytes)) : bytes;
  const { n, e } = changed;
  return random.pick([inPkcs8, pem(inPkcs8, half === "private" ? "PRIVATE KEY" : "PUBLIC KEY"), JSON.stringify(jwk(half === "private" ? changed : { n, e }))]);
}

/**
 * One mutant of the seeds.
 *
 * @param {Random} random
 * @param {readonly Seed[]} seeds
 * @returns {Mutant}
 */
export function mutant(random, seeds) {
  const seed = random.pick(seeds);
  const half = random.oneIn(12) ? (seed.half === "private" ? "public" : "private") : seed.half;
  const privateJwks = seeds.flatMap((each) => (each.half === "private" && each.jwk ? [each.jwk] : []));
  if (random.oneIn(6)) {
    const name = random.pick(Object.keys(NUMBER_EDITS));
    const changed = NUMBER_EDITS[name]?.(random, numbersOf(random.pick(privateJwks)), numbersOf(random.pick(privateJwks)));
    // A number that became negative cannot be written.
    if (!changed || Object.values(changed).some((number) => number < 0n)) return mutant(random, seeds);
    return { name: `numbers: ${name}`, half: seed.half, input: written(random, seed.half, changed) };
  }
  if (seed.jwk) {
    const name = random.pick(Object.keys(JWK_EDITS));
    const input = JWK_EDITS[name]?.(random, seed.jwk, random.pick(privateJwks)) ?? "";
    return { name: `JWK: ${name}`, half, input };
  }
  if (!seed.pem || !seed.der) throw new Error("a seed is a JWK, or PEM and DER");
  if (random.oneIn(2)) return { name: "DER", half, input: editDer(random, seed.der) };
  if (random.oneIn(4)) return { name: "DER in PEM", half, input: pem(editDer(random, seed.der), random.pick(LABELS)) };
  const name = random.pick(Object.keys(TEXT_EDITS));
  const others = seeds.flatMap((each) => each.pem ?? []);
  return { name: `PEM: ${name}`, half, input: TEXT_EDITS[name]?.(random, seed.pem, random.pick(others)) ?? "" };
}
