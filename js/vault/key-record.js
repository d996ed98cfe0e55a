// The record of an identity in the vault: its private keys, encrypted under a data key of the record, and the data key,
// wrapped (wraps.js). Private keys are encrypted and decrypted in the wasm module, so that crypto.subtle gets the data
// key and never the private keys.
import { encode } from "../base/base64url.js";
import { isName } from "./contact-record.js";
import { ITERATION_LIMIT, KID_LIMIT } from "../base/limits.js";
import { randomBytes, throwDamaged } from "./encryption.js";
import { PART_LIMIT, additionalData, sealedFrom, unwrapDataKey, wrapWithDevice, wrapWithPassphrase } from "./wraps.js";
import { call, release } from "../module/instance.js";

/** @import { RawPrivateKey } from "../wasm/sealpost.js" */
/** @import { Secret, Wrap } from "./wraps.js" */

/**
 * @typedef {object} RawIdentity The private keys of a record. They are locked, unlocked and wiped together.
 * @property {RawPrivateKey} encryption
 * @property {RawPrivateKey | undefined} signing
 */
/**
 * @typedef {object} StoredKey A private key in a record.
 * @property {string} purpose "encryption" or "signing". Keys of other purposes are kept unchanged.
 * @property {string} id The thumbprint.
 * @property {string} publicKey SPKI in PEM.
 * @property {string | null} kid The `kid` of the JWK that the key was imported from, by which messages may name it.
 * @property {string} sealed PKCS#8 DER, encrypted under the data key, in base64url.
 */
/** @typedef {{ name: string, created: number, exportable: boolean }} KeyMetadata `created`: milliseconds since 1970. */
/**
 * @typedef {KeyMetadata & { keys: StoredKey[], wraps: Wrap[] }} KeyContent The content of a record, before encryption.
 */
/** @typedef {{ id: string, content: KeyContent }} KeyRecord `id` is the thumbprint of the encryption key. */
/** @typedef {{ id: string, publicKey: string }} PublicPart */
/**
 * @typedef {KeyMetadata & PublicPart & { signing: PublicPart | null }} NewKey `signing`: null without a signing key.
 */

const KEY_BYTES = 32;

/** The purposes that this package knows. @type {string[]} */
const PURPOSES = ["encryption", "signing"];

/**
 * Makes the record of an identity, under a new data key.
 *
 * @param {() => RawIdentity} getKeys Returns the keys, or throws if they were locked while the data key was wrapped.
 * @param {NewKey} key
 * @param {() => Promise<CryptoKey>} device
 * @param {Uint8Array} [passphrase]
 * @returns {Promise<KeyRecord>}
 */
