// Long messages in the keyring worker: sealed and unsealed in steps, between which the page may cancel them.
import { recipientsOf, sealContent, unsealContent } from "../api/content.js";
import { SealpostError } from "../base/errors.js";
import { call, outOfMemory, release } from "../module/instance.js";

/** @import { Custody } from "./keys.js" */
/** @import { NewBytes } from "../index.js" */
/** @import { Unsealed } from "../api/unsealed.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * Opens a message. Fails with `key-locked` if one of the keys is locked or removed meanwhile.
 *
 * @param {string} sealed
 * @param {RawPrivateKey[]} keys
 * @param {Custody} custody
 * @param {AbortSignal} signal
 */
export function unseal(sealed, keys, custody, signal) {
  const check = () => {
    signal.throwIfAborted();
    custody.check(keys);
  };
  return withRoom(() => unsealContent(sealed, keys, { check, subtle: crypto.subtle }));
}

/**
 * Opens a message with any of the unlocked keys. Where none of them does, a locked one may be what is missing.
 *
 * @param {string} sealed
 * @param {Custody} custody
 * @param {AbortSignal} signal
 * @returns {Promise<Unsealed>}
 */
export async function unsealWithAny(sealed, custody, signal) {
  const { locked, unlocked } = custody.all();
  if (unlocked.size + locked.length === 0) {
    throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
  }
  if (unlocked.size === 0) {
    // What is no message at all is said to be that.
    recipientsOf(sealed);
    throw lockedError();
  }
  const keys = [...unlocked.values()];
  try {
    return await unseal(sealed, keys, custody, signal);
  } catch (error) {
    signal.throwIfAborted();
    // Without the ones that were locked or removed meanwhile.
    if (keys.some((raw) => custody.isWiped(raw))) return unsealWithAny(sealed, custody, signal);
    throw locked.length > 0 && mayBeForLocked(sealed, locked, error) ? lockedError() : error;
  }
}

/**
 * @param {string} sealed
 * @param {string[]} locked
 * @param {any} error What the unlocked keys came to.
 */
function mayBeForLocked(sealed, locked, { code }) {
  if (!["not-a-recipient", "decryption-failed", "message-too-long"].includes(code)) return false;
  const kids = recipientsOf(sealed).map(({ kid }) => kid);
  if (kids.some((kid) => kid !== undefined && locked.includes(kid))) return true;
  // A name that is no key's here may be the sender's own for a locked one. One that is an unlocked key's is believed.
  return code === "not-a-recipient" || (code === "decryption-failed" && kids.every((kid) => kid === undefined));
}

function lockedError() {
  return new SealpostError("key-locked", "the key that this is sealed for may be a locked one: unlock() it first");
}

/**
 * @param {Uint8Array} plaintext
 * @param {string[]} texts The public keys.
 * @param {AbortSignal} signal
 */
export function seal(plaintext, texts, signal) {
  return withRoom(() => sealFor(texts, plaintext, () => signal.throwIfAborted()));
}

/**
 * @template T
 * @param {() => Promise<T>} operation
 */
async function withRoom(operation) {
  try {
    return await operation();
  } catch (error) {
    // What arrays and strings throw when there is no room for them.
    if (error instanceof RangeError) throw outOfMemory(error);
    throw error;
  }
}

/**
 * @param {string[]} texts
 * @param {Uint8Array} plaintext
 * @param {() => void} check
 */
async function sealFor(texts, plaintext, check) {
  /** @type {RawPublicKey[]} */
  const publicKeys = [];
  try {
    const encoder = new TextEncoder();
    for (const text of texts) publicKeys.push(call(({ RawPublicKey }) => RawPublicKey.parse(encoder.encode(text))));
    const bytes = /** @type {NewBytes} */ (plaintext);
    return await sealContent(bytes, publicKeys, { check, subtle: crypto.subtle });
  } finally {
    release(...publicKeys);
  }
}
