// The state of one private key in the keyring worker, and its conversion to and from the key's record in the vault. The
// keys that the device key alone protects are read from their records when they are first used: a vault of many keys
// then opens almost as fast as a vault of one.
import { keyLocked } from "./locking.js";
import { encryptionKey, keyRecord, openKey, protectionOf } from "../vault/key-record.js";
import { fromBase64url, throwDamaged } from "../vault/encryption.js";
import { call, release } from "../module/instance.js";

/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { KeyRecord, NewKey } from "../vault/key-record.js" */
/** @import { State } from "./state.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} KeyState A key in memory. Only the class `State` changes it.
 * @property {KeyEntry} entry
 * @property {RawPrivateKey | undefined} raw The private key, while it is unlocked. A key that the device key alone
 * protects is read from its record when it is first used ({@link KeyReader}).
 * @property {KeyRecord | undefined} record The record in the vault. Without a vault, only keys with a passphrase
 * have one, in memory.
 * @property {CryptoKey} [device] The device key under which the record was read. The key can be read even after the
 * vault was deleted.
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
  // The numbers of the public key were checked when the key was added, and its thumbprint is authentic.
  /** @type {{ id: string, bits: number, fingerprint: string } | undefined} */
  const info = call(({ storedPublicKey }) => storedPublicKey(der));
  if (info?.id !== id) return throwDamaged();
  const protection = protectionOf(content) ?? throwDamaged();
  const { name, exportable } = content;
  const [created, locked] = [new Date(content.created), protection !== "device"];
  return {
    raw: undefined,
    record,
    device,
    entry: { ...info, publicKey, name, exportable, created, locked, protection },
  };
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
 * @param {Omit<NewKey, "created"> & { created: Date }} key
 * @param {Uint8Array} [passphrase]
 */
export function recordOf(device, use, { id, name, publicKey, exportable, created }, passphrase) {
  return keyRecord(use, { id, name, publicKey, exportable, created: Number(created) }, device, passphrase);
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
  /** The keys that are being read. @type {Map<KeyState, Promise<RawPrivateKey>>} */
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
   * The private key of an unlocked key that is not in memory. Fails with `key-locked` if the key is locked or removed
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
      if (!this.#state.keepRead(key, raw)) throw keyLocked();
      return raw;
    } catch (error) {
      if (/** @type {{ code?: unknown }} */ (error).code === "storage-unavailable") {
        // An import of the same key then replaces the record.
        if (this.#state.keys.get(key.entry.id) === key) this.#state.removeKey(key.entry.id);
        this.#onDamage(record);
      }
      throw error;
    }
  }
}
