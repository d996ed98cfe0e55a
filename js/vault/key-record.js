// A key's record: its private keys, each under the record's data key, and the data key wrapped in one way or several.
// Private keys are encrypted and decrypted in wasm: through crypto.subtle goes the data key alone.
import { encode } from "../base/base64url.js";
import { isName } from "./contact-record.js";
import { SealpostError } from "../base/errors.js";
import {
  AES,
  ITERATIONS,
  MOST_ITERATIONS,
  associated,
  bytesFrom,
  damaged,
  decrypt,
  encrypt,
  isSealed,
  passphraseKey,
  randomBytes,
} from "./encryption.js";
import { call, release } from "../module/instance.js";

/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} StoredKey One private key of a record.
 * @property {string} purpose "encryption"; others are left as they are.
 * @property {string} id The thumbprint.
 * @property {string} publicKey SPKI in PEM.
 * @property {string | null} kid The id that the key had in the JWK it came from: a hint.
 * @property {string} sealed PKCS#8 under the data key, in base64url.
 */
/**
 * @typedef {object} Wrap The data key, encrypted. Wraps of other kinds are left as they are.
 * @property {string} kind "device" or "passphrase".
 * @property {string} wrapped In base64url.
 * @property {string} [salt] Of PBKDF2, in base64url.
 * @property {number} [iterations] Of PBKDF2.
 */
/** @typedef {{ name: string, created: number, exportable: boolean }} KeyFacts `created`: milliseconds since 1970. */
/** @typedef {KeyFacts & { keys: StoredKey[], wraps: Wrap[] }} KeyContent What is encrypted in a record. */
/** @typedef {{ id: string, content: KeyContent }} KeyRecord Its id is the thumbprint of the encryption key. */
/** @typedef {KeyFacts & { id: string, publicKey: string, kid: string | null }} NewKey */

/** The version of records that are written here, and the highest that is read. */
export const KEY_VERSION = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** The most keys, and the most wraps, of a record that is read. */
const MOST_PARTS = 16;

/**
 * The record of an encryption key, under a new data key.
 *
 * @param {() => RawPrivateKey} use Gives the key, or fails where it was locked while the data key was wrapped.
 * @param {NewKey} key
 * @param {() => Promise<CryptoKey>} device
 * @param {Uint8Array} [passphrase]
 * @returns {Promise<KeyRecord>}
 */
