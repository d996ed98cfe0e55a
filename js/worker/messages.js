// Seals and unseals messages. If the page encrypts or decrypts the content (client/messages.js says when), this file
// only makes or opens the content key. Of a sealed file the page gets only the file key, which decrypts nothing but that
// file.
import { openContentKey, recipientsOf, startSealing } from "../api/content.js";
import { sealWith, signToken, unsealWith } from "../api/sealing.js";
import { SealpostError } from "../base/errors.js";
import { post } from "../base/transfer.js";
import { mayBeFor, unwrapFileKey as unwrap } from "../files/file-key.js";
import { call, outOfMemory, release } from "../module/instance.js";

/** @import { Outcome } from "../api/content.js" */
/** @import { ContentKey, OpenParams } from "../client/protocol.js" */
/** @import { Keys } from "./keys.js" */
/** @import { CheckedSealOptions } from "../base/seal-options.js" */
/** @import { KeyEntry } from "../client/keyring-types.js" */
/** @import { From } from "../client/protocol.js" */
/** @import { FileClaim, SealingOptions, WriterClaims } from "../api/sealing.js" */
/** @import { Unsealed } from "../api/unsealed.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * Opens the content key of a message, with one key or with any of the unlocked ones. Fails with `key-locked` if the key
 * that opens it is locked or removed before the page has decrypted the content, and also if none of the unlocked keys
 * opens the message and a locked key may open it.
 *
 * @param {OpenParams} params
 * @param {Keys} keys
 * @param {AbortSignal} signal
 */
export async function open({ id, port, ...message }, keys, signal) {
  const steps = {
    decrypt: (/** @type {ContentKey} */ contentKey) => ask(port, contentKey, signal),
    check: (/** @type {RawPrivateKey | undefined} */ raw) => {
      signal.throwIfAborted();
      if (raw) keys.check([raw]);
    },
  };
  try {
    if (id !== undefined) return await openContentKey(message, [keys.candidate(id)], steps);
    const { locked, unlocked } = keys.candidates();
    const { rest } = message;
    if (unlocked.length === 0) throwWithoutKeys(rest, locked);
    try {
      return await openContentKey(message, unlocked, steps);
    } catch (error) {
      signal.throwIfAborted();
      throw locked.length > 0 && mayBeForLocked(rest, locked, error) ? lockedKeyNeeded() : error;
    }
  } finally {
    port.close();
  }
}

/**
 * Has the page decrypt the content with a content key, which is transferred.
 *
 * @param {MessagePort} port
 * @param {ContentKey} contentKey
 * @param {AbortSignal} signal
 * @returns {Promise<Outcome>}
 */
function ask(port, contentKey, signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    port.onmessage = (/** @type {MessageEvent<Outcome>} */ { data }) => resolve(data);
    post(port, contentKey);
  });
}

/**
 * Opens a message and decrypts its content, with these keys. Fails with `key-locked` if one of them was locked or
 * removed.
 *
 * @param {string} sealed
 * @param {RawPrivateKey[]} rawKeys
 * @param {Keys} keys
 */
export function unseal(sealed, rawKeys, keys) {
  keys.check(rawKeys);
  return withMemoryErrors(() => unsealWith(sealed, rawKeys));
}

/**
 * Opens a message with any of the unlocked keys. Fails with `key-locked` if none of them opens it and a locked key may
 * open it.
 *
 * @param {string} sealed
 * @param {Keys} keys
 * @param {AbortSignal} signal
 * @returns {Promise<Unsealed>}
 */
export async function unsealWithAny(sealed, keys, signal) {
  const { locked, unlocked } = await keys.useAll();
  signal.throwIfAborted();
  const rawKeys = [...unlocked.values()];
  if (rawKeys.length === 0) throwWithoutKeys(sealed, locked);
  try {
    return unseal(sealed, rawKeys, keys);
  } catch (error) {
    throw locked.length > 0 && mayBeForLocked(sealed, locked, error) ? lockedKeyNeeded() : error;
  }
}

/**
 * Throws the error for a message when no key is unlocked.
 *
 * @param {string} sealed The message, with or without its ciphertext.
 * @param {string[]} locked The ids of the locked keys, and their own `kid`s.
 * @returns {never}
 */
function throwWithoutKeys(sealed, locked) {
  if (locked.length === 0) throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
  // If this is not a sealed message at all, throws the error for that.
  recipientsOf(sealed);
  throw lockedKeyNeeded();
}

