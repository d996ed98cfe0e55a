// `seal` and `unseal` after their arguments are checked. api/message.js and the keyring worker call them.
import { ENCLOSED_LIMIT } from "../base/limits.js";
import { Unsealed } from "./unsealed.js";
import { call, checkMemory, release } from "../module/instance.js";

/** @import { Diagnosis, NewBytes } from "../index.js" */
/** @import { RawKeys, RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * Seals a message for the owners of these keys.
 *
 * @param {Uint8Array} plaintext
 * @param {Iterable<RawPublicKey>} recipients
 */
export function sealWith(plaintext, recipients) {
  // The message (1), the ciphertext (1), and its base64url (4/3), rounded up.
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
  checkSealedMemory(sealed);
  return asUnsealed(withKeys(keys, (list) => call((raw) => raw.unseal(sealed, list))));
}

/** @param {string} sealed */
function checkSealedMemory(sealed) {
  // The text (1), a copy if it has JSON escapes (1), and the decoded ciphertext (3/4). While a layer around a message is
  // removed there are two copies and nothing decoded.
  checkMemory(sealed.length * 2.75 + Math.min(sealed.length, ENCLOSED_LIMIT) / 4);
}

/**
 * Finds the hashes under which a ciphertext, or the content key of a sealed message, decrypts with `key`.
 *
 * @param {RawPrivateKey} key
 * @param {Uint8Array | string} input
 * @param {Uint8Array | undefined} label
 * @returns {Diagnosis | null}
 */
export function diagnoseWith(key, input, label) {
  const isSealed = typeof input === "string";
  if (isSealed) checkSealedMemory(input);
  const [ciphertext, sealed] = isSealed ? [new Uint8Array(), input] : [input, undefined];
  return call(() => key.diagnose(ciphertext, sealed, label)) ?? null;
}

/**
 * @param {{ plaintext: NewBytes, keyId: string, kid?: string, header: string, aad?: NewBytes }} opened The module's
 * result.
 * @param {NewBytes} [plaintext] Replaces the one in `opened`, if it was decrypted outside of the module.
 */
export function asUnsealed(opened, plaintext = opened.plaintext) {
  const { keyId, kid = null, header, aad } = opened;
  return new Unsealed(plaintext, { keyId, kid, header: JSON.parse(header), aad });
}

/**
 * Calls `use` with the private keys in a list of the module's. See {@link withList}.
 *
 * @template T
 * @param {Iterable<RawPrivateKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withKeys(keys, use) {
  return withList(keys, (list, key) => list.push(key), use);
}

/**
 * Calls `use` with the public keys in a list of the module's. See {@link withList}.
 *
 * @template T
 * @param {Iterable<RawPublicKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withRecipients(keys, use) {
  return withList(keys, (list, key) => list.pushPublic(key), use);
}

/**
 * Calls `use` with a list of the module's, which is freed afterwards. The list has references of its own: a private key
 * that is freed meanwhile is only wiped with the list. So `use` must be synchronous.
 *
 * @template K, T
 * @param {Iterable<K>} keys
 * @param {(list: RawKeys, key: K) => void} add
 * @param {(list: RawKeys) => T} use
 */
export function withList(keys, add, use) {
  const list = call(({ RawKeys }) => new RawKeys());
  try {
    call(() => {
      for (const key of keys) add(list, key);
    });
    return use(list);
  } finally {
    release(list);
  }
}
