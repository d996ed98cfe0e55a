// Blobs and files, which asynchronous calls take in the place of bytes or text.
import { tooLongError } from "./arguments.js";
import { SealpostError } from "./errors.js";
import { wipe } from "./transfer.js";

/** @import { ErrorCode } from "./errors.js" */
/** @import { BlobLike } from "../index.js" */

/** Whether a value is a Blob, of any realm. @type {(value: unknown) => value is BlobLike} */
export function isBlob(value) {
  try {
    const size = Object.getOwnPropertyDescriptor(Blob.prototype, "size")?.get;
    return typeof size?.call(value) === "number";
  } catch {
    // The getter throws for other values. In a runtime without the class, the reference to `Blob` throws.
    return false;
  }
}

/**
 * The bytes of a Blob, in a buffer of their own.
 *
 * @param {BlobLike} blob
 * @param {string} what Names the argument in error texts.
 * @param {number} limit In bytes.
 * @param {ErrorCode} [tooLong] The code of the error if there are more bytes.
 */
export async function bytesOf(blob, what, limit, tooLong = "message-too-long") {
  if (blob.size > limit) throw tooLongError(what, blob.size, limit, tooLong);
  try {
    return new Uint8Array(await Blob.prototype.arrayBuffer.call(blob));
  } catch (cause) {
    // The file was changed or removed after it was chosen.
    throw new SealpostError("invalid-argument", `${what} could not be read: choose the file again`, { cause });
  }
}

/**
 * Calls `use` with an argument: at once, so that calls keep their order, or, if the argument is being read from a Blob,
 * as soon as it has been read.
 *
 * @template T, R
 * @param {T | Promise<T>} given The argument. A promise means that it is being read from a Blob.
 * @param {(argument: T) => R} use
 * @param {object} [secrets] Wiped if the Blob cannot be read.
 */
export function afterReading(given, use, secrets) {
  if (!(given instanceof Promise)) return use(given);
  const failed = (/** @type {unknown} */ error) => {
    wipe(secrets);
    throw error;
  };
  return given.then(use, failed);
}
