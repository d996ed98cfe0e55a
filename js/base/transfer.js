// Posts messages between the page and its workers. Bytes are transferred, not cloned, so that no copies of secrets are
// left in memory.

/**
 * How many levels deep a message is searched for bytes and ports. Deeper members are cloned, and not wiped. None is a
 * port or a secret: they are, for example, parts of the parsed header of a received JWE, and in the result of the
 * action `passkeys` the credential IDs and salts.
 */
const DEPTH = 3;

/**
 * Posts a message. Its bytes and ports, down to {@link DEPTH}, are transferred: a clone would leave two copies of bytes
 * that are never wiped: the sender's, and the serialised message, which the browser frees without overwriting.
 *
 * @param {{ postMessage: (message: any, transfer: any[]) => void }} target
 * @param {object} message
 */
export function post(target, message) {
  const buffers = new Set(bytesIn(message).map(({ buffer }) => buffer));
  target.postMessage(message, [...buffers, ...partsOf(message, isPort)]);
}

/**
 * The bytes in a message or in a part of one. Messages only hold copies made for them, which belong to the receiver: it
 * wipes those in the parameters of a call, and those in a result go to the caller.
 *
 * @param {unknown} value
 * @returns {Uint8Array[]}
 */
export function bytesIn(value) {
  return partsOf(value, isBytes);
}

/** Wipes the bytes in a message; those that were transferred have the length 0. @param {unknown} value */
export function wipe(value) {
  for (const bytes of bytesIn(value)) if (bytes.length > 0) bytes.fill(0);
}

/**
 * Returns what `check` returns. If it throws, wipes the bytes in `secrets`, the copies for a call that does not take
 * place.
 *
 * @template T
 * @param {unknown} secrets
 * @param {() => T} check
 */
export function wipedOnError(secrets, check) {
  try {
    return check();
  } catch (error) {
    wipe(secrets);
    throw error;
  }
}

/**
 * The parts of a message for which `is` holds, down to `depth` levels.
 *
 * @template T
 * @param {unknown} value
 * @param {(value: unknown) => value is T} is
 * @returns {T[]}
 */
function partsOf(value, is, depth = DEPTH) {
  if (is(value)) return [value];
  if (depth === 0 || typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap((member) => partsOf(member, is, depth - 1));
}

/** @type {(value: unknown) => value is Uint8Array} */
const isBytes = (value) => value instanceof Uint8Array;

/** @type {(value: unknown) => value is MessagePort} */
const isPort = (value) => value instanceof MessagePort;
