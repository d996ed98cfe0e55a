// The wraps of a record's data key: the data key encrypted under the device key, under a passphrase, or under a secret that
// a passkey gives out.
import { encode } from "../base/base64url.js";
import { SealpostError, because } from "../base/errors.js";
import { ITERATIONS } from "../base/limits.js";
import {
  AES,
  associatedData,
  bufferSource,
  decrypt,
  encrypt,
  fromBase64url,
  isSealed,
  passphraseKey,
  randomBytes,
  throwDamaged,
} from "./encryption.js";

/** @import { KeyContent, KeyMetadata, KeyRecord } from "./key-record.js" */

/**
 * @typedef {object} Wrap The encrypted data key. Wraps of other kinds are kept unchanged until the record gets a new
 * data key.
 * @property {string} kind "device", "passphrase" or "passkey".
 * @property {string} wrapped In base64url.
 * @property {string} [salt] The salt of PBKDF2, or of the passkey's PRF, in base64url.
 * @property {number} [iterations] The iterations of PBKDF2.
 * @property {string} [credential] The passkey's credential ID, in base64url.
 */
/**
 * @typedef {object} PasskeyOutput What a passkey gave out (the PRF extension of WebAuthn).
 * @property {Uint8Array} credential The credential ID.
 * @property {Uint8Array} output The output of the PRF for the salt in the passkey's wrap, 32 bytes.
 */
/** @typedef {Uint8Array | PasskeyOutput} Secret What unlocks a key: a passphrase, or what a passkey gave out. */

/** The version of the records that this package writes, and the highest that it reads. */
export const KEY_VERSION = 1;
/** A record with more keys, or with more wraps, is damaged. */
export const PART_LIMIT = 16;
const SALT_BYTES = 16;
/** Of the salt of a passkey. WebAuthn hashes the salt, so that it may have any length. */
const PASSKEY_SALT_BYTES = 32;

/** A new salt for a passkey. */
export const newPasskeySalt = () => randomBytes(PASSKEY_SALT_BYTES);

/**
 * Decrypts the data key of a record, under the device key unless there is a secret.
 *
 * @param {KeyRecord} record
 * @param {() => Promise<CryptoKey>} device
 * @param {Secret} [secret]
 */
export async function unwrapDataKey({ id, content }, device, secret) {
  if (secret === undefined) return unwrapWithDevice(id, content, await device());
  if (secret instanceof Uint8Array) return unwrapWithPassphrase(id, content, secret);
  return unwrapWithPasskey(id, content, secret);
}

/**
 * @param {string} id
 * @param {KeyMetadata} metadata
 * @param {Uint8Array} dataKey
 * @param {CryptoKey} device
 * @returns {Promise<Wrap>}
 */
export async function wrapWithDevice(id, metadata, dataKey, device) {
  const wrapped = await encrypt(device, dataKey, additionalData(id, metadata, "data key", "device"));
  return { kind: "device", wrapped: encode(wrapped) };
}

/**
 * @param {string} id
 * @param {KeyContent} content
 * @param {CryptoKey} device
 */
function unwrapWithDevice(id, content, device) {
  const wrapped = sealedFrom(content.wraps.find(({ kind }) => kind === "device")?.wrapped) ?? throwDamaged();
  return decrypt(device, wrapped, additionalData(id, content, "data key", "device")).catch(throwDamaged);
}

/**
 * @param {string} id
 * @param {KeyMetadata} metadata
 * @param {Uint8Array} dataKey
 * @param {Uint8Array} passphrase
 * @returns {Promise<Wrap>}
 */
export async function wrapWithPassphrase(id, metadata, dataKey, passphrase) {
  const saltBytes = randomBytes(SALT_BYTES);
  const [salt, iterations] = [encode(saltBytes), ITERATIONS];
  const key = await passphraseKey(passphrase, saltBytes, iterations, "SHA-256", AES, ["encrypt"]);
  const wrapped = await encrypt(key, dataKey, additionalData(id, metadata, "data key", "passphrase", salt, iterations));
  return { kind: "passphrase", salt, iterations, wrapped: encode(wrapped) };
}

/**
 * @param {string} id
 * @param {KeyContent} content
 * @param {Uint8Array} passphrase
 */
export async function unwrapWithPassphrase(id, content, passphrase) {
  const { salt, iterations = 0, wrapped } = content.wraps.find(({ kind }) => kind === "passphrase") ?? throwDamaged();
  const [saltBytes, wrappedKey] = [fromBase64url(salt) ?? throwDamaged(), sealedFrom(wrapped) ?? throwDamaged()];
  const key = await passphraseKey(passphrase, saltBytes, iterations, "SHA-256", AES, ["decrypt"]);
  return decrypt(key, wrappedKey, additionalData(id, content, "data key", "passphrase", salt, iterations)).catch(() => {
    throw new SealpostError("wrong-passphrase", "this is not the key's passphrase: try again");
  });
}

/**
 * @param {string} id
 * @param {KeyMetadata} metadata
 * @param {Uint8Array} dataKey
 * @param {PasskeyOutput & { salt: Uint8Array }} passkey
 * @returns {Promise<Wrap>}
 */
