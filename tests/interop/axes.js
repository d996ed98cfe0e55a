// The axes of the matrix: the peers, and what each is asked to do. docs/interoperability.md shows the results.
import { CBC, GCM, PRFS, WRITTEN, byDefault, dekInfo, forms, inAscii, nameOf, pbkdf2, scrypt } from "./forms.js";

/** @import { Hash } from "../../js/index.js" */
/** @import { Form } from "./forms.js" */

export const SIZES = [2048, 3072, 4096];

/** The hashes of RSA-OAEP that sealpost has. @type {Hash[]} */
export const HASHES = ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256"];

/** The empty label, and one that is not valid UTF-8. */
export const LABELS = [Buffer.alloc(0), Buffer.from([0, 0xff, 0x41])];

export const ALGS = /** @type {const} */ (["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"]);
export const ENCS = /** @type {const} */ ([
  "A128GCM",
  "A192GCM",
  "A256GCM",
  "A128CBC-HS256",
  "A192CBC-HS384",
  "A256CBC-HS512",
]);
/** The messages that sealpost writes, each with every one of ALGS and ENCS. */
export const SEALED_FORMS = /** @type {const} */ ([
  "compact",
  "flattened",
  "flattened with aad",
  "general",
  "general with aad",
]);
/**
 * The messages that sealpost reads: those of SEALED_FORMS, and general JSON with `alg` in the header of each recipient.
 */
export const MESSAGE_FORMS = [
  "compact",
  "flattened",
  "flattened with aad",
  "general",
  "general with aad",
  "general with alg apart",
];

/**
 * @typedef {object} Axes
 * @property {string} name As in docs/interoperability.md. If it ends with a version, the peer must have that version.
 * @property {string[]} command The program that `start` in peers.js runs, and its arguments.
 * @property {Form[]} [writes] Key formats that the peer writes and sealpost reads.
 * @property {Form[]} [reads] Key formats that sealpost writes and the peer reads.
 * @property {{ hashes: Hash[], mgfHash?: "the hash" }} [oaep] With `mgfHash`, the hash of MGF1 cannot be chosen
 *   separately.
 * @property {{ algs: string[] }} [messages] The `alg`s of the messages that are exchanged. Each is combined with every
 *   one of ENCS, and of MESSAGE_FORMS if the peer seals, or SEALED_FORMS if sealpost seals.
 * @property {("thumbprint" | "fingerprint")[]} [names] The names of keys that the peer can compute.
 * @property {[what: string, reason: string][]} cannot Why cells are left out. An entry fits the cells for which `what`
 *   begins the text of the cell's own `what` and `name`; in that text, "oaep" stands for "encrypts" and "decrypts", and
 *   "message" for "seals" and "opens". If several entries fit a cell, the first one gives its reason.
 */

const PEM_AND_DER = /** @type {const} */ (["PEM", "DER"]);
const NO_NAMES = "it has no such name for a key";

/** JWK, and PKCS #8 and SPKI in one encoding. @param {"PEM" | "DER"} encoding DER for WebCrypto, PEM for libraries */
const jwkAnd = (encoding) => [
  ...forms("PKCS#8", encoding),
  ...forms("SPKI", encoding),
  ...forms("JWK private", "JSON"),
  ...forms("JWK public", "JSON"),
];

/** The formats that sealpost writes whose names begin with one of these. @param {string[]} names @returns {Form[]} */
const written = (...names) => WRITTEN.filter((form) => names.some((name) => nameOf(form).startsWith(name)));

/**
 * pycryptodome, of which two versions are peers.
 *
 * @type {(name: string, command: string[], defaults: Form[]) => Axes}
 */
