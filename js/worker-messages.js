// Long messages in the keyring worker: sealed and unsealed in steps, between which the page may cancel them.
import { recipientsOf, sealContent, unsealContent } from "./content.js";
import { SealpostError } from "./errors.js";
import { call, outOfMemory, release } from "./wasm.js";

/** @import { NewBytes } from "./index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/** The messages under way, by their call: what ends one. @type {Map<number, () => void>} */
const running = new Map();

/** Ends a message's call at its next step. @param {number} number */
export function cancelMessage(number) {
  running.get(number)?.();
}

/**
 * @param {string} sealed
 * @param {RawPrivateKey[]} keys
 * @param {number} number
 */
export function unseal(sealed, keys, number) {
  return endable(number, (check) => unsealContent(sealed, keys, { check, subtle: crypto.subtle }));
}

/**
 * Opens a message with any of the unlocked keys. Where none of them does, a locked one may be what is missing.
 *
 * @param {string} sealed
 * @param {{ locked: string[], unlocked: Map<string, RawPrivateKey> }} keys The ids of the locked ones.
 * @param {number} number
 */
export async function unsealWithAny(sealed, { locked, unlocked }, number) {
  if (unlocked.size === 0) {
    // What is no message at all is said to be that.
    recipientsOf(sealed);
    throw lockedError();
  }
  try {
    return await unseal(sealed, [...unlocked.values()], number);
  } catch (error) {
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
 * @param {number} number
 */
export function seal(plaintext, texts, number) {
  return endable(number, (check) => sealFor(texts, plaintext, check));
}

/**
 * Runs an operation that looks between its steps whether it was cancelled.
 *
 * @template T
 * @param {number} number
 * @param {(check: () => void) => Promise<T>} operation
 */
async function endable(number, operation) {
  let ended = false;
  running.set(number, () => (ended = true));
  try {
    return await operation(() => {
      if (ended) throw new SealpostError("aborted", "the call was aborted between two of its steps");
    });
  } catch (error) {
    // What arrays and strings throw when there is no room for them.
    if (error instanceof RangeError) throw outOfMemory(error);
    throw error;
  } finally {
    running.delete(number);
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