export async function wrapWithPasskey(id, metadata, dataKey, passkey) {
  const [credential, salt] = [encode(passkey.credential), encode(passkey.salt)];
  const key = await passkeyKey(id, passkey.output, passkey.salt, ["encrypt"]);
  const wrapped = await encrypt(key, dataKey, additionalData(id, metadata, "data key", "passkey", credential, salt));
  return { kind: "passkey", credential, salt, wrapped: encode(wrapped) };
}

/**
 * @param {string} id
 * @param {KeyContent} content
 * @param {PasskeyOutput} passkey
 */
async function unwrapWithPasskey(id, content, { credential: bytes, output }) {
  const credential = encode(bytes);
  const wrap = passkeyWraps(content).find((wrap) => wrap.credential === credential);
  if (!wrap) throw wrongPasskey();
  const [salt, wrapped] = [fromBase64url(wrap.salt), sealedFrom(wrap.wrapped)];
  if (!salt || !wrapped) throw wrongPasskey();
  const key = await passkeyKey(id, output, salt, ["decrypt"]);
  return decrypt(key, wrapped, additionalData(id, content, "data key", "passkey", credential, wrap.salt)).catch(() => {
    throw wrongPasskey();
  });
}

/**
 * The key that wraps a data key, from the output of a passkey's PRF, by HKDF-SHA256 (RFC 5869). The id of the record and
 * the origin are in HKDF's `info`: whatever else the same output is used for gets another key.
 *
 * @param {string} id
 * @param {Uint8Array} output
 * @param {Uint8Array} salt
 * @param {KeyUsage[]} usages
 */
async function passkeyKey(id, output, salt, usages) {
  const material = await crypto.subtle.importKey("raw", bufferSource(output), "HKDF", false, ["deriveKey"]);
  const info = bufferSource(associatedData("passkey", id, globalThis.origin));
  const derivation = { name: "HKDF", hash: "SHA-256", salt: bufferSource(salt), info };
  return crypto.subtle.deriveKey(derivation, material, AES, false, usages);
}

/**
 * The wraps for passkeys. A record without a passphrase has none: a passkey is never the only thing that unlocks a key.
 *
 * @param {KeyContent} content
 */
export function passkeyWraps({ wraps }) {
  const hasPassphrase = wraps.some(({ kind }) => kind === "passphrase") && !wraps.some(({ kind }) => kind === "device");
  return hasPassphrase ? wraps.filter(({ kind }) => kind === "passkey") : [];
}

/**
 * The passkeys that unlock a key: their credential IDs, and the salts of their PRF. A wrap that cannot be read is left
 * out: the others and the passphrase unlock the key.
 *
 * @param {KeyContent} content
 */
export function passkeysOf(content) {
  return passkeyWraps(content).flatMap((wrap) => {
    const [credential, salt] = [fromBase64url(wrap.credential), fromBase64url(wrap.salt)];
    return credential?.length && salt ? [{ credential, salt }] : [];
  });
}

/**
 * A record that a passkey unlocks too. The data key stays the same.
 *
 * @param {KeyRecord} record
 * @param {Uint8Array} passphrase
 * @param {PasskeyOutput & { salt: Uint8Array }} passkey
 * @returns {Promise<KeyRecord>}
 */
export async function withPasskey({ id, content }, passphrase, passkey) {
  const dataKey = await unwrapWithPassphrase(id, content, passphrase);
  try {
    const wrap = await wrapWithPasskey(id, content, dataKey, passkey);
    const others = content.wraps.filter(({ kind, credential }) => {
      return kind !== "passkey" || credential !== wrap.credential;
    });
    checkRoom(others);
    return { id, content: { ...content, wraps: [...others, wrap] } };
  } finally {
    dataKey.fill(0);
  }
}

/** Throws `invalid-argument` if a record with these wraps has no room for another one. @param {Wrap[]} wraps */
export function checkRoom(wraps) {
  if (wraps.length < PART_LIMIT) return;
  throw new SealpostError(
    "invalid-argument",
    `this key has ${PART_LIMIT} wraps, the most that are read: remove passkeys`,
  );
}

/**
 * A record without passkeys, or without one of them.
 *
 * @param {KeyRecord} record
 * @param {string} [which] The credential ID in base64url.
 * @returns {KeyRecord}
 */
export function withoutPasskeys({ id, content }, which) {
  const stays = (/** @type {Wrap} */ { kind, credential }) =>
    kind !== "passkey" || (which !== undefined && credential !== which);
  return { id, content: { ...content, wraps: content.wraps.filter(stays) } };
}

function wrongPasskey() {
  const text = "this passkey does not unlock the key: use the passphrase, and set the passkey up again";
  return new SealpostError("passkey-failed", text, because("passkey-wrong"));
}

/** Decodes encrypted data from base64url, or returns undefined if they are malformed. @param {unknown} text */
export function sealedFrom(text) {
  const sealed = fromBase64url(text);
  return isSealed(sealed) ? sealed : undefined;
}

/**
 * Associated data of an encrypted value in a record: the record's immutable members, and what the value is.
 *
 * @param {string} id
 * @param {KeyMetadata} metadata
 * @param {unknown[]} value
 */
export function additionalData(id, { created, exportable }, ...value) {
  return associatedData("key", KEY_VERSION, id, created, exportable, ...value);
}
