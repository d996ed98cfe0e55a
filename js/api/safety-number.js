// `safetyNumber`, the digits by which two people compare their public keys. The wasm module computes them.
import { checkCount, checkOptions, isPlainObject } from "../base/arguments.js";
import { invalid } from "../base/errors.js";
import { call } from "../module/instance.js";
import { rawPublicKey, thumbprintOf } from "./key.js";

/** @import { RawPublicKey } from "../wasm/sealpost.js" */
/** @import { PublicKey } from "./public-key.js" */
/** @import { VerifyingKey } from "./signing.js" */

/**
 * @typedef {object} Identity The public keys of a person.
 * @property {PublicKey} encryption
 * @property {VerifyingKey | string} [signing] The key that verifies their signatures, or its thumbprint, if they have
 * one.
 */

/**
 * The number that two people compare, over a channel where they know each other, to be sure that each has the other's
 * true keys: sixty digits in groups of five, which do not depend on the order of the people. Both must know the same
 * keys: an identity with a signing key has another number than one without. See docs/safety-number.md.
 *
 * @param {Identity | PublicKey} a A public key is an identity without a signing key.
 * @param {Identity | PublicKey} b
 * @returns {string}
 * @throws `private-key-given`
 */
export function safetyNumber(a, b) {
  checkCount(arguments, 2);
  const identities = [identityOf(a), identityOf(b)];
  const halves = identities.map((identity) => call((raw) => raw.safetyNumberHalf(...identity)));
  return halves.sort().join(" ");
}

/**
 * The key for encryption, and the thumbprint of the verifying key, or an empty string.
 *
 * @param {unknown} value
 * @returns {[RawPublicKey, string]}
 */
function identityOf(value) {
  if (!isIdentity(value)) return [rawPublicKey(value), ""];
  const { encryption, signing = "" } = checkOptions(value, { encryption: rawPublicKey, signing: thumbprintOf });
  if (!encryption) throw invalid("an identity must have the member encryption, a PublicKey");
  return [encryption, signing];
}

/** Whether a value is a plain object. False for a proxy whose trap throws. @param {unknown} value */
function isIdentity(value) {
  try {
    return value !== null && isPlainObject(value);
  } catch {
    return false;
  }
}
