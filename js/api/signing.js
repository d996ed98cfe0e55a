// The classes SigningKey and VerifyingKey: RSASSA-PSS. The wasm module does the work; this file checks and copies the
// arguments.
import { checkBytes, checkOptions, pssTable, refuseSurplus, wipedAfter, withCopyOf } from "../base/arguments.js";
import { invalid } from "../base/errors.js";
import { MESSAGE_LIMIT, MODULUS_LIMIT } from "../base/limits.js";
import { call, checkMemory } from "../module/instance.js";
import { exportCryptoKey } from "./crypto-key.js";
import { PrivateHalf, generate, parsePrivate } from "./key/private-half.js";
import { PublicHalf, constructorToken, parsePublic, rawSigningKey, rawVerifyingKey } from "./key.js";

/** @import { Bytes, CryptoKeyLike, KeyInput, NewBytes, Passphrase, PssOptions } from "../index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * The private half of a key pair for signatures. A key has one purpose: an encryption key is a `PrivateKey`.
 *
 * Besides the errors that each call names, any call can fail with the errors that `PrivateKey` names for all calls.
 */
export class SigningKey extends PrivateHalf {
  /**
   * Use `SigningKey.generate` or `SigningKey.parse`.
   *
   * @private
   * @param {RawPrivateKey} raw
   * @param {symbol} token
   */
  constructor(raw, token) {
    super(raw, "SigningKey");
    if (token !== constructorToken) throw invalid("a SigningKey is made by SigningKey.generate or SigningKey.parse");
  }

  /**
   * Generates a key, as `PrivateKey.generate` does. Blocks for as long as the search takes.
   *
   * @param {{ bits?: number }} [options]
   * @throws `random-unavailable`
   */
  static generate(options) {
    return new SigningKey(generate(options, true), constructorToken);
  }

  /**
   * Reads a private key in any form that `PrivateKey.parse` reads, and one that is restricted to RSASSA-PSS. The
   * parameters that a key states (RFC 4055, or the `alg` of a JWK) bind the options of `sign`. A JWK for encryption is
   * refused.
   *
   * @param {KeyInput} input At most 64 KiB, 2048 to 8192 bits.
   * @param {{ passphrase?: Passphrase | undefined, kid?: string }} [options] As for `PrivateKey.parse`.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `public-key-given`, `passphrase-required`,
   * `wrong-passphrase`
   */
  static parse(input, options) {
    return new SigningKey(parsePrivate(input, options, true), constructorToken);
  }

  /**
   * Reads a private key of WebCrypto, which must be extractable and for RSA-PSS. The hash of the CryptoKey does not
   * bind the options of `sign`.
   *
   * @param {CryptoKeyLike} key
   * @returns {Promise<SigningKey>}
   * @throws `not-exportable`, `unsupported-key`, `weak-key`, `public-key-given`
   */
  static async fromCryptoKey(key) {
    const der = await exportCryptoKey(key, "private", "RSA-PSS");
    return wipedAfter(der, () => SigningKey.parse(der));
  }

  /** The public half. */
  verifyingKey() {
    const raw = rawSigningKey(this);
    return verifyingKeyOf(call(() => raw.publicKey()));
  }

  /**
   * Signs with RSASSA-PSS (RFC 8017 §8.1.1); text is taken as UTF-8. MGF1 uses the hash of the message. Two signatures
   * of one message differ, because the salt is random, unless its length is 0.
   *
   * @param {string | Bytes} message At most 64 MiB.
   * @param {PssOptions} [options]
   * @returns {NewBytes} As many bytes as the modulus has: `bits / 8`, rounded up.
   * @throws `message-too-long`, `random-unavailable`
   */
  sign(message, options) {
    const { hash, saltLength } = checkOptions(options, pssTable);
    return withCopyOf(message, "the message", MESSAGE_LIMIT, "message-too-long", (copy) => {
      const raw = rawSigningKey(this);
      checkMemory(copy.length);
      return call(() => raw.sign(copy, hash, saltLength));
    });
  }

  static {
    refuseSurplus(SigningKey);
  }
}

/**
 * The public half of a key pair for signatures. Besides the errors that each call names, any call can fail with the
 * errors that `PrivateKey` names for all calls.
 */
export class VerifyingKey extends PublicHalf {
  /**
   * Use `VerifyingKey.parse` or the `verifyingKey()` of a signing key.
   *
   * @private
   * @param {RawPublicKey} raw
   * @param {symbol} token
   */
  constructor(raw, token) {
    super(raw, "VerifyingKey");
    if (token !== constructorToken)
      throw invalid("a VerifyingKey is made by VerifyingKey.parse or by verifyingKey() of a signing key");
  }

  /**
   * Reads a public key in any form that `PublicKey.parse` reads, and one that is restricted to RSASSA-PSS. The
   * parameters that a key states (RFC 4055, or the `alg` of a JWK) bind the options of `verify`. A JWK for encryption
   * is refused.
   *
   * @param {KeyInput} input At most 64 KiB, 2048 to 8192 bits.
   * @param {{ kid?: string }} [options] `kid` chooses the key of a JWK Set.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `private-key-given`
   */
  static parse(input, options) {
    return verifyingKeyOf(parsePublic(input, options, true));
  }

  /**
   * Reads a public key of WebCrypto, which must be extractable and for RSA-PSS. The hash of the CryptoKey does not bind
   * the options of `verify`.
   *
   * @param {CryptoKeyLike} key
   * @returns {Promise<VerifyingKey>}
   * @throws `not-exportable`, `unsupported-key`, `weak-key`, `private-key-given`
   */
  static async fromCryptoKey(key) {
    return VerifyingKey.parse(await exportCryptoKey(key, "public", "RSA-PSS"));
  }

  /**
   * Whether a signature of RSASSA-PSS (RFC 8017 §8.1.2) over the message is valid; text is taken as UTF-8. A signature
   * of another length, or with another hash or length of the salt, is not valid.
   *
   * @param {string | Bytes} message At most 64 MiB.
   * @param {Bytes} signature
   * @param {PssOptions} [options] Those of the signer.
   * @returns {boolean}
   * @throws `message-too-long`
   */
  verify(message, signature, options) {
    const { hash, saltLength } = checkOptions(options, pssTable);
    // If the value is longer than any signature, the copy has one byte more than the longest: `verify` refuses it like
    // every wrong length.
    const given = checkBytes(signature, "the signature", Infinity).slice(0, MODULUS_LIMIT / 8 + 1);
    return withCopyOf(message, "the message", MESSAGE_LIMIT, "message-too-long", (copy) => {
      const raw = rawVerifyingKey(this);
      checkMemory(copy.length);
      return call(() => raw.verify(copy, given, hash, saltLength));
    });
  }

  static {
    refuseSurplus(VerifyingKey);
  }
}

/**
 * Makes a VerifyingKey of an object of the wasm module.
 *
 * @type {(raw: RawPublicKey) => VerifyingKey}
 */
const verifyingKeyOf = (raw) => {
  const Constructor = /** @type {new (raw: RawPublicKey, token: symbol) => VerifyingKey} */ (
    /** @type {unknown} */ (VerifyingKey)
  );
  return new Constructor(raw, constructorToken);
};