const pycryptodome = (name, command, defaults) => ({
  name,
  command,
  writes: [
    ...forms("PKCS#1", ...PEM_AND_DER),
    ...forms("PKCS#8", ...PEM_AND_DER),
    ...forms("SPKI", ...PEM_AND_DER),
    ...forms("OpenSSH public", "line"),
    ...byDefault("PKCS#1", "PEM"),
    ...defaults,
    ...pbkdf2(PRFS, [...CBC, ...GCM]),
    ...pbkdf2(PRFS, CBC, "DER"),
    ...scrypt([...CBC, ...GCM]),
  ],
  reads: written("PKCS#", "SPKI", "OpenSSH public"),
  oaep: { hashes: HASHES },
  cannot: [
    ["writes JWK", "it has no JWK"],
    ["reads JWK", "it has no JWK"],
    ["writes PKCS#1 public", "it writes public keys as SPKI and OpenSSH only"],
    ["writes OpenSSH private", "it reads OpenSSH's private form and does not write it"],
    ["writes X.509", "it reads certificates and does not write them"],
    ["writes PKCS#1 PEM, DEK-Info", "its legacy form has one cipher, DES-EDE3-CBC: the default above"],
    ["message", "it has no JWE"],
    ["thumbprint", NO_NAMES],
    ["fingerprint", NO_NAMES],
  ],
});

/** WebCrypto, of which two implementations are peers. @type {(name: string, command: string[]) => Axes} */
const webcrypto = (name, command) => ({
  name,
  command,
  writes: jwkAnd("DER"),
  reads: jwkAnd("DER"),
  oaep: { hashes: ["SHA-1", "SHA-256", "SHA-384", "SHA-512"], mgfHash: "the hash" },
  cannot: [
    ["writes", "it has PKCS#8 and SPKI in DER, and JWK, in clear"],
    ["reads", "it has PKCS#8 and SPKI in DER, and JWK, in clear"],
    ["oaep SHA-224", "it has neither SHA-224 nor SHA-512/224 nor SHA-512/256"],
    ["oaep SHA-512/", "it has neither SHA-224 nor SHA-512/224 nor SHA-512/256"],
    ["oaep", "its hash is MGF1's hash too"],
    ["message", "it has no JWE"],
    ["thumbprint", NO_NAMES],
    ["fingerprint", NO_NAMES],
  ],
});

const FORGE_PRFS = PRFS.filter((prf) => prf !== "SHA-224");
const AES_CBC = CBC.filter((cipher) => cipher.startsWith("AES"));

