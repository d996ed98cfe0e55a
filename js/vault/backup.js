// Encrypts and decrypts the backup of a keyring: a JWE (RFC 7516) under a passphrase (PBES2, RFC 7518 §4.8), see
// docs/vault.md. The plaintext is a line of JSON, followed by the private keys as PKCS#8 DER. The wasm module encrypts
// and decrypts it, because the module wipes its memory; crypto.subtle only gets the passphrase and the content key. The
// JWE header is read in this file, because the module's JWE reader does not support PBES2.
import { wipedAfter } from "../base/arguments.js";
import { encode } from "../base/base64url.js";
import { CONTACTS_LIMIT } from "./contact-record.js";
import { kidFrom } from "./key-record.js";
import { SealpostError, because } from "../base/errors.js";
import { ITERATIONS, ITERATION_LIMIT, KEY_LIMIT } from "../base/limits.js";
import {
  NONCE_BYTES,
  TAG_BYTES,
  fromBase64url,
  concat,
  passphraseKey,
  randomBytes,
  bufferSource,
  utf8,
} from "./encryption.js";
import { call, release } from "../module/instance.js";

/** @import { RawIdentity } from "./key-record.js" */
/** @import { RawPrivateKey, RawPkcs8 } from "../wasm/sealpost.js" */

/** @typedef {{ purpose: string, kid: string | null, length: number }} PrivateKeyHead `length` is in bytes. */
/**
 * @typedef {{ kid: string | undefined, at: number, length: number }} Place The offset and the length in bytes of a
 * private key in the plaintext, and its `kid`.
 */
/** @typedef {{ name: string, privateKeys: PrivateKeyHead[] }} KeyHead Private keys follow the JSON in this order. */
/**
 * @typedef {object} ContactHead
 * @property {string} name
 * @property {string} publicKey
 * @property {string | null} signing The thumbprint of the contact's signing key.
 * @property {string | Date} added
 * @property {string | Date | null} verified
 */
/** @typedef {{ version: 2, keys: KeyHead[], contacts: ContactHead[] }} Head The line of JSON in the plaintext. */
/** @typedef {{ name: string, raw: RawIdentity }} SavedKey */
/** @typedef {{ alg: string, enc: string, p2s: string, p2c: number, cty: string, crit?: unknown }} Header */

const ALG = "PBES2-HS512+A256KW";
const ENC = "A256GCM";
const CONTENT_TYPE = "sealpost-backup";
const VERSION = 2;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A backup with more keys is refused. */
const KEY_COUNT_LIMIT = 1000;
/** A backup with a longer salt is refused. In bytes. */
const SALT_LIMIT = 1024;

/**
 * Encrypts a backup. Returns the text: a JWE in the compact serialisation.
 *
 * @param {SavedKey[]} keys They still belong to the caller.
 * @param {ContactHead[]} contacts
 * @param {Uint8Array} passphrase
 * @param {() => void} check Throws if one of `keys` was locked while the passphrase was processed.
 */
export async function sealBackup(keys, contacts, passphrase, check) {
  const contentKey = randomBytes(KEY_BYTES);
  try {
    const salt = encode(randomBytes(SALT_BYTES));
    const header = { alg: ALG, enc: ENC, p2s: salt, p2c: ITERATIONS, cty: CONTENT_TYPE };
    const wrapped = await wrap(contentKey, passphrase, header);
    // Nothing is awaited between the check and the encryption, so that no key can be locked and wiped in between.
    check();
    const protectedHeader = encode(utf8(JSON.stringify(header)));
    const sealed = encryptKeys(keys, contacts, contentKey, utf8(protectedHeader));
    // The JWE has the nonce, the ciphertext and the tag as separate parts.
    const ends = [0, NONCE_BYTES, sealed.length - TAG_BYTES, sealed.length];
    const parts = [0, 1, 2].map((part) => sealed.subarray(ends[part], ends[part + 1]));
    return [protectedHeader, ...[wrapped, ...parts].map((part) => encode(part))].join(".");
  } finally {
    contentKey.fill(0);
  }
}

