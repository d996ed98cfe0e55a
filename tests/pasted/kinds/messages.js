// Kinds A, N and the messages of L: sealed messages as other writers name, encode and wrap them.
import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { deflateRawSync } from "node:zlib";
import { forms, key, names, opens, plaintext, publicKey } from "../support.js";

const json = JSON.stringify;
const base64url = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("base64url");
const id = key.publicKey().thumbprint();

/**
 * The parts of a JWE (RFC 7516), written without the package.
 *
 * @param {Record<string, unknown>} [members] More members of the protected header.
 * @param {{ hash?: string, content?: Uint8Array, recipient?: import("node:crypto").KeyObject }} [how] The hash of OAEP
 *   and of its MGF1, the content to encrypt and the key to encrypt for, if they are not the usual ones.
 */
export function parts(members, { hash = "sha256", content = Buffer.from(plaintext), recipient = publicKey } = {}) {
  const header = base64url(json({ alg: "RSA-OAEP-256", enc: "A256GCM", ...members }));
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", contentKey, iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const encryptedKey = publicEncrypt(
    { key: recipient, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash },
    contentKey,
  );
  return [header, ...[encryptedKey, iv, ciphertext, cipher.getAuthTag()].map(base64url)];
}
/** A compact JWE. @type {(...how: Parameters<typeof parts>) => string} */
export const compact = (...how) => parts(...how).join(".");
/** A flattened JWE as an object. @type {(...how: Parameters<typeof parts>) => Record<string, string>} */
export function flattened(...how) {
  const [header = "", encrypted_key = "", iv = "", ciphertext = "", tag = ""] = parts(...how);
  return { protected: header, encrypted_key, iv, ciphertext, tag };
}
const { n = "" } = forms.publicJwk;
const otherThumbprint = base64url(randomBytes(32));
const withKid = (/** @type {string} */ name, /** @type {unknown} */ kid) => opens(name, compact({ kid }));

/** @type {import("../support.js").Kind} */
export const identifiers = {
  kind: "A",
  title: "kid as a hint",
  reported: [
    withKid("a name of the sender's", "post-2026-11"),
    withKid("SHA-256 in hexadecimal digits", randomBytes(32).toString("hex")),
    withKid(
      "SHA-1 in hexadecimal digits with colons",
      randomBytes(20)
        .toString("hex")
        .toUpperCase()
        .replace(/..(?=.)/g, "$&:"),
    ),
    withKid("a UUID", "6f1e0f0a-51a6-4ad4-9d0e-3c8b2a4f7f61"),
    withKid("an empty text", ""),
    withKid("a number", 7),
    withKid("null", null),
    opens("no protected header, kid outside it", unprotected({ kid: "sender's" })),
  ],
  further: [
    withKid("an address with a fragment", "https://post.example.org/.well-known/jwks.json#key-1"),
    withKid("OpenSSH's fingerprint", key.publicKey().fingerprint()),
    withKid("the thumbprint as a URN", `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${id}`),
    withKid("the thumbprint with padding", `${id}=`),
    withKid("the thumbprint in hexadecimal digits", Buffer.from(id, "base64url").toString("hex")),
    withKid("another key's thumbprint", otherThumbprint),
    withKid("a mail address", "alice@example.org"),
    withKid("letters outside ASCII", "앨리스의 열쇠"),
    withKid("the modulus", n.slice(0, 342)),
    withKid("1,024 characters", "k".repeat(1024)),
    withKid("an object", { id: 7 }),
    opens("kid in the recipient's own header", general({ kid: "another" })),
    names("1,025 characters", compact({ kid: "k".repeat(1025) }), "malformed-message", [/kid/], {
      as: "message",
      kind: "message",
    }),
  ],
};

/** JSON without a protected header: everything in `unprotected`. @param {object} header */
function unprotected(header) {
  const contentKey = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", contentKey, iv).setAAD(Buffer.alloc(0));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const encryptedKey = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    contentKey,
  );
  const [encrypted_key, iv64, body, tag] = [encryptedKey, iv, ciphertext, cipher.getAuthTag()].map(base64url);
  return json({
    unprotected: { alg: "RSA-OAEP-256", enc: "A256GCM", ...header },
    encrypted_key,
    iv: iv64,
    ciphertext: body,
    tag,
  });
}

/** General JSON with a header for the recipient. @param {object} header */
function general(header) {
  const { encrypted_key, ...rest } = flattened();
  return json({ ...rest, recipients: [{ header, encrypted_key }] });
}

