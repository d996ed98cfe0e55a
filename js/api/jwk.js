// Keys as JSON objects (RFC 7517) among the other forms in which a key comes.
import { KEY_LIMIT, checkBytes, copyOf } from "../base/arguments.js";
import { invalid } from "../base/errors.js";

/** The members that mean something here (RFC 7517 section 4, RFC 7518 section 6.3). */
const MEMBERS = ["kty", "use", "key_ops", "alg", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * Calls `use` with the bytes of a key and wipes them.
 *
 * @template T
 * @param {unknown} input
 * @param {(copy: Uint8Array) => T} use
 */
export function withCopyOfKey(input, use) {
  const copy = copyOfKey(input);
  try {
    return use(copy);
  } finally {
    copy.fill(0);
  }
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
 * The JSON text of a JWK's own members, or undefined if this is none. No code of the caller's runs, but for a proxy's.
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
      if (property && property.value !== undefined) copy[name] = plain(property.value);
    }
    return JSON.stringify(copy);
  } catch {
    throw invalid("the key must be a JWK with plain members");
  }
}

/** Texts and arrays of texts as they are; everything else in a way that Rust refuses. @param {unknown} value */
function plain(value) {
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