/**
 * Encrypts the plaintext of a backup. Returns the nonce, the ciphertext and the tag, one after the other.
 *
 * @param {SavedKey[]} keys
 * @param {ContactHead[]} contacts
 * @param {Uint8Array} contentKey
 * @param {Uint8Array} authenticated The additional authenticated data: the JWE's protected header.
 */
function encryptKeys(keys, contacts, contentKey, authenticated) {
  const plaintext = call(({ RawPkcs8 }) => new RawPkcs8());
  try {
    const heads = keys.map(({ name, raw }) => {
      /** @type {(purpose: string, key: RawPrivateKey) => PrivateKeyHead} */
      const push = (purpose, key) => {
        return { purpose, kid: call(() => key.kid()) ?? null, length: call(() => plaintext.push(key)) };
      };
      const encryption = push("encryption", raw.encryption);
      return { name, privateKeys: raw.signing ? [encryption, push("signing", raw.signing)] : [encryption] };
    });
    /** @type {Head} */
    const head = { version: VERSION, keys: heads, contacts };
    return call(() => plaintext.encrypt(utf8(`${JSON.stringify(head)}\n`), contentKey, authenticated));
  } finally {
    release(plaintext);
  }
}

/**
 * Calls `use` with the content of a backup. Private keys are decoded only when their `take` is called.
 *
 * @template T
 * @param {string} text
 * @param {Uint8Array} passphrase
 * @param {(keys: { name: string, take: () => RawIdentity }[], contacts: ContactHead[]) => Promise<T>} use The
 * keys that `use` takes belong to `use`: nothing else frees them.
 */
export async function openBackup(text, passphrase, use) {
  const [protectedHeader = "", ...rest] = text.trim().split(".", 6);
  const header = headerFrom(protectedHeader);
  const [wrapped, nonce, ciphertext, tag] = rest.map(bytesOf);
  if (rest.length !== 4 || !wrapped || !ciphertext || nonce?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES)
    throwMalformed();
  const contentKey = await unwrap(/** @type {Uint8Array} */ (wrapped), passphrase, header);
  const sealed = concat(nonce, ciphertext, tag);
  const decrypted = () => call(({ RawPkcs8 }) => RawPkcs8.decrypt(sealed, contentKey, utf8(protectedHeader)));
  const opened = wipedAfter(contentKey, decrypted);
  const plaintext = opened ?? throwMalformed();
  try {
    const { keys, contacts } = headFrom(call(() => plaintext.head()));
    const found = keys.map(({ name, places }) => ({ name, take: () => take(plaintext, places) }));
    return await use(found, contacts);
  } finally {
    release(plaintext);
  }
}

/**
 * Decodes the private keys of an identity.
 *
 * @param {RawPkcs8} plaintext
 * @param {Record<string, Place>} places
 * @returns {RawIdentity}
 */
function take(plaintext, places) {
  const decode = (/** @type {Place | undefined} */ place, signing = false) => {
    const { at, length, kid } = place ?? throwMalformed();
    return call(() => plaintext.key(at, length, kid, signing)) ?? throwMalformed();
  };
  const encryption = decode(places.encryption);
  if (!places.signing) return { encryption, signing: undefined };
  try {
    return { encryption, signing: decode(places.signing, true) };
  } catch (error) {
    release(encryption);
    throw error;
  }
}

/**
 * Wraps the content key under a key derived from the passphrase (AES-KW).
 *
 * @param {Uint8Array} contentKey
 * @param {Uint8Array} passphrase
 * @param {Header} header
 */
async function wrap(contentKey, passphrase, header) {
  const wrapping = await wrappingKey(passphrase, header, "wrapKey");
  const key = await crypto.subtle.importKey("raw", bufferSource(contentKey), "AES-GCM", true, ["encrypt"]);
  return new Uint8Array(await crypto.subtle.wrapKey("raw", key, wrapping, "AES-KW"));
}

