// The options of `seal`, of the package and of the keyring.
import { checkText, copyOf, isPlainObject, oneOf } from "./arguments.js";
import { invalid } from "./errors.js";
import { AAD_LIMIT } from "./limits.js";

/** @import { Check } from "./arguments.js" */

/**
 * @typedef {object} CheckedSealOptions
 * @property {string} [alg]
 * @property {string} [enc]
 * @property {string} [form]
 * @property {string | null} [kid]
 * @property {string} [header] JSON text.
 * @property {Uint8Array} [aad]
 */

/** A name for the recipient's key, or null. @type {Check<string | null>} */
const kid = (value, name) => {
  if (value !== null && typeof value !== "string") throw invalid(`${name} must be a string, or null to leave it out`);
  return value === null ? null : checkText(value, name);
};

/**
 * The JSON text of a plain object. The caller's code can run in here, as `toJSON` or as a getter.
 *
 * @type {Check<string>}
 */
const header = (value, name) => {
  const wrong = () => invalid(`${name} must be a plain object of what JSON can represent`);
  if (typeof value !== "object" || value === null || !isPlainObject(value)) throw wrong();
  let text;
  try {
    text = JSON.stringify(value, onlyJson);
  } catch {
    throw wrong();
  }
  return checkText(text, name);
};

/**
 * The replacer for `JSON.stringify`. It throws for functions, symbols, numbers that are not finite, and undefined
 * elements of arrays, which `JSON.stringify` would leave out or replace by null. Undefined members are left out,
 * because undefined options of a call are ignored too.
 *
 * @this {unknown}
 * @param {string} _
 * @param {unknown} value
 */
function onlyJson(_, value) {
  const isLost =
    ["function", "symbol"].includes(typeof value) || (typeof value === "number" && !Number.isFinite(value));
  if (isLost || (value === undefined && Array.isArray(this))) throw new TypeError("not JSON");
  return value;
}

/** The checks of the members of `SealOptions`, for `checkOptions`. */
export const sealTable = {
  alg: oneOf("RSA-OAEP-256", "RSA-OAEP", "RSA-OAEP-384", "RSA-OAEP-512"),
  enc: oneOf("A256GCM", "A192GCM", "A128GCM", "A256CBC-HS512", "A192CBC-HS384", "A128CBC-HS256"),
  form: oneOf("compact", "flattened", "general"),
  kid,
  header,
  /** @type {Check<Uint8Array>} */
  aad: (value, name) => copyOf(value, name, AAD_LIMIT, "invalid-argument"),
};
