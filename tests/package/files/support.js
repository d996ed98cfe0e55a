// What the tests of files share.
import { importFiles } from "../../support/installed.js";

export const { sealFile, unsealFile } = await importFiles();

/** Length of a chunk in bytes (c2sp.org/age). */
export const CHUNK = 65_536;

/** Bytes without a short period. @param {number} length */
export function content(length) {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = index ^ (index >> 7) ^ (index >> 15);
  return bytes;
}

/**
 * All bytes of a stream.
 *
 * @param {ReadableStream<Uint8Array>} stream
 */
export async function collect(stream) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  for await (const chunk of /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (stream)))
    chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/**
 * Reads a stream to its end. Returns how many bytes came out, and the error that ended the stream, if any.
 *
 * @param {ReadableStream<Uint8Array>} stream
 */
export async function drain(stream) {
  const reader = stream.getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes, error: undefined };
      bytes += value.length;
    }
  } catch (error) {
    return { bytes, error: /** @type {any} */ (error) };
  }
}

/**
 * A stream of these bytes in chunks of the given lengths, over and over. `state` has the number of chunks that were
 * asked for, the chunks themselves, and the reason if the stream was cancelled.
 *
 * @param {Uint8Array} bytes
 * @param {number[]} lengths
 */
export function streamOf(bytes, lengths) {
  const state = { pulled: 0, cancelled: /** @type {unknown} */ (undefined), chunks: /** @type {Uint8Array[]} */ ([]) };
  let at = 0;
  const stream = new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        const length = lengths[state.pulled % lengths.length] ?? 0;
        state.pulled += 1;
        const chunk = bytes.slice(at, at + length);
        state.chunks.push(chunk);
        at += length;
        controller.enqueue(chunk);
      },
      cancel(reason) {
        state.cancelled = reason ?? "no reason";
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
}
