// Messages of many megabytes, in the keyring worker. The module encrypts and decrypts the content key, and WebCrypto,
// if there is any, the content, so that the ciphertext is not copied into the module. Without WebCrypto the module does
// both.
import { decode, encode } from "../base/base64url.js";
import { asUnsealed, sealWith, signToken, unsealWith, withKeys, withSealing } from "./sealing.js";
import { call, release } from "../module/instance.js";
import { TextEncoder } from "../base/node-builtins.js";

/** @import { SealingOptions } from "./sealing.js" */
/** @import { NewBytes } from "../index.js" */
/** @import { RawOpening, RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} ContentOptions
 * @property {() => void} [check] Called between two steps; throws if the call was cancelled.
 * @property {SubtleCrypto | undefined} [subtle] WebCrypto, or undefined to let the module do everything.
 */

/** Length of the tag of AES-GCM in bytes. */
const TAG_LENGTH = 16;
/**
 * Content encryptions that are left to WebCrypto. Chromium has no AES with 192 bits, and AES-CBC with HMAC would need
 * the MAC's input, ciphertext included, in one buffer.
 */
const NATIVE = ["A128GCM", "A256GCM"];

/**
 * Seals a message for the owners of `publicKeys`, at least one.
 *
 * @param {NewBytes} plaintext At most 1 MiB if it is signed.
 * @param {Iterable<RawPublicKey>} publicKeys
 * @param {SealingOptions} options
 * @param {ContentOptions} content
 */
export async function sealContent(plaintext, publicKeys, options, { check = () => {}, subtle }) {
  check();
  if (!subtle || !NATIVE.includes(options.enc ?? "A256GCM")) return sealWith(plaintext, publicKeys, options);
  const token = options.signer && signToken(plaintext, publicKeys, options.signer);
  // `frame` is the text of the message before the ciphertext, between ciphertext and tag, and after the tag.
  /** @type {{ key: NewBytes, nonce: NewBytes, authenticated: string, frame: [string, string, string] }} */
  const started = withSealing(publicKeys, options, (list, given) => call((raw) => raw.startSealing(list, given)));
  const { key, nonce: iv, authenticated, frame } = started;
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]).finally(() => key.fill(0));
  check();
  const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(authenticated) };
  const content = new Uint8Array(await subtle.encrypt(algorithm, imported, token ?? plaintext));
  token?.fill(0);
  check();
  const end = content.length - TAG_LENGTH;
  const [before, between, after] = frame;
  return before + encode(content.subarray(0, end)) + between + encode(content.subarray(end)) + after;
}

/**
 * Opens a message with the one of `keys` that it is sealed for.
 *
 * @param {string} sealed
 * @param {RawPrivateKey[]} keys
 * @param {ContentOptions & { from?: readonly string[] }} options `from`: as for `unsealWith`.
 */
export async function unsealContent(sealed, keys, { check = () => {}, subtle, from }) {
  check();
  const ciphertext = subtle && ciphertextIn(sealed);
  if (!ciphertext) return unsealWith(sealed, keys, from);
  const opening = open(sealed, ciphertext, keys);
  if (!opening) return unsealWith(sealed, keys, from);
  try {
    const opened = await openNatively({ opening, keys, sealed, at: ciphertext, check, subtle, from });
    if (opened) return opened;
  } finally {
    release(opening);
  }
  check();
  return unsealWith(sealed, keys, from);
}

/**
 * The message without its ciphertext. Undefined if the rest is no message: then the module reads the whole.
 *
 * @param {string} sealed
 * @param {Range} ciphertext
 * @param {RawPrivateKey[]} keys
 */