/** The peers, in the order of docs/interoperability.md. @type {Axes[]} */
export const PEERS = [
  // The default protection of version 3: DEK-Info in "BEGIN PRIVATE KEY", or PBKDF2-HMAC-SHA1 and DES-EDE3-CBC for DER.
  pycryptodome("pycryptodome 3.23.0", ["python-3", "pycryptodome"], byDefault("PKCS#8", ...PEM_AND_DER)),
  // The default protection of version 4: PBKDF2-HMAC-SHA256 with 600,000 iterations and AES-256-CBC.
  pycryptodome(
    "pycryptodome 4",
    ["python-4", "pycryptodome"],
    byDefault("PKCS#8", ...PEM_AND_DER).map((form) => ({ ...form, slow: true })),
  ),
  {
    name: "cryptography",
    command: ["python-3", "cryptography"],
    writes: [
      ...forms("PKCS#1", ...PEM_AND_DER),
      ...forms("PKCS#8", ...PEM_AND_DER),
      ...forms("OpenSSH private", "PEM"),
      ...forms("SPKI", ...PEM_AND_DER),
      ...forms("PKCS#1 public", ...PEM_AND_DER),
      ...forms("OpenSSH public", "line"),
      ...forms("X.509", ...PEM_AND_DER),
      ...byDefault("PKCS#1", "PEM"),
      ...byDefault("PKCS#8", ...PEM_AND_DER),
      ...byDefault("OpenSSH private", "PEM"),
    ],
    reads: written("PKCS#", "SPKI", "OpenSSH public"),
    oaep: { hashes: ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"] },
    cannot: [
      ["writes JWK", "it has no JWK"],
      ["reads JWK", "it has no JWK"],
      ["writes PKCS#", "it chooses the protection by itself: the default above"],
      ["oaep", "it refuses SHA-512/224 and SHA-512/256 in OAEP"],
      ["message", "it has no JWE: jwcrypto is built upon it"],
      ["thumbprint", NO_NAMES],
      ["fingerprint", NO_NAMES],
    ],
  },
  {
    name: "jwcrypto",
    command: ["python-3", "jwcrypto"],
    writes: [...jwkAnd("PEM"), ...byDefault("PKCS#8", "PEM")],
    reads: written("PKCS#8 PEM", "PKCS#1 PEM", "SPKI PEM", "PKCS#1 public PEM", "JWK"),
    messages: { algs: ["RSA-OAEP", "RSA-OAEP-256"] },
    names: ["thumbprint"],
    cannot: [
      ["writes", "it writes JWK, and PKCS#8 and SPKI as PEM, with a protection of its own choice"],
      ["reads", "it reads JWK and PEM"],
      ["oaep", "it has no OAEP outside of JWE"],
      ["message", "it has RSA-OAEP and RSA-OAEP-256"],
      ["fingerprint", NO_NAMES],
    ],
  },
  {
    name: "OpenSSL 3",
    command: ["node", "openssl.js"],
    writes: [
      ...forms("PKCS#1", ...PEM_AND_DER),
      ...forms("PKCS#8", ...PEM_AND_DER),
      ...forms("SPKI", ...PEM_AND_DER),
      ...forms("PKCS#1 public", ...PEM_AND_DER),
      ...forms("X.509", ...PEM_AND_DER),
      ...byDefault("PKCS#8", ...PEM_AND_DER),
      ...dekInfo(CBC),
      ...pbkdf2(PRFS, CBC),
      ...pbkdf2(PRFS, CBC, "DER"),
      ...scrypt(CBC),
    ],
    reads: written("PKCS#", "SPKI"),
    oaep: { hashes: HASHES },
    cannot: [
      ["writes JWK", "it has no JWK"],
      ["reads JWK", "it has no JWK"],
      ["writes OpenSSH", "OpenSSH's forms are ssh-keygen's"],
      ["reads OpenSSH", "OpenSSH's forms are ssh-keygen's"],
      ["writes PKCS#1 PEM, encrypted by default", "it encrypts PKCS#1 with a cipher that is named, and with no other"],
      ["writes PKCS#8 PEM", "its PBES2 has no AES-GCM"],
      ["message", "it has no JWE"],
      ["thumbprint", NO_NAMES],
      ["fingerprint", NO_NAMES],
    ],
  },
  {
    name: "ssh-keygen",
    command: ["node", "ssh-keygen.js"],
    writes: [
      ...forms("OpenSSH private", "PEM"),
      ...forms("PKCS#1", "PEM"),
      ...forms("PKCS#8", "PEM"),
      ...forms("SPKI", "PEM"),
      ...forms("PKCS#1 public", "PEM"),
      ...forms("OpenSSH public", "line"),
      ...byDefault("OpenSSH private", "PEM"),
      ...byDefault("PKCS#1", "PEM"),
      ...byDefault("PKCS#8", "PEM"),
    ],
    reads: written("PKCS#8 PEM", "PKCS#1 PEM", "SPKI PEM", "PKCS#1 public PEM", "OpenSSH public"),
    names: ["fingerprint"],
    cannot: [
      ["writes", "it writes PEM and its own forms, with a protection of its own choice"],
      ["reads", "it reads PEM and its own forms"],
      ["oaep", "it does not encrypt messages"],
      ["message", "it does not encrypt messages"],
      ["thumbprint", NO_NAMES],
    ],
  },
  webcrypto("WebCrypto in Node", ["node", "webcrypto-node.js"]),
  webcrypto("WebCrypto in Chromium", ["node", "webcrypto-chromium.js"]),
  {
    name: "node:crypto",
    command: ["node", "node-crypto.js"],
    writes: [
      ...forms("PKCS#1", ...PEM_AND_DER),
      ...forms("PKCS#8", ...PEM_AND_DER),
      ...forms("JWK private", "JSON"),
      ...forms("SPKI", ...PEM_AND_DER),
      ...forms("PKCS#1 public", ...PEM_AND_DER),
      ...forms("JWK public", "JSON"),
      ...dekInfo(CBC),
      // The caller chooses only the cipher: node:crypto always uses SHA-256, with a fixed number of iterations.
      ...pbkdf2(["SHA-256"], CBC),
      ...pbkdf2(["SHA-256"], CBC, "DER"),
    ],
    reads: written("PKCS#", "SPKI", "JWK"),
    oaep: { hashes: HASHES, mgfHash: "the hash" },
    cannot: [
      ["writes OpenSSH", "it has none of OpenSSH's forms"],
      ["reads OpenSSH", "it has none of OpenSSH's forms"],
      ["writes X.509", "it reads certificates and does not write them"],
      ["writes PKCS#1 PEM, encrypted by default", "it encrypts PKCS#1 with a cipher that is named, and with no other"],
      ["writes PKCS#8", "it takes the cipher, AES-CBC or DES-EDE3-CBC, and chooses the rest by itself"],
      ["oaep", "`oaepHash` is MGF1's hash too"],
      ["message", "it has no JWE"],
      ["thumbprint", NO_NAMES],
      ["fingerprint", NO_NAMES],
    ],
  },
  {
    name: "node-forge",
    command: ["node", "forge.js"],
    writes: [
      ...forms("PKCS#1", ...PEM_AND_DER),
      ...forms("PKCS#8", ...PEM_AND_DER),
      ...forms("SPKI", ...PEM_AND_DER),
      ...forms("PKCS#1 public", ...PEM_AND_DER),
      ...forms("OpenSSH public", "line"),
      ...forms("X.509", ...PEM_AND_DER),
      ...byDefault("PKCS#8", ...PEM_AND_DER),
      ...dekInfo(CBC),
      ...pbkdf2(FORGE_PRFS, AES_CBC),
      ...pbkdf2(FORGE_PRFS, AES_CBC, "DER"),
    ],
    reads: written("PKCS#", "SPKI"),
    oaep: { hashes: HASHES.filter((hash) => hash !== "SHA-224") },
    names: ["fingerprint"],
    cannot: [
      ["writes JWK", "it has no JWK"],
      ["reads JWK", "it has no JWK"],
      ["writes OpenSSH private", "it has no private form of OpenSSH's"],
      ["reads OpenSSH public", "it writes OpenSSH's public form and does not read it"],
      ["writes PKCS#1 PEM, encrypted by default", "it encrypts PKCS#1 with a cipher that is named, and with no other"],
      ["writes PKCS#8 PEM, PBKDF2 SHA-224", "its PBKDF2 with SHA-224 runs SHA-512/224 in fact, as no one else does"],
      ["writes PKCS#8 DER, PBKDF2 SHA-224", "its PBKDF2 with SHA-224 runs SHA-512/224 in fact, as no one else does"],
      ["writes PKCS#8", "its PBES2 has AES-CBC with PBKDF2 alone; for DES-EDE3-CBC it takes a scheme of PKCS#12"],
      ["oaep", "it has no SHA-224"],
      ["message", "it has no JWE"],
      ["thumbprint", NO_NAMES],
    ],
  },
  {
    name: "jose",
    command: ["node", "jose.js"],
    writes: jwkAnd("PEM"),
    reads: jwkAnd("PEM"),
    messages: { algs: [...ALGS] },
    names: ["thumbprint"],
    cannot: [
      ["writes", "it has PKCS#8 and SPKI in PEM, and JWK, in clear"],
      ["reads", "it has PKCS#8 and SPKI in PEM, and JWK, in clear"],
      ["oaep", "it has no OAEP outside of JWE"],
      ["fingerprint", NO_NAMES],
    ],
  },
  {
    name: "Java",
    command: ["java", "Peer.java"],
    writes: [
      ...forms("PKCS#8", "DER"),
      ...forms("SPKI", "DER"),
      ...inAscii(pbkdf2(PRFS, ["AES-128-CBC", "AES-256-CBC"], "DER")),
    ],
    reads: inAscii(written("PKCS#8 DER", "SPKI DER")),
    oaep: { hashes: HASHES },
    cannot: [
      ["writes", "its classes write PKCS#8 and SPKI in DER, encrypted with PBKDF2 and AES-128 or 256 in CBC mode"],
      ["reads", "its classes read PKCS#8 and SPKI in DER"],
      ["message", "it has no JWE"],
      ["thumbprint", NO_NAMES],
      ["fingerprint", NO_NAMES],
    ],
  },
];
