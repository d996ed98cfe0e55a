// The keyring worker's part of messages whose content the page encrypts and decrypts with WebCrypto: the content key,
// and the recipients that a message names.
import { isNative } from "../base/aes-gcm.js";
import { ciphertextIn, without } from "../base/sealed-text.js";
import { withList, withSealing } from "./sealing.js";
import { call, release } from "../module/instance.js";

/** @import { CheckedSealOptions } from "../base/seal-options.js" */
/** @import { ContentKey, OpenedFields, StartedMessage } from "../client/protocol.js" */
/** @import { RawPrivateKey, RawPublicKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} Candidate A private key that may open a message.
 * @property {string} id The thumbprint.
 * @property {string | undefined} kid The key ID that the key's JWK gave it.
 * @property {number} bits
 * @property {() => RawPrivateKey | undefined | Promise<RawPrivateKey | undefined>} read Called when the key is needed.
 * Returns undefined if the key cannot be used any more.
 */
/**
 * @typedef {"opened" | "wrong" | "malformed"} Outcome Whether the page could decrypt the content with a content key.
 */

/**
 * Makes a content key, and a message for the owners of `publicKeys`, at least one, around the content.
 *
 * @param {Iterable<RawPublicKey>} publicKeys
 * @param {CheckedSealOptions} options With a content encryption that is left to WebCrypto.
 * @returns {StartedMessage}
 */
export function startSealing(publicKeys, options) {
  return withSealing(publicKeys, options, (list, given) => call((raw) => raw.startSealing(list, given)));
}

/**
 * Opens the content key of a message with one of the private keys. The page decrypts the content with it, and says
 * whether the tag was right: if not, the next attempt is made, with another recipient's entry or another key. Throws if
 * no attempt is left.
 *
 * If an encrypted key does not decrypt, the page gets a random content key, so that neither the outcome nor the time
 * distinguishes a wrong encrypted key from a wrong content (RFC 7516 §11.5).
 *
 * @param {{ rest: string, length: number }} message The message without its ciphertext, and the ciphertext's length in
 * characters.
 * @param {Candidate[]} candidates
 * @param {object} steps
 * @param {(key: ContentKey) => Promise<Outcome>} steps.decrypt Has the page decrypt the content. The key is
 * transferred.
 * @param {(raw?: RawPrivateKey) => void} steps.check Called between two steps; throws if the call was cancelled, or if
 * the key `raw`, where it is given, was locked.
 * @returns {Promise<OpenedFields | undefined>} Undefined if the module has to decrypt the content, or to find out which
 * error a malformed message is.
 */
export async function openContentKey({ rest, length }, candidates, { decrypt, check }) {
  const opening = planned(rest, length, candidates);
  if (!opening) return undefined;
  /** The error for a key that was locked after the page had decrypted the content. @type {unknown} */
  let lost;
  try {
    for (let attempt = 0; ; attempt += 1) {
      check();
      const index = call(() => opening.key(attempt));
      const raw = await candidates[index]?.read();
      if (!raw) continue;
      check(raw);
      /** @type {ContentKey & { enc: string, unsealed: OpenedFields }} */
      const { enc, unsealed, ...contentKey } = call(() => opening.attempt(raw, attempt));
      if (!isNative(enc)) {
        contentKey.key.fill(0);
        return undefined;
      }
      const outcome = await decrypt(contentKey);
      // Of several keys, one that was locked meanwhile does not keep the others from being tried.
      check(candidates.length === 1 ? raw : undefined);
      if (outcome === "malformed") return undefined;
      if (outcome === "wrong") continue;
      try {
        check(raw);
      } catch (error) {
        lost = error;
        continue;
      }
      const { keyId, kid, isToken, header, aad } = unsealed;
      return { keyId, kid, isToken, header, aad };
    }
  } catch (error) {
    throw lost ?? error;
  } finally {
    release(opening);
  }
}

/**
 * The attempts to open a message. Undefined if `rest` is not a message without its ciphertext: then the module reads
 * the whole message.
 *
 * @param {string} rest The message without its ciphertext.
 * @param {number} length The ciphertext's length in characters.
 * @param {Candidate[]} candidates
 */
function planned(rest, length, candidates) {
  try {
    return withList(
      candidates,
      (list, { id, kid, bits }) => list.pushName(id, kid, bits),
      (list) => call(({ RawOpening }) => new RawOpening(rest, length, list)),
    );
  } catch (error) {
    if (isMalformed(error)) return undefined;
    throw error;
  }
}

/**
 * Whether the error says that a text is not a well-formed sealed message, or is a private key.
 *
 * @param {unknown} error
 */
function isMalformed(error) {
  return ["malformed-message", "private-key-given"].includes(/** @type {{ code: string }} */ (error).code);
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
