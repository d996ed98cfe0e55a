// The vault's encryption (docs/vault.md) with AES-256-GCM of crypto.subtle. Encrypted data is the nonce of 12 bytes,
// the ciphertext, and the tag of 16 bytes. Private keys are not encrypted here but in the module (key-record.js).
import { decode } from "../base/base64url.js";
import { SealpostError } from "../base/errors.js";
import { FORMAT, StorageError } from "./database.js";

/** @import { StoredRecord } from "./database.js" */

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** The most bytes of an encrypted record. Those that are written here are much shorter. */
const RECORD_LIMIT = 64 << 10;

export const AES = { name: "AES-GCM", length: 256 };

/** A new AES key that cannot be extracted. */
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
 * Derives a key from a passphrase with PBKDF2.
 *
 * @param {Uint8Array} passphrase
 * @param {Uint8Array} salt
 * @param {number} iterations
 * @param {"SHA-256" | "SHA-512"} hash
 * @param {AesKeyGenParams} algorithm
 * @param {KeyUsage[]} usages
 */
export async function passphraseKey(passphrase, salt, iterations, hash, algorithm, usages) {
  if (!globalThis.crypto?.subtle) throw new StorageError("insecure-context");
  const material = await crypto.subtle.importKey("raw", bufferSource(passphrase), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash, salt: bufferSource(salt), iterations };
  return crypto.subtle.deriveKey(derivation, material, algorithm, false, usages);
}

/**
 * Encrypts a record's content, as JSON, under the device key.
 *
 * @param {CryptoKey} device
 * @param {Omit<StoredRecord, "sealed">} record
 * @param {object} content
 * @returns {Promise<StoredRecord>}
 */
export async function sealRecord(device, { type, id, version }, content) {
  const sealed = await encrypt(device, utf8(JSON.stringify(content)), associatedData(type, version, id));
  return { type, id, version, sealed };
}

/**
 * Decrypts the content of a record. Undefined if it is not authentic.
 *
 * @param {CryptoKey} device
 * @param {StoredRecord} record
 * @returns {Promise<any>}
 */
export async function openRecord(device, { type, id, version, sealed }) {
  try {
    return JSON.parse(new TextDecoder().decode(await decrypt(device, sealed, associatedData(type, version, id))));
  } catch {
    return undefined;
  }
}

/**
 * Encrypts the list of the vault's records. It only decrypts with the same revision.
 *
 * @param {CryptoKey} device
 * @param {number} revision
 * @param {string} json
 */
export function sealList(device, revision, json) {
  return encrypt(device, utf8(json), associatedData("list", revision));
}

/**
 * @param {CryptoKey} device
 * @param {number} revision
 * @param {Uint8Array} list
 */
export async function openList(device, revision, list) {
  return new TextDecoder().decode(await decrypt(device, list, associatedData("list", revision)));
}

/**
 * @param {CryptoKey} key
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} additionalData
 */
export async function encrypt(key, plaintext, additionalData) {
  const iv = bufferSource(randomBytes(NONCE_BYTES));
  const how = { name: AES.name, iv, additionalData: bufferSource(additionalData) };
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(how, key, bufferSource(plaintext))));
}

/**
 * @param {CryptoKey} key
 * @param {Uint8Array} sealed
 * @param {Uint8Array} additionalData
 */
export async function decrypt(key, sealed, additionalData) {
  const [iv, bytes] = [bufferSource(sealed.subarray(0, NONCE_BYTES)), bufferSource(sealed.subarray(NONCE_BYTES))];
  const how = { name: AES.name, iv, additionalData: bufferSource(additionalData) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes));
}

/** Associated data as a JSON array, an injective encoding. @param {unknown[]} values */
export function associatedData(...values) {
  return utf8(JSON.stringify(["sealpost vault", FORMAT, ...values]));
}

/**
 * Whether a value from the database has the length of encrypted data.
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

/** Decodes base64url; undefined if `text` is not a string of it. @param {unknown} text */
export function fromBase64url(text) {
  return typeof text === "string" ? decode(text, 0, text.length, 0) : undefined;
}

/** @param {string} text */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/**
 * The same bytes with the type that TypeScript requires for WebCrypto: not in shared memory.
 *
 * @param {Uint8Array} bytes
 */
export function bufferSource(bytes) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
}

/** @returns {never} */
export function throwDamaged() {
  const advice = "remove it and restore it from a backup";
  throw new SealpostError("storage-unavailable", `what the vault has of this is damaged: ${advice}`);
}