function open(sealed, ciphertext, keys) {
  const { start, end } = ciphertext;
  try {
    return withKeys(keys, (list) => {
      return call(({ RawOpening }) => new RawOpening(without(sealed, ciphertext), end - start, list));
    });
  } catch (error) {
    if (isMalformed(error)) return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function isMalformed(error) {
  return ["malformed-message", "private-key-given"].includes(/** @type {{ code: string }} */ (error).code);
}

/**
 * Tries the message's entries one after the other, and throws after the last. Returns undefined if the module has to
 * decrypt the content, or to find out which error a malformed one is.
 *
 * @param {object} message
 * @param {RawOpening} message.opening
 * @param {RawPrivateKey[]} message.keys
 * @param {string} message.sealed
 * @param {Range} message.at Where the ciphertext is.
 * @param {() => void} message.check
 * @param {SubtleCrypto} message.subtle
 * @param {readonly string[] | undefined} message.from
 */
async function openNatively({ opening, keys, sealed, at: { start, end }, check, subtle, from }) {
  /** @type {NewBytes | undefined} */
  let content;
  for (let attempt = 0; ; attempt += 1) {
    check();
    // If the encrypted key does not decrypt, the content key is random: the failure then comes as late as that of a
    // damaged content (RFC 7516 §11.5).
    /** @type {{ enc: string, key: NewBytes, nonce: NewBytes, authenticated: NewBytes, tag: NewBytes, unsealed: any }} */
    const opened = withKeys(keys, (list) => call(() => opening.attempt(list, attempt)));
    const { enc, key, nonce: iv, authenticated: additionalData, tag, unsealed } = opened;
    content ??= decode(sealed, start, end, tag.length);
    if (!content || !NATIVE.includes(enc)) {
      key.fill(0);
      return undefined;
    }
    content.set(tag, content.length - tag.length);
    const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]).finally(() => key.fill(0));
    check();
    const plaintext = await subtle
      .decrypt({ name: "AES-GCM", iv, additionalData }, imported, content)
      .catch(ignoreOperationError);
    check();
    if (plaintext) return asUnsealed(unsealed, from, new Uint8Array(plaintext));
  }
}

/**
 * The recipients that a message names: the entries that can be read, in their order. Nothing of this is authenticated.
 *
 * @param {string} sealed
 * @returns {{ alg: string, kid?: string }[]}
 */
export function recipientsOf(sealed) {
  const ciphertext = ciphertextIn(sealed);
  if (ciphertext) {
    try {
      return call((raw) => raw.recipients(without(sealed, ciphertext)));
    } catch (error) {
      if (!isMalformed(error)) throw error;
    }
  }
  return call((raw) => raw.recipients(sealed));
}

/** WebCrypto throws an `OperationError` if the tag does not match. @param {{ name?: unknown }} error */
function ignoreOperationError(error) {
  if (error.name !== "OperationError") throw error;
}

/** @typedef {{ start: number, end: number }} Range Of characters; `end` is not included. */

/** A message without its ciphertext. @param {string} sealed @param {Range} ciphertext */
function without(sealed, { start, end }) {
  return sealed.slice(0, start) + sealed.slice(end);
}

/**
 * Finds the ciphertext of a message without parsing it. Undefined if that is ambiguous: then the module reads the whole
 * message.
 *
 * @param {string} sealed
 * @returns {Range | undefined}
 */
function ciphertextIn(sealed) {
  if (!/^\s*\{/.test(sealed)) {
    // The module searches other texts for a message.
    if (!/^\s*ey/.test(sealed)) return undefined;
    let start = 0;
    for (let dots = 0; dots < 3; dots += 1) {
      start = sealed.indexOf(".", start) + 1;
      if (start === 0) return undefined;
    }
    const end = sealed.indexOf(".", start);
    return end < 0 ? undefined : { start, end };
  }
  // Without escapes JSON has one spelling of a name. If it occurs once, it is the member's name, or else the module
  // finds that the rest is no message, or one that still has a ciphertext.
  const name = '"ciphertext"';
  const at = sealed.indexOf(name);
  if (at < 0 || sealed.includes("\\") || sealed.includes(name, at + name.length)) return undefined;
  const opening = /[ \t\r\n]*:[ \t\r\n]*"/y;
  opening.lastIndex = at + name.length;
  if (!opening.test(sealed)) return undefined;
  const end = sealed.indexOf('"', opening.lastIndex);
  return end < 0 ? undefined : { start: opening.lastIndex, end };
}