export async function keyRecord(use, { id, publicKey, kid, ...facts }, device, passphrase) {
  const dataKey = randomBytes(KEY_BYTES);
  try {
    const wrap = passphrase
      ? await wrapWithPassphrase(id, facts, dataKey, passphrase)
      : await wrapWithDevice(id, facts, dataKey, await device());
    // From here on nothing is awaited, so that the key does not outlive a lock.
    const sealed = sealKey(use(), dataKey, aboutKey(id, facts, "encryption", id));
    const keys = [{ purpose: "encryption", id, publicKey, kid, sealed }];
    return { id, content: { ...facts, keys, wraps: [wrap] } };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * @param {RawPrivateKey} raw
 * @param {Uint8Array} dataKey
 * @param {Uint8Array} about
 */
function sealKey(raw, dataKey, about) {
  const plaintext = call(({ RawPkcs8 }) => new RawPkcs8());
  try {
    call(() => plaintext.push(raw));
    return encode(call(() => plaintext.encrypt(new Uint8Array(), dataKey, about)));
  } finally {
    release(plaintext);
  }
}

/**
 * The encryption key of a record, whose id is still to be compared with the record's.
 *
 * @param {KeyRecord} record
 * @param {() => Promise<CryptoKey>} device
 * @param {Uint8Array} [passphrase] For a record that a passphrase protects.
 * @returns {Promise<RawPrivateKey>}
 */
export async function openKey({ id, content }, device, passphrase) {
  const sealed = sealedFrom(encryptionKey(content).sealed) ?? damaged();
  const dataKey = passphrase
    ? await unwrapWithPassphrase(id, content, passphrase)
    : await unwrapWithDevice(id, content, await device());
  try {
    const about = aboutKey(id, content, "encryption", id);
    const plaintext = call(({ RawPkcs8 }) => RawPkcs8.decrypt(sealed, dataKey, about)) ?? damaged();
    const raw = call(() => plaintext.key(0));
    release(plaintext);
    return raw ?? damaged();
  } finally {
    dataKey.fill(0);
  }
}

/**
 * A record's content, if it has the shape of one. What is encrypted in it is looked at when it is opened.
 *
 * @param {string} id The record's.
 * @param {any} content As it was decrypted.
 * @returns {KeyContent | undefined}
 */
export function keyContent(id, content) {
  const { name, created, exportable, keys, wraps } = Object(content);
  const hasFacts = isName(name) && !Number.isNaN(Number(new Date(created))) && typeof exportable === "boolean";
  if (!hasFacts || ![keys, wraps].every(isPartList)) return undefined;
  const { id: named, publicKey } = encryptionKey(content) ?? {};
  const { iterations } = wraps.find((/** @type {Wrap} */ { kind }) => kind === "passphrase") ?? { iterations: 1 };
  const isKey = named === id && String(publicKey).startsWith("-----BEGIN PUBLIC KEY-----\n");
  return isKey && iterations > 0 && iterations <= MOST_ITERATIONS ? content : undefined;
}

/**
 * What protects the key; null where every wrap is of a kind that a later version brought.
 *
 * @param {KeyContent} content
 */
export function protectionOf({ wraps }) {
  // Where the device alone opens it, that it has a passphrase as well protects nothing.
  return /** @type {const} */ (["device", "passphrase"]).find((one) => wraps.some(({ kind }) => kind === one)) ?? null;
}

/** @param {KeyContent} content */
export function encryptionKey({ keys }) {
  return /** @type {StoredKey} */ (keys.find(({ purpose }) => purpose === "encryption"));
}

/**
 * Whether a record can be written anew from what is known here: not if a later version added a key to it.
 *
 * @param {KeyRecord} record
 */
export function isReplaceable({ content: { keys } }) {
  return keys.every(({ purpose }) => purpose === "encryption");
}

/** @param {unknown} text */
function sealedFrom(text) {
  const sealed = bytesFrom(text);
  return isSealed(sealed) ? sealed : undefined;
}

/** @param {unknown} parts */
function isPartList(parts) {
  return Array.isArray(parts) && parts.length <= MOST_PARTS && parts.every((part) => part === Object(part));
}

/**
 * @param {string} id
 * @param {KeyFacts} facts
 * @param {Uint8Array} dataKey
 * @param {CryptoKey} device
 * @returns {Promise<Wrap>}
 */
async function wrapWithDevice(id, facts, dataKey, device) {
  const wrapped = await encrypt(device, dataKey, aboutKey(id, facts, "data key", "device"));
  return { kind: "device", wrapped: encode(wrapped) };
}

/**
 * @param {string} id
 * @param {KeyContent} content
 * @param {CryptoKey} device
 */
function unwrapWithDevice(id, content, device) {
  const wrapped = sealedFrom(content.wraps.find(({ kind }) => kind === "device")?.wrapped) ?? damaged();
  return decrypt(device, wrapped, aboutKey(id, content, "data key", "device")).catch(damaged);
}

/**
 * @param {string} id
 * @param {KeyFacts} facts
 * @param {Uint8Array} dataKey
 * @param {Uint8Array} passphrase
 * @returns {Promise<Wrap>}
 */
async function wrapWithPassphrase(id, facts, dataKey, passphrase) {
  const bytes = randomBytes(SALT_BYTES);
  const [salt, iterations] = [encode(bytes), ITERATIONS];
  const key = await passphraseKey(passphrase, bytes, iterations, "SHA-256", AES, ["encrypt"]);
  const wrapped = await encrypt(key, dataKey, aboutKey(id, facts, "data key", "passphrase", salt, iterations));
  return { kind: "passphrase", salt, iterations, wrapped: encode(wrapped) };
}

/**
 * @param {string} id
 * @param {KeyContent} content
 * @param {Uint8Array} passphrase
 */
async function unwrapWithPassphrase(id, content, passphrase) {
  const { salt, iterations = 0, wrapped } = content.wraps.find(({ kind }) => kind === "passphrase") ?? damaged();
  const [bytes, box] = [bytesFrom(salt) ?? damaged(), sealedFrom(wrapped) ?? damaged()];
  const key = await passphraseKey(passphrase, bytes, iterations, "SHA-256", AES, ["decrypt"]);
  return decrypt(key, box, aboutKey(id, content, "data key", "passphrase", salt, iterations)).catch(() => {
    throw new SealpostError("wrong-passphrase", "this is not the key's passphrase: try again");
  });
}

/**
 * Associated data within a record: what never changes about it, and what it is that is encrypted.
 *
 * @param {string} id
 * @param {KeyFacts} facts
 * @param {unknown[]} what
 */
function aboutKey(id, { created, exportable }, ...what) {
  return associated("key", KEY_VERSION, id, created, exportable, ...what);
}