const good = parts();
const sealed = good.join(".");
/** The message with a change of one part. @type {(at: number, change: (part: string) => string) => string} */
const changed = (at, change) => good.map((part, index) => (index === at ? change(part) : part)).join(".");
const message = { as: /** @type {const} */ ("message") };
const malformed = (/** @type {string} */ name, /** @type {string} */ input, /** @type {RegExp[]} */ says) =>
  names(name, input, "malformed-message", says, message);
const padded = (/** @type {string} */ part) => part + "=".repeat(-part.length & 3);
/** A message with the character `_`, in whose place the standard alphabet of base64 has `/`. */
function withUnderscore() {
  for (;;) {
    const text = compact();
    if (/_/.test(text)) return text;
  }
}
const underscored = withUnderscore();
/** One message in flattened JSON. */
const fixed = flattened();
/** A message in a member, as an API for payments sends it. */
const enveloped = { encryptedData: sealed };

/** @type {import("../support.js").Kind} */
export const messageEncodings = {
  kind: "N",
  title: "messages' encodings",
  reported: [
    malformed("padding", good.map(padded).join("."), [/padding|=/]),
    opens("line breaks after 64 characters", sealed.replace(/.{64}/g, "$&\n")),
    opens("as a JSON string", json(sealed), { unwrapped: ["json-escape"] }),
    opens("in a member of JSON", json(enveloped), { unwrapped: ["json-member"] }),
    opens("as an object", flattened()),
    opens("a slash where base64url has _", underscored.replaceAll("_", "/"), {
      want: "read or named",
      codes: ["malformed-message"],
      says: [/alphabet|base64url/],
    }),
    names(
      "zip",
      compact({ zip: "DEF" }, { content: deflateRawSync(plaintext) }),
      "unsupported-algorithm",
      [/zip/, /ask/],
      { ...message, kind: "message" },
    ),
    names(
      "MGF1 with SHA-1: the text leads to diagnose",
      compact({}, { hash: "sha1" }),
      "decryption-failed",
      [/diagnose/],
      { ...message, kind: "message" },
    ),
    names(
      "alg as the address that Microsoft writes",
      compact({ alg: "http://www.w3.org/2001/04/xmlenc#rsa-oaep" }),
      "unsupported-algorithm",
      [/RSA-OAEP/],
      { ...message, kind: "message" },
    ),
  ],
  further: [
    opens("line ends of Windows and indents", sealed.replace(/.{60}/g, "$&\r\n    ")),
    opens("a line for each part", sealed.replaceAll(".", ".\n")),
    opens("quoted mail", sealed.replace(/.{60}/g, "$&\n> ").replace(/^/, "> ")),
    opens("escaped line breaks", json(sealed.replace(/.{64}/g, "$&\n"))),
    opens("in single quotes", `'${sealed}'`),
    opens("in backticks of Markdown", `\`\`\`\n${sealed}\n\`\`\``),
    opens("a zero-width space at a line's end", sealed.replace(/.{80}/g, "$&\u200b\n")),
    opens("Bearer before it", `Bearer ${sealed}`, { unwrapped: ["text"] }),
    opens("a header of HTTP", `Authorization: Bearer ${sealed}\r\n`, { unwrapped: ["text"] }),
    opens("four members deep in JSON", json({ response: { data: [{ payload: sealed }] } }), {
      unwrapped: ["json-member"],
    }),
    opens("flattened JSON in a member of JSON", json({ jwe: flattened() }), { unwrapped: ["json-member"] }),
    opens("flattened JSON as text in a member of JSON", json({ jwe: json(flattened()) }), {
      unwrapped: ["json-member"],
    }),
    opens("an object with a JWE in a member", enveloped),
    opens("an object of general form", JSON.parse(general({ kid: "a" }))),
    opens("in base64 once more", Buffer.from(sealed).toString("base64"), {
      want: "read or named",
      codes: ["malformed-message"],
      says: [/base64/],
    }),
    opens("percent-encoded JSON", encodeURIComponent(json(flattened())), {
      want: "read or named",
      codes: ["malformed-message"],
      says: [/percent/],
    }),
    malformed("padding of the tag alone", changed(4, padded), [/padding|=/]),
    malformed(
      "a plus sign and a slash in the IV",
      changed(2, (part) => `+/${part.slice(2)}`),
      [/alphabet|base64url/],
    ),
    malformed(
      "an exclamation mark in the ciphertext",
      changed(3, (part) => `!${part.slice(1)}`),
      [/character|alphabet|base64url/],
    ),
    opens(
      "a space within a part",
      changed(3, (part) => `${part.slice(0, 5)} ${part.slice(5)}`),
      { want: "read or named", codes: ["malformed-message"], says: [/space/] },
    ),
    malformed("four parts", good.slice(0, 4).join("."), [/five parts/, /\b4\b|four/]),
    malformed("six parts", `${sealed}.AAAA`, [/five parts/, /\b6\b|six/]),
    malformed("cut off in the last part", sealed.slice(0, -6), [/tag/]),
    malformed("cut off after three parts, as many as a token has", good.slice(0, 3).join("."), [/five parts/, /\b3\b/]),
    malformed("cut off within the third part", good.slice(0, 3).join(".").slice(0, -5), [/five parts/, /\b3\b/]),
    malformed("cut off after three parts, with words before it", `Bearer ${good.slice(0, 3).join(".")}`, [/\b3\b/]),
    malformed("cut off in the encrypted key", sealed.slice(0, 200), [/five parts/, /\b2\b/]),
    opens("the same message twice", `${sealed}\n${sealed}\n`),
    opens("the same message twice, once in quotes", `${sealed} "${sealed}"`),
    opens("the same message three times in JSON", json({ a: sealed, b: sealed, c: sealed })),
    opens("the same flattened JSON twice", json([fixed, fixed])),
    opens("the same message twice in mail", `${sealed}\n\nI send it again:\n\n${sealed}\n\nRegards, Bob`),
    names("a message twice and another", `${sealed}\n${sealed}\n${compact()}`, "malformed-message", [/two/], message),
    names("another flattened JSON", json([fixed, fixed, flattened()]), "malformed-message", [/two/], message),
    opens("flattened JSON as Node prints it", inspect(fixed)),
    opens("UTF-16 that was read as UTF-8", Buffer.from(`\ufeff${sealed}`, "utf16le").toString("utf8")),
    opens("UTF-16 that was read as Latin-1", Buffer.from(`\ufeff${sealed}`, "utf16le").toString("latin1")),
    names(
      "two messages in JSON",
      json({ a: sealed, b: compact() }),
      "malformed-message",
      [/two|more than one/i],
      message,
    ),
  ],
};

