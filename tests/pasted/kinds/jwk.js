// Kinds B and H of pasted input: JSON Web Keys with null or empty members, and with numbers or types written in another
// way.
import { forms, leaks, names, readsPrivate, readsPublic, refused } from "../support.js";
import { file, openssl } from "../tools.js";

const { jwk, publicJwk, pkcs8 } = forms;
const json = JSON.stringify;
const n = publicJwk["n"] ?? "";
const bytes = Buffer.from(n, "base64url");
const padded = (/** @type {string} */ number) => number + "=".repeat(-number.length & 3);
const standard = (/** @type {string} */ number) => Buffer.from(number, "base64url").toString("base64");
/**
 * A JWK with all of its numbers changed.
 *
 * @type {(object: Record<string, string>, change: (number: string) => string) => Record<string, string>}
 */
const numbers = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, name === "kty" ? value : change(value)]));
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth"];
/** An object whose members all have one value. @type {(members: string[], value: unknown) => object} */
const all = (members, value) => Object.fromEntries(members.map((member) => [member, value]));
const pub = (/** @type {object} */ members) => json({ ...publicJwk, ...members });
const priv = (/** @type {object} */ members) => json({ ...jwk, ...members });
const unusable = ["malformed-key", "unsupported-key"];

/** @type {import("../support.js").Kind} */
export const nullMembers = {
  kind: "B",
  title: "null or empty members",
  reported: [
    readsPublic("d: null", pub({ d: null }), { kind: "public-key" }),
    readsPublic("all private members null", pub(all(PRIVATE, null)), { kind: "public-key" }),
    readsPublic("oth: null", pub({ oth: null })),
    readsPublic("oth: []", pub({ oth: [] })),
    readsPublic("key_ops: []", pub({ key_ops: [] })),
    readsPublic("use, alg and key_ops null", pub({ use: null, alg: null, key_ops: null })),
    readsPublic("empty arrays as Microsoft.IdentityModel writes them", pub({ key_ops: [], oth: [], x5c: [] })),
    refused('d: "" stays refused', pub({ d: "" }), "malformed-key"),
  ],
  further: [
    readsPrivate("a private key with oth: null", priv({ oth: null })),
    readsPrivate("a private key with oth: []", priv({ oth: [] })),
    readsPrivate(
      "a private key with use, alg, key_ops and kid null",
      priv({ use: null, alg: null, key_ops: null, kid: null }),
    ),
    readsPrivate("a private key with key_ops: []", priv({ key_ops: [] })),
    readsPrivate("a private key with p, q and the CRT values null", priv(all(["p", "q", "dp", "dq", "qi"], null))),
    readsPublic("d: null in an object", { ...publicJwk, d: null }),
    readsPublic("d: undefined in an object", { ...publicJwk, d: undefined }),
    readsPublic(
      "null for every optional member that Nimbus knows",
      pub(all([...PRIVATE, "use", "alg", "key_ops", "kid", "x5u", "x5t", "x5t#S256", "x5c"], null)),
    ),
    readsPublic("d: null in a JWK Set", json({ keys: [{ ...publicJwk, ...all(PRIVATE, null) }] })),
    readsPublic(
      "null for ext and for members that mean nothing here",
      pub({ ext: null, created: null, "x5t#S256": null }),
    ),
    readsPublic("k: null", pub({ k: null })),
    leaks("p: null beside a d", priv({ p: null })),
    leaks("kty: null beside n and d", priv({ kty: null })),
    names("d: null given as private", pub({ d: null }), "public-key-given", [], { as: "private" }),
    names(
      "an oth with a third prime, unlike an empty one",
      priv({ oth: [{ r: "AQAB", d: "AQAB", t: "AQAB" }] }),
      "unsupported-key",
      [/primes/],
      { as: "private" },
    ),
    refused("n: null", pub({ n: null }), "malformed-key"),
    refused('d: the text "null"', pub({ d: "null" }), ["malformed-key", "private-key-given"]),
  ],
};

const certificate = openssl("req", "-x509", "-key", file(pkcs8), "-subj", "/CN=alice", "-outform", "DER")().toString(
  "base64",
);
/** The number with another last character, so that bits after its last byte are not zero. @param {string} number */
const changed = (number) => {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return number.slice(0, -1) + digits.charAt(digits.indexOf(number.slice(-1)) + 1);
};
const colons = bytes.toString("hex").replace(/..(?=.)/g, "$&:");

