// `safetyNumber`, the digits by which two people compare their public keys. The wasm module computes them.
import { checkCount } from "../base/arguments.js";
import { call } from "../module/instance.js";
import { rawPublicKey } from "./key.js";

/** @import { PublicKey } from "./public-key.js" */

/**
 * The number that two people compare, over a channel where they know each other, to be sure that each has the other's
 * true key: sixty digits in groups of five, which do not depend on the order of the keys. See docs/safety-number.md.
 *
 * @param {PublicKey} a
 * @param {PublicKey} b
 * @returns {string}
 * @throws `private-key-given`
 */
export function safetyNumber(a, b) {
  checkCount(arguments, 2);
  const [one, other] = [rawPublicKey(a), rawPublicKey(b)];
  return call((raw) => raw.safetyNumber(one, other));
}
