// Kind C: private keys in every state, given as public keys; and public texts that look like private keys and are not.
import { bodyOf, forms, leaks, line, names, readsPublic, refused } from "../support.js";
import { file, inPython, openssl, written } from "../tools.js";
import { openssh } from "./openssh.js";

const { pkcs8, pkcs1, spki, pkcs8Der, pkcs1Der, spkiDer, jwk, publicJwk } = forms;
const json = JSON.stringify;
const text = json(jwk);
const base64 = (/** @type {string | Uint8Array} */ input) => Buffer.from(input).toString("base64");
const hex = (/** @type {Buffer} */ der) => der.toString("hex");
const standard = (/** @type {string | undefined} */ number) => base64(Buffer.from(number ?? "", "base64url"));
/** The names that .NET gives the members of a JWK. */
const DOTNET = { Modulus: "n", Exponent: "e", P: "p", Q: "q", DP: "dp", DQ: "dq", InverseQ: "qi", D: "d" };
/** RSA.ToXmlString of .NET. @param {Record<string, string>} members */
export function rsaKeyValue(members) {
  const elements = Object.entries(DOTNET).filter(([, member]) => members[member]);
  return `<RSAKeyValue>${elements.map(([name, member]) => `<${name}>${standard(members[member])}</${name}>`).join("")}</RSAKeyValue>`;
}
/** RSAParameters of .NET as JSON. @param {Record<string, string>} members */
export const rsaParameters = (members) =>
  json(
    Object.fromEntries(
      Object.entries(DOTNET).map(([name, member]) => [name, members[member] ? standard(members[member]) : null]),
    ),
  );
const path = file(pkcs1);
export const putty = {
  v3: written("puttygen", [path, "-O", "private", "-o", "OUT"]),
  v2: written("puttygen", [path, "-O", "private", "--ppk-param", "version=2", "-o", "OUT"]),
};
export const sshCom = written("puttygen", [path, "-O", "private-sshcom", "-o", "OUT"]);
export const listing = String(openssl("pkey", "-text", "-noout")(pkcs8));
export const publicListing = String(openssl("pkey", "-pubin", "-text", "-noout")(spki));
const pythonRepr = String(
  inPython("import sys; from Crypto.PublicKey import RSA; print(repr(RSA.import_key(sys.stdin.read())))", pkcs8),
);

/**
 * A packet of OpenPGP (RFC 9580 §5.5) of version 4 with the key, or with its public half. The secret numbers are
 * incomplete, because sealpost does not read them.
 *
 * @param {number} header The packet's first byte, which says its type, in the old or the new format.
 */
function openPgp(header) {
  const [n, e, d] = ["n", "e", "d"].map((name) => {
    const number = Buffer.from(jwk[name] ?? "", "base64url");
    const bits = 8 * number.length - Math.clz32(number[0] ?? 0) + 24;
    return Buffer.concat([Buffer.from([bits >> 8, bits & 255]), number]);
  });
  const isPublic = header === 0x99 || header === 0xc6;
  const secret = isPublic ? [] : [Buffer.of(0), d ?? Buffer.of()];
  const body = Buffer.concat([Buffer.of(4, 0x69, 0x2c, 0x10, 0x20, 1), n ?? Buffer.of(), e ?? Buffer.of(), ...secret]);
  const long = body.length - 192;
  const length = header < 0xc0 ? [body.length >> 8, body.length & 255] : [192 + (long >> 8), long & 255];
  return Buffer.concat([Buffer.of(header, ...length), body]);
}
/** The public half as a packet of OpenPGP, in the old and the new format. */
export const publicPackets = [openPgp(0x99), openPgp(0xc6)];
const ppkLines = String(putty.v3).replace(/^[^]*(?=Private-Lines)/, "");
/** A BLOB of CryptoAPI, PRIVATEKEYBLOB: the header, n and d, without the other numbers. */
const capi = Buffer.concat([
  Buffer.of(7, 2, 0, 0, 0, 0xa4, 0, 0, ...Buffer.from("RSA2"), 0, 8, 0, 0, 1, 0, 1, 0),
  Buffer.from(jwk["n"] ?? "", "base64url").reverse(),
  Buffer.from(jwk["d"] ?? "", "base64url").reverse(),
]);
/** A BLOB of CNG for a private key: the header, and other bytes in place of the numbers. */
const cng = Buffer.concat([
  Buffer.from("RSA2"),
  Buffer.of(0, 8, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0),
  pkcs1Der.subarray(8, 900),
]);