/**
 * Whether a locked key may open a message that the unlocked keys do not open.
 *
 * @param {string} sealed The message, with or without its ciphertext.
 * @param {string[]} locked The ids of the locked keys, and their own `kid`s.
 * @param {any} error The error from the unlocked keys.
 */
function mayBeForLocked(sealed, locked, { code }) {
  if (!["not-a-recipient", "decryption-failed", "message-too-long"].includes(code)) return false;
  const kids = recipientsOf(sealed).map(({ kid }) => kid);
  if (kids.some((kid) => kid !== undefined && locked.includes(kid))) return true;
  // not-a-recipient: no `kid` names a key in the keyring. The sender may have named a locked key by a `kid` of their
  // own. decryption-failed: either no recipient has a `kid`, so that the message may be for a locked key, or a `kid`
  // names an unlocked key, so that the message is for that one. message-too-long: no more attempts are made, and only a
  // `kid` shows that the message is for a locked key.
  return code === "not-a-recipient" || (code === "decryption-failed" && kids.every((kid) => kid === undefined));
}

function lockedKeyNeeded() {
  return new SealpostError("key-locked", "the key that this is sealed for may be a locked one: unlock() it first");
}

/**
 * Makes a content key for a message whose content the page encrypts.
 *
 * @param {string[]} publicKeys In PEM.
 * @param {CheckedSealOptions} options
 */
export function start(publicKeys, options) {
  return withPublicKeys(publicKeys, (raws) => startSealing(raws, options));
}

/**
 * @param {Uint8Array} plaintext
 * @param {string[]} publicKeys In PEM.
 * @param {SealingOptions} options
 */
export function seal(plaintext, publicKeys, options) {
  return withMemoryErrors(() => withPublicKeys(publicKeys, (raws) => sealWith(plaintext, raws, options)));
}

/**
 * Seals a message that one of the keyring's identities signs. The message names the identity's key for encryption, so
 * that a reader who has another key of this person notices.
 *
 * @param {From} from
 * @param {{ plaintext: Uint8Array, publicKeys: string[], options: CheckedSealOptions }} message
 * @param {Keys} keys
 */
export function sealFrom(from, { plaintext, publicKeys, options }, keys) {
  return keys.useSigning(from.id, (key, { publicKey }) => {
    return seal(plaintext, publicKeys, { ...options, signer: { key, claims: writerClaims(from, publicKey) } });
  });
}

/**
 * The token of a letter with files that one of the keyring's identities signs. The caller seals it with the files.
 *
 * @param {From} from
 * @param {{ text: Uint8Array, files: FileClaim[], publicKeys: string[] }} letter
 * @param {Keys} keys
 */
export function signLetter(from, { text, files, publicKeys }, keys) {
  return keys.useSigning(from.id, (key, { publicKey }) => {
    const signer = { key, claims: writerClaims(from, publicKey) };
    return withPublicKeys(publicKeys, (raws) => signToken(text, raws, signer, files));
  });
}

/**
 * @param {From} from
 * @param {string} publicKey The writer's key for encryption in PEM.
 * @returns {WriterClaims}
 */
function writerClaims({ id, name, replyTo }, publicKey) {
  return { enc: id, ...(name !== undefined && { name }), ...(replyTo && { reply_to: jwkOf(publicKey) }) };
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
 * @param {() => T} operation
 */
function withMemoryErrors(operation) {
  try {
    return operation();
  } catch (error) {
    if (error instanceof RangeError) throw outOfMemory(error);
    throw error;
  }
}

/**
 * Calls `use` with the public keys, which are freed afterwards.
 *
 * @template T
 * @param {string[]} pems
 * @param {(publicKeys: RawPublicKey[]) => T} use
 */
function withPublicKeys(pems, use) {
  /** @type {RawPublicKey[]} */
  const publicKeys = [];
  try {
    const encoder = new TextEncoder();
    for (const pem of pems) publicKeys.push(call(({ RawPublicKey }) => RawPublicKey.parse(encoder.encode(pem))));
    return use(publicKeys);
  } finally {
    release(...publicKeys);
  }
}

/**
 * Decrypts a file key with any of the unlocked keys. Fails with `key-locked` if none of them decrypts it and a locked
 * key may.
 *
 * @param {Uint8Array} stanzas The stanzas for RSA keys in the file's header, packed (files/codec.js).
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
