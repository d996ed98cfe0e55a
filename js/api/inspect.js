import { MESSAGE_LIMIT, checkBytes } from "../base/arguments.js";
import { call } from "../module/instance.js";

/** @import { Bytes } from "../index.js" */
/** @import { ErrorCode } from "../base/errors.js" */

/** The longest input that is looked at: the longest message in base64, and a megabyte around it. */
const LIMIT = (MESSAGE_LIMIT / 3) * 4 + (1 << 20);

/**
 * @typedef {object} KeyProtection How a passphrase protects a private key.
 * @property {string} cipher Such as "AES-256-CBC".
 * @property {"PBKDF2" | "scrypt" | "bcrypt" | "MD5"} derivation How a key is made of the passphrase. "MD5", in the legacy
 * form of PEM, hinders no one who guesses.
 * @property {string} [hash] The hash of PBKDF2.
 * @property {number} cost The iterations of PBKDF2, the rounds of bcrypt, N of scrypt; 1 for MD5.
 */
/** @typedef {{ code: ErrorCode, message: string }} Refusal The error that `parse` or `unseal` would throw. */
/**
 * @typedef {object} InspectedKey
 * @property {"private-key" | "public-key" | "certificate"} kind
 * @property {"pkcs8" | "pkcs1" | "spki" | "x509" | "openssh" | "jwk" | "other"} form "other" is not read.
 * @property {"pem" | "der" | "base64" | "json" | "line"} encoding
 * @property {string[]} [unwrapped] The steps that led to the key, the outermost first, such as `["json-escape", "base64"]`:
 * "utf-16", "hex", "base64", "json-escape", "percent", "quoted-printable", "html", "armour" (the BEGIN and END lines were
 * mended), "text", "json-member", "jwk-set", "ssh-certificate", "first-certificate". Absent if there was none.
 * @property {number} [bits] Size of the modulus. It and the next three are there where the public half can be read.
 * @property {number} [e] The public exponent.
 * @property {string} [thumbprint]
 * @property {string} [fingerprint]
 * @property {KeyProtection} [protection] There where a passphrase protects the key.
 * @property {Refusal} [refused] Why `parse` would refuse the key. Without it a private key may still be refused: its
 * numbers are not checked here.
 */
/**
 * @typedef {object} InspectedMessage A sealed message. Nothing of it is authenticated before it is opened.
 * @property {"message"} kind
 * @property {"compact" | "json"} form
 * @property {string} [enc] The content encryption. It and the next two are there unless the message is refused.
 * @property {{ alg: string, kid?: string }[]} [recipients] The key encryption and the name of the key for each.
 * @property {number} [length] Of the ciphertext, in bytes.
 * @property {Refusal} [refused] Why `unseal` would refuse the message, whatever the key.
 */
/**
 * @typedef {object} InspectedCiphertext
 * @property {"maybe-ciphertext"} kind Bytes of a length that RSA gives; only the private key tells.
 * @property {"bytes" | "hex" | "base64" | "base64url"} encoding
 * @property {number} length Their number, decoded.
 */
/** @typedef {{ kind: "unknown" }} InspectedUnknown None of the others. */
/** @typedef {InspectedKey | InspectedMessage | InspectedCiphertext | InspectedUnknown} Inspected */

/**
 * Says what a key or message is. It needs no key, and whatever the text or the bytes are, it does not throw. Of more
 * than some 90 MB it says `unknown`.
 *
 * @param {string | Bytes} input
 * @returns {Inspected}
 */
export function inspect(input) {
  const kinds = "a string, a Uint8Array or an ArrayBuffer";
  const isText = typeof input === "string";
  const view = isText ? undefined : checkBytes(input, "the input", Infinity, "invalid-argument", kinds);
  if ((isText ? input.length : Number(view?.length)) > LIMIT) return { kind: "unknown" };
  // Lone surrogates become U+FFFD, which is part of nothing that is known here.
  const bytes = isText ? new TextEncoder().encode(input) : undefined;
  try {
    return call((raw) => raw.inspect(/** @type {Uint8Array} */ (bytes ?? view)));
  } finally {
    bytes?.fill(0);
  }
}
