/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * What key.js lends to its neighbours, and what no caller of the package can reach: the wasm objects behind the keys.
 *
 * @type {{ rawPrivateKey(key: unknown): RawPrivateKey, rawPublicKey(key: unknown): RawPublicKey }}
 */
export const internals = Object.create(null);