const jws = [
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9",
  base64url(json({ sub: "alice" })),
  base64url(randomBytes(256)),
].join(".");
/** @type {import("../support.js").Kind} */
export const foreignMessages = {
  kind: "L",
  title: "messages that are only named",
  reported: [
    malformed("a signed token", jws, [/JWS|signed/]),
    malformed("a message of OpenPGP", "-----BEGIN PGP MESSAGE-----\n\nhQEMA9\n=abcd\n-----END PGP MESSAGE-----", [
      /PGP/,
    ]),
    malformed("a file of age", "age-encryption.org/v1\n-> ssh-rsa mhir0Q\nAAAA\n--- AAAA\n", [/age/]),
    malformed("Bearer and a signed token", `Bearer ${jws}`, [/JWS|signed/]),
    names(
      "a message under a passphrase",
      compact({ alg: "PBES2-HS256+A128KW", p2s: "AAAAAAAAAAAAAAAAAAAAAA", p2c: 1000 }),
      "unsupported-algorithm",
      [/PBES2/, /passphrase|password/],
      message,
    ),
  ],
  further: [
    malformed("a file of age in armour", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----", [
      /age/,
    ]),
    malformed("a message of CMS", "-----BEGIN CMS-----\nMIIB\n-----END CMS-----", [/CMS|PKCS#7/]),
    malformed("an unsigned token", `${base64url('{"alg":"none"}')}.${base64url("{}")}.`, [/JWS|JWT|unsigned/]),
    malformed(
      "a signed token in JSON",
      json({ payload: base64url("{}"), protected: base64url('{"alg":"RS256"}'), signature: "AAAA" }),
      [/JWS|signed/],
    ),
    malformed("a token of Fernet", `gAAAAABn${base64url(randomBytes(60))}`, [/Fernet|base64/]),
    malformed("a raw ciphertext in base64", randomBytes(256).toString("base64"), [/decrypt/]),
    names("a public key", forms.spki, ["malformed-message", "public-key-given"], [/key/], {
      ...message,
      kind: "public-key",
    }),
  ],
};

/** Damaged messages, by what is wrong. Their errors must have different texts. */
export const told = {
  padding: changed(3, padded).replace(/([^=])(?=\.[^.]*$)/, "$1="),
  "white space": changed(3, (part) => `${part.slice(0, 5)}\t${part.slice(5)}`),
  "alphabet": changed(3, (part) => `${part.slice(0, 4)}!${part.slice(5)}`),
  "parts": good.slice(0, 4).join("."),
};
