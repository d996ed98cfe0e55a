// The file key of a sealed file, encrypted to RSA keys. c2sp.org/age specifies the format of the file. The `ssh-rsa`
// stanzas are those of the programs age and rage: RSAES-OAEP with SHA-256 and a label. The tag of a key is the first
// four bytes of the hash in its fingerprint.
import { SealpostError } from "../base/errors.js";
import { call } from "../module/instance.js";
import { TAG_LENGTH, packStanzas, unpackStanzas } from "./codec.js";

/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/** Length of a file key in bytes. */
export const FILE_KEY_LENGTH = 16;
/** The most stanzas of a file that are tried, each with one private operation. */
const ATTEMPT_LIMIT = 100;
const LABEL = new TextEncoder().encode("age-encryption.org/v1/ssh-rsa");
const HASH = "SHA-256";

/**
 * Encrypts a file key to these keys, one stanza each. A key that comes twice is one recipient.
 *
 * @param {Uint8Array} fileKey
 * @param {RawPublicKey[]} keys
 */
export function wrapFileKey(fileKey, keys) {
  const distinct = new Map(keys.map((key) => [call(() => key.thumbprint()), key]));
  const stanzas = Array.from(distinct.values(), (key) => ({
    tag: tagOf(call(() => key.fingerprint())),
    body: call(() => key.encrypt(fileKey, HASH, undefined, LABEL)),
  }));
  return packStanzas(stanzas);
}

/** A private key that may open a file. @typedef {{ raw: RawPrivateKey, id: string, fingerprint: string }} Candidate */

/**
 * Decrypts the file key with the first key that can.
 *
 * @param {Uint8Array} packed The stanzas for RSA keys in the file's header.
 * @param {Iterable<Candidate>} candidates
 * @returns {{ fileKey: Uint8Array, keyId: string }}
 * @throws `not-a-recipient` if no stanza has the tag of one of the keys; `decryption-failed` if none of those that have
 * one decrypts; `malformed-file` after {@link ATTEMPT_LIMIT} attempts; `random-unavailable`
 */
export function unwrapFileKey(packed, candidates) {
  const stanzas = unpackStanzas(packed);
  let attempts = 0;
  for (const { raw, id, fingerprint } of candidates) {
    for (const { body } of stanzasFor(stanzas, fingerprint)) {
      attempts += 1;
      if (attempts > ATTEMPT_LIMIT) throw tooManyAttempts();
      const fileKey = decrypt(raw, body);
      if (fileKey) return { fileKey, keyId: id };
    }
  }
  if (attempts > 0) {
    throw new SealpostError(
      "decryption-failed",
      "decryption failed: the sealed file has an entry for this key, which does not decrypt, so the file is damaged",
    );
  }
  const text = "the file is sealed for other keys: none of its recipients has the tag of one of these";
  throw new SealpostError("not-a-recipient", text);
}

/** Whether the file may be for the key with this fingerprint. @param {Uint8Array} packed @param {string} fingerprint */
export function mayBeFor(packed, fingerprint) {
  return stanzasFor(unpackStanzas(packed), fingerprint).length > 0;
}

/**
 * The file key, or undefined if the body does not decrypt to a file key. Whatever is wrong with the body, the result is
 * the same.
 *
 * @param {RawPrivateKey} raw
 * @param {Uint8Array} body
 */
function decrypt(raw, body) {
  try {
    const fileKey = call(() => raw.decrypt(body, HASH, undefined, LABEL));
    if (fileKey.length === FILE_KEY_LENGTH) return fileKey;
    fileKey.fill(0);
    return undefined;
  } catch (error) {
    if (/** @type {SealpostError} */ (error).code === "decryption-failed") return undefined;
    throw error;
  }
}

/**
 * @param {import("./codec.js").Stanza[]} stanzas
 * @param {string} fingerprint
 */
function stanzasFor(stanzas, fingerprint) {
  const tag = tagOf(fingerprint);
  return stanzas.filter((stanza) => stanza.tag.every((byte, index) => byte === tag[index]));
}

/**
 * The first bytes of the SHA-256 of a public key in the wire encoding of SSH (RFC 4253 §6.6), which the fingerprint has
 * in base64 after "SHA256:".
 *
 * @param {string} fingerprint
 */
function tagOf(fingerprint) {
  const [, hash = ""] = fingerprint.split(":");
  // 8 characters of base64 are 6 bytes.
  return Uint8Array.from(atob(hash.slice(0, 8)), (character) => character.charCodeAt(0)).subarray(0, TAG_LENGTH);
}

function tooManyAttempts() {
  const advice = "give the one key that it is for, or ask for another file";
  return new SealpostError(
    "malformed-file",
    `${ATTEMPT_LIMIT} attempts to open this sealed file failed, each at one entry with one key, and no more are made: ${advice}`,
  );
}
