// Copies of the keys that callers pass: text, bytes, or a JWK (RFC 7517) as an object.
import { checkBytes, copyOf, wipedAfter } from "../base/arguments.js";
import { invalid } from "../base/errors.js";
import { KEY_LIMIT } from "../base/limits.js";

/** The members of a JWK that are read (RFC 7517 section 4, RFC 7518 section 6.3). */
const MEMBERS = ["kty", "use", "key_ops", "alg", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * Calls `use` with a copy of a key and wipes the copy.
 *
 * @template T
 * @param {unknown} input
 * @param {(copy: Uint8Array) => T} use
 */
export function withCopyOfKey(input, use) {
  const copy = copyOfKey(input);
  return wipedAfter(copy, () => use(copy));
}

/**
 * A copy of a key's text or bytes, or the JSON text of a JWK, that the caller may transfer and should wipe.
 *
 * @param {unknown} input
 */
export function copyOfKey(input) {
  const text = typeof input === "string" ? input : jwkText(input);
  if (text !== undefined) return copyOf(text, "the key", KEY_LIMIT, "malformed-key");
  const kinds = "a string, a Uint8Array, an ArrayBuffer or a JWK";
  return checkBytes(input, "the key", KEY_LIMIT, "malformed-key", kinds).slice();
}

/**
 * The JSON text of a JWK's own members, or undefined if the input has no `kty`. Getters are not called; only a proxy's
 * traps can run code of the caller's.
 *
 * @param {unknown} input
 */
function jwkText(input) {
  try {
    if (typeof input !== "object" || input === null || !("value" in (ownProperty(input, "kty") ?? {})))
      return undefined;
    /** @type {Record<string, unknown>} */
    const copy = Object.create(null);
    for (const name of MEMBERS) {
      const property = ownProperty(input, name);
      if (property && !("value" in property)) return undefined;
      if (property && property.value !== undefined) copy[name] = copyOfMember(property.value);
    }
    return JSON.stringify(copy);
  } catch {
    throw invalid("the key must be a JWK with plain members");
  }
}

/**
 * Copies a string or an array of strings. Other values become null, which the module refuses.
 *
 * @param {unknown} value
 */
function copyOfMember(value) {
  if (!Array.isArray(value)) return typeof value === "string" ? value : null;
  const length = Math.min(value.length, KEY_LIMIT);
  return Array.from({ length }, (_, index) => {
    const element = ownProperty(value, index)?.value;
    return typeof element === "string" ? element : null;
  });
}

/** @type {(object: object, name: PropertyKey) => PropertyDescriptor | undefined} */
function ownProperty(object, name) {
  return Object.getOwnPropertyDescriptor(object, name);
}