/**
 * @param {Uint8Array} wrapped
 * @param {Uint8Array} passphrase
 * @param {Header} header
 */
async function unwrap(wrapped, passphrase, header) {
  const wrapping = await wrappingKey(passphrase, header, "unwrapKey");
  try {
    const key = await crypto.subtle.unwrapKey("raw", bufferSource(wrapped), wrapping, "AES-KW", "AES-GCM", true, [
      "decrypt",
    ]);
    return new Uint8Array(await crypto.subtle.exportKey("raw", key));
  } catch {
    throw new SealpostError("wrong-passphrase", "this is not the backup's passphrase: try again");
  }
}

/**
 * @param {Uint8Array} passphrase
 * @param {Header} header
 * @param {"wrapKey" | "unwrapKey"} usage
 */
function wrappingKey(passphrase, { p2s, p2c }, usage) {
  const salt = concat(utf8(`${ALG}\0`), bytesOf(p2s));
  return passphraseKey(passphrase, salt, p2c, "SHA-512", { name: "AES-KW", length: 256 }, [usage]);
}

/** @param {string} text @returns {Header} */
function headerFrom(text) {
  const header = json(bytesOf(text));
  const { alg, enc, p2s, p2c, cty, crit } = header;
  if (alg !== ALG || enc !== ENC || cty !== CONTENT_TYPE || crit !== undefined) {
    throw new SealpostError(
      "unsupported-algorithm",
      "this is not a backup of a keyring: unseal opens messages",
      because("not-a-backup"),
    );
  }
  if (!Number.isInteger(p2c) || p2c < 1 || p2c > ITERATION_LIMIT || bytesOf(p2s).length > SALT_LIMIT) throw malformed();
  return header;
}

/**
 * Reads the first line of the plaintext.
 *
 * @param {Uint8Array} line Without the line feed.
 * @returns {{ keys: { name: string, places: Record<string, Place> }[], contacts: ContactHead[] }} `places`: of the
 * private keys of an identity, by their purposes.
 */
function headFrom(line) {
  const { version, keys, contacts } = json(line);
  if (Number.isInteger(version) && version !== VERSION)
    throw unsupported(version < VERSION ? EARLIER_VERSION : LATER_VERSION);
  if (version !== VERSION || !Array.isArray(keys) || !Array.isArray(contacts)) throw malformed();
  if (keys.length > KEY_COUNT_LIMIT || contacts.length > CONTACTS_LIMIT) throw malformed();
  let at = line.length + 1;
  const found = keys.map((key) => {
    const { name, privateKeys } = Object(key);
    if (!Array.isArray(privateKeys)) throw malformed();
    /** @type {Record<string, Place>} */
    const places = {};
    for (const one of privateKeys) {
      const { purpose, length, kid } = Object(one);
      if (!["encryption", "signing"].includes(purpose)) throw unsupported(LATER_VERSION);
      if (Object.hasOwn(places, purpose) || !Number.isInteger(length) || length < 1 || length > KEY_LIMIT)
        throw malformed();
      places[purpose] = { kid: kidFrom(kid), at, length };
      at += length;
    }
    if (!places.encryption) throw malformed();
    return { name, places };
  });
  return { keys: found, contacts };
}

const EARLIER_VERSION =
  "an earlier version, which was never published, wrote this backup: restore it with that version";
const LATER_VERSION = "a newer version wrote this backup: load that version";

/** @param {string} text */
function unsupported(text) {
  return new SealpostError("vault-unsupported", text);
}

function malformed() {
  return new SealpostError(
    "malformed-message",
    "this is no backup, or not all of it: load the whole file",
    because("not-a-backup"),
  );
}

/** @param {Uint8Array} bytes */
function json(bytes) {
  try {
    return Object(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    throw malformed();
  }
}

/** @param {unknown} text In base64url. */
function bytesOf(text) {
  return fromBase64url(text) ?? throwMalformed();
}

/** @returns {never} */
function throwMalformed() {
  throw malformed();
}
