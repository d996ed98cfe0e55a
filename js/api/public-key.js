// The class PublicKey, which encrypts with RSAES-OAEP. The wasm module does the work; this file checks and copies the
// arguments.
import { checkOptions, oaepTable, refuseSurplus, withCopyOf } from "../base/arguments.js";
import { exportCryptoKey } from "./crypto-key.js";
import { invalid } from "../base/errors.js";
import { call } from "../module/instance.js";
import { PublicHalf, constructorToken, parsePublic, rawPublicKey } from "./key.js";

/** @import { Bytes, CryptoKeyLike, KeyInput, NewBytes, OaepOptions } from "../index.js" */
/** @import { RawPublicKey } from "../wasm/sealpost.js" */

/** The most bytes of a plaintext that are copied into the wasm module, which then checks the exact limit of the key. */
const PLAINTEXT_LIMIT = 64 << 10;

/**
 * The public half of a key pair for encryption. Besides the errors that each call names, any call can fail with the
 * errors that `PrivateKey` names for all calls.
 */
export class PublicKey extends PublicHalf {
  /**
   * Use `PublicKey.parse` or the `publicKey()` of a private key.
   *
   * @private
   * @param {RawPublicKey} raw
   * @param {symbol} token
   */
  constructor(raw, token) {
    super(raw, "PublicKey");
    if (token !== constructorToken)
      throw invalid("a PublicKey is made by PublicKey.parse or by publicKey() of a private key");
  }

  /**
   * Reads a public key: SPKI, PKCS#1 or the one in an X.509 certificate as PEM, DER or base64; a line of OpenSSH's; a
   * JWK or a JWK Set, as an object or as text; in Node a KeyObject. The form is recognised. A private key is refused:
   * its owner should not have sent it.
   *
   * @param {KeyInput} input At most 64 KiB, 2048 to 8192 bits.
   * @param {{ kid?: string }} [options] `kid` chooses the key of a JWK Set.
   * @throws `malformed-key`, `unsupported-key`, `weak-key`, `private-key-given`
   */
  static parse(input, options) {
    return publicKeyOf(parsePublic(input, options, false));
  }

  /**
   * Reads a public key of WebCrypto, which must be extractable and for RSA-OAEP.
   *
   * @param {CryptoKeyLike} key
   * @returns {Promise<PublicKey>}
   * @throws `not-exportable`, `unsupported-key`, `weak-key`, `private-key-given`
   */
  static async fromCryptoKey(key) {
    return PublicKey.parse(await exportCryptoKey(key, "public", "RSA-OAEP"));
  }

  /**
   * The longest plaintext, in bytes, that `encrypt` takes with the same options: `k - 2 * hash - 2`, where `k` is the
   * length of the modulus and `hash` that of the hash, both in bytes (RFC 8017 §7.1.1). That is 318 for 3072 bits and
   * SHA-256.
   *
   * @param {OaepOptions} [options]
   */
  maxPlaintext(options) {
    const { hash } = checkOptions(options, oaepTable);
    const raw = rawPublicKey(this);
    return call(() => raw.maxPlaintext(hash));
  }

  /**
   * Encrypts a short plaintext with RSAES-OAEP (RFC 8017 §7.1.1); text is taken as UTF-8. Use `seal` for messages of
   * up to 64 MiB.
   *
   * @param {string | Bytes} plaintext At most `maxPlaintext(options)` bytes.
   * @param {OaepOptions} [options]
   * @returns {NewBytes} As many bytes as the modulus has: `bits / 8`, rounded up.
   * @throws `message-too-long`, `weak-key` (the public half of a key read with `allowWeak`), `random-unavailable`
   */
  encrypt(plaintext, options) {
    const { hash, mgfHash, label } = checkOptions(options, oaepTable);
    return withCopyOf(plaintext, "the plaintext", PLAINTEXT_LIMIT, "message-too-long", (copy) => {
      const raw = rawPublicKey(this);
      return call(() => raw.encrypt(copy, hash, mgfHash, label));
    });
  }

  static {
    refuseSurplus(PublicKey);
  }
}

/**
 * Makes a PublicKey of an object of the wasm module.
 *
 * @internal
 * @type {(raw: RawPublicKey) => PublicKey}
 */
export const publicKeyOf = (raw) => {
  const Constructor = /** @type {new (raw: RawPublicKey, token: symbol) => PublicKey} */ (
    /** @type {unknown} */ (PublicKey)
  );
  return new Constructor(raw, constructorToken);
};