/** @type {import("../support.js").Kind} */
export const leaked = {
  kind: "C",
  title: "private keys given as public",
  reported: [
    leaks("a body of OpenSSH without armour", bodyOf(openssh)),
    leaks("DER in hexadecimal digits", hex(pkcs8Der)),
    leaks("XML of .NET", rsaKeyValue(jwk)),
    leaks("a JSON array with a JWK", json([jwk])),
    leaks("words before a JWK", `Here is my key: ${text}`),
    leaks("a JWK cut off after d", text.slice(0, text.indexOf('"d"') + 100)),
    leaks("a JWK cut off within its last number", text.slice(0, -40)),
    leaks("base64 with key= before it", `key=${bodyOf(pkcs8)}`),
    leaks("percent-encoded PEM", encodeURIComponent(pkcs8)),
    leaks("PEM without its first dash", pkcs8.slice(1)),
    leaks("PuTTY's file", String(putty.v3)),
    leaks("ssh.com's file", String(sshCom)),
    leaks("what openssl pkey -text prints", listing),
    leaks("DER with a line end after it", Buffer.concat([pkcs8Der, Buffer.from("\n")])),
  ],
  further: [
    leaks("PuTTY's file of version 2", String(putty.v2)),
    leaks("PKCS#1 in capital hexadecimal digits after 0x", `0x${hex(pkcs1Der).toUpperCase()}`),
    leaks("hexadecimal digits with colons", hex(pkcs8Der).replace(/..(?=.)/g, "$&:")),
    leaks("hexadecimal digits in lines", hex(pkcs8Der).replace(/.{64}/g, "$&\n")),
    leaks("hexadecimal digits of the PEM text", hex(Buffer.from(pkcs8))),
    leaks("a JWK in base64", base64(text)),
    leaks("a JWK in a JSON string", json(text)),
    leaks("a JWK in a JSON string, cut off", json(text).slice(0, -50)),
    leaks("a JWK in a JSON string in a member", json({ jwk: text })),
    leaks("a JWK percent-encoded", encodeURIComponent(text)),
    leaks("a JWK in source of JavaScript, names without quotes", text.replaceAll(/"(\w+)":/g, "$1: ")),
    leaks("PEM in a member of JSON, cut off", json({ private_key: pkcs8 }).slice(0, 300)),
    leaks("PEM with em dashes", pkcs8.replaceAll("-----", "—————")),
    leaks("PEM whose beginning was not copied", pkcs8.slice(200)),
    leaks("PEM of which only the BEGIN line and a third came", pkcs8.slice(0, 600)),
    leaks("PEM with entities of HTML", pkcs8.replaceAll("\n", "<br>").replaceAll("-", "&#45;")),
    leaks("PEM with its dashes as \\u002d", pkcs8.replaceAll("\n", "\\n").replaceAll("-", "\\u002d")),
    leaks("PEM in base64 twice", base64(base64(pkcs8))),
    leaks("base64 of PKCS#1 with words around it", `The key is ${bodyOf(pkcs1)} (keep it safe)`),
    leaks("base64 of PKCS#1, cut off", bodyOf(pkcs1).slice(0, 400)),
    leaks("a data: URL of DER", `data:application/octet-stream;base64,${base64(pkcs8Der)}`),
    leaks("PEM in UTF-16 without a byte order mark", Buffer.from(pkcs8, "utf16le")),
    leaks(
      "XML of .NET in an envelope, with spaces",
      `<?xml version="1.0"?>\n<Keys>\n${rsaKeyValue(jwk).replaceAll("><", ">\n  <")}\n</Keys>`,
    ),
    leaks("RSAParameters of .NET as JSON", rsaParameters(jwk)),
    leaks("an object of pycryptodome as Python prints it", pythonRepr),
    leaks("DER with a line end before it", Buffer.concat([Buffer.from("\r\n"), pkcs1Der])),
    leaks(
      "a private key under the label of a public one, one dash lost",
      pkcs8.replaceAll("PRIVATE", "PUBLIC").slice(1),
    ),
    leaks(
      "an RSA key of OpenPGP",
      "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBGdK\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----",
    ),
    leaks("BEGIN lost between the dashes", pkcs8.replace("BEGIN ", "").split(/=*\n-----END/)[0] ?? ""),
    leaks("a secret key of OpenPGP in binary", openPgp(0x95)),
    leaks("a secret subkey of OpenPGP in binary", openPgp(0x9d)),
    leaks("a secret key of OpenPGP in the new format", openPgp(0xc5)),
    leaks("a secret key of OpenPGP in base64", base64(openPgp(0x95))),
    leaks("a secret key of OpenPGP as a string with a character for each byte", openPgp(0xc7).toString("latin1")),
    leaks("DER as a string with a character for each byte", pkcs8Der.toString("latin1")),
    leaks("PKCS#1 in DER as such a string", pkcs1Der.toString("latin1")),
    leaks("such a string with words around it", `key: ${pkcs8Der.toString("latin1")} end`),
    leaks("PuTTY's file from its private lines on", ppkLines),
    leaks("PuTTY's private lines, in JSON", json({ key: ppkLines })),
    leaks("a BLOB of CryptoAPI", capi),
    leaks("a BLOB of CryptoAPI in base64", base64(capi)),
    leaks("a BLOB of CNG in base64", base64(cng)),
    leaks("an age identity", "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQSPE2HU"),
    leaks(
      "a whole armour line in prose beside a public key: once too often rather than once too few",
      `Never send what is under -----BEGIN PRIVATE KEY-----\n${spki}`,
    ),
  ],
};

