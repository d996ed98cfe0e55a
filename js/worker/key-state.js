// The state of one identity in the keyring worker, and its conversion to and from its record in the vault. The
// keys that the device key alone protects are read from their records when they are first used: a vault of many keys
// then opens almost as fast as a vault of one.
import { keyLocked } from "./locking.js";
import { encryptionKey, keyRecord, openKeys, protectionOf, signingKey } from "../vault/key-record.js";
import { passkeyWraps } from "../vault/wraps.js";
import { fromBase64url, throwDamaged, utf8 } from "../vault/encryption.js";
import { call, release } from "../module/instance.js";

/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { KeyRecord, NewKey, RawIdentity } from "../vault/key-record.js" */
/** @import { Secret } from "../vault/wraps.js" */
/** @import { State } from "./state.js" */
/** @import { RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} KeyState A key in memory. Only the class `State` changes it.
 * @property {KeyEntry} entry
 * @property {RawIdentity | undefined} raw The private keys, while they are unlocked. Those that the device key alone
 * protects are read from the record when one of them is first used ({@link KeyReader}).
 * @property {KeyRecord | undefined} record The record in the vault. Without a vault, only keys with a passphrase
 * have one, in memory.
 * @property {CryptoKey} [device] The device key with which the record was decrypted. With it the private keys can be
 * decrypted even after the vault was deleted.
 */

/**
 * Makes the state of a key from its record in the vault. The key is unlocked if the device key alone protects it. Fails
 * with `storage-unavailable` if the record does not match its id.
 *
 * @param {CryptoKey} device
 * @param {KeyRecord} record
 * @returns {KeyState}
 */
export function keyStateFrom(device, record) {
  const { id, content } = record;
  const { publicKey } = encryptionKey(content);
  const der = derOf(publicKey) ?? throwDamaged();
  // `storedPublicKey` does not check the numbers of the public key: they were checked when the key was added, and are
  // the same if the thumbprint is the record's id, which is authentic.
  /** @type {{ id: string, bits: number, fingerprint: string } | undefined} */
  const info = call(({ storedPublicKey }) => storedPublicKey(der));
  if (info?.id !== id) return throwDamaged();
  const protection = protectionOf(content) ?? throwDamaged();
  const signing = signingEntry(record);
  const { name, exportable } = content;
  const [created, locked] = [new Date(content.created), protection !== "device"];
  return {
    raw: undefined,
    record,
    device,
    entry: {
      ...info,
      publicKey,
      name,
      signing,
      exportable,
      created,
      locked,
      protection,
      passkeys: passkeyCount(record),
    },
  };
}

/**
 * What an entry says of the signing key in a record. Fails with `storage-unavailable` if the public key is not the one
 * that the record names.
 *
 * @param {KeyRecord} record
 * @returns {KeyEntry["signing"]}
 */
export function signingEntry({ content }) {
  const stored = signingKey(content);
  if (!stored) return null;
  let info;
  try {
    const der = utf8(stored.publicKey);
    info = publicKeyInfo(call(({ RawPublicKey }) => RawPublicKey.parse(der, undefined, true)));
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === "internal-error") throw error;
    return throwDamaged();
  }
  return info.id === stored.id ? { id: info.id, publicKey: info.publicKey } : throwDamaged();
}

/** The private keys of an identity. @param {RawIdentity} raw */
export function rawKeysOf({ encryption, signing }) {
  return signing ? [encryption, signing] : [encryption];
}

/**
 * What an entry says of a signing key that is in memory.
 *
 * @param {RawIdentity} raw
 * @returns {KeyEntry["signing"]}
 */
export function signingEntryOf({ signing }) {
  if (!signing) return null;
  const { id, publicKey } = publicKeyInfo(call(() => signing.publicKey()));
  return { id, publicKey };
}

/**
 * Decrypts the private keys of a record, and checks that their thumbprints are those that the record names.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {KeyRecord} record
 * @param {Secret} [secret]
 */
export async function rawKeyFrom(device, record, secret) {
  const raw = await openKeys(record, device, secret);
  const ids = rawKeysOf(raw).map((key) => publicKeyInfo(call(() => key.publicKey())).id);
  if (ids[0] === record.id && ids[1] === signingKey(record.content)?.id) return raw;
  release(...rawKeysOf(raw));
  return throwDamaged();
}

/**
 * Encrypts private keys as a record.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {() => RawIdentity} use Returns the keys. Throws if they were locked in the meantime.
 * @param {Omit<NewKey, "created"> & { created: Date }} key
 * @param {Uint8Array} [passphrase]
 */
export function recordOf(device, use, { id, name, publicKey, signing, exportable, created }, passphrase) {
  return keyRecord(use, { id, name, publicKey, signing, exportable, created: Number(created) }, device, passphrase);
}

/** What protects a key at rest: "none" if it has no record. @param {KeyRecord | undefined} record */
export function protectionBy(record) {
  return (record && protectionOf(record.content)) ?? "none";
}

/** How many passkeys unlock a key besides its passphrase. @param {KeyRecord | undefined} record */
export function passkeyCount(record) {
  return record ? passkeyWraps(record.content).length : 0;
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

/**
 * Decodes a public key from the PEM text that the keyring writes.
 *
 * @param {string} pem
 * @returns Undefined if this is another text.
 */
function derOf(pem) {
  const lines = /^-----BEGIN PUBLIC KEY-----\n((?:[\w+/]{1,64}={0,2}\n)+)-----END PUBLIC KEY-----\n$/.exec(pem);
  const base64 = lines?.[1]?.replaceAll("\n", "").replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return fromBase64url(base64);
}

/** Reads private keys from their records. */
export class KeyReader {
  #state;
  #onDamage;
  /** The keys that are being read. @type {Map<KeyState, Promise<RawIdentity>>} */
  #pending = new Map();

  /**
   * @param {State} state
   * @param {(record: KeyRecord) => void} onDamage Called if the private key of a record cannot be decrypted, or is not
   * the one that the record names.
   */
  constructor(state, onDamage) {
    this.#state = state;
    this.#onDamage = onDamage;
  }

  /**
   * Reads the private keys of an unlocked key into memory. Fails with `key-locked` if the key is locked, or is removed
   * meanwhile, and with `storage-unavailable` if its record is damaged: the keyring then forgets the key.
   *
   * @param {KeyState} key
   */
  read(key) {
    const pending = this.#pending.get(key) ?? this.#read(key).finally(() => this.#pending.delete(key));
    this.#pending.set(key, pending);
    return pending;
  }

  /** @param {KeyState} key */
  async #read(key) {
    const { record, device } = key;
    if (key.entry.locked || !record || !device) throw keyLocked();
    try {
      const raw = await rawKeyFrom(async () => device, record);
      return this.#state.keepRead(key, raw) ?? throwLocked();
    } catch (error) {
      if (/** @type {{ code?: unknown }} */ (error).code === "storage-unavailable") {
        // Once the state no longer has the key, an import of the same key replaces the record.
        if (this.#state.keys.get(key.entry.id) === key) this.#state.removeKey(key.entry.id);
        this.#onDamage(record);
      }
      throw error;
    }
  }
}

/** @returns {never} */
function throwLocked() {
  throw keyLocked();
}
