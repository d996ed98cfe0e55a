import { checkCount, checkOptions, checkRecipientCount, demand, withCopyOf } from "../base/arguments.js";
import { checkSealed } from "../base/messages.js";
import { invalid } from "../base/errors.js";
import { KEY_LIMIT, MESSAGE_LIMIT, SIGNED_LIMIT } from "../base/limits.js";
import { sealTable } from "../base/seal-options.js";
import { parsePublic, rawPrivateKey, rawPublicKey, rawSigningKey, thumbprintOf } from "./key.js";
import { sealWith, unsealWith } from "./sealing.js";
import { checkReady, release } from "../module/instance.js";

/** @import { Bytes, SealOptions, UnsealOptions } from "../index.js" */
/** @import { PrivateKey } from "./private-key.js" */
/** @import { PublicKey } from "./public-key.js" */
/** @import { SealpostError } from "../base/errors.js" */
/** @import { Unsealed } from "./unsealed.js" */

/**
 * Seals a message for the owner of a public key, or for the owners of up to 100, as JWE (RFC 7516). By default it uses
 * RSA-OAEP-256 and A256GCM, and writes compact form for one recipient and general JSON for several. A key that comes
 * twice is one recipient. Text is taken as UTF-8.
 *
 * With `from` the message is signed, and may have at most 1 MiB: the JWE contains a JWT (RFC 7519, PS256), which names
 * the recipients' keys. Only the recipients see who signed, and each can show the signed message to others.
 *
 * The result has 4 characters for every 3 bytes of the message. With keys of 3072 bits it has some 700 characters more
 * for one recipient, or some 600 more for each of several. A signature adds some 2,000 characters. Of a signed message
 * every 9 bytes of text take 16 characters, and every 27 bytes that are not text take 64.
 *
 * Blocks while it runs: meant for up to 1 MiB, though 64 MiB are taken. The keyring's `seal` does not block.
 *
 * @param {string | Bytes} plaintext
 * @param {PublicKey | readonly PublicKey[]} recipients
 * @param {SealOptions} [options]
 * @returns {string}
 * @throws `message-too-long`, `weak-key`, `private-key-given`, `public-key-given`, `random-unavailable`
 */
export function seal(plaintext, recipients, options) {
  checkCount(arguments, 3);
  checkReady();
  const { from: key, ...checked } = checkOptions(options, { ...sealTable, from: demand(rawSigningKey) });
  if (key && (checked.header || checked.aad)) {
    throw invalid("header and aad cannot stand beside from: the signature would not cover them");
  }
  const given = list(recipients);
  checkRecipientCount(given.length);
  const keys = given.map(rawPublicKey);
  const limit = key ? SIGNED_LIMIT : MESSAGE_LIMIT;
  return withCopyOf(plaintext, "the message", limit, "message-too-long", (copy) =>
    sealWith(copy, keys, key ? { ...checked, signer: { key } } : checked),
  );
}

/**
 * Opens a message (RFC 7516) with the key it is sealed for, or with the right one of several. See docs/messages.md for
 * what is read, and what is refused.
 *
 * With `from`, only a message that one of these senders signed is opened. Without it, `sender` says who signed the
 * message, if anybody did: any key may have, so compare `sender.id` before you believe it.
 *
 * Blocks while it runs: meant for messages of up to 1 MiB, though 64 MiB are taken. The keyring's `unseal` does not
 * block.
 *
 * @param {string | object} sealed Compact, or JSON in either form, as text or as an object. The text may be in quotes,
 * after words, in wrapped or quoted lines of mail, or the only message in a JSON value.
 * @param {PrivateKey | readonly PrivateKey[]} keys
 * @param {UnsealOptions} [options]
 * @returns {Unsealed}
 * @throws `malformed-message`, `unsupported-algorithm`, `not-a-recipient`, `decryption-failed`, `signature-invalid`,
 * `message-too-long`, `private-key-given`, `public-key-given`, `random-unavailable`
 */
export function unseal(sealed, keys, options) {
  checkCount(arguments, 3);
  checkReady();
  const { from } = checkOptions(options, { from: demand(knownSenders) });
  if (ArrayBuffer.isView(sealed)) refusePrivate(sealed);
  const text = checkSealed(sealed);
  // Reading the array can run code of the caller's, such as a proxy's traps. None may run while the wasm module is
  // called (`call` in module/instance.js), so the array is read here.
  const raws = list(keys).map(rawPrivateKey);
  return unsealWith(text, raws, from);
}

/** Throws for bytes that hold a private key, which is no message. @param {ArrayBufferView} bytes */
function refusePrivate(bytes) {
  if (bytes.byteLength > KEY_LIMIT) return;
  try {
    release(parsePublic(bytes, undefined, false));
  } catch (error) {
    if (/** @type {SealpostError} */ (error).code === "private-key-given") throw error;
  }
}

/** The thumbprints of the expected senders, at least one. @param {unknown} value @param {string} name */
function knownSenders(value, name) {
  const senders = list(value).map(thumbprintOf);
  // No sender would mean that nobody is expected, which is never meant.
  if (senders.length === 0) throw invalid(`${name} must have at least one verifying key or thumbprint`);
  return senders;
}

/**
 * An array of the one value, or a copy if the value is an array.
 *
 * @template T
 * @param {T | readonly T[]} value
 * @returns {readonly T[]}
 */
export function list(value) {
  try {
    return Array.isArray(value) ? [...value] : [/** @type {T} */ (value)];
  } catch {
    throw invalid("the keys must be a key or an array of keys");
  }
}