const list = (/** @type {Uint8Array} */ bytes) => `[${[...bytes].join(", ")}]`;
const latin1 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("latin1");
/** Escapes each byte. @type {(mark: string, bytes: Uint8Array, digits?: number) => string} */
const escaped = (mark, bytes, digits = 2) =>
  [...bytes].map((byte) => mark + byte.toString(16).padStart(digits, "0")).join("");
const pemBytes = Buffer.from(pkcs8);
/** Forms of a private key that hide behind a public key that is read. @type {[name: string, private: string][]} */
const hidden = [
  ["percent-encoded PEM", encodeURIComponent(pkcs8)],
  ["PEM that is percent-encoded twice", encodeURIComponent(encodeURIComponent(pkcs8))],
  ["percent-encoded PEM and a percent sign that encodes nothing", `100% private ${encodeURIComponent(pkcs8)}`],
  ["percent-encoded DER", escaped("%", pkcs8Der)],
  ["DER as \\x escapes", `b'${escaped("\\x", pkcs1Der)}'`],
  ["DER as Python prints it", String(inPython("import sys; print(sys.stdin.buffer.read())", pkcs8Der)).trim()],
  ["PEM as \\x escapes", escaped("\\x", pemBytes)],
  ["PEM as \\u escapes", escaped("\\u", pemBytes, 4)],
  ["PEM with entities of HTML", pkcs8.replaceAll("\n", "<br>").replaceAll("-", "&#45;")],
  ["PEM in quoted-printable", pkcs8.replaceAll("-", "=2D")],
  ["DER in small hexadecimal digits", hex(pkcs8Der)],
  ["DER in capital hexadecimal digits", hex(pkcs1Der).toUpperCase()],
  ["PEM in hexadecimal digits", hex(pemBytes)],
  ["a list of numbers", list(pkcs8Der)],
  ["a list of numbers of PEM", list(pemBytes)],
  ["a list of numbers behind many lists", `${`${list(Buffer.alloc(40, "letters"))}\n`.repeat(12)}${list(pkcs1Der)}`],
  ["a string behind many strings", `${"0\x82\0\x10\xe9bcdefgh ".repeat(12)}${latin1(pkcs8Der)}`],
  ["a string behind many long ones", `${"0\x82\x7f\xff ".repeat(12)}${latin1(pkcs8Der)}`],
  ["PEM in base64 behind many words", `${`${"B".repeat(64)} x `.repeat(40)}${base64(pkcs8)}`],
  ["a JWK percent-encoded", encodeURIComponent(text)],
];
/** The same forms beside a public key in PEM, as a JWK, and as a line of OpenSSH. */
export const beside = hidden.flatMap(([name, input]) => [
  leaks(`${name} beside PEM`, `${spki}\nprivate = ${input}\n`),
  leaks(`${name} before PEM`, `private = ${input}\n${spki}`),
  leaks(`${name} beside a JWK`, `${json(publicJwk)}\nprivate = ${input}\n`),
  leaks(`${name} beside a line of OpenSSH`, `${line}\nprivate = ${input}\n`),
  leaks(`${name} in a member beside PEM`, json({ public: spki, private: input })),
  leaks(`${name} beside PEM in one member`, json({ keys: `${spki}\nprivate = ${input}\n` })),
]);

const bytesOf = (/** @type {string} */ input) => new TextEncoder().encode(input);
/** Private keys as bytes, given as a message, which must be text. @type {import("../support.js").Pasted[]} */
const leakedBytes = [
  leaks("bytes of PEM", bytesOf(pkcs8)),
  leaks("bytes of DER", pkcs8Der),
  leaks("bytes of PEM in UTF-16", Buffer.from(`\ufeff${pkcs8}`, "utf16le")),
  leaks("bytes of a JWK", bytesOf(text)),
  leaks("bytes of PuTTY's file in UTF-16", Buffer.from(`\ufeff${putty.v3}`, "utf16le")),
  leaks("bytes of XML of .NET", bytesOf(rsaKeyValue(jwk))),
];

