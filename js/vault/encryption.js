// The vault's encryption (docs/vault.md): AES-256-GCM with crypto.subtle, and PBKDF2 for passphrases. Encrypted data is
// the nonce of 12 bytes, the ciphertext, and the tag of 16 bytes. Private keys are encrypted in the WebAssembly module
// instead (key-record.js), so that crypto.subtle never gets them.
import { decode } from "../base/base64url.js";
import { SealpostError, because } from "../base/errors.js";
import { FORMAT, StorageError } from "./database.js";

/** @import { StoredRecord } from "./database.js" */

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/**
 * The longest encrypted record, in bytes. A longer one counts as damaged: the vault writes shorter ones. Replay caches
 * have a limit of their own.
 */
const RECORD_LIMIT = 64 << 10;

export const AES = { name: "AES-GCM", length: 256 };

/** A new device key: the AES key that encrypts the vault. It is stored in the vault, and cannot be extracted. */
export async function newDeviceKey() {
  return crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
}

/**
 * Whether a value from the database is a key as `newDeviceKey` makes it.
 *
 * @param {any} value
 * @returns {value is CryptoKey}
 */
export function isDeviceKey(value) {
  if (!(value instanceof CryptoKey) || value.extractable) return false;
  const { name, length } = /** @type {AesKeyAlgorithm} */ (value.algorithm);
  const isUsable = value.usages.includes("encrypt") && value.usages.includes("decrypt");
  return name === AES.name && length === AES.length && isUsable;
}

/** @param {number} length */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/**
 * Derives a key from a passphrase with PBKDF2. `algorithm` and `usages` are those of the derived key.
 *
 * @param {Uint8Array} passphrase
 * @param {Uint8Array} salt
 * @param {number} iterations
 * @param {"SHA-256" | "SHA-512"} hash
 * @param {AesKeyGenParams} algorithm
 * @param {KeyUsage[]} usages
 */
export async function passphraseKey(passphrase, salt, iterations, hash, algorithm, usages) {
  // The keyring also works without a vault, and so outside a secure context, where crypto.subtle is missing.
  if (!globalThis.crypto?.subtle) throw new StorageError("insecure-context");
  const material = await crypto.subtle.importKey("raw", bufferSource(passphrase), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash, salt: bufferSource(salt), iterations };
  return crypto.subtle.deriveKey(derivation, material, algorithm, false, usages);
}

/**
 * Derives the bytes of a key from a passphrase with PBKDF2-HMAC-SHA256, for the module.
 *
 * @param {Uint8Array} passphrase
 * @param {Uint8Array} salt
 * @param {number} iterations
 * @param {number} length In bytes.
 */
export async function passphraseBytes(passphrase, salt, iterations, length) {
  const material = await crypto.subtle.importKey("raw", bufferSource(passphrase), "PBKDF2", false, ["deriveBits"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt: bufferSource(salt), iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, material, length * 8));
}

/**
 * Encrypts a record's content, as JSON, under the device key.
 *
 * @param {CryptoKey} deviceKey
 * @param {Omit<StoredRecord, "sealed">} record
 * @param {object} content
 * @returns {Promise<StoredRecord>}
 */
export async function sealRecord(deviceKey, { type, id, version }, content) {
  const sealed = await encrypt(deviceKey, utf8(JSON.stringify(content)), associatedData(type, version, id));
  return { type, id, version, sealed };
}

/**
 * Decrypts the content of a record. Returns undefined if the record is not authentic.
 *
 * @param {CryptoKey} deviceKey
 * @param {StoredRecord} record
 * @returns {Promise<any>}
 */
export async function openRecord(deviceKey, { type, id, version, sealed }) {
  try {
    return JSON.parse(new TextDecoder().decode(await decrypt(deviceKey, sealed, associatedData(type, version, id))));
  } catch {
    return undefined;
  }
}

/**
 * Encrypts the list of the vault's records. The revision is associated data, so the list of an earlier revision does
 * not decrypt as that of a later one.
 *
 * @param {CryptoKey} deviceKey
 * @param {number} revision The vault's revision, which grows with every write.
 * @param {string} json
 */
export function sealList(deviceKey, revision, json) {
  return encrypt(deviceKey, utf8(json), associatedData("list", revision));
}

/**
 * Decrypts the list of the vault's records to its JSON. Throws if the list is not authentic.
 *
 * @param {CryptoKey} deviceKey
 * @param {number} revision
 * @param {Uint8Array} list
 */
export async function openList(deviceKey, revision, list) {
  return new TextDecoder().decode(await decrypt(deviceKey, list, associatedData("list", revision)));
}

/**
 * Encrypts with AES-GCM. Returns a random nonce, the ciphertext and the tag, one after the other.
 *
 * @param {CryptoKey} key
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} additionalData
 */
export async function encrypt(key, plaintext, additionalData) {
  const iv = bufferSource(randomBytes(NONCE_BYTES));
  const algorithm = { name: AES.name, iv, additionalData: bufferSource(additionalData) };
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, bufferSource(plaintext))));
}

/**
 * Decrypts what `encrypt` returned. Throws if the data are not authentic.
 *
 * @param {CryptoKey} key
 * @param {Uint8Array} sealed
 * @param {Uint8Array} additionalData
 */
export async function decrypt(key, sealed, additionalData) {
  const [iv, bytes] = [bufferSource(sealed.subarray(0, NONCE_BYTES)), bufferSource(sealed.subarray(NONCE_BYTES))];
  const algorithm = { name: AES.name, iv, additionalData: bufferSource(additionalData) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes));
}

/**
 * Associated data as a JSON array: different values never have the same encoding.
 *
 * @param {unknown[]} values Strings, integers and booleans.
 */
export function associatedData(...values) {
  return utf8(JSON.stringify(["sealpost vault", FORMAT, ...values]));
}

/**
 * Whether a value from the database has a length that encrypted data can have. Only decryption shows whether the value
 * is authentic.
 *
 * @param {unknown} value
 * @param {number} [limit] In bytes.
 * @returns {value is Uint8Array}
 */
export function isSealed(value, limit = RECORD_LIMIT) {
  return value instanceof Uint8Array && value.length >= NONCE_BYTES + TAG_BYTES && value.length <= limit;
}

/** @param {Uint8Array[]} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

/** Decodes base64url. Returns undefined if `text` is not a string, or not base64url. @param {unknown} text */
export function fromBase64url(text) {
  return typeof text === "string" ? decode(text, 0, text.length, 0) : undefined;
}

/** @param {string} text */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/**
 * Returns the same bytes, with the type that TypeScript requires for WebCrypto, which refuses shared memory.
 *
 * @param {Uint8Array} bytes
 */
export function bufferSource(bytes) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
}

/** Throws the error for a record that is damaged. @returns {never} */
export function throwDamaged() {
  const advice = "remove it and restore it from a backup";
  throw new SealpostError(
    "storage-unavailable",
    `what the vault has of this is damaged: ${advice}`,
    because("record-damaged"),
  );
}