/** @type {import("../support.js").Kind} */
export const jwkDetails = {
  kind: "H",
  title: "details of JWK",
  reported: [
    readsPublic("n in base64 with + and /", pub({ n: standard(n) })),
    readsPublic("n with padding", pub({ n: padded(n) })),
    readsPublic(
      "n with a leading zero byte",
      pub({ n: Buffer.concat([Buffer.alloc(1), bytes]).toString("base64url") }),
    ),
    readsPublic(
      "RSA-HSM of Azure Key Vault",
      json({
        kid: "https://post.vault.azure.net/keys/k/1",
        ...publicJwk,
        kty: "RSA-HSM",
        key_ops: ["encrypt", "wrapKey"],
      }),
    ),
    readsPublic("x5c alone", json({ kty: "RSA", x5c: [certificate] }), {
      want: "read or named",
      codes: unusable,
      says: [/x5c/],
    }),
    refused(
      "n and e in base64url of the text that openssl prints",
      pub({ n: Buffer.from(colons).toString("base64url"), e: Buffer.from("65537").toString("base64url") }),
      unusable,
    ),
    names("RSAParameters of .NET", json({ Modulus: standard(n), Exponent: "AQAB", D: null }), unusable, [
      /RSAParameters|\.NET/,
    ]),
  ],
  further: [
    readsPrivate("all numbers of a private key in base64 with padding", json(numbers(jwk, standard))),
    readsPrivate("all numbers of a private key in base64url with padding", json(numbers(jwk, padded))),
    readsPrivate("a private key with kty RSA-HSM", priv({ kty: "RSA-HSM" })),
    readsPublic("e with a leading zero byte", pub({ e: "AAEAAQ" })),
    readsPublic("n with line breaks, as base64 of mail", pub({ n: standard(n).replace(/.{76}/g, "$&\r\n") }), {
      want: "read or named",
      codes: unusable,
      says: [/\bn\b|number/],
    }),
    readsPublic(
      "an answer of Azure Key Vault",
      json({ key: { ...publicJwk, kty: "RSA-HSM", key_ops: ["wrapKey"] }, attributes: { enabled: true } }),
      { unwrapped: ["json-member"] },
    ),
    readsPublic("x5c beside n and e", pub({ x5c: [certificate], x5t: "AAAA" })),
    readsPublic("kty in lower case", pub({ kty: "rsa" }), { want: "read or named", codes: unusable, says: [/kty/] }),
    readsPublic("n in base64 in an object", { ...publicJwk, n: standard(n) }),
    names("e as a number", pub({ e: 65537 }), unusable, [/\be\b/, /AQAB|base64url/]),
    ...["010001", "10001", "65537", "0x10001", "17", "3", "01", "11", "0011", "0x11"].map((e) =>
      names(`e as the digits ${e}`, pub({ e }), unusable, [/\be\b/, /base64url/, /AQAB/]),
    ),
    names("e with bits after its last byte", pub({ e: "AQF" }), unusable, [/\be\b/, /AQAB/]),
    names("e as digits in a private key", priv({ e: "65537" }), unusable, [/\be\b/, /AQAB/], { as: "private" }),
    names("n with bits after its last byte", pub({ n: changed(n) }), unusable, [/\bn\b/]),
    refused("d with bits after its last byte", priv({ d: changed(jwk["d"] ?? "") }), unusable, { as: "private" }),
    names("n as a decimal number in text", pub({ n: BigInt(`0x${bytes.toString("hex")}`).toString() }), unusable, [
      /\bn\b/,
      /decimal|base64url/,
    ]),
    names("n in hexadecimal digits", pub({ n: bytes.toString("hex") }), unusable, [/\bn\b/, /hex|base64url/]),
    refused("padding within n", pub({ n: `${n.slice(0, 100)}=${n.slice(100)}` }), unusable),
    refused("n in a mixture of both alphabets", pub({ n: `-+${n.slice(2)}` }), unusable),
    leaks("a private key with numbers in base64", json(numbers(jwk, standard))),
    leaks("a private key with kty RSA-HSM", priv({ kty: "RSA-HSM" })),
  ],
};
