// How a record of the vault is encrypted: docs/vault.md. Everything here is crypto.subtle's; nothing is kept.
import { SealpostError } from "./errors.js";

/** @typedef {{ nonce: Uint8Array, bytes: Uint8Array }} Box What AES-256-GCM made, with its nonce of 12 bytes. */

/**
 * @typedef {object} KeyFacts What a record says of its key in clear. All of it is authenticated.
 * @property {string} id
 * @property {string} name
 * @property {number} created Milliseconds since 1970; no two keys of a vault have the same.
 * @property {string} publicKey SPKI in PEM.
 * @property {boolean} exportable
 * @property {"passphrase" | "device"} protection
 * @property {Uint8Array} salt Of PBKDF2; empty without a passphrase.
 * @property {number} iterations Of PBKDF2; 0 without a passphrase.
 */
/** @typedef {KeyFacts & { version: number, wrapped: Box, sealed: Box }} KeyRecord */
/** @typedef {{ version: number, wrapped: Box, sealed: Box }} ContactsRecord */
/** @typedef {Pick<KeyFacts, "id" | "name" | "created" | "publicKey" | "exportable">} NewKey */

/** The version of the format: of the database, and of every record in it. */
export const FORMAT = 1;
/** PBKDF2-HMAC-SHA256 for a new passphrase. */
export const ITERATIONS = 600_000;
/** The most iterations that are tried on reading: half a minute of work. */
export const MOST_ITERATIONS = 10_000_000;

const AES = { name: "AES-GCM", length: 256 };
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;

/** A key that crypto.subtle uses and gives to nobody. */
export async function newDeviceKey() {
  return crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
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
  const material = await crypto.subtle.importKey("raw", source(passphrase), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash, salt: source(salt), iterations };
  return crypto.subtle.deriveKey(derivation, material, algorithm, false, usages);
}

/**
 * The record of a private key, under a new data key.
 *
 * @param {CryptoKey} device
 * @param {NewKey} key
 * @param {Uint8Array} pkcs8
 * @param {Uint8Array} [passphrase]
 * @returns {Promise<KeyRecord>}
 */
export async function sealKey(device, key, pkcs8, passphrase) {
  /** @type {KeyFacts} */
  const facts = passphrase
    ? { ...key, protection: "passphrase", salt: randomBytes(SALT_BYTES), iterations: ITERATIONS }
    : { ...key, protection: "device", salt: new Uint8Array(), iterations: 0 };
  return withDataKey(async (data, raw) => {
    const sealed = await encrypt(data, pkcs8, unchanging(facts));
    if (!passphrase) return { version: FORMAT, ...facts, sealed, wrapped: await encrypt(device, raw, all(facts)) };
    const { nonce, bytes } = await encrypt(await keyOf(passphrase, facts), raw, unchanging(facts));
    const inner = Uint8Array.of(...nonce, ...bytes);
    return { version: FORMAT, ...facts, sealed, wrapped: await encrypt(device, inner, all(facts)) };
  });
}

/**
 * The private key of a record, as PKCS#8 that the caller wipes.
 *
 * @param {CryptoKey} device
 * @param {KeyRecord} record
 * @param {Uint8Array} [passphrase] For a record that has one.
 */
export async function openKey(device, record, passphrase) {
  let raw = await decrypt(device, record.wrapped, all(record)).catch(damaged);
  if (passphrase) {
    const inner = { nonce: raw.slice(0, NONCE_BYTES), bytes: raw.slice(NONCE_BYTES) };
    raw = await decrypt(await keyOf(passphrase, record), inner, unchanging(record)).catch(() => {
      throw new SealpostError("wrong-passphrase", "this is not the key's passphrase: try again");
    });
  }
  try {
    return await decrypt(await importData(raw), record.sealed, unchanging(record)).catch(damaged);
  } finally {
    raw.fill(0);
  }
}

/**
 * Whether the record is what this vault wrote, as far as that can be seen without the passphrase.
 *
 * @param {CryptoKey} device
 * @param {KeyRecord} record
 */
export async function isIntact(device, record) {
  try {
    (await decrypt(device, record.wrapped, all(record))).fill(0);
    return record.protection === "device" || (record.iterations > 0 && record.iterations <= MOST_ITERATIONS);
  } catch {
    return false;
  }
}

