// Copies of the keys that callers pass: text, bytes, a JWK (RFC 7517) as an object, or in Node a KeyObject.
import { checkBytes, copyOf, wipedAfter } from "../base/arguments.js";
import { invalid } from "../base/errors.js";
import { KEY_LIMIT } from "../base/limits.js";
import { textOfObject } from "../base/messages.js";

/** The members of a JWK that are read (RFC 7517 section 4, RFC 7518 sections 6.3 and 6.4). */
const MEMBERS = "kty use key_ops alg kid n e d p q dp dq qi oth k x5c".split(" ");

/** What to do with objects that hold a key, by their `Symbol.toStringTag`. @type {Record<string, string>} */
const ADVICE = {
  CryptoKey: "this is a CryptoKey: await fromCryptoKey(key) of the class reads it",
  Promise: "the key is a promise: await it first",
  Blob: "the key is a Blob: await its text() or arrayBuffer() first",
  File: "the key is a File: await its text() or arrayBuffer() first",
  Response: "the key is a Response: await its text() or json() first",
};

/** The DER of a KeyObject, or undefined for other values. @type {(value: unknown) => Uint8Array | undefined} */
let exportKeyObject = () => undefined;

/**
 * Sets how a KeyObject is exported, for the entries of runtimes that have this class.
 *
 * @param {typeof exportKeyObject} provided
 */
export function provideKeyObjects(provided) {
  exportKeyObject = provided;
}

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
 * A copy of a key's text or bytes, the JSON text of a JWK or of a JWK Set, or the DER of a KeyObject, as bytes that the
 * caller may transfer and should wipe.
 *
 * @param {unknown} input
 */
export function copyOfKey(input) {
  const text = typeof input === "string" ? input : (jwkText(input) ?? messageText(input));
  if (text !== undefined) return copyOf(text, "the key", KEY_LIMIT, "malformed-key");
  const exported = exportKeyObject(input);
  if (exported) return exported;
  const advice = ADVICE[Object.prototype.toString.call(input).slice(8, -1)];
  if (advice) throw invalid(advice);
  return checkBytes(input, "the key", KEY_LIMIT, "malformed-key", "a string, bytes, a JWK or a JWK Set").slice();
}

/**
 * The JSON text of an object that is a sealed message: the module's error then says what it is.
 *
 * @param {unknown} input
 */
function messageText(input) {
  const text = textOfObject(input, "the key");
  return typeof text === "string" ? text : undefined;
}

/**
 * The JSON text of the own members of a JWK or of the JWKs of a JWK Set, or undefined if the input has neither `kty`
 * nor `keys`. Getters are not called; only a proxy's traps can run code of the caller's.
 *
 * @param {unknown} input
 */
function jwkText(input) {
  try {
    if (typeof input !== "object" || input === null) return undefined;
    const keys = ownProperty(input, "keys")?.value;
    const copy = Array.isArray(keys) ? { keys: elementsOf(keys, copyOfJwk) } : copyOfJwk(input);
    return copy && JSON.stringify(copy);
  } catch {
    throw invalid("the key must be a JWK with plain members");
  }
}

/**
 * A copy of a JWK's own members, or undefined if it has no `kty`.
 *
 * @param {unknown} jwk
 */
function copyOfJwk(jwk) {
  if (typeof jwk !== "object" || jwk === null || !("value" in (ownProperty(jwk, "kty") ?? {}))) return undefined;
  /** @type {Record<string, unknown>} */
  const copy = Object.create(null);
  for (const name of MEMBERS) {
    const property = ownProperty(jwk, name);
    if (property && !("value" in property)) throw invalid("a JWK with getters");
    if (property && property.value !== undefined) copy[name] = copyOfMember(property.value);
  }
  return copy;
}

/**
 * Copies a string, null, which stands for an absent member, or an array of strings. Other values become false, which
 * the module refuses.
 *
 * @param {unknown} value
 */
function copyOfMember(value) {
  if (Array.isArray(value)) return elementsOf(value, (element) => (typeof element === "string" ? element : false));
  return typeof value === "string" || value === null ? value : false;
}

/**
 * Copies of the own elements of an array. Of an array that is longer than KEY_LIMIT so many that their text is longer
 * than KEY_LIMIT too, and is refused: no element is left out silently.
 *
 * @template T
 * @param {unknown[]} array
 * @param {(element: unknown) => T} copy
 */
function elementsOf(array, copy) {
  const length = Math.min(array.length, KEY_LIMIT);
  return Array.from({ length }, (_, index) => copy(ownProperty(array, index)?.value));
}

/** @type {(object: object, name: PropertyKey) => PropertyDescriptor | undefined} */
function ownProperty(object, name) {
  return Object.getOwnPropertyDescriptor(object, name);
}
