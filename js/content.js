// Messages of many megabytes, in the keyring's worker: wasm makes and opens the content key, WebCrypto encrypts the
// content where it is there, and wasm where it is not. The ciphertext does not pass through wasm for anything else.
import { decode, encode } from "./base64url.js";
import { MESSAGE_LIMIT, tooLongError } from "./check.js";
import { SealpostError } from "./errors.js";
import { asUnsealed, unsealWith, withKeys, withRecipients } from "./internals.js";
import { call, checkMemory } from "./wasm.js";

/** @import { NewBytes } from "./index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * @typedef {object} Surroundings
 * @property {() => void} [check] Called between two steps; throws where the call was cancelled.
 * @property {SubtleCrypto | undefined} [subtle] WebCrypto, or undefined to do without.
 */
/**
 * @typedef {object} Parameters What the content is encrypted with, besides its key.
 * @property {string} enc
 * @property {NewBytes} nonce
 * @property {NewBytes} authenticated
 * @property {NewBytes} tag
 */

/** Length of the tag of AES-GCM in bytes. */
const TAG_LENGTH = 16;
/** What every WebCrypto has. Chromium's does not take keys of 192 bits, and HMAC would need a copy of everything. */
const NATIVE = ["A128GCM", "A256GCM"];

/**
 * Seals for each of `publicKeys`, of which there is at least one.
 *
 * @param {NewBytes} plaintext
 * @param {Iterable<RawPublicKey>} publicKeys
 * @param {Surroundings} surroundings
 */
export async function sealContent(plaintext, publicKeys, { check = () => {}, subtle }) {
  /** @type {{ key: NewBytes, nonce: NewBytes, authenticated: string, frame: [string, string, string] }} */
  const { key, nonce, authenticated, frame } = withRecipients(publicKeys, (list) => call((raw) => raw.startSealing(list)));
  const context = new TextEncoder().encode(authenticated);
  let content;
  try {
    content = await (subtle
      ? encryptNatively(subtle, key, nonce, context, plaintext)
      : call((raw) => {
          checkMemory(plaintext.length * 2 + TAG_LENGTH);
          return raw.encryptContent(key, nonce, context, plaintext);
        }));
  } finally {
    key.fill(0);
  }
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
 * @param {Surroundings} surroundings
 */
export async function unsealContent(sealed, keys, { check = () => {}, subtle }) {
  const place = ciphertextIn(sealed);
  if (!place) return unsealWith(sealed, keys);
  const { start, end } = place;
  const rest = sealed.slice(0, start) + sealed.slice(end);
  const opening = withKeys(keys, (list) => call(({ RawOpening }) => new RawOpening(rest, list)));
  try {
    /** @type {Parameters & { attempts: number }} */
    const { attempts, ...parameters } = call(() => opening.parameters());
    const content = decode(sealed, start, end, parameters.tag.length);
    // The rest reads as a message, so this does as well, and what is wrong with it is said in the same words.
    if (!content) return unsealWith(sealed, keys);
    const length = content.length - parameters.tag.length;
    if (length > MESSAGE_LIMIT + 16) throw tooLongError("the message", length, MESSAGE_LIMIT, "message-too-long");
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      check();
      // A random one where the encrypted key does not decrypt, so that it fails as late as with a wrong content, and as
      // slowly (RFC 7516 §11.5).
      const key = call(() => opening.contentKey(attempt));
      const plaintext = await decrypt(key, parameters, content, subtle).finally(() => key.fill(0));
      check();
      if (plaintext) return call(() => asUnsealed(opening.unsealed(attempt), plaintext));
    }
    return call(() => opening.fail());
  } finally {
    call(() => opening.free());
  }
}

/**
 * @param {SubtleCrypto} subtle
 * @param {NewBytes} key
 * @param {NewBytes} iv
 * @param {NewBytes} additionalData
 * @param {NewBytes} plaintext
 */
async function encryptNatively(subtle, key, iv, additionalData, plaintext) {
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  return new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, imported, plaintext));
}

/**
 * The plaintext, or undefined where the tag is not that of the content.
 *
 * @param {NewBytes} key
 * @param {Parameters} parameters
 * @param {NewBytes} content The ciphertext, with room for the tag behind it.
 * @param {SubtleCrypto | undefined} subtle
 */
async function decrypt(key, { enc, nonce, authenticated, tag }, content, subtle) {
  const end = content.length - tag.length;
  try {
    if (!subtle || !NATIVE.includes(enc)) {
      checkMemory(end * 2);
      return call((raw) => raw.decryptContent(enc, key, nonce, authenticated, tag, content.subarray(0, end)));
    }
    content.set(tag, end);
    const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: authenticated };
    return new Uint8Array(await subtle.decrypt(algorithm, imported, content));
  } catch (error) {
    const { code, name } = /** @type {{ code?: unknown, name?: unknown }} */ (error);
    if (code === "decryption-failed" || name === "OperationError") return undefined;
    throw error;
  }
}

/**
 * Where the ciphertext of a message stands, without a doubt; undefined where only a strict reader can tell.
 *
 * @param {string} sealed
 */
function ciphertextIn(sealed) {
  if (!/^\s*\{/.test(sealed)) {
    let start = 0;
    for (let dots = 0; dots < 3; dots += 1) {
      start = sealed.indexOf(".", start) + 1;
      if (start === 0) return undefined;
    }
    const end = sealed.indexOf(".", start);
    return end < 0 ? undefined : { start, end };
  }
  // In JSON without any escape a name has one spelling. What comes once is the right one, if the rest is a message at all.
  const name = '"ciphertext"';
  const at = sealed.indexOf(name);
  if (at < 0 || sealed.includes("\\") || sealed.includes(name, at + name.length)) return undefined;
  const opening = /[ \t\r\n]*:[ \t\r\n]*"/y;
  opening.lastIndex = at + name.length;
  if (!opening.test(sealed)) return undefined;
  const end = sealed.indexOf('"', opening.lastIndex);
  return end < 0 ? undefined : { start: opening.lastIndex, end };
}
