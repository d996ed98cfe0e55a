// Seals and unseals long messages in steps. Between two steps the page can cancel the call, or lock a key that it uses.
// Of sealed files the page gets the file key alone, and with it decrypts one file.
import { recipientsOf, sealContent, unsealContent } from "../api/content.js";
import { SealpostError } from "../base/errors.js";
import { mayBeFor, unwrapFileKey as unwrap } from "../files/file-key.js";
import { call, outOfMemory, release } from "../module/instance.js";

/** @import { Keys } from "./keys.js" */
/** @import { CheckedSealOptions } from "../base/seal-options.js" */
/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { From } from "../client/protocol.js" */
/** @import { SealingOptions, WriterClaims } from "../api/sealing.js" */
/** @import { NewBytes } from "../index.js" */
/** @import { Unsealed } from "../api/unsealed.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * Opens a message. Fails with `key-locked` if one of the keys is locked or removed in the meantime.
 *
 * @param {string} sealed
 * @param {RawPrivateKey[]} rawKeys
 * @param {Keys} keys
 * @param {AbortSignal} signal
 */
export function unseal(sealed, rawKeys, keys, signal) {
  const check = () => {
    signal.throwIfAborted();
    keys.check(rawKeys);
  };
  return withMemoryErrors(() => unsealContent(sealed, rawKeys, { check, subtle: crypto.subtle }));
}

/**
 * Opens a message with any of the unlocked keys. Fails with `key-locked` if none of them opens it and a locked key may.
 *
 * @param {string} sealed
 * @param {Keys} keys
 * @param {AbortSignal} signal
 * @returns {Promise<Unsealed>}
 */
export async function unsealWithAny(sealed, keys, signal) {
  const { locked, unlocked } = await keys.useAll();
  if (unlocked.size + locked.length === 0) {
    throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
  }
  if (unlocked.size === 0) {
    // If this is not a sealed message at all, throws the error for that.
    recipientsOf(sealed);
    throw lockedKeyNeeded();
  }
  const rawKeys = [...unlocked.values()];
  try {
    return await unseal(sealed, rawKeys, keys, signal);
  } catch (error) {
    signal.throwIfAborted();
    // A key was locked or removed in the meantime: try again with the others.
    if (rawKeys.some((raw) => keys.isWiped(raw))) return unsealWithAny(sealed, keys, signal);
    throw locked.length > 0 && mayBeForLocked(sealed, locked, error) ? lockedKeyNeeded() : error;
  }
}

/**
 * Whether a locked key may open a message that the unlocked keys do not open.
 *
 * @param {string} sealed
 * @param {string[]} locked The ids of the locked keys, and their own `kid`s.
 * @param {any} error The error from the unlocked keys.
 */
function mayBeForLocked(sealed, locked, { code }) {
  if (!["not-a-recipient", "decryption-failed", "message-too-long"].includes(code)) return false;
  const kids = recipientsOf(sealed).map(({ kid }) => kid);
  if (kids.some((kid) => kid !== undefined && locked.includes(kid))) return true;
  // not-a-recipient: no `kid` names a key in the keyring. The sender may have used a `kid` of their own for a
  // locked key. decryption-failed: either no recipient has a `kid`, so that a locked key may be meant, or a `kid` names
  // an unlocked key, which then is the one meant.
  return code === "not-a-recipient" || (code === "decryption-failed" && kids.every((kid) => kid === undefined));
}

function lockedKeyNeeded() {
  return new SealpostError("key-locked", "the key that this is sealed for may be a locked one: unlock() it first");
}

/**
 * @param {Uint8Array} plaintext
 * @param {string[]} publicKeys In PEM.
 * @param {SealingOptions} options
 * @param {() => void} check Called between two steps; throws if the call was cancelled.
 */
export function seal(plaintext, publicKeys, options, check) {
  return withMemoryErrors(() => sealFor(publicKeys, plaintext, options, check));
}

/**
 * Seals a message that one of the keyring's identities signs. It names the identity's key for encryption, so that the
 * reader notices if that is not the one they have. Fails with `key-locked` if the key is locked meanwhile.
 *
 * @param {From} from
 * @param {{ plaintext: Uint8Array, publicKeys: string[], options: CheckedSealOptions }} message
 * @param {Keys} keys
 * @param {AbortSignal} signal
 */
export async function sealFrom({ id, name, replyTo }, { plaintext, publicKeys, options }, keys, signal) {
  return await keys.useSigning(id, (key, { publicKey }) => {
    /** @type {WriterClaims} */
    const claims = { enc: id, ...(name !== undefined && { name }), ...(replyTo && { reply_to: jwkOf(publicKey) }) };
    return seal(plaintext, publicKeys, { ...options, signer: { key, claims } }, () => {
      signal.throwIfAborted();
      keys.check([key]);
    });
  });
}

/** The JWK of a public key. @param {string} pem */
function jwkOf(pem) {
  const raw = call(({ RawPublicKey }) => RawPublicKey.parse(new TextEncoder().encode(pem)));
  try {
    return JSON.parse(call(() => raw.toJwk()));
  } finally {
    release(raw);
  }
}

/**
 * Turns a RangeError into the error for too little memory. Engines throw a RangeError when they cannot allocate an
 * array or a string.
 *
 * @template T
 * @param {() => Promise<T>} operation
 */
async function withMemoryErrors(operation) {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof RangeError) throw outOfMemory(error);
    throw error;
  }
}

/**
 * @param {string[]} pems
 * @param {Uint8Array} plaintext
 * @param {SealingOptions} options
 * @param {() => void} check
 */
async function sealFor(pems, plaintext, options, check) {
  /** @type {RawPublicKey[]} */
  const publicKeys = [];
  try {
    const encoder = new TextEncoder();
    for (const pem of pems) publicKeys.push(call(({ RawPublicKey }) => RawPublicKey.parse(encoder.encode(pem))));
    const bytes = /** @type {NewBytes} */ (plaintext);
    return await sealContent(bytes, publicKeys, options, { check, subtle: crypto.subtle });
  } finally {
    release(...publicKeys);
  }
}

/**
 * Decrypts a file key with any of the unlocked keys. Fails with `key-locked` if none of them does and a locked one may.
 *
 * @param {Uint8Array} stanzas Those for RSA keys in the file's header, packed.
 * @param {Keys} keys
 */
export async function unwrapFileKey(stanzas, keys) {
  const entries = await keys.list();
  const { unlocked } = await keys.useAll();
  if (entries.length === 0) throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
  const candidates = entries.flatMap(({ id, fingerprint }) => {
    const raw = unlocked.get(id);
    return raw ? [{ raw, id, fingerprint }] : [];
  });
  try {
    return unwrap(stanzas, candidates);
  } catch (error) {
    const mayBeLocked = (/** @type {KeyEntry} */ entry) => entry.locked && mayBeFor(stanzas, entry.fingerprint);
    const { code } = /** @type {SealpostError} */ (error);
    if (!["not-a-recipient", "decryption-failed"].includes(code) || !entries.some(mayBeLocked)) throw error;
    throw new SealpostError("key-locked", "the file may be sealed for a locked key: unlock() it first");
  }
}
