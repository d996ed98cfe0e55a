// The speed and the memory of sealing and opening a large file in Node, beside those of a copy of the file in chunks of
// the same size, and beside the speed of age.
import { runInNode } from "../support/files/node-runs.js";

/**
 * Seals, opens and copies a file, and lets age seal and open it.
 *
 * @param {number} mebibytes
 * @returns {Record<string, number>} MB/s (10^6 bytes of the content), ratios of times, and MiB of memory.
 */
export function measureFiles(mebibytes) {
  const { bytes, seconds, peaks } = runInNode(mebibytes);
  const speed = (/** @type {string} */ task) => bytes / 1e6 / Number(seconds[task]);
  const peak = (/** @type {string} */ task) => Number(peaks[task]) / 2 ** 20;
  return {
    "copy, MB/s": speed("copy"),
    "seal, MB/s": speed("seal"),
    "unseal, MB/s": speed("unseal"),
    "age seals, MB/s": speed("age seals"),
    "age opens, MB/s": speed("age opens"),
    "time to seal, of age's": speed("age seals") / speed("seal"),
    "time to unseal, of age's": speed("age opens") / speed("unseal"),
    "peak of the copy, MiB": peak("copy"),
    "peak of seal, MiB": peak("seal"),
    "peak of unseal, MiB": peak("unseal"),
  };
}
