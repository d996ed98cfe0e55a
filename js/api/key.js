// The base class of the four classes of keys: it owns an object of the wasm module until `free`.
import { SealpostError, invalid } from "../base/errors.js";
import { call, release } from "../module/instance.js";

/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/** @typedef {"PrivateKey" | "PublicKey" | "SigningKey" | "VerifyingKey"} KeyClass */

/**
 * The argument without which the constructors of keys throw: callers of the package cannot construct keys.
 *
 * @internal
 */
export const constructorToken = Symbol("sealpost");

/**
 * The method `[Symbol.dispose]` of `using` declarations, if TypeScript's library has the symbol.
 *
 * @typedef {SymbolConstructor extends { readonly dispose: infer S } ? S extends symbol ? { [K in S]: () => void } : {} : {}} Disposing
 */
const Disposable = /** @type {new () => Disposing} */ (/** @type {unknown} */ (class {}));
const { dispose } = /** @type {{ dispose?: symbol }} */ (/** @type {unknown} */ (Symbol));
if (dispose) {
  const value = /** @this {{ free(): void }} */ function () {
    this.free();
  };
  Object.defineProperty(Disposable.prototype, dispose, { value, writable: true, configurable: true });
}

/** For each class the error of its other half: the code, what was given, what is needed, and what to do. */
const otherHalf = /** @type {const} */ ({
  PublicKey: ["PrivateKey", "private-key-given", "a private key where a public key", "use its publicKey()"],
  PrivateKey: ["PublicKey", "public-key-given", "a public key where a private key", "use the private half of the pair"],
  VerifyingKey: ["SigningKey", "private-key-given", "a signing key where a verifying key", "use its verifyingKey()"],
  SigningKey: [
    "VerifyingKey",
    "public-key-given",
    "a verifying key where a signing key",
    "use the private half of the pair",
  ],
});

/**
 * Returns the wasm module's object of a key, or throws if `value` is not a key of this class, or of the other one.
 *
 * @type {(value: unknown, name: KeyClass, orName?: KeyClass) => any}
 */
let rawOf;

/** The base class of keys. */
export class Key extends Disposable {
  /** @type {{ free(): void } | undefined} */
  #raw;
  /** @type {KeyClass} */
  #name;

  static {
    // `#raw in value` is false for proxies, and for objects that only have the prototype.
    rawOf = (value, name, orName) => {
      const own = typeof value === "object" && value !== null && #raw in value ? value : undefined;
      if (own && (own.#name === name || own.#name === orName)) return own.#raw ?? disposed();
      const [half, code, given, advice] = otherHalf[name];
      if (own && own.#name === half) throw new SealpostError(code, `this is ${given} is needed: ${advice}`);
      throw invalid(`the key must be a ${name}${orName ? ` or a ${orName}` : ""}`);
    };
  }

  /**
   * @internal
   * @param {{ free(): void }} raw
   * @param {KeyClass} name
   */
  constructor(raw, name) {
    super();
    this.#raw = raw;
    this.#name = name;
  }

  /** Wipes the key, which cannot be used afterwards. Freeing it again does nothing. */
  free() {
    if (typeof this !== "object" || this === null || !(#raw in this)) throw invalid("this must be a key of sealpost");
    const raw = this.#raw;
    this.#raw = undefined;
    release(raw);
  }
}

/**
 * The wasm module's object of a private key.
 *
 * @internal
 * @param {unknown} key
 * @returns {RawPrivateKey}
 */
export function rawPrivateKey(key) {
  return rawOf(key, "PrivateKey");
}

/**
 * The wasm module's object of a public key.
 *
 * @internal
 * @param {unknown} key
 * @returns {RawPublicKey}
 */
export function rawPublicKey(key) {
  return rawOf(key, "PublicKey");
}

/**
 * The wasm module's object of a signing key.
 *
 * @internal
 * @param {unknown} key
 * @returns {RawPrivateKey}
 */
export function rawSigningKey(key) {
  return rawOf(key, "SigningKey");
}

/**
 * The wasm module's object of a verifying key.
 *
 * @internal
 * @param {unknown} key
 * @returns {RawPublicKey}
 */
export function rawVerifyingKey(key) {
  return rawOf(key, "VerifyingKey");
}

/**
 * The thumbprint of a verifying key, or the thumbprint that is given in its place.
 *
 * @internal
 * @param {unknown} value
 * @returns {string}
 */
export function thumbprintOf(value) {
  if (typeof value !== "string") {
    const raw = rawVerifyingKey(value);
    return call(() => raw.thumbprint());
  }
  if (!/^[\w-]{43}$/.test(value)) throw invalid("a thumbprint must be 43 characters of base64url");
  return value;
}

/**
 * The wasm module's object of a private key of either purpose.
 *
 * @internal
 * @param {unknown} key
 * @returns {RawPrivateKey}
 */
export function rawPrivateHalf(key) {
  return rawOf(key, "PrivateKey", "SigningKey");
}

/**
 * The wasm module's object of a public key of either purpose.
 *
 * @internal
 * @param {unknown} key
 * @returns {RawPublicKey}
 */
export function rawPublicHalf(key) {
  return rawOf(key, "PublicKey", "VerifyingKey");
}

/** @returns {never} */
function disposed() {
  throw new SealpostError("disposed", "this key was freed: parse or generate it again");
}
