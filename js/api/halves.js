// What keys of both purposes have in common: reading, writing and naming a private key or a public one. The wasm module
// does the work.
import { bits, checkOptions, checkText, flag, oneOf, passphrase, textOf, wipedAfter } from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { call } from "../module/instance.js";
import { withCopyOfKey } from "./jwk.js";
import { Key, rawPrivateHalf, rawPublicHalf } from "./key.js";

/** @import { NewBytes, Passphrase, RsaJwk } from "../index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/** Size of a generated key in bits, unless another is asked for. */
export const DEFAULT_BITS = 3072;

const privateFormats = { format: oneOf("pkcs8", "pkcs1"), passphrase };
const publicFormats = { format: oneOf("spki", "pkcs1") };
const textFormats = { format: oneOf("spki", "pkcs1", "openssh") };

/** A private key of either purpose. */
export class PrivateHalf extends Key {
  /** Size of the modulus in bits. */
  get bits() {
    const raw = rawPrivateHalf(this);
    return call(() => raw.bits());
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
    return textOf(write(this, options, (raw, format, secret) => raw.toPem(format, secret)));
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
    const raw = rawPrivateHalf(this);
    return JSON.parse(call(() => raw.toJwk()));
  }

  /**
   * Throws, so that a private key is never serialized by accident: use `toJwk`.
   *
   * @returns {never}
   * @throws `not-exportable`
   */
  toJSON() {
    rawPrivateHalf(this);
    throw new SealpostError("not-exportable", "a private key is not serialized by accident: use its toJwk()");
  }
}

/** A public key of either purpose. */
export class PublicHalf extends Key {
  /** Size of the modulus in bits. */
  get bits() {
    const raw = rawPublicHalf(this);
    return call(() => raw.bits());
  }

  /**
   * The key as PEM text (RFC 7468): SPKI (RFC 5280 §4.1), or PKCS#1 (RFC 8017 appendix A.1.1). "openssh" is the line of a
   * `.pub` file (RFC 4253 §6.6), without a comment.
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
   * The thumbprint of RFC 7638 (SHA-256), 43 characters of base64url: the key's id, and the `kid` of messages sealed for
   * it.
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

  /** What `JSON.stringify` writes: that of `toJwk`. */
  toJSON() {
    return this.toJwk();
  }
}

/**
 * Encodes a private key in the format that the options name.
 *
 * @template T
 * @param {PrivateHalf} key
 * @param {unknown} options
 * @param {(raw: RawPrivateKey, format: string | undefined, secret: Uint8Array | undefined) => T} writer
 */
function write(key, options, writer) {
  const { format, passphrase: secret } = checkOptions(options, privateFormats);
  return wipedAfter(secret, () => {
    if (secret && format === "pkcs1") throw invalid('a passphrase protects the format "pkcs8" only');
    const raw = rawPrivateHalf(key);
    return call(() => writer(raw, format, secret));
  });
}

/**
 * Generates a key pair.
 *
 * @param {{ bits?: number } | undefined} options
 * @param {boolean} signing
 * @returns {RawPrivateKey}
 */
export function generate(options, signing) {
  const { bits: size = DEFAULT_BITS } = checkOptions(options, { bits });
  return call(({ RawPrivateKey }) => RawPrivateKey.generate(size, signing));
}

/**
 * Reads a private key.
 *
 * @param {unknown} input
 * @param {object | undefined} options
 * @param {boolean} signing
 * @returns {RawPrivateKey}
 */
export function parsePrivate(input, options, signing) {
  const table = { passphrase, kid: checkText, ...(signing ? {} : { allowWeak: flag }) };
  const { allowWeak, kid, passphrase: secret } = /** @type {any} */ (checkOptions(options, table));
  return wipedAfter(secret, () =>
    withCopyOfKey(input, (copy) => {
      return call(({ RawPrivateKey }) => RawPrivateKey.parse(copy, allowWeak, secret, kid, signing));
    }),
  );
}

/**
 * Reads a public key.
 *
 * @param {unknown} input
 * @param {object | undefined} options
 * @param {boolean} signing
 * @returns {RawPublicKey}
 */
export function parsePublic(input, options, signing) {
  const { kid } = checkOptions(options, { kid: checkText });
  return withCopyOfKey(input, (copy) => call(({ RawPublicKey }) => RawPublicKey.parse(copy, kid, signing)));
}
