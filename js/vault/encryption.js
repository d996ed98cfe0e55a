// The vault's encryption (docs/vault.md), done by crypto.subtle. Nothing is kept here, and no private key comes here. What
// is encrypted begins with the nonce, 12 bytes, and ends with the tag, 16 bytes.
import { decode } from "../base/base64url.js";
import { SealpostError } from "../base/errors.js";
import { FORMAT, Refusal } from "./database.js";

/** @import { StoredRecord } from "./database.js" */

/** PBKDF2-HMAC-SHA256 for a new passphrase. */
export const ITERATIONS = 600_000;
/** The most iterations that are tried on reading: half a minute of work. */
export const MOST_ITERATIONS = 10_000_000;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
/** The most bytes of a record that are decrypted: far more than any has that was written here. */
const RECORD_LIMIT = 64 << 10;

export const AES = { name: "AES-GCM", length: 256 };

/** A key that crypto.subtle uses and gives to nobody. */
export async function newDeviceKey() {
  return crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
}

/**
 * Whether this is a key as `newDeviceKey` makes it.
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
 * What a passphrase gives after PBKDF2.
 *
 * @param {Uint8Array} passphrase
 * @param {Uint8Array} salt
 * @param {number} iterations
 * @param {"SHA-256" | "SHA-512"} hash
 * @param {AesKeyGenParams} algorithm
 * @param {KeyUsage[]} usages
 */
export async function passphraseKey(passphrase, salt, iterations, hash, algorithm, usages) {
  if (!globalThis.crypto?.subtle) throw new Refusal("insecure-context");
  const material = await crypto.subtle.importKey("raw", source(passphrase), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash, salt: source(salt), iterations };
  return crypto.subtle.deriveKey(derivation, material, algorithm, false, usages);
}

/**
 * A record as it is stored: its content as JSON under the device key.
 *
 * @param {CryptoKey} device
 * @param {Omit<StoredRecord, "sealed">} record
 * @param {object} content
 * @returns {Promise<StoredRecord>}
 */
export async function sealRecord(device, { type, id, version }, content) {
  const sealed = await encrypt(device, utf8(JSON.stringify(content)), associated(type, version, id));
  return { type, id, version, sealed };
}

/**
 * The content of a record; undefined if it is not what a tab of this vault wrote.
 *
 * @param {CryptoKey} device
 * @param {StoredRecord} record
 * @returns {Promise<any>}
 */
export async function openRecord(device, { type, id, version, sealed }) {
  try {
    return JSON.parse(new TextDecoder().decode(await decrypt(device, sealed, associated(type, version, id))));
  } catch {
    return undefined;
  }
}

/**
 * The list of the records in the vault, at one revision.
 *
 * @param {CryptoKey} device
 * @param {number} revision
 * @param {string} json
 */
export function sealList(device, revision, json) {
  return encrypt(device, utf8(json), associated("list", revision));
}

/**
 * @param {CryptoKey} device
 * @param {number} revision
 * @param {Uint8Array} list
 */
export async function openList(device, revision, list) {
  return new TextDecoder().decode(await decrypt(device, list, associated("list", revision)));
}

/**
 * @param {CryptoKey} key
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} additionalData
 */
export async function encrypt(key, plaintext, additionalData) {
  const iv = source(randomBytes(NONCE_BYTES));
  const how = { name: AES.name, iv, additionalData: source(additionalData) };
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt(how, key, source(plaintext))));
}

/**
 * @param {CryptoKey} key
 * @param {Uint8Array} sealed
 * @param {Uint8Array} additionalData
 */
export async function decrypt(key, sealed, additionalData) {
  const [iv, bytes] = [source(sealed.subarray(0, NONCE_BYTES)), source(sealed.subarray(NONCE_BYTES))];
  const how = { name: AES.name, iv, additionalData: source(additionalData) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes));
}

/** Associated data: JSON, which no two lists of facts share. @param {unknown[]} facts */
export function associated(...facts) {
  return utf8(JSON.stringify(["sealpost vault", FORMAT, ...facts]));
}

/**
 * Whether this can be something encrypted.
 *
 * @param {unknown} value
 * @param {number} [limit] In bytes.
 * @returns {value is Uint8Array}
 */
export function isSealed(value, limit = RECORD_LIMIT) {
  return value instanceof Uint8Array && value.length >= NONCE_BYTES + TAG_BYTES && value.length <= limit;
}

/** @param {Uint8Array[]} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

/** @param {unknown} text In base64url. */
export function bytesFrom(text) {
  return typeof text === "string" ? decode(text, 0, text.length, 0) : undefined;
}

/** @param {string} text */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** What TypeScript's newer declarations ask for: bytes that are not shared. @param {Uint8Array} bytes */
export function source(bytes) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
}

/** @returns {never} */
export function damaged() {
  const advice = "remove it and restore it from a backup";
  throw new SealpostError("storage-unavailable", `what the vault has of this is damaged: ${advice}`);
}
