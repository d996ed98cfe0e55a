// Long messages in the keyring worker: sealed and unsealed in steps, between which the page may cancel them.
import { sealContent, unsealContent } from "./content.js";
import { call, outOfMemory } from "./wasm.js";

/** @import { Custody } from "./custody.js" */
/** @import { NewBytes } from "./index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * Opens a message. A key that is locked or removed between two steps is not used any more: the message is opened with
 * what keys there are then, if any.
 *
 * @param {string} sealed
 * @param {() => RawPrivateKey[]} choose The keys to try; throws where there is none.
 * @param {Custody} custody
 * @param {AbortSignal} signal
 */
export async function unseal(sealed, choose, custody, signal) {
  for (;;) {
    const keys = choose();
    const check = () => {
      signal.throwIfAborted();
      custody.check(keys);
    };
    try {
      return await withRoom(() => unsealContent(sealed, keys, { check, subtle: crypto.subtle }));
    } catch (error) {
      if (!keys.some((raw) => custody.isWiped(raw))) throw error;
      signal.throwIfAborted();
    }
  }
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
    for (const key of publicKeys) call(() => key.free());
  }
}
