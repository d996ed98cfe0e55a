// What private keys of both purposes have in common. A file of its own, which sealpost/encrypt does not have.
import { bits, checkOptions, checkText, demand, flag, oneOf, passphrase, refuseSurplus } from "../../base/arguments.js";
import { textOf, wipedAfter } from "../../base/arguments.js";
import { SealpostError, invalid } from "../../base/errors.js";
import { call } from "../../module/instance.js";
import { withCopyOfKey } from "../jwk.js";
import { Key, rawPrivateHalf } from "../key.js";

/** @import { NewBytes, Passphrase, RsaJwk } from "../../index.js" */
/** @import { RawPrivateKey } from "../../wasm/sealpost.js" */

/** Size of a generated key in bits, unless another is asked for. */
export const DEFAULT_BITS = 3072;

const privateFormats = { format: oneOf("pkcs8", "pkcs1"), passphrase: demand(passphrase) };

/** A private key of either purpose: how it is written. */
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
   * @param {{ format?: "pkcs8", passphrase?: Passphrase } | { format: "pkcs1" }} [options] A passphrase is not empty,
   * and has at most 64 KiB.
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
   * Throws, so that JSON.stringify writes no private key by accident. `toJwk` gives it out on purpose.
   *
   * @returns {never}
   * @throws `not-exportable`
   */
  toJSON() {
    rawPrivateHalf(this);
    throw new SealpostError("not-exportable", "a private key is not written as JSON by accident: use its toJwk()");
  }

  static {
    refuseSurplus(PrivateHalf);
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
 * @internal
 * @param {{ bits?: number } | undefined} options
 * @param {boolean} signing Whether the key is for signatures, and not for encryption.
 * @returns {RawPrivateKey}
 */
export function generate(options, signing) {
  const { bits: size = DEFAULT_BITS } = checkOptions(options, { bits });
  return call(({ RawPrivateKey }) => RawPrivateKey.generate(size, signing));
}

/**
 * Reads a private key.
 *
 * @internal
 * @param {unknown} input
 * @param {object | undefined} options
 * @param {boolean} signing Whether the key is for signatures, and not for encryption.
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
