// Writes JWEs (RFC 7516) with node:crypto from parts that the caller chooses, so that a test can write a message that
// has a wrong part and nevertheless a right authentication tag.
import { constants, createCipheriv, createHmac, publicEncrypt, randomBytes } from "node:crypto";

/** @import { KeyObject } from "node:crypto" */

export const ALGS = ["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"];
export const ENCS = ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];

/**
 * A message in parts; texts and bytes are encoded in base64url when the message is written.
 *
 * @typedef {object} Parts
 * @property {string | Buffer} [header] The protected header's text.
 * @property {{ [member: string]: unknown }} [unprotected]
 * @property {{ header?: { [member: string]: unknown }, key: Buffer }[]} recipients
 * @property {Buffer} iv
 * @property {Buffer} ciphertext
 * @property {Buffer} tag
 * @property {Buffer} [aad]
 */

export const encode = (/** @type {string | Buffer} */ bytes) =>
  Buffer.from(/** @type {Buffer} */ (bytes)).toString("base64url");

/** Length of the content key in bytes. @param {string} enc */
export const keyLength = (enc) => Number(/(\d+)$/.exec(enc.replace("GCM", ""))?.[1]) / 8;

/** The hash of an `alg`. @param {string} alg */
export const hashOf = (alg) => (alg === "RSA-OAEP" ? "sha1" : `sha${alg.slice(-3)}`);

/**
 * RSAES-OAEP of a content key.
 *
 * @param {KeyObject} publicKey
 * @param {string} alg
 * @param {Buffer} contentKey
 * @param {Buffer} [oaepLabel]
 */
export function wrap(publicKey, alg, contentKey, oaepLabel) {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key: publicKey, padding, oaepHash: hashOf(alg), oaepLabel }, contentKey);
}

/** The additional authenticated data (RFC 7516 §5.1, step 14). @param {Pick<Parts, "header" | "aad">} parts */
const authenticated = ({ header, aad }) => encode(header ?? "") + (aad ? `.${encode(aad)}` : "");

/**
 * Encrypts the content as `enc` says.
 *
 * @param {string} enc
 * @param {Buffer} contentKey
 * @param {Buffer} content
 * @param {Pick<Parts, "header" | "aad">} parts
 * @param {{ padded?: boolean, ivLength?: number }} [options] With `padded: false` the content is taken as if PKCS #7
 *   had padded it already.
 */
export function encrypt(enc, contentKey, content, parts, { padded = true, ivLength } = {}) {
  const data = Buffer.from(authenticated(parts), "latin1");
  if (enc.endsWith("GCM")) {
    const iv = randomBytes(ivLength ?? 12);
    const cipher = createCipheriv(/** @type {"aes-256-gcm"} */ (`aes-${contentKey.length * 8}-gcm`), contentKey, iv);
    const ciphertext = Buffer.concat([cipher.setAAD(data).update(content), cipher.final()]);
    return { iv, ciphertext, tag: cipher.getAuthTag() };
  }
  const half = contentKey.length / 2;
  const iv = randomBytes(16);
  const cipher = createCipheriv(`aes-${half * 8}-cbc`, contentKey.subarray(half), iv).setAutoPadding(padded);
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  // RFC 7518 §5.2.2.1: the MAC covers the length of the authenticated data in bits, and the tag is the first half of
  // the HMAC, whose hash has twice as many bits as the MAC key.
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(data.length * 8));
  const mac = createHmac(`sha${half * 16}`, contentKey.subarray(0, half));
  for (const part of [data, iv, ciphertext, length]) mac.update(part);
  return { iv, ciphertext, tag: mac.digest().subarray(0, half) };
}

/** @typedef {"compact" | "flattened" | "general"} Form */

/** The message as text. @param {Parts} parts @param {Form} form */
export function write(parts, form) {
  const [first] = parts.recipients;
  const [iv, ciphertext, tag] = [parts.iv, parts.ciphertext, parts.tag].map(encode);
  if (form === "compact") return [encode(parts.header ?? ""), encode(first?.key ?? ""), iv, ciphertext, tag].join(".");
  const entries = parts.recipients.map(({ header, key }) => ({ header, encrypted_key: encode(key) }));
  return JSON.stringify({
    protected: parts.header && encode(parts.header),
    unprotected: parts.unprotected,
    ...(form === "general" ? { recipients: entries } : entries[0]),
    aad: parts.aad && encode(parts.aad),
    iv,
    ciphertext,
    tag,
  });
}
