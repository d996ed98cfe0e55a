import { checkOptions, oaepTable, refuseSurplus, wipedAfter } from "../base/arguments.js";
import { invalid } from "../base/errors.js";
import { checkCiphertext, checkDiagnosed } from "../base/messages.js";
import { call } from "../module/instance.js";
import { exportCryptoKey } from "./crypto-key.js";
import { PrivateHalf, generate, parsePrivate } from "./key/private-half.js";
import { constructorToken, rawPrivateKey } from "./key.js";
import { publicKeyOf } from "./public-key.js";
import { diagnoseWith } from "./sealing.js";

/** @import { Bytes, CryptoKeyLike, Diagnosis, KeyInput, NewBytes } from "../index.js" */
/** @import { OaepOptions, Passphrase } from "../index.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * The private half of a key pair for encryption. A page uses the keyring instead, which keeps private keys in a worker.
 *
 * Besides the errors that each call names, any can fail with `invalid-argument`, `not-initialized`, `disposed` (once
 * the key is freed) and `internal-error`: see docs/errors.md.
 */
export class PrivateKey extends PrivateHalf {
  /**
   * Use `PrivateKey.generate` or `PrivateKey.parse`.
   *
   * @private
   * @param {RawPrivateKey} raw
   * @param {symbol} token
   */
  constructor(raw, token) {
    super(raw, "PrivateKey");
    if (token !== constructorToken) throw invalid("a PrivateKey is made by PrivateKey.generate or PrivateKey.parse");
  }

  /**
   * Generates a key of 2048 to 8192 bits, a multiple of 8, 3072 by default (FIPS 186-5 appendix A.1.3), with
   * the public exponent 65537. Blocks for as long as the search takes, seconds when luck is bad: for Node, tests and
   * workers.
   *
   * @param {{ bits?: number }} [options]
   * @throws `random-unavailable`
   */
  static generate(options) {
    return new PrivateKey(generate(options, false), constructorToken);
  }

  /**
   * Reads a private key: PKCS#8 or PKCS#1 as PEM, DER or base64, protected by a passphrase or not; OpenSSH's own form;
   * a JWK or a JWK Set, as an object or as text; in Node a KeyObject. The form is recognised.
   *
   * @param {KeyInput} input At most 64 KiB, 2048 to 8192 bits.
   * @param {{ passphrase?: Passphrase | undefined, allowWeak?: boolean, kid?: string }} [options] `passphrase` opens
   * a protected key and is not looked at for others; `allowWeak`: also keys of 1024 to 2047 bits, to open old data;
   * `kid` chooses the key of a JWK Set.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `public-key-given`, `passphrase-required`,
   * `wrong-passphrase`
   */
  static parse(input, options) {
    return new PrivateKey(parsePrivate(input, options, false), constructorToken);
  }

  /**
   * Reads a private key of WebCrypto, which must be extractable and for RSA-OAEP. The page that made such a key can
   * read its numbers, which it cannot with a key of `Keyring.generate` unless it exports the key.
   *
   * @param {CryptoKeyLike} key
   * @returns {Promise<PrivateKey>}
   * @throws `not-exportable`, `unsupported-key`, `weak-key`, `public-key-given`
   */
  static async fromCryptoKey(key) {
    const der = await exportCryptoKey(key, "private", "RSA-OAEP");
    return wipedAfter(der, () => PrivateKey.parse(der));
  }

  /** The public half. */
  publicKey() {
    const raw = rawPrivateKey(this);
    return publicKeyOf(call(() => raw.publicKey()));
  }

  /**
   * Decrypts RSAES-OAEP (RFC 8017 §7.1.2). Whatever is wrong with the ciphertext, its length included, the error is the
   * same `decryption-failed`.
   *
   * @param {Bytes} ciphertext As many bytes as the modulus has: `bits / 8`, rounded up.
   * @param {OaepOptions} [options] Those of the sender.
   * @returns {NewBytes}
   * @throws `decryption-failed`, `random-unavailable` (the operation is blinded)
   */
  decrypt(ciphertext, options) {
    const { hash, mgfHash, label } = checkOptions(options, oaepTable);
    const view = checkCiphertext(ciphertext);
    const raw = rawPrivateKey(this);
    return call(() => raw.decrypt(view, hash, mgfHash, label));
  }

  /**
   * Finds the hash and the MGF1 hash with which the sender of a ciphertext, or of a sealed message, encrypted to this
   * key: for a ciphertext that does not decrypt because the sender used other hashes. The result is null if it decrypts
   * with no pair of hashes: then it is for another key, has another label, or is damaged.
   *
   * Only for the key's owner, about a ciphertext of their own. Never let whoever sent a ciphertext learn the answer,
   * nor anything that depends on it: with enough answers anyone can decrypt what was encrypted to this key (Manger,
   * CRYPTO 2001). So no server may offer this call, and no program may make it unless the owner asks.
   * See docs/messages.md.
   *
   * @param {Bytes | string | object} ciphertext Bytes of a ciphertext, or a sealed message as `unseal` takes it.
   * @param {{ label?: Bytes }} [options]
   * @returns {Diagnosis | null}
   * @throws `random-unavailable`; for a sealed message also `malformed-message`, `unsupported-algorithm`,
   * `message-too-long`, `private-key-given`
   */
  diagnose(ciphertext, options) {
    const { label } = checkOptions(options, { label: oaepTable.label });
    const input = checkDiagnosed(ciphertext);
    return diagnoseWith(rawPrivateKey(this), input, label);
  }

  static {
    refuseSurplus(PrivateKey);
  }
}
