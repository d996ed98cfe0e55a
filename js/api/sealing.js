// `seal` and `unseal` after their arguments are checked: for api/message.js and for the keyring worker.
import { Unsealed } from "./unsealed.js";
import { call, checkMemory, release } from "../module/instance.js";

/** @import { NewBytes } from "../index.js" */
/** @import { RawKeys, RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * Seals for these keys.
 *
 * @param {Uint8Array} plaintext
 * @param {Iterable<RawPublicKey>} recipients
 */
export function sealWith(plaintext, recipients) {
  // The message, its ciphertext, and that in base64.
  checkMemory(plaintext.length * 3.5);
  return withRecipients(recipients, (list) => call((raw) => raw.seal(plaintext, list)));
}

/**
 * Opens a message with the first of these keys that does.
 *
 * @param {string} sealed
 * @param {Iterable<RawPrivateKey>} keys
 */
export function unsealWith(sealed, keys) {
  // The text, a copy of it where it has escapes, and the ciphertext decoded.
  checkMemory(sealed.length * 2.75);
  return asUnsealed(withKeys(keys, (list) => call((raw) => raw.unseal(sealed, list))));
}

/**
 * @param {{ plaintext: NewBytes, keyId: string, kid?: string, header: string, aad?: NewBytes }} opened As it comes from
 * wasm.
 * @param {NewBytes} [plaintext]
 */
export function asUnsealed(opened, plaintext = opened.plaintext) {
  const { keyId, kid = null, header, aad } = opened;
  return new Unsealed(plaintext, { keyId, kid, header: JSON.parse(header), aad });
}

/**
 * Calls `use` with the private keys in a list of wasm's, which is freed afterwards. The list keeps the keys, whatever
 * becomes of each, so that it may not outlast one step of the work.
 *
 * @template T
 * @param {Iterable<RawPrivateKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withKeys(keys, use) {
  const list = call(({ RawKeys }) => new RawKeys());
  try {
    call(() => {
      for (const key of keys) list.push(key);
    });
    return use(list);
  } finally {
    release(list);
  }
}

/**
 * Calls `use` with the public keys in a list of wasm's, which is freed afterwards.
 *
 * @template T
 * @param {Iterable<RawPublicKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withRecipients(keys, use) {
  const list = call(({ RawKeys }) => new RawKeys());
  try {
    call(() => {
      for (const key of keys) list.pushPublic(key);
    });
    return use(list);
  } finally {
    release(list);
  }
}
