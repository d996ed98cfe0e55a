// Messages of many megabytes, in the keyring's worker: wasm makes and opens the content key, and WebCrypto encrypts the
// content where it is there. The ciphertext does not pass through wasm then. Where it is not, wasm does it all.
import { decode, encode } from "../base/base64url.js";
import { asUnsealed, sealWith, unsealWith, withKeys, withRecipients } from "./sealing.js";
import { call, release } from "../module/instance.js";

/** @import { NewBytes } from "../index.js" */
/** @import { RawOpening, RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} Surroundings
 * @property {() => void} [check] Called between two steps; throws where the call was cancelled.
 * @property {SubtleCrypto | undefined} [subtle] WebCrypto, or undefined to do without.
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
  check();
  if (!subtle) return sealWith(plaintext, publicKeys);
  /** @type {{ key: NewBytes, nonce: NewBytes, authenticated: string, frame: [string, string, string] }} */
  const {
    key,
    nonce: iv,
    authenticated,
    frame,
  } = withRecipients(publicKeys, (list) => {
    return call((raw) => raw.startSealing(list));
  });
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]).finally(() => key.fill(0));
  check();
  const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(authenticated) };
  const content = new Uint8Array(await subtle.encrypt(algorithm, imported, plaintext));
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
  check();
  const place = subtle && ciphertextIn(sealed);
  if (!place) return unsealWith(sealed, keys);
  const opening = withKeys(keys, (list) => {
    return call(({ RawOpening }) => new RawOpening(without(sealed, place), place.end - place.start, list));
  });
  try {
    const opened = await openNatively({ opening, keys, sealed, place, check, subtle });
    if (opened) return opened;
  } finally {
    release(opening);
  }
  check();
  return unsealWith(sealed, keys);
}

/**
 * Makes one attempt after the other, and throws after the last; undefined where wasm has to decrypt the content, or to say
 * what is wrong with it.
 *
 * @param {object} message
 * @param {RawOpening} message.opening
 * @param {RawPrivateKey[]} message.keys
 * @param {string} message.sealed
 * @param {Place} message.place
 * @param {() => void} message.check
 * @param {SubtleCrypto} message.subtle
 */
async function openNatively({ opening, keys, sealed, place: { start, end }, check, subtle }) {
  /** @type {NewBytes | undefined} */
  let content;
  for (let attempt = 0; ; attempt += 1) {
    check();
    // The key is a random one where the encrypted key does not decrypt, so that it fails as late as with a wrong content,
    // and as slowly (RFC 7516 §11.5).
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
      .catch(unlessOperationError);
    check();
    if (plaintext) return asUnsealed(unsealed, new Uint8Array(plaintext));
  }
}

/**
 * For whom a message is, as far as it says so: the entries that can be read, in their order.
 *
 * @param {string} sealed
 * @returns {{ alg: string, kid?: string }[]}
 */
export function recipientsOf(sealed) {
  const place = ciphertextIn(sealed);
  return call((raw) => raw.recipients(place ? without(sealed, place) : sealed));
}

/** What WebCrypto throws where the tag is not that of the content. @param {{ name?: unknown }} error */
function unlessOperationError(error) {
  if (error.name !== "OperationError") throw error;
}

/** @typedef {{ start: number, end: number }} Place */

/** A message without its ciphertext. @param {string} sealed @param {Place} place */
function without(sealed, { start, end }) {
  return sealed.slice(0, start) + sealed.slice(end);
}

/**
 * Where the ciphertext of a message stands, without a doubt; undefined where only a strict reader can tell.
 *
 * @param {string} sealed
 * @returns {Place | undefined}
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
