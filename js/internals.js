// What the files of the package share and no caller of it can reach. Nothing public imports types from here: the wasm
// module's are not part of the package.
import { Unsealed } from "./unsealed.js";
import { call } from "./wasm.js";

/** @import { NewBytes } from "./index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * The wasm objects behind the keys, as key.js lends them.
 *
 * @type {{ rawPrivateKey(key: unknown): RawPrivateKey, rawPublicKey(key: unknown): RawPublicKey }}
 */
export const internals = Object.create(null);

/**
 * What is left of `unseal` when its arguments are checked; the keyring worker comes in here.
 *
 * @param {string} sealed
 * @param {Iterable<RawPrivateKey>} keys
 */
export function unsealWith(sealed, keys) {
  return call((raw) => {
    const list = new raw.RawKeys();
    try {
      for (const key of keys) list.push(key);
      /** @type {{ plaintext: NewBytes, kid?: string, header: string }} */
      const { plaintext, kid, header } = raw.unseal(sealed, list);
      return new Unsealed(plaintext, kid ?? null, JSON.parse(header));
    } finally {
      list.free();
    }
  });
}
