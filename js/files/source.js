// The sources of files: bytes, a Blob, or a stream, read piece by piece.
import { checkBytes } from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";

/**
 * The most bytes of a piece. A longer chunk of a stream is divided, so that the output for it need not be in memory at
 * once.
 */
const PIECE = 256 << 10;
/** How many bytes of a Blob are read at once. Each read is a message to another process in browsers. */
const BLOB_PIECE = 1 << 20;
/** What is accepted as a source, for error texts. */
const KINDS =
  "a Blob, a ReadableStream of bytes (Readable.toWeb makes one in Node), a view of bytes, or an ArrayBuffer";

/**
 * @typedef {object} Input
 * @property {number} [total] The number of bytes, if it is known.
 * @property {() => Promise<Uint8Array | undefined>} next The next bytes, not empty; undefined at the end.
 * @property {(reason: unknown) => void} cancel Called when no more is read: after an error, an abort, or the end.
 */

/**
 * A reader of a source, in pieces.
 *
 * @param {unknown} source
 * @returns {Input}
 */
export function openSource(source) {
  const whole = openWhole(source);
  /** @type {Uint8Array} */
  let rest = new Uint8Array();
  return {
    ...(whole.total !== undefined && { total: whole.total }),
    async next() {
      if (rest.length === 0) {
        const bytes = await whole.next();
        if (!bytes) return undefined;
        rest = bytes;
      }
      const piece = rest.subarray(0, PIECE);
      rest = rest.subarray(PIECE);
      return piece;
    },
    cancel(reason) {
      rest = new Uint8Array();
      whole.cancel(reason);
    },
  };
}

/**
 * @param {any} source
 * @returns {Input}
 */
function openWhole(source) {
  const kind = Object.prototype.toString.call(source).slice(8, -1);
  if (kind === "ReadableStream" && typeof source.getReader === "function") return streamInput(source);
  if ((kind === "Blob" || kind === "File") && typeof source.slice === "function") return blobInput(source);
  return bytesInput(checkBytes(source, "the source", Infinity, "invalid-argument", KINDS));
}

/** A copy, so that nothing that the caller does with the bytes meanwhile changes the file. @param {Uint8Array} view */
function bytesInput(view) {
  const copy = view.slice();
  let isRead = copy.length === 0;
  return {
    total: copy.length,
    async next() {
      if (isRead) {
        copy.fill(0);
        return undefined;
      }
      isRead = true;
      return copy;
    },
    cancel: () => void copy.fill(0),
  };
}

/** While a piece is processed, the next one is read. @param {Blob} blob */
function blobInput(blob) {
  let at = 0;
  /** The piece that was returned last. @type {Uint8Array | undefined} */
  let returned;
  /** The next piece, if its reading has begun. @type {Promise<Uint8Array> | undefined} */
  let begun;
  const read = async () => {
    const end = Math.min(at + BLOB_PIECE, blob.size);
    const length = end - at;
    const slice = blob.slice(at, end);
    at = end;
    const bytes = new Uint8Array(await slice.arrayBuffer());
    // If the file became shorter after it was chosen, browsers fail, but other runtimes may return what is left.
    if (bytes.length !== length) throw invalid("the source became shorter while it was read");
    return bytes;
  };
  const begin = () => {
    begun = at < blob.size ? read() : undefined;
    // `next` throws the error.
    begun?.catch(() => {});
  };
  return {
    total: blob.size,
    async next() {
      if (returned) discard(returned);
      // It is detached now, and `fill` throws for a detached array: `cancel` may be called while the next one is read.
      returned = undefined;
      if (!begun) begin();
      returned = await begun;
      if (returned) begin();
      return returned;
    },
    cancel: () => {
      at = blob.size;
      begun?.then((bytes) => bytes.fill(0)).catch(() => {});
      begun = undefined;
      returned?.fill(0);
    },
  };
}

/**
 * Wipes bytes and frees their memory, which would otherwise pile up until the next garbage collection. Engines without
 * `transfer` only wipe them.
 *
 * @param {Uint8Array} bytes
 */
function discard(bytes) {
  bytes.fill(0);
  const buffer = /** @type {{ transfer?: (length: number) => ArrayBuffer }} */ (bytes.buffer);
  buffer.transfer?.(0);
}

/** @param {ReadableStream<unknown>} stream */
function streamInput(stream) {
  /** @type {ReadableStreamDefaultReader<unknown>} */
  let reader;
  try {
    reader = stream.getReader();
  } catch (cause) {
    throw new SealpostError("invalid-argument", "the source must be a stream that nothing else reads", { cause });
  }
  return {
    async next() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        const bytes = checkBytes(value, "a chunk of the source", Infinity, "invalid-argument");
        if (bytes.length > 0) return bytes;
      }
    },
    // If cancelling the source fails, nobody is left to get the error.
    cancel: (/** @type {unknown} */ reason) => void reader.cancel(reason).catch(() => {}),
  };
}
