// Checks of the arguments that are sealed messages or ciphertexts. A ciphertext must be bytes: for one that is text,
// the error says how to decode it.
import { SEALED_LIMIT, checkBytes, checkText, isPlainObject, tooLongError } from "./arguments.js";
import { invalid } from "./errors.js";
import { MESSAGE_LIMIT, MODULUS_LIMIT } from "./limits.js";

/**
 * The longest text, in characters, that may be an encoded ciphertext. The longest ciphertext has 1024 bytes. In
 * hexadecimal, each byte has two digits and up to two characters of separators.
 */
const ENCODED_LIMIT = 4096;
/** The length in bytes of the shortest ciphertext, which is that of a modulus of 1024 bits. */
const CIPHERTEXT_MIN = 128;

/** Matches JSON text that may contain a message or a key: member names of JWE and JWK, base64url of JSON, or PEM. */
const MESSAGE_OR_KEY = /"(?:ciphertext|kty|keys)"|ey[A-L]|-----BEGIN /;

/**
 * The JSON text of a plain object that may contain a message or a key. Other values are returned as they are. The
 * caller's code can run in here, as `toJSON`, as a getter, or as a trap of a proxy.
 *
 * @param {unknown} value
 * @param {string} what Names the argument in error texts.
 */
export function textOfObject(value, what) {
  if (typeof value !== "object" || value === null) return value;
  try {
    const text = isPlainObject(value) ? JSON.stringify(value) : undefined;
    return text !== undefined && MESSAGE_OR_KEY.test(text) ? text : value;
  } catch {
    throw invalid(`${what} must be a string, or a plain object that JSON can represent`);
  }
}

/** A sealed message: text, or an object in a JSON serialization. @param {unknown} value */
export function checkSealed(value) {
  const text = textOfObject(value, "the sealed message");
  if (typeof text === "string" && text.length > SEALED_LIMIT) {
    // The error text has lengths in bytes: base64url has four characters for three bytes.
    const length = Math.floor((text.length / 4) * 3);
    throw tooLongError("the sealed message", length, MESSAGE_LIMIT, "message-too-long");
  }
  if (ArrayBuffer.isView(text)) throw invalid("the sealed message must be text: decode the bytes with TextDecoder");
  return checkText(text, "the sealed message");
}

/**
 * A view of an RSA ciphertext. If it is longer than the largest modulus, the view ends one byte after that length, so
 * that decryption fails as for every other wrong length.
 *
 * @param {unknown} value
 */
export function checkCiphertext(value) {
  const text = textOfObject(value, "the ciphertext");
  if (typeof text === "string") {
    if (looksSealed(text)) throw invalid("the ciphertext must be bytes, and this is a sealed message: unseal opens it");
    refuseEncoded(text);
  }
  return checkBytes(value, "the ciphertext", Infinity).subarray(0, MODULUS_LIMIT / 8 + 1);
}

/** What `diagnose` takes: a view of a ciphertext, or the text of a sealed message. @param {unknown} value */
export function checkDiagnosed(value) {
  const text = textOfObject(value, "the sealed message");
  if (typeof text !== "string") return checkCiphertext(value);
  refuseEncoded(text);
  return checkSealed(text);
}

/** Whether a text has the outline of a sealed message. @param {string} text */
function looksSealed(text) {
  return text.includes('"ciphertext"') || (/\bey[A-L]/.test(text) && text.split(".", 6).length === 5);
}

/**
 * Throws for a text that encodes a ciphertext. The error text has the calls that decode it.
 *
 * @param {string} text
 */
function refuseEncoded(text) {
  if (text.length > ENCODED_LIMIT) return;
  const isQuoted = /^\s*(["'`])[^"'`]*\1\s*$/.test(text);
  const digits = text.replace(/^[\s"'`]*(?:0x)?|[\s:"'`]+/gi, "");
  const isLong = (/** @type {number} */ length) => length >= CIPHERTEXT_MIN && length <= MODULUS_LIMIT / 8;
  const must = "the ciphertext must be bytes, and this is";
  if (/^(?:[0-9a-f]{2})+$/i.test(digits) && isLong(digits.length / 2)) {
    const bare = digits === text ? "text" : 'text.replace(/^\\W*0x|[^0-9a-f]/gi, "")';
    throw invalid(
      `${must} text in hexadecimal digits: decode it with Uint8Array.fromHex(${bare}) or Buffer.from(${bare}, "hex")`,
    );
  }
  if (!/^[\w+/-]+={0,2}$/.test(digits) || !isLong(Math.floor((digits.replace(/=/g, "").length * 3) / 4))) return;
  const bare = isQuoted ? "text.trim().slice(1, -1)" : "text";
  const [name, option] = /[-_]/.test(digits) ? ["base64url", ', { alphabet: "base64url" }'] : ["base64", ""];
  throw invalid(
    `${must} text in ${name}: decode it with Uint8Array.fromBase64(${bare}${option}) or Buffer.from(${bare}, "${name}")`,
  );
}
