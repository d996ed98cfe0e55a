import { SEALED_LIMIT, checkBytes, checkCount, wipedAfter } from "../base/arguments.js";
import { parseRecord } from "../base/errors.js";
import { textOfObject } from "../base/messages.js";
import { call, hasMemory, outOfMemory } from "../module/instance.js";
import { sealedMemory } from "./sealing.js";
import { TextEncoder } from "../base/node-builtins.js";

/** @import { Bytes } from "../index.js" */
/** @import { ErrorCode, ErrorDetails } from "../base/errors.js" */

/**
 * @typedef {object} KeyProtection How a passphrase protects a private key.
 * @property {string} cipher Such as "AES-256-CBC".
 * @property {"PBKDF2" | "scrypt" | "bcrypt" | "MD5"} derivation The key derivation function. "MD5", in the
 * legacy form of PEM, does not slow down guessing.
 * @property {string} [hash] The hash of PBKDF2.
 * @property {number} cost The iterations of PBKDF2, the rounds of bcrypt, N of scrypt; 1 for MD5.
 */
/**
 * @typedef {{ code: ErrorCode, message: string } & ErrorDetails} Refusal The error with which the package would refuse
 * the input.
 */
/**
 * @typedef {object} InspectedKey
 * @property {"private-key" | "public-key" | "certificate"} kind
 * @property {"pkcs8" | "pkcs1" | "spki" | "x509" | "openssh" | "jwk" | "other"} form `parse` reads all but "other".
 * @property {"pem" | "der" | "base64" | "json" | "line"} encoding
 * @property {string[]} [unwrapped] The steps that led to the key, the outermost first, such as `["json-escape",
 * "base64"]`: "utf-16", "hex", "base64", "bytes" (bytes in print, such as a list of numbers), "json-escape", "percent",
 * "quoted-printable", "html", "armour" (the lines of PEM were mended), "text" (the key stood in other text or in
 * quotes), "json-member", "jwk-set", "ssh-certificate", "first-certificate". Absent if there was none.
 * @property {number} [bits] Size of the modulus. `bits`, `e`, `thumbprint` and `fingerprint` are set if the public half
 * can be read.
 * @property {number} [e] The public exponent, unless it has more than 48 bits.
 * @property {string} [thumbprint]
 * @property {string} [fingerprint]
 * @property {KeyProtection} [protection] Set if a passphrase protects the key.
 * @property {"signing"} [purpose] Set if the key says that it is for signatures: `SigningKey` and `VerifyingKey` read
 * it.
 * @property {Refusal} [refused] Why `parse` of `PrivateKey` or `PublicKey` would refuse the key. Without it a private
 * key may still be refused: its numbers are not checked here.
 */
/**
 * @typedef {object} InspectedMessage A sealed message. Nothing of it is authenticated before it is opened.
 * @property {"message"} kind
 * @property {"compact" | "json"} form
 * @property {string} [enc] The content encryption. `enc`, `recipients` and `length` are set unless the message is
 * refused.
 * @property {{ alg: string, kid?: string }[]} [recipients] For each recipient whose entry
 * can be read, the key encryption and the name of the key.
 * @property {number} [length] Of the ciphertext, in bytes.
 * @property {string} [cty] The type of the content, if the protected header names it: "JWT" for a message that may be
 * signed. By whom, and whether the signature holds, only its reader can see.
 * @property {string[]} [unwrapped] What enclosed or encoded the message, the outermost first: "json-member" (a JSON
 * value), "text" (words, other quotes, lines of mail), "json-escape", "percent", "html", "quoted-printable", "base64",
 * "hex", "utf-16".
 * @property {Refusal} [refused] Why `unseal` would refuse the message, whatever the key.
 */
/**
 * @typedef {object} InspectedCiphertext
 * @property {"maybe-ciphertext"} kind Bytes of a length that a ciphertext of RSA can have. Only the private key can
 * tell whether they are a ciphertext.
 * @property {"bytes" | "hex" | "base64" | "base64url"} encoding
 * @property {number} length The number of bytes, decoded.
 */
/**
 * @typedef {object} InspectedFile A sealed file, or its beginning. Nothing of it is authenticated before it is opened.
 * @property {"file"} kind
 * @property {"age" | "age-armor"} form
 * @property {{ type: string, tag?: string }[]} [recipients] Set unless the file is refused. Recipients with RSA keys
 * have the type "ssh-rsa" and a `tag`: base64 of the first four bytes of the hash that the key's `fingerprint()` shows.
 * @property {Refusal} [refused] Why `unsealFile` would refuse the file, whatever the key.
 */
/**
 * @typedef {object} InspectedUnknown Anything else.
 * @property {"unknown"} kind
 * @property {Refusal} [refused] The error of `unseal`, if that error names what the input is, such as a signed token, or
 * `message-too-long` if there is too little memory.
 */
/** @typedef {InspectedKey | InspectedMessage | InspectedFile | InspectedCiphertext | InspectedUnknown} Inspected */

/**
 * Says what a key, a message or a sealed file is. `inspect` needs no key. Once the module is loaded, it never throws
 * for a text or for bytes. An input of more than some 90 MB is `unknown`, and so is one of more than some 3 MB for which
 * there is too little memory: pass the beginning of a large sealed file, of which the first 100 KB are enough.
 *
 * @param {string | Bytes | object} input An object: a JWK, or a message in a JSON serialization.
 * @returns {Inspected}
 */
export function inspect(input) {
  checkCount(arguments, 1);
  const kinds = "a string, bytes or a plain object";
  const given = textOfObject(input, "the input");
  const isText = typeof given === "string";
  const view = isText ? undefined : checkBytes(given, "the input", Infinity, "invalid-argument", kinds);
  if ((isText ? given.length : Number(view?.length)) > SEALED_LIMIT) return { kind: "unknown" };
  // Lone surrogates become U+FFFD. `inspect` describes such a text too, which `parse` and `unseal` refuse.
  const encoded = isText ? new TextEncoder().encode(given) : undefined;
  const bytes = /** @type {Uint8Array} */ (encoded ?? view);
  return wipedAfter(encoded, () => {
    if (!hasMemory(sealedMemory(bytes.length))) return withoutMemory();
    const inspected = call((raw) => raw.inspect(bytes));
    if (inspected.refused) inspected.refused = parseRecord(inspected.refused);
    return inspected;
  });
}

/** The result if there is too little memory to read the input. @returns {InspectedUnknown} */
function withoutMemory() {
  const { code, message, reason } = outOfMemory();
  return { kind: "unknown", refused: { code, message, reason } };
}