export async function keyRecord(getKeys, { id, publicKey, signing, ...metadata }, device, passphrase) {
  const dataKey = randomBytes(KEY_BYTES);
  try {
    const wrap = passphrase
      ? await wrapWithPassphrase(id, metadata, dataKey, passphrase)
      : await wrapWithDevice(id, metadata, dataKey, await device());
    // Nothing is awaited between getting the keys and encrypting them, so that they cannot be locked and wiped in
    // between.
    const raw = getKeys();
    /** @type {(purpose: string, key: PublicPart, raw: RawPrivateKey) => StoredKey} */
    const stored = (purpose, key, raw) => {
      const sealed = sealKey(raw, dataKey, additionalData(id, metadata, purpose, key.id));
      return { purpose, ...key, kid: call(() => raw.kid()) ?? null, sealed };
    };
    const keys = [stored("encryption", { id, publicKey }, raw.encryption)];
    if (signing && raw.signing) keys.push(stored("signing", signing, raw.signing));
    return { id, content: { ...metadata, keys, wraps: [wrap] } };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * @param {RawPrivateKey} raw
 * @param {Uint8Array} dataKey
 * @param {Uint8Array} authenticated
 */
function sealKey(raw, dataKey, authenticated) {
  const plaintext = call(({ RawPkcs8 }) => new RawPkcs8());
  try {
    call(() => plaintext.push(raw));
    return encode(call(() => plaintext.encrypt(new Uint8Array(), dataKey, authenticated)));
  } finally {
    release(plaintext);
  }
}

/**
 * Decrypts the private keys of a record. The caller must compare their thumbprints with the ids in the record. Their
 * primes are not tested for primality again: they were tested when the keys were added, and the record is authentic.
 *
 * @param {KeyRecord} record
 * @param {() => Promise<CryptoKey>} device
 * @param {Secret} [secret] For a record that a passphrase protects.
 * @returns {Promise<RawIdentity>}
 */
export async function openKeys(record, device, secret) {
  const { id, content } = record;
  const dataKey = await unwrapDataKey(record, device, secret);
  try {
    /** @param {StoredKey} key */
    const open = ({ purpose, id: keyId, kid, sealed }) => {
      return openKey(sealed, dataKey, additionalData(id, content, purpose, keyId), kidFrom(kid), purpose === "signing");
    };
    const encryption = open(encryptionKey(content));
    try {
      const stored = signingKey(content);
      return { encryption, signing: stored && open(stored) };
    } catch (error) {
      release(encryption);
      throw error;
    }
  } finally {
    dataKey.fill(0);
  }
}

/**
 * @param {string} text The encrypted key in base64url.
 * @param {Uint8Array} dataKey
 * @param {Uint8Array} authenticated
 * @param {string | undefined} kid
 * @param {boolean} signing
 * @returns {RawPrivateKey}
 */
function openKey(text, dataKey, authenticated, kid, signing) {
  const sealed = sealedFrom(text) ?? throwDamaged();
  const plaintext = call(({ RawPkcs8 }) => RawPkcs8.decrypt(sealed, dataKey, authenticated)) ?? throwDamaged();
  const raw = call(() => plaintext.storedKey(kid, signing));
  release(plaintext);
  return raw ?? throwDamaged();
}

/**
 * Checks the structure of a record's content. The encrypted values in it are checked when they are decrypted.
 *
 * @param {string} id The record's id.
 * @param {any} content Decrypted JSON.
 * @returns {KeyContent | undefined} Undefined if it is invalid.
 */
export function keyContent(id, content) {
  const { name, created, exportable, keys, wraps } = Object(content);
  const hasMetadata = isName(name) && !Number.isNaN(Number(new Date(created))) && typeof exportable === "boolean";
  if (!hasMetadata || ![keys, wraps].every(isPartList)) return undefined;
  const { id: named, publicKey } = encryptionKey(content) ?? {};
  const isOnce = PURPOSES.every(
    (purpose) => keys.filter((/** @type {any} */ key) => key.purpose === purpose).length <= 1,
  );
  if (!isOnce || !isSigningKey(id, signingKey(content))) return undefined;
  // Without a passphrase there are no iterations to check.
  const { iterations } = wraps.find((/** @type {Wrap} */ { kind }) => kind === "passphrase") ?? { iterations: 1 };
  const isKey = named === id && String(publicKey).startsWith("-----BEGIN PUBLIC KEY-----\n");
  return isKey && iterations > 0 && iterations <= ITERATION_LIMIT ? content : undefined;
}

/**
 * What protects the key. Null if neither the device key nor a passphrase decrypts the data key: only a later version
 * knows what does.
 *
 * @param {KeyContent} content
 */
export function protectionOf({ wraps }) {
  // A passphrase protects nothing if the device key can decrypt the data key as well.
  return /** @type {const} */ (["device", "passphrase"]).find((one) => wraps.some(({ kind }) => kind === one)) ?? null;
}

/** @param {KeyContent} content */
export function encryptionKey({ keys }) {
  return /** @type {StoredKey} */ (keys.find(({ purpose }) => purpose === "encryption"));
}

/** The signing key of a record, if it has one. @param {KeyContent} content */
export function signingKey({ keys }) {
  return keys.find(({ purpose }) => purpose === "signing");
}

/**
 * A record without its signing key. The encrypted values that stay in it do not change.
 *
 * @param {KeyRecord} record
 * @returns {KeyRecord}
 */
export function withoutSigningKey({ id, content }) {
  return { id, content: { ...content, keys: content.keys.filter(({ purpose }) => purpose !== "signing") } };
}

/**
 * Whether a signing key has the members that are needed, and is another key than the encryption key. True if the record
 * has no signing key.
 *
 * @param {string} id The thumbprint of the encryption key.
 * @param {StoredKey | undefined} key
 */
function isSigningKey(id, key) {
  return key === undefined || ([key.id, key.publicKey].every((text) => typeof text === "string") && key.id !== id);
}

/** The `kid` of a record's encryption key. @param {KeyContent} content */
export function kidOf(content) {
  return kidFrom(encryptionKey(content).kid);
}

/**
 * A `kid` that was stored, or undefined if none was stored or if it is longer than {@link KID_LIMIT}.
 *
 * @param {unknown} kid
 */
export function kidFrom(kid) {
  return typeof kid === "string" && kid.length <= KID_LIMIT ? kid : undefined;
}

/**
 * Whether {@link keyRecord} can replace a record. Keys of unknown purposes would be lost: they stay encrypted under the
 * old data key.
 *
 * @param {KeyRecord} record
 */
export function isReplaceable({ content: { keys } }) {
  return keys.every(({ purpose }) => PURPOSES.includes(purpose));
}

/** @param {unknown} parts */
function isPartList(parts) {
  return Array.isArray(parts) && parts.length <= PART_LIMIT && parts.every((part) => part === Object(part));
}
