// A private key that the keyring worker holds: what it becomes in the vault, and what comes from there.
import { damaged, openKey, sealKey } from "./vault-crypto.js";
import { call, release } from "./wasm.js";

/** @import { ChangeType, KeyEntry } from "./keyring-types.js" */
/** @import { News } from "./messages.js" */
/** @import { KeyRecord, NewKey } from "./vault-crypto.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * @typedef {object} Held
 * @property {KeyEntry} entry
 * @property {RawPrivateKey | undefined} raw The key itself, while it is unlocked.
 * @property {KeyRecord | undefined} record As the vault has it; in memory alone, only of a key with a passphrase.
 */

/**
 * The key of a record: unlocked, if the device alone protects it. Fails if it is not what it says.
 *
 * @param {CryptoKey} device
 * @param {KeyRecord} record
 * @returns {Promise<Held>}
 */
export async function heldFrom(device, record) {
  const { id, name, exportable, protection } = record;
  const half = new TextEncoder().encode(record.publicKey);
  const facts = factsOf(call(({ RawPublicKey }) => RawPublicKey.parse(half)));
  if (facts.id !== id) return damaged();
  const raw = protection === "device" ? await rawFrom(device, record) : undefined;
  const created = new Date(record.created);
  return { raw, record, entry: { ...facts, name, exportable, created, locked: raw === undefined, protection } };
}

/**
 * The private key of a record. Its public half must be the one that the record is named by.
 *
 * @param {CryptoKey} device
 * @param {KeyRecord} record
 * @param {Uint8Array} [passphrase]
 */
export async function rawFrom(device, record, passphrase) {
  const pkcs8 = await openKey(device, record, passphrase);
  try {
    const raw = call(({ RawPrivateKey }) => RawPrivateKey.parse(pkcs8, true));
    if (factsOf(call(() => raw.publicKey())).id === record.id) return raw;
    release(raw);
  } finally {
    pkcs8.fill(0);
  }
  return damaged();
}

/**
 * The record of a key.
 *
 * @param {() => Promise<CryptoKey>} device
 * @param {RawPrivateKey} raw
 * @param {Omit<NewKey, "created"> & { created: Date }} key
 * @param {Uint8Array} [passphrase]
 */
export async function recordOf(device, raw, { id, name, publicKey, exportable, created }, passphrase) {
  // At once: while anything is awaited, the key may be locked.
  const pkcs8 = call(() => raw.toDer());
  try {
    const key = { id, name, publicKey, exportable, created: Number(created) };
    return await sealKey(await device(), key, pkcs8, passphrase);
  } finally {
    pkcs8.fill(0);
  }
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
