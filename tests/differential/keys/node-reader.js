// Reads key files with Node's OpenSSL.
import { createPrivateKey, createPublicKey } from "node:crypto";

/** @import { KeyObject } from "node:crypto" */
/** @import { RsaJwk } from "../../../js/index.js" */
/** @import { Half } from "./seeds.js" */

/**
 * Calls of Node that may read the file: one for each format that it could be.
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
 * The RSA key in the file, or undefined if Node reads none.
 *
 * @param {Half} half
 * @param {Buffer | string} input
 * @returns {RsaJwk | undefined}
 */
export function readWithNode(half, input) {
  for (const way of ways(half, input)) {
    try {
      const key = way();
      if (key.asymmetricKeyType === "rsa") return /** @type {RsaJwk} */ (key.export({ format: "jwk" }));
    } catch {
      // Not this format: try the next one.
    }
  }
  return undefined;
}
