import { bits, checkCiphertext, checkOptions, flag, oaepTable, oneOf, passphrase, withCopyOf } from "./check.js";
import { SealpostError, invalid } from "./errors.js";
import { internals } from "./internals.js";
import { withCopyOfKey } from "./jwk.js";
import { call, release } from "./wasm.js";

/** @import { Bytes, Diagnosis, NewBytes, OaepOptions, Passphrase, RsaJwk } from "./index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/** Size of a generated key in bits, unless another is asked for. */
export const DEFAULT_BITS = 3072;
/** Longer plaintexts, in bytes, are refused before they are copied into wasm, which knows how many the key takes. */
const PLAINTEXT_LIMIT = 64 << 10;

const privateFormats = { format: oneOf("pkcs8", "pkcs1"), passphrase };
const publicFormats = { format: oneOf("spki", "pkcs1") };
const publicTextFormats = { format: oneOf("spki", "pkcs1", "openssh") };

/** By brand, which no proxy and no borrowed prototype has. @type {(value: unknown) => boolean} */
let isPrivateKey;
/** @type {(value: unknown) => boolean} */
let isPublicKey;

/** What only this file can hand to a constructor. */
const here = Symbol("sealpost");

/**
 * What `using` asks of a key, where the compiler's library knows it.
 *
 * @typedef {SymbolConstructor extends { readonly dispose: infer S } ? S extends symbol ? { [K in S]: () => void } : {} : {}} Disposing
 */
const Freed = /** @type {new () => Disposing} */ (/** @type {unknown} */ (class {}));
const { dispose } = /** @type {{ dispose?: symbol }} */ (/** @type {unknown} */ (Symbol));
if (dispose) {
  const value = /** @this {{ free(): void }} */ function () {
    this.free();
  };
  Object.defineProperty(Freed.prototype, dispose, { value, writable: true, configurable: true });
}

/**
 * The private half of a key pair. A page uses the keyring instead, which keeps it in a worker.
 *
 * Besides the errors that each call names, any can fail with `invalid-argument`, `not-initialized`, `disposed` (once the
 * key is freed) and `internal-error`: see docs/errors.md.
 */
export class PrivateKey extends Freed {
  /** @type {RawPrivateKey | undefined} */
  #raw;