/** Private keys given as a message. */
export const leakedMessages = [
  "DER in hexadecimal digits",
  "a JWK cut off after d",
  "PuTTY's file",
  "percent-encoded PEM",
]
  .map((name) => leaked.reported.find((pasted) => pasted.name === name))
  .concat(
    leaks("PEM", pkcs8),
    leaks("a JWK", text),
    leaks("base64", base64(pkcs8Der)),
    leaks("a body of OpenSSH", bodyOf(openssh)),
    leakedBytes,
  )
  .flatMap((pasted) => (pasted ? [{ ...pasted, as: /** @type {const} */ ("message") }] : []));

const noPrivateKey = ["malformed-key", "unsupported-key"];
/** A certificate request. Its first member begins with the version 0 and a SEQUENCE, as the contents of PKCS#8 do. */
const requestDer = openssl("req", "-new", "-key", path, "-subj", "/CN=alice", "-outform", "DER")();
const requestInPython = String(inPython("import sys; print(sys.stdin.buffer.read())", requestDer));
/** Input that looks like a private key and is not one. @type {import("../support.js").Pasted[]} */
export const falseFriends = [
  names("a public key of OpenPGP in binary", publicPackets[0] ?? "", noPrivateKey, [/OpenPGP/], { kind: "public-key" }),
  names("a public key of OpenPGP in the new format", publicPackets[1] ?? "", noPrivateKey, [/OpenPGP/]),
  names("a public key of OpenPGP in base64", base64(publicPackets[0] ?? ""), noPrivateKey, [/OpenPGP/]),
  readsPublic("DER of a public key as a string with a character for each byte", spkiDer.toString("latin1")),
  ...["", "key: "].map((words) =>
    names(
      `${words}a certificate request as a string with a character for each byte`,
      words + latin1(requestDer),
      noPrivateKey,
      [/certificate request/],
    ),
  ),
  ...["%", "\\x"].map((mark) =>
    readsPublic(
      `a certificate request escaped by ${mark} beside a public key`,
      `${spki}\nx = ${escaped(mark, requestDer)}`,
    ),
  ),
  readsPublic("a certificate request as Python prints it beside a public key", `${spki}\nx = ${requestInPython}`),
  readsPublic("another form of the key, percent-encoded", `${spki}\nx = ${encodeURIComponent(spki)} 100%`),
  readsPublic(
    "a list of numbers of a public key behind many lists",
    `${`${list(Buffer.alloc(40, "letters"))}\n`.repeat(12)}${list(spkiDer)}`,
  ),
  readsPublic("a list of numbers of a public key beside words", `private: false, key: [${[...spkiDer].join(", ")}]`),
  refused("a request for the file RSA2048", "RSA2048 key, please", "malformed-key", { kind: undefined }),
  readsPublic(
    "prose about a PRIVATE KEY before a public key",
    `My PRIVATE KEY stays with me - here is the other half.\n${spki}`,
  ),
  readsPublic(
    "a PRIVATE KEY - as a list's item - in prose",
    `Files:\n- PRIVATE KEY - kept\n- PUBLIC KEY - here:\n${spki}`,
  ),
  readsPublic("a JWK with d: null", json({ ...publicJwk, d: null }), { kind: "public-key" }),
  readsPublic("members n and d of something else", json({ n: 5, d: "2026-11-29", pem: spki })),
  readsPublic("a comment that says PRIVATE KEY", `${line} no PRIVATE KEY`),
  readsPublic("a name that says private", json({ private: false, privateKey: null, private_key: "", publicKey: spki })),
  refused("a JWK with d: false", json({ ...publicJwk, d: false }), "malformed-key", { kind: "public-key" }),
  refused("a JWK with an empty d", json({ ...publicJwk, d: "" }), "malformed-key"),
  names(
    "RSAKeyValue with an empty D",
    rsaKeyValue(publicJwk).replace("</RSA", "<D></D></RSA"),
    "unsupported-key",
    [/RSAKeyValue/],
    { want: "read or named" },
  ),
  names("the listing of a public key", publicListing, noPrivateKey, [/listing|-text|openssl/], {
    want: "read or named",
  }),
  refused("prose alone", "Send me your PRIVATE KEY? No! Never do that.", "malformed-key", { kind: undefined }),
  refused("JSON with a d and no n", json({ kty: "letter", d: "Monday" }), noPrivateKey),
  refused("base64 that begins MII and is nothing", `MIIE${base64(Buffer.alloc(600, "noise"))}`, "malformed-key"),
  readsPublic("PKCS#1 of a public key in hexadecimal digits", hex(spkiDer.subarray(24)), { kind: "public-key" }),
  readsPublic("SPKI in hexadecimal digits", hex(spkiDer), { kind: "public-key" }),
];
