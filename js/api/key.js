// The base class of PrivateKey and PublicKey: it owns an object of the wasm module until `free`.
import { refuseSurplus } from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { call, release } from "../module/instance.js";

/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/** @typedef {"PrivateKey" | "PublicKey"} KeyClass */

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

/**
 * Returns the wasm module's object of a key, or throws if `value` is not a key of this class.
 *
 * @type {(value: unknown, name: KeyClass) => any}
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
    rawOf = (value, name) => {
      const isKey = typeof value === "object" && value !== null && #raw in value;
      if (isKey && value.#name === name) return value.#raw ?? disposed();
      if (!isKey) throw invalid(`the key must be a ${name}`);
      throw name === "PublicKey"
        ? new SealpostError(
            "private-key-given",
            "this is a private key where a public key is needed: use its publicKey()",
          )
        : new SealpostError(
            "public-key-given",
            "this is a public key where a private key is needed: use the private half of the pair",
          );
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
    if (typeof this !== "object" || this === null || !(#raw in this))
      throw invalid("this must be a PrivateKey or a PublicKey");
    const raw = this.#raw;
    this.#raw = undefined;
    release(raw);
  }

  static {
    refuseSurplus(Key);
    // What Node, Bun and their like show of a key: its size and its thumbprint, and nothing of a private key.
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

/** @returns {never} */
function disposed() {
  throw new SealpostError("disposed", "this key was freed: parse or generate it again");
}
