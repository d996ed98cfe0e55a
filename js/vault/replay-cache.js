// The replay cache of a contact: which of the contact's signed messages were read, by their IDs (`jti`, RFC 7519
// §4.1.7), so that a message that is delivered again is noticed. The cache is a record of its own, so that reading a
// message does not write the contact anew.

/** @import { Delivery } from "../client/keyring-types.js" */

/**
 * @typedef {[messageId: string, digest: string, signedAt: number, readAt: number]} ReadMessage A message: its ID,
 * SHA-256 of its token in base64url, when it was signed, by the sender's word, and when it was read here. Times are in
 * milliseconds since 1970.
 */
/**
 * @typedef {object} ReplayContent
 * @property {number | null} horizon A time in milliseconds since 1970: all messages that were read and are signed later
 * are in the cache. Null means that all messages that were read are in it.
 * @property {ReadMessage[]} messages In the order in which they were signed.
 */
/** @typedef {{ id: string, content: ReplayContent }} ReplayRecord `id` is that of the contact's record. */

/** The version of the records that this package writes, and the highest that it reads. */
export const REPLAY_VERSION = 1;
/** How many messages of a contact are remembered. */
export const REPLAY_LIMIT = 1000;
/**
 * The longest encrypted record, in bytes. A longer one counts as damaged: IDs have at most 256 characters
 * (src/jwt/claims.rs), so {@link REPLAY_LIMIT} messages take less.
 */
export const REPLAY_RECORD_LIMIT = 4 << 20;

/**
 * Looks up a message in a contact's cache.
 *
 * If the cache is full, the message that was signed first is dropped, and not the one that was read first. So the
 * horizon is a time of signing: a message that was signed later and is not in the cache is certain not to have been
 * read.
 *
 * @param {ReplayContent | null | undefined} cache Undefined if there is none yet. Null if it cannot be read.
 * @param {ReadMessage} message
 * @returns {{ delivery: Delivery, changed?: ReplayContent }} `changed`: the cache with the message, if it changes.
 */
export function received(cache, message) {
  if (cache === null) return { delivery: { state: "unknown", readAt: null } };
  const { horizon, messages } = cache ?? { horizon: null, messages: [] };
  const [messageId, digest, signedAt] = message;
  const known = messages.find(([id]) => id === messageId);
  if (known) {
    const [, knownDigest, , readAt] = known;
    return { delivery: { state: digest === knownDigest ? "repeated" : "conflicting", readAt: new Date(readAt) } };
  }
  const isRemembered = horizon === null || signedAt > horizon;
  /** @type {Delivery} */
  const delivery = { state: isRemembered ? "new" : "unknown", readAt: null };
  const all = [...messages, message].sort(([, , one], [, , other]) => one - other);
  const dropped = all.splice(0, all.length - REPLAY_LIMIT);
  const last = dropped.at(-1)?.[2];
  return {
    delivery,
    changed: { horizon: last === undefined ? horizon : Math.max(last, horizon ?? last), messages: all },
  };
}

/**
 * The cache of a contact whose record was lost or altered: what was read before is not known.
 *
 * @returns {ReplayContent}
 */
export function lostCache() {
  return { horizon: Date.now(), messages: [] };
}

/**
 * Checks the content of a record.
 *
 * @param {any} content Decrypted JSON.
 * @returns {ReplayContent | undefined} Undefined if it is invalid.
 */
export function replayContent(content) {
  const { horizon, messages } = Object(content);
  if ((horizon !== null && !Number.isFinite(horizon)) || !Array.isArray(messages)) return undefined;
  return messages.length <= REPLAY_LIMIT && messages.every(isReadMessage) ? { horizon, messages } : undefined;
}

/** @param {any} message */
function isReadMessage(message) {
  if (!Array.isArray(message) || message.length !== 4) return false;
  return message.every((part, index) => (index < 2 ? typeof part === "string" : Number.isFinite(part)));
}
