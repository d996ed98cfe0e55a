// What the files of the package share and no caller of it can reach. Nothing public imports types from here: the wasm
// module's are not part of the package.
import { Unsealed } from "./unsealed.js";
import { call, checkMemory, release } from "./wasm.js";

/** @import { NewBytes } from "./index.js" */
/** @import { MakeWorker } from "./keyring-types.js" */
/** @import { RawKeys, RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * @typedef {object} Internals
 * @property {(key: unknown) => RawPrivateKey} rawPrivateKey The wasm objects behind the keys, as key.js lends them.
 * @property {(key: unknown) => RawPublicKey} rawPublicKey
 * @property {() => Promise<void>} [prepareWorkers] What comes before the first `makeWorker`.
 * @property {MakeWorker} [makeWorker] How the keyring makes its workers where the entry brings them along.
 */
/** @type {Internals} */
export const internals = Object.create(null);

/**
 * What is left of `seal` when its arguments are checked; the keyring worker comes in here.
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
 * What is left of `unseal` when its arguments are checked; the keyring worker comes in here.
 *
 * @param {string} sealed
 * @param {Iterable<RawPrivateKey>} keys
 */
export function unsealWith(sealed, keys) {
  const list = listOf(keys);
  try {
    return unsealWithList(sealed, list);
  } finally {
    release(list);
  }
}

/**
 * @param {string} sealed
 * @param {RawKeys} list
 */
export function unsealWithList(sealed, list) {
  // The text, a copy of it where it has escapes, and the ciphertext decoded.
  checkMemory(sealed.length * 2.75);
  return asUnsealed(call((raw) => raw.unseal(sealed, list)));
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
 * The private keys as a list of wasm's, to be freed. It keeps them, whatever becomes of each meanwhile.
 *
 * @param {Iterable<RawPrivateKey>} keys
 */
export function listOf(keys) {
  return call((raw) => {
    const list = new raw.RawKeys();
    for (const key of keys) list.push(key);
    return list;
  });
}

/**
 * Calls `use` with the public keys in a list of wasm's, which is freed afterwards.
 *
 * @template T
 * @param {Iterable<RawPublicKey>} keys
 * @param {(list: RawKeys) => T} use
 */
export function withRecipients(keys, use) {
  const list = listOf([]);
  try {
    call(() => {
      for (const key of keys) list.pushPublic(key);
    });
    return use(list);
  } finally {
    release(list);
  }
}
