import {
  bits,
  checkOptions,
  checkText,
  flag,
  oaepTable,
  oneOf,
  passphrase,
  refuseSurplus,
  textOf,
  wipedAfter,
} from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { checkCiphertext, checkDiagnosed } from "../base/messages.js";
import { call } from "../module/instance.js";
import { exportCryptoKey } from "./crypto-key.js";
import { withCopyOfKey } from "./jwk.js";
import { Key, constructorToken, rawPrivateKey } from "./key.js";
import { publicKeyOf } from "./public-key.js";
import { diagnoseWith } from "./sealing.js";

/** @import { Bytes, CryptoKeyLike, Diagnosis, KeyInput, NewBytes } from "../index.js" */
/** @import { OaepOptions, Passphrase, RsaJwk } from "../index.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/** Size of a generated key in bits, unless another is asked for. */
export const DEFAULT_BITS = 3072;

const formats = { format: oneOf("pkcs8", "pkcs1"), passphrase };

/**
 * The private half of a key pair. A page uses the keyring instead, which keeps it in a worker.
 *
 * Besides the errors that each call names, any can fail with `invalid-argument`, `not-initialized`, `disposed` (once the
 * key is freed) and `internal-error`: see docs/errors.md.
 */
export class PrivateKey extends Key {
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
    const { bits: size = DEFAULT_BITS } = checkOptions(options, { bits });
    return new PrivateKey(
      call(({ RawPrivateKey }) => RawPrivateKey.generate(size)),
      constructorToken,
    );
  }

  /**
   * Reads a private key: PKCS#8 or PKCS#1 as PEM, DER or base64, protected by a passphrase or not; OpenSSH's own form;
   * a JWK, as an object or as text; in Node a KeyObject. The form is recognised.
   *
   * @param {KeyInput} input At most 64 KiB, 2048 to 8192 bits.
   * @param {{ passphrase?: Passphrase, allowWeak?: boolean, kid?: string }} [options] `passphrase` opens a protected key
   * and is not looked at for others; `allowWeak`: also keys of 1024 to 2047 bits, to open old data; `kid` chooses the key
   * of a JWK Set.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `public-key-given`, `passphrase-required`, `wrong-passphrase`
   */
  static parse(input, options) {
    const table = { passphrase, allowWeak: flag, kid: checkText };
    const { allowWeak, kid, passphrase: secret } = checkOptions(options, table);
    return wipedAfter(secret, () =>
      withCopyOfKey(input, (copy) => {
        return new PrivateKey(
          call(({ RawPrivateKey }) => RawPrivateKey.parse(copy, allowWeak, secret, kid)),
          constructorToken,
        );
      }),
    );
  }

  /**
   * Reads a private key of WebCrypto, which must be extractable and for RSA-OAEP. A page that has made such a key also
   * has its numbers outside of any worker; `Keyring.generate` does not.
   *
   * @param {CryptoKeyLike} key
   * @returns {Promise<PrivateKey>}
   * @throws `not-exportable`, `unsupported-key`, `weak-key`, `public-key-given`
   */
  static async fromCryptoKey(key) {
    const der = await exportCryptoKey(key, "private", "RSA-OAEP");
    return wipedAfter(der, () => PrivateKey.parse(der));
  }

  /** Size of the modulus in bits. */
  get bits() {
    const raw = rawPrivateKey(this);
    return call(() => raw.bits());
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
   * @param {Bytes} ciphertext As many bytes as the modulus has: `bits / 8`.
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
   * key, where that is why it does not decrypt; null where no pair fits: another key, another label, or damage.
   *
   * Only for the key's owner, about a ciphertext of their own. Never let whoever sent a ciphertext learn the answer, nor
   * anything that depends on it: with enough answers anyone can decrypt what was encrypted to this key (Manger, CRYPTO
   * 2001). So no server may offer it, and nothing may call it by itself. See docs/messages.md.
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
    const raw = rawPrivateKey(this);
    return JSON.parse(call(() => raw.toJwk()));
  }

  /**
   * Throws, so that JSON.stringify writes no private key by accident. `toJwk` gives it out on purpose.
   *
   * @returns {never}
   * @throws `not-exportable`
   */
  toJSON() {
    throw new SealpostError("not-exportable", "a private key is not written as JSON by accident: use its toJwk()");
  }

  static {
    refuseSurplus(PrivateKey);
  }
}

/**
 * Encodes a private key in the format that the options name.
 *
 * @template T
 * @param {PrivateKey} key
 * @param {unknown} options
 * @param {(raw: RawPrivateKey, format: string | undefined, secret: Uint8Array | undefined) => T} writer
 */
function write(key, options, writer) {
  const { format, passphrase: secret } = checkOptions(options, formats);
  return wipedAfter(secret, () => {
    if (secret && format === "pkcs1") throw invalid('a passphrase protects the format "pkcs8" only');
    const raw = rawPrivateKey(key);
    return call(() => writer(raw, format, secret));
  });
}