/**
 * The record under another name: only its outer wrapping is new, for which no passphrase is needed.
 *
 * @param {CryptoKey} device
 * @param {KeyRecord} record
 * @param {string} name
 * @returns {Promise<KeyRecord>}
 */
export async function renamed(device, record, name) {
  const inner = await decrypt(device, record.wrapped, all(record)).catch(damaged);
  const wrapped = await encrypt(device, inner, all({ ...record, name }));
  inner.fill(0);
  return { ...record, name, wrapped };
}

/**
 * The contacts, under a new data key.
 *
 * @param {CryptoKey} device
 * @param {string} json
 * @returns {Promise<ContactsRecord>}
 */
export function sealContacts(device, json) {
  return withDataKey(async (data, raw) => ({
    version: FORMAT,
    wrapped: await encrypt(device, raw, about("contacts")),
    sealed: await encrypt(data, utf8(json), about("contacts")),
  }));
}

/**
 * @param {CryptoKey} device
 * @param {ContactsRecord} record
 */
export async function openContacts(device, record) {
  const raw = await decrypt(device, record.wrapped, about("contacts"));
  const data = await importData(raw);
  raw.fill(0);
  return new TextDecoder().decode(await decrypt(data, record.sealed, about("contacts")));
}

/**
 * The list of what is in the vault, at one revision.
 *
 * @param {CryptoKey} device
 * @param {number} revision
 * @param {string} json
 */
export function sealList(device, revision, json) {
  return encrypt(device, utf8(json), about("list", revision));
}

/**
 * @param {CryptoKey} device
 * @param {number} revision
 * @param {Box} list
 */
export async function openList(device, revision, list) {
  return new TextDecoder().decode(await decrypt(device, list, about("list", revision)));
}

/**
 * @template T
 * @param {(data: CryptoKey, raw: Uint8Array) => Promise<T>} use
 */
async function withDataKey(use) {
  const raw = randomBytes(KEY_BYTES);
  try {
    return await use(await importData(raw), raw);
  } finally {
    raw.fill(0);
  }
}

/** @param {Uint8Array} raw */
function importData(raw) {
  return crypto.subtle.importKey("raw", source(raw), AES, false, ["encrypt", "decrypt"]);
}

/**
 * @param {Uint8Array} passphrase
 * @param {KeyFacts} facts
 */
function keyOf(passphrase, { salt, iterations }) {
  return passphraseKey(passphrase, salt, iterations, "SHA-256", AES, ["encrypt", "decrypt"]);
}

/**
 * @param {CryptoKey} key
 * @param {Uint8Array} plaintext
 * @param {Uint8Array} additionalData
 * @returns {Promise<Box>}
 */
async function encrypt(key, plaintext, additionalData) {
  const nonce = randomBytes(NONCE_BYTES);
  const how = { name: AES.name, iv: nonce, additionalData: source(additionalData) };
  return { nonce, bytes: new Uint8Array(await crypto.subtle.encrypt(how, key, source(plaintext))) };
}

/**
 * @param {CryptoKey} key
 * @param {Box} box
 * @param {Uint8Array} additionalData
 */
async function decrypt(key, { nonce, bytes }, additionalData) {
  const how = { name: AES.name, iv: source(nonce), additionalData: source(additionalData) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, source(bytes)));
}

/** What never changes about a key, and so is bound to the innermost layers. @param {KeyFacts} facts */
function unchanging({ id, created, exportable }) {
  return about("key", id, created, exportable);
}

/** @param {KeyFacts} facts */
function all({ id, created, exportable, name, publicKey, protection, salt, iterations }) {
  return about("key", id, created, exportable, name, publicKey, protection, [...salt], iterations);
}

/** Associated data: JSON, which no two lists of facts share. @param {unknown[]} facts */
function about(...facts) {
  return utf8(JSON.stringify(["sealpost vault", FORMAT, ...facts]));
}

/** @param {string} text */
function utf8(text) {
  return new TextEncoder().encode(text);
}

/** What TypeScript's newer declarations ask for: bytes that are not shared. @param {Uint8Array} bytes */
function source(bytes) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
}

/** @returns {never} */
export function damaged() {
  const advice = "remove it and restore it from a backup";
  throw new SealpostError("storage-unavailable", `what the vault has of this is damaged: ${advice}`);
}
