// Messages between threads: what is secret in them is moved, and leaves no copy behind.

/** How deep in a message its bytes and ports lie at most. What else a message holds may be a stranger's, and deeper. */
const DEPTH = 3;

/**
 * Posts a message, with all its bytes and ports transferred. The structured clone of bytes would leave two copies that
 * nobody wipes: the sender's, and the serialised message, which the browser's engine frees as it is.
 *
 * @param {{ postMessage: (message: any, transfer: any[]) => void }} target
 * @param {object} message
 */
export function post(target, message) {
  const buffers = new Set(bytesIn(message).map(({ buffer }) => buffer));
  target.postMessage(message, [...buffers, ...partsOf(message, isPort)]);
}

/**
 * The bytes in a message, or in part of one, all of them copies made for it: they are wiped after use.
 *
 * @param {unknown} value
 * @returns {Uint8Array[]}
 */
export function bytesIn(value) {
  return partsOf(value, isBytes);
}

/** @param {unknown} value Bytes in it that were transferred are no longer there. */
export function wipe(value) {
  for (const bytes of bytesIn(value)) if (bytes.length > 0) bytes.fill(0);
}

/**
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
