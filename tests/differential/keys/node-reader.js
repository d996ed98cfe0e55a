// How Node's OpenSSL reads a key's file.
import { createPrivateKey, createPublicKey } from "node:crypto";

/** @import { KeyObject } from "node:crypto" */
/** @import { RsaJwk } from "../../../js/index.js" */
/** @import { Half } from "./seeds.js" */

/**
 * All ways in which Node may be asked to read the file.
 *
 * @param {Half} half
 * @param {Buffer | string} input
 * @returns {(() => KeyObject)[]}
 */
function ways(half, input) {
  const create = /** @type {(key: any) => KeyObject} */ (half === "private" ? createPrivateKey : createPublicKey);
  if (typeof input === "string") {
    return /^[\ufeff\s]*[{[]/.test(input)
      ? [() => create({ key: JSON.parse(input), format: "jwk" })]
      : [() => create(input)];
  }
  const types = half === "private" ? ["pkcs8", "pkcs1"] : ["spki", "pkcs1"];
  return types.map((type) => () => create({ key: input, format: "der", type }));
}

/**
 * An RSA key, as Node reads it, or undefined.
 *
 * @param {Half} half
 * @param {Buffer | string} input
 * @returns {RsaJwk | undefined}
 */
export function readThere(half, input) {
  for (const way of ways(half, input)) {
    try {
      const key = way();
      if (key.asymmetricKeyType === "rsa") return /** @type {RsaJwk} */ (key.export({ format: "jwk" }));
    } catch {
      // The next way.
    }
  }
  return undefined;
}
