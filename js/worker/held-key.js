// A private key that the keyring worker holds: what it becomes in the vault, and what comes from there.
import { encryptionKey, keyRecord, openKey, protectionOf } from "../vault/key-record.js";
import { throwDamaged } from "../vault/encryption.js";
import { call, release } from "../module/instance.js";

/** @import { ChangeType, KeyEntry } from "../client/keyring-types.js" */
/** @import { News } from "../client/protocol.js" */
/** @import { KeyRecord, NewKey } from "../vault/key-record.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} Held
 * @property {KeyEntry} entry
 * @property {RawPrivateKey | undefined} raw The key itself, while it is unlocked.
 * @property {KeyRecord | undefined} record As the vault has it; in memory alone, only of a key with a passphrase.
 */

/**
 * The key of a record: unlocked, if the device alone protects it. Fails if it is not what it says.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {KeyRecord} record
 * @returns {Promise<Held>}
 */
export async function heldFrom(device, record) {
  const { id, content } = record;
  const half = new TextEncoder().encode(encryptionKey(content).publicKey);
  const facts = factsOf(call(({ RawPublicKey }) => RawPublicKey.parse(half)));
  if (facts.id !== id) return throwDamaged();
  const protection = protectionOf(content) ?? throwDamaged();
  const raw = protection === "device" ? await rawFrom(device, record) : undefined;
  const { name, exportable } = content;
  const created = new Date(content.created);
  return { raw, record, entry: { ...facts, name, exportable, created, locked: raw === undefined, protection } };
}

/**
 * The private key of a record. Its public half must be the one that the record is named by.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {KeyRecord} record
 * @param {Uint8Array} [passphrase]
 */
export async function rawFrom(device, record, passphrase) {
  const raw = await openKey(record, device, passphrase);
  if (factsOf(call(() => raw.publicKey())).id === record.id) return raw;
  release(raw);
  return throwDamaged();
}

/**
 * The record of a key.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {() => RawPrivateKey} use Gives the key, or fails where it was locked meanwhile.
 * @param {Omit<NewKey, "created" | "kid"> & { created: Date }} key
 * @param {Uint8Array} [passphrase]
 */
export function recordOf(device, use, { id, name, publicKey, exportable, created }, passphrase) {
  return keyRecord(use, { id, name, publicKey, kid: null, exportable, created: Number(created) }, device, passphrase);
}

/**
 * @param {ChangeType} type
 * @param {Held} held
 * @returns {News}
 */
export function changeOf(type, { raw, entry }) {
  return { event: "change", type, id: entry.id, lockable: raw !== undefined && entry.protection === "passphrase" };
}

/** What is told of a public key, which is freed. @param {RawPublicKey} half */
export function factsOf(half) {
  try {
    return call(() => {
      return { id: half.thumbprint(), bits: half.bits(), publicKey: half.toPem(), fingerprint: half.fingerprint() };
    });
  } finally {
    release(half);
  }
}
