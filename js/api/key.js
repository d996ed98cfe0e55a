// The base classes of keys: each owns an object of the wasm module until `free`. Keys have one of two purposes,
// encryption or signatures. `PublicHalf` has what public keys of both purposes have in common: their size, how they are
// written, and their thumbprint and fingerprint. What private keys have in common is in key/private-half.js.
import { checkOptions, checkText, isThumbprint, oneOf, refuseSurplus } from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { call, release } from "../module/instance.js";
import { withCopyOfKey } from "./jwk.js";

/** @import { NewBytes, RsaJwk } from "../index.js" */
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
 * @typedef {SymbolConstructor extends { readonly dispose: infer S } ? S extends symbol ? { [K in S]: () => void } : {}
 * : {}} Disposing
 */
const Disposable = /** @type {new () => Disposing} */ (/** @type {unknown} */ (class {}));
const { dispose } = /** @type {{ dispose?: symbol }} */ (/** @type {unknown} */ (Symbol));
if (dispose) {
  const value = /** @this {{ free(): void }} */ function () {
    this.free();
  };
  Object.defineProperty(Disposable.prototype, dispose, { value, writable: true, configurable: true });
}

/**
 * The end of the error for a value that is not a key of the expected class. The value may be a key of another copy of
 * this file: the bundle of the package's entry `sealpost/encrypt` contains a copy, and so does a second installation of
 * the package.
 */
const OTHER_COPIES = ": pass keys from sealpost/encrypt or another copy as PEM";

/**
 * For each class that a call needs: the class of the other half of a pair, the code of the error if a key of that class
 * is given, what was given and what is needed, and what to do.
 */
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
 * Returns the wasm module's object of the key `value`. Throws unless the key's class is `name`, or `orName` if it is
 * given.
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
      throw invalid(`the key must be a ${name}${orName ? ` or a ${orName}` : ""}${OTHER_COPIES}`);
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

  static {
    refuseSurplus(Key);
    // What Node, Bun and their like show of a key, public or private: its size and its thumbprint, and nothing secret.
    const shown = /** @type {(this: Key, depth: number, options: unknown, inspect?: Function) => string} */ (
      function (_, options, inspect = JSON.stringify) {
        if (!(#raw in this)) return "Key {}";
        return `${this.#name} ${inspect(publicPartOf(this.#raw), options)}`;
      }
    );
    Object.defineProperty(Key.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value: shown,
      configurable: true,
    });
  }
}

/** What may be shown of a key. @param {any} raw */
function publicPartOf(raw) {
  if (!raw) return { freed: true };
  try {
    return call(() => {
      const publicKey = "publicKey" in raw ? raw.publicKey() : undefined;
      const thumbprint = (publicKey ?? raw).thumbprint();
      publicKey?.free();
      return { bits: raw.bits(), thumbprint };
    });
  } catch {
    // The instance of the module cannot be used any more. What is shown in a console must not throw.
    return {};
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
  if (!isThumbprint(value)) throw invalid("a thumbprint must be 43 characters of base64url");
  return value;
}

/**
 * The wasm module's object of a private key of either purpose.
 *
 * @internal
 * @type {(key: unknown) => RawPrivateKey}
 */
export const rawPrivateHalf = (key) => rawOf(key, "PrivateKey", "SigningKey");

/** The wasm module's object of a public key of either purpose. @param {unknown} key @returns {RawPublicKey} */
const rawPublicHalf = (key) => rawOf(key, "PublicKey", "VerifyingKey");

/** @returns {never} */
function disposed() {
  throw new SealpostError("disposed", "this key was freed: parse or generate it again");
}

const publicFormats = { format: oneOf("spki", "pkcs1") };
const textFormats = { format: oneOf("spki", "pkcs1", "openssh") };

export class PublicHalf extends Key {
  /** Size of the modulus in bits. */
  get bits() {
    const raw = rawPublicHalf(this);
    return call(() => raw.bits());
  }

  /**
   * The key as PEM text (RFC 7468): SPKI (RFC 5280 §4.1), or PKCS#1 (RFC 8017 appendix A.1.1). "openssh" is the line of
   * a `.pub` file (RFC 4253 §6.6), without a comment.
   *
   * @param {{ format?: "spki" | "pkcs1" | "openssh" }} [options]
   * @returns {string}
   */
  toPem(options) {
    const { format } = checkOptions(options, textFormats);
    const raw = rawPublicHalf(this);
    return call(() => raw.toPem(format));
  }

  /**
   * The key as DER: SPKI by default.
   *
   * @param {{ format?: "spki" | "pkcs1" }} [options]
   * @returns {NewBytes}
   */
  toDer(options) {
    const { format } = checkOptions(options, publicFormats);
    const raw = rawPublicHalf(this);
    return call(() => raw.toDer(format));
  }

  /**
   * The key as a JSON Web Key (RFC 7517, RFC 7518 §6.3) with only the members `kty`, `n` and `e`.
   *
   * @returns {RsaJwk}
   */
  toJwk() {
    const raw = rawPublicHalf(this);
    return JSON.parse(call(() => raw.toJwk()));
  }

  /**
   * The thumbprint of RFC 7638 (SHA-256), 43 characters of base64url: the key's id, and by default the `kid` of
   * messages sealed for it.
   */
  thumbprint() {
    const raw = rawPublicHalf(this);
    return call(() => raw.thumbprint());
  }

  /** The fingerprint as OpenSSH shows it: `SHA256:` and 43 characters of base64. */
  fingerprint() {
    const raw = rawPublicHalf(this);
    return call(() => raw.fingerprint());
  }

  /** What JSON.stringify writes: the JWK. */
  toJSON() {
    return this.toJwk();
  }

  static {
    refuseSurplus(PublicHalf);
  }
}

/**
 * Reads a public key.
 *
 * @internal
 * @param {unknown} input
 * @param {object | undefined} options
 * @param {boolean} signing Whether the key is for signatures, and not for encryption.
 * @returns {RawPublicKey}
 */
export function parsePublic(input, options, signing) {
  const { kid } = checkOptions(options, { kid: checkText });
  return withCopyOfKey(input, (copy) => call(({ RawPublicKey }) => RawPublicKey.parse(copy, kid, signing)));
}