  static {
    isPrivateKey = (value) => isObject(value) && #raw in value;
    internals.rawPrivateKey = (key) => {
      if (isObject(key) && #raw in key) return key.#raw ?? disposed();
      if (isPublicKey(key)) {
        throw new SealpostError(
          "public-key-given",
          "this is a public key where a private key is needed: use the private half",
        );
      }
      throw invalid("the key must be a PrivateKey");
    };
  }

  /**
   * Use `PrivateKey.generate` or `PrivateKey.parse`.
   *
   * @private
   * @param {RawPrivateKey} raw
   * @param {symbol} maker
   */
  constructor(raw, maker) {
    super();
    if (maker !== here) throw invalid("a PrivateKey is made by PrivateKey.generate or PrivateKey.parse");
    this.#raw = raw;
  }

  /**
   * Generates a key of 2048 to 8192 bits, a multiple of 8, 3072 unless told otherwise (FIPS 186-5 appendix A.1.3), with
   * the public exponent 65537. Blocks for as long as the search takes, seconds when luck is bad: for Node, tests and
   * workers.
   *
   * @param {{ bits?: number }} [options]
   * @throws `random-unavailable`
   */
  static generate(options) {
    const { bits: size = DEFAULT_BITS } = checkOptions(options, { bits });
    return new PrivateKey(
      call(({ RawPrivateKey }) => RawPrivateKey.generate(size)),
      here,
    );
  }

  /**
   * Reads a private key: PKCS#8 or PKCS#1 as PEM, DER or base64, protected by a passphrase or not; OpenSSH's own form;
   * a JWK, as an object or as text. The form is recognised.
   *
   * @param {string | Bytes | RsaJwk} input At most 64 KiB, 2048 to 8192 bits.
   * @param {{ passphrase?: Passphrase, allowWeak?: boolean }} [options] `passphrase` opens a protected key and is not
   * looked at for others; `allowWeak`: also keys of 1024 to 2047 bits, to open old data.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `public-key-given`, `passphrase-required`, `wrong-passphrase`
   */
  static parse(input, options) {
    const { allowWeak, passphrase: secret } = checkOptions(options, { passphrase, allowWeak: flag });
    return wiping(secret, () =>
      withCopyOfKey(input, (copy) => {
        return new PrivateKey(
          call(({ RawPrivateKey }) => RawPrivateKey.parse(copy, allowWeak, secret)),
          here,
        );
      }),
    );
  }

  /** Size of the modulus in bits. */
  get bits() {
    const raw = internals.rawPrivateKey(this);
    return call(() => raw.bits());
  }

  /** The public half. */
  publicKey() {
    const raw = internals.rawPrivateKey(this);
    return wrapPublicKey(call(() => raw.publicKey()));
  }

  /**
   * Decrypts RSAES-OAEP (RFC 8017 §7.1.2). Whatever is wrong with the ciphertext, its length included, the error is the
   * same `decryption-failed`.
   *
   * @param {Bytes} ciphertext As many bytes as the modulus has: `bits / 8`.
   * @param {OaepOptions} [options] Those of the sender.
   * @returns {NewBytes}
   * @throws `decryption-failed`, `random-unavailable` (the operation is blinded)
   */
  decrypt(ciphertext, options) {
    const { hash, mgfHash, label } = checkOptions(options, oaepTable);
    const view = checkCiphertext(ciphertext);
    const raw = internals.rawPrivateKey(this);
    return call(() => raw.decrypt(view, hash, mgfHash, label));
  }

  /**
   * Finds the hash and the MGF1 hash with which the sender of a ciphertext encrypted it to this key, where that is why it
   * does not decrypt; null where no pair fits: another key, another label, or damage.
   *
   * Only for the key's owner, about a ciphertext of their own. Never let whoever sent a ciphertext learn the answer, nor
   * anything that depends on it: with enough answers anyone can decrypt what was encrypted to this key (Manger, CRYPTO
   * 2001). So no server may offer it, and nothing may call it by itself. See docs/messages.md.
   *
   * @param {Bytes} ciphertext
   * @param {{ label?: Bytes }} [options]
   * @returns {Diagnosis | null}
   * @throws `random-unavailable`
   */
  diagnose(ciphertext, options) {
    const { label } = checkOptions(options, { label: oaepTable.label });
    const view = checkCiphertext(ciphertext);
    const raw = internals.rawPrivateKey(this);
    return call(() => raw.diagnose(view, label)) ?? null;
  }

  /**
   * The key as PEM text (RFC 7468): PKCS#8 (RFC 5958), or PKCS#1 (RFC 8017 appendix A.1.2). In clear, unless there is a
   * passphrase to protect it: then PBES2 (RFC 8018) with 600,000 iterations of PBKDF2-HMAC-SHA256, which takes about a
   * second, and AES-256-CBC.
   *
   * @param {{ format?: "pkcs8", passphrase?: Passphrase } | { format: "pkcs1" }} [options] A passphrase is not empty, and
   * has at most 64 KiB.
   * @returns {string}
   * @throws With a passphrase, `random-unavailable`
   */
  toPem(options) {
    return write(this, options, (raw, format, secret) => raw.toPem(format, secret));
  }

  /**
   * The key as DER, like `toPem`.
   *
   * @param {{ format?: "pkcs8", passphrase?: Passphrase } | { format: "pkcs1" }} [options]
   * @returns {NewBytes}
   * @throws With a passphrase, `random-unavailable`
   */
  toDer(options) {
    return write(this, options, (raw, format, secret) => raw.toDer(format, secret));
  }

  /**
   * The key as a JSON Web Key (RFC 7517, RFC 7518 §6.3), in clear: its numbers alone.
   *
   * @returns {RsaJwk}
   */
  toJwk() {
    const raw = internals.rawPrivateKey(this);
    return JSON.parse(call(() => raw.toJwk()));
  }

  /** Wipes the key, which cannot be used afterwards. Freeing it again does nothing. */
  free() {
    if (!isObject(this) || !(#raw in this)) throw invalid("the key must be a PrivateKey");
    const raw = this.#raw;
    this.#raw = undefined;
    release(raw);
  }
}

/** @type {(raw: RawPublicKey) => PublicKey} */
let wrapPublicKey;

/**
 * The public half of a key pair. Besides the errors that each call names, any can fail as those of a private key.
 */
export class PublicKey extends Freed {
  /** @type {RawPublicKey | undefined} */
  #raw;

  static {
    wrapPublicKey = (raw) => new PublicKey(raw, here);
    isPublicKey = (value) => isObject(value) && #raw in value;
    internals.rawPublicKey = (key) => {
      if (isObject(key) && #raw in key) return key.#raw ?? disposed();
      if (isPrivateKey(key)) {
        throw new SealpostError(
          "private-key-given",
          "this is a private key where a public key is needed: use its publicKey()",
        );
      }
      throw invalid("the key must be a PublicKey");
    };
  }

  /**
   * Use `PublicKey.parse` or the `publicKey()` of a private key.
   *
   * @private
   * @param {RawPublicKey} raw
   * @param {symbol} maker
   */
  constructor(raw, maker) {
    super();
    if (maker !== here) throw invalid("a PublicKey is made by PublicKey.parse or by publicKey() of a private key");
    this.#raw = raw;
  }

  /**
   * Reads a public key: SPKI, PKCS#1 or the one in an X.509 certificate as PEM, DER or base64; a line of OpenSSH's; a
   * JWK, as an object or as text. The form is recognised. A private key is refused: it should not have been sent.
   *
   * @param {string | Bytes | RsaJwk} input At most 64 KiB, 2048 to 8192 bits.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `private-key-given`
   */
  static parse(input) {
    return withCopyOfKey(input, (copy) => {
      return wrapPublicKey(call(({ RawPublicKey }) => RawPublicKey.parse(copy)));
    });
  }

  /** Size of the modulus in bits. */
  get bits() {
    const raw = internals.rawPublicKey(this);
    return call(() => raw.bits());
  }

  /**
   * The longest plaintext, in bytes, that `encrypt` takes with the same options: `bits / 8 - 2 * hash - 2`, where `hash`
   * is the hash's length (RFC 8017 §7.1.1). That is 318 for 3072 bits and SHA-256.
   *
   * @param {OaepOptions} [options]
   */
  maxPlaintext(options) {
    const { hash } = checkOptions(options, oaepTable);
    const raw = internals.rawPublicKey(this);
    return call(() => raw.maxPlaintext(hash));
  }

  /**
   * Encrypts a short plaintext with RSAES-OAEP (RFC 8017 §7.1.1); text is taken as UTF-8. Use `seal` for messages of any
   * length.
   *
   * @param {string | Bytes} plaintext At most `maxPlaintext(options)` bytes.
   * @param {OaepOptions} [options]
   * @returns {NewBytes} As many bytes as the modulus has: `bits / 8`.
   * @throws `message-too-long`, `weak-key` (the half of a key read with `allowWeak`), `random-unavailable`
   */
  encrypt(plaintext, options) {
    const { hash, mgfHash, label } = checkOptions(options, oaepTable);
    return withCopyOf(plaintext, "the plaintext", PLAINTEXT_LIMIT, "message-too-long", (copy) => {
      const raw = internals.rawPublicKey(this);
      return call(() => raw.encrypt(copy, hash, mgfHash, label));
    });
  }

  /**
   * The key as PEM text (RFC 7468): SPKI (RFC 5280 §4.1), or PKCS#1 (RFC 8017 appendix A.1.1). "openssh" is the line of a
   * `.pub` file (RFC 4253 §6.6), without a comment.
   *
   * @param {{ format?: "spki" | "pkcs1" | "openssh" }} [options]
   * @returns {string}
   */
  toPem(options) {
    const { format } = checkOptions(options, publicTextFormats);
    const raw = internals.rawPublicKey(this);
    return call(() => raw.toPem(format));
  }

  /**
   * The key as DER: SPKI unless told otherwise.
   *
   * @param {{ format?: "spki" | "pkcs1" }} [options]
   * @returns {NewBytes}
   */
  toDer(options) {
    const { format } = checkOptions(options, publicFormats);
    const raw = internals.rawPublicKey(this);
    return call(() => raw.toDer(format));
  }

  /**
   * The key as a JSON Web Key (RFC 7517, RFC 7518 §6.3): its numbers alone.
   *
   * @returns {RsaJwk}
   */
  toJwk() {
    const raw = internals.rawPublicKey(this);
    return JSON.parse(call(() => raw.toJwk()));
  }

  /**
   * The thumbprint of RFC 7638 (SHA-256), 43 characters of base64url: the key's id, and the `kid` of messages sealed for
   * it.
   */
  thumbprint() {
    const raw = internals.rawPublicKey(this);
    return call(() => raw.thumbprint());
  }

  /** The fingerprint as OpenSSH shows it: `SHA256:` and 43 characters of base64. */
  fingerprint() {
    const raw = internals.rawPublicKey(this);
    return call(() => raw.fingerprint());
  }

  /** Releases the memory of the key, which cannot be used afterwards. Freeing it again does nothing. */
  free() {
    if (!isObject(this) || !(#raw in this)) throw invalid("the key must be a PublicKey");
    const raw = this.#raw;
    this.#raw = undefined;
    release(raw);
  }
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/**
 * Writes a private key as its options say.
 *
 * @template T
 * @param {PrivateKey} key
 * @param {unknown} options
 * @param {(raw: RawPrivateKey, format: string | undefined, secret: Uint8Array | undefined) => T} writer
 */
function write(key, options, writer) {
  const { format, passphrase: secret } = checkOptions(options, privateFormats);
  return wiping(secret, () => {
    if (secret && format === "pkcs1") throw invalid('a passphrase protects the format "pkcs8" only');
    const raw = internals.rawPrivateKey(key);
    return call(() => writer(raw, format, secret));
  });
}

/**
 * Wipes a passphrase after `use`.
 *
 * @template T
 * @param {Uint8Array | undefined} secret
 * @param {() => T} use
 */
function wiping(secret, use) {
  try {
    return use();
  } finally {
    secret?.fill(0);
  }
}

/** @returns {never} */
function disposed() {
  throw new SealpostError("disposed", "this key was freed: parse or generate it again");
}
