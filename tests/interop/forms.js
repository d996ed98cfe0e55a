// Key formats: those that sealpost reads, those that it writes, and their names in docs/interoperability.md.

/**
 * @typedef {object} Form
 * @property {string} container "PKCS#8", "SPKI", "JWK private", …
 * @property {"PEM" | "DER" | "JSON" | "line"} encoding
 * @property {string} [passphrase] For an encrypted format. Without `kdf` the peer encrypts with its default.
 * @property {string} [kdf] The key derivation: "PBKDF2", "scrypt", or "DEK-Info" for that of the legacy form.
 * @property {string} [prf] The hash in PBKDF2's HMAC.
 * @property {string} [cipher]
 * @property {number} [iterations] PBKDF2's count, or scrypt's N.
 * @property {boolean} [slow] Whether the key derivation has 600,000 iterations.
 */

export const PASSPHRASE = "käse & brot";
/** For peers that refuse characters outside ASCII. */
const ASCII_PASSPHRASE = "cheese & bread";
export const PRFS = ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"];
export const CBC = ["AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"];
export const GCM = ["AES-128-GCM", "AES-192-GCM", "AES-256-GCM"];

/**
 * One container in each of the encodings, in clear.
 *
 * @type {(container: string, ...encodings: Form["encoding"][]) => Form[]}
 */
export const forms = (container, ...encodings) => encodings.map((encoding) => ({ container, encoding }));

/**
 * Encrypted as the peer does by default: the peer is given nothing but the passphrase.
 *
 * @type {(container: string, ...encodings: Form["encoding"][]) => Form[]}
 */
export const byDefault = (container, ...encodings) =>
  forms(container, ...encodings).map((form) => ({ ...form, passphrase: PASSPHRASE }));

/**
 * Encrypted PKCS #8 with every combination of these hashes and ciphers. The iterations are few, because their number
 * does not matter to interoperability.
 *
 * @type {(prfs: string[], ciphers: string[], encoding?: Form["encoding"]) => Form[]}
 */
export const pbkdf2 = (prfs, ciphers, encoding = "PEM") =>
  prfs.flatMap((prf) =>
    ciphers.map((cipher) => encrypted("PKCS#8", encoding, { kdf: "PBKDF2", prf, cipher, iterations: 1000 })),
  );

/** Encrypted PKCS #8 with scrypt and each of the ciphers. @type {(ciphers: string[]) => Form[]} */
export const scrypt = (ciphers) =>
  ciphers.map((cipher) => encrypted("PKCS#8", "PEM", { kdf: "scrypt", cipher, iterations: 16384 }));

/** OpenSSL's legacy encryption of PKCS #1 with each of the ciphers. @type {(ciphers: string[]) => Form[]} */
export const dekInfo = (ciphers) => ciphers.map((cipher) => encrypted("PKCS#1", "PEM", { kdf: "DEK-Info", cipher }));

/** @type {(container: string, encoding: Form["encoding"], protection: Partial<Form>) => Form} */
const encrypted = (container, encoding, protection) => ({ container, encoding, passphrase: PASSPHRASE, ...protection });

/** The same formats with a passphrase in ASCII. @param {Form[]} list */
export const inAscii = (list) =>
  list.map((form) => (form.passphrase ? { ...form, passphrase: ASCII_PASSPHRASE } : form));

/** The formats that sealpost writes. @type {Form[]} */
export const WRITTEN = [
  ...forms("PKCS#8", "PEM", "DER"),
  ...forms("PKCS#1", "PEM", "DER"),
  ...forms("JWK private", "JSON"),
  ...byDefault("PKCS#8", "PEM", "DER").map((form) => ({ ...form, slow: true })),
  ...forms("SPKI", "PEM", "DER"),
  ...forms("PKCS#1 public", "PEM", "DER"),
  ...forms("OpenSSH public", "line"),
  ...forms("JWK public", "JSON"),
];

/** The name of a form in docs/interoperability.md. @param {Form} form */
export function nameOf({ container, encoding, passphrase, kdf, prf, cipher }) {
  const plain = `${container} ${encoding}`;
  if (!passphrase) return plain;
  if (!kdf) return `${plain}, encrypted by default`;
  return `${plain}, ${prf ? `${kdf} ${prf}` : kdf}, ${cipher}`;
}

/** Whether a form contains a private key. @param {Form} form */
export const isPrivate = ({ container }) => ["PKCS#8", "PKCS#1", "OpenSSH private", "JWK private"].includes(container);
