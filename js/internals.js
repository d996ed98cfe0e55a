// What the files of the package share and no caller of it can reach. Nothing public imports types from here: the wasm
// module's are not part of the package.
import { Unsealed } from "./unsealed.js";
import { call, checkMemory } from "./wasm.js";

/** @import { NewBytes } from "./index.js" */
/** @import { RawKeys, RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * The wasm objects behind the keys, as key.js lends them.
 *
 * @type {{ rawPrivateKey(key: unknown): RawPrivateKey, rawPublicKey(key: unknown): RawPublicKey }}
 */
export const internals = Object.create(null);

/**
 * What is left of `seal` when its arguments are checked; the keyring worker comes in here.
 *
 * @param {Uint8Array} plaintext
 * @param {Iterable<RawPublicKey>} recipients
 */
export function sealWith(plaintext, recipients) {
  return call((raw) => {
    // The message, its ciphertext, and that in base64.
    checkMemory(plaintext.length * 3.5);
    return withRecipients(recipients, (list) => raw.seal(plaintext, list));
  });
}

/**
 * What is left of `unseal` when its arguments are checked; the keyring worker comes in here.
 *
 * @param {string} sealed
 * @param {Iterable<RawPrivateKey>} keys
 */
export function unsealWith(sealed, keys) {
  return call((raw) => {
    // The text, the ciphertext in it, and that decoded.
    checkMemory(sealed.length * 2.75);
    return withKeys(keys, (list) => asUnsealed(raw.unseal(sealed, list)));
  });
}

/**
 * @param {{ plaintext: NewBytes, kid?: string, header: string, aad?: NewBytes }} opened As it comes from wasm.
 * @param {NewBytes} [plaintext]
 */
export function asUnsealed(opened, plaintext = opened.plaintext) {
  return new Unsealed(plaintext, opened.kid ?? null, JSON.parse(opened.header), opened.aad);
}

/**
 * Calls `use` with the private keys in a list of wasm's, which is freed afterwards.
 *
 * @template T
 * @param {Iterable<RawPrivateKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withKeys(keys, use) {
  return withList((list) => {
    for (const key of keys) list.push(key);
    return use(list);
  });
}

/**
 * The same with public keys.
 *
 * @template T
 * @param {Iterable<RawPublicKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withRecipients(keys, use) {
  return withList((list) => {
    for (const key of keys) list.pushPublic(key);
    return use(list);
  });
}

/**
 * @template T
 * @param {(list: RawKeys) => T} use
 */
function withList(use) {
  return call((raw) => {
    const list = new raw.RawKeys();
    try {
      return use(list);
    } finally {
      list.free();
    }
  });
}
