// The state of one private key in the keyring worker, and its conversion to and from the key's record in the vault.
import { encryptionKey, keyRecord, openKey, protectionOf } from "../vault/key-record.js";
import { throwDamaged } from "../vault/encryption.js";
import { call, release } from "../module/instance.js";

/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { KeyRecord, NewKey } from "../vault/key-record.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} KeyState A key in memory. Only the class `State` changes it.
 * @property {KeyEntry} entry
 * @property {RawPrivateKey | undefined} raw The private key, while it is unlocked.
 * @property {KeyRecord | undefined} record The record in the vault. Without a vault, only keys with a passphrase
 * have one, in memory.
 */

/**
 * Makes the state of a key from its record in the vault. The key is unlocked if the device key alone protects it. Fails
 * with `storage-unavailable` if the record does not match its id or cannot be decrypted.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {KeyRecord} record
 * @returns {Promise<KeyState>}
 */
export async function keyStateFrom(device, record) {
  const { id, content } = record;
  const pem = new TextEncoder().encode(encryptionKey(content).publicKey);
  const info = publicKeyInfo(call(({ RawPublicKey }) => RawPublicKey.parse(pem)));
  if (info.id !== id) return throwDamaged();
  const protection = protectionOf(content) ?? throwDamaged();
  const raw = protection === "device" ? await rawKeyFrom(device, record) : undefined;
  const { name, exportable } = content;
  const created = new Date(content.created);
  return { raw, record, entry: { ...info, name, exportable, created, locked: raw === undefined, protection } };
}

/**
 * Decrypts the private key of a record, and checks that its thumbprint is the record's id.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {KeyRecord} record
 * @param {Uint8Array} [passphrase]
 */
export async function rawKeyFrom(device, record, passphrase) {
  const raw = await openKey(record, device, passphrase);
  if (publicKeyInfo(call(() => raw.publicKey())).id === record.id) return raw;
  release(raw);
  return throwDamaged();
}

/**
 * Encrypts a private key as a record.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {() => RawPrivateKey} use Returns the key. Throws if it was locked in the meantime.
 * @param {Omit<NewKey, "created" | "kid"> & { created: Date }} key
 * @param {Uint8Array} [passphrase]
 */
export function recordOf(device, use, { id, name, publicKey, exportable, created }, passphrase) {
  return keyRecord(use, { id, name, publicKey, kid: null, exportable, created: Number(created) }, device, passphrase);
}

/** What protects a key at rest, by its record, if it has one. @param {KeyRecord | undefined} record */
export function protectionBy(record) {
  return (record && protectionOf(record.content)) ?? "none";
}

/** Returns an entry's members that follow from the public key. Frees the public key. @param {RawPublicKey} publicKey */
export function publicKeyInfo(publicKey) {
  try {
    return call(() => ({
      id: publicKey.thumbprint(),
      bits: publicKey.bits(),
      publicKey: publicKey.toPem(),
      fingerprint: publicKey.fingerprint(),
    }));
  } finally {
    release(publicKey);
  }
}
