// The speed and the memory of sealing and opening a large file in Node and in Chromium, beside those of a copy of the
// file in chunks of the same size; in Node beside the speed of age too.
import { runInNode } from "../support/files/node-runs.js";
import { runInChromium } from "../support/files/page-runs.js";

/**
 * Seals, opens and copies a file in Node, and lets age seal and open it.
 *
 * @param {number} mebibytes
 * @returns {Record<string, number>} MB/s (10^6 bytes of the content), ratios of times, and MiB of memory.
 */
export function measureInNode(mebibytes) {
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

/**
 * Seals a file to the origin's private file system in Chromium, opens it from there, and copies it to there and back.
 * The memory is that of all processes of the browser.
 *
 * @param {number} mebibytes
 * @returns {Promise<Record<string, number>>} MB/s (10^6 bytes of the content), and MiB of memory.
 */
export async function measureInChromium(mebibytes) {
  const { seconds, peak, copied } = await runInChromium(mebibytes);
  const [seal, unseal] = seconds.map((time) => (mebibytes * 2 ** 20) / 1e6 / time);
  return {
    "seal, MB/s": Number(seal),
    "unseal, MB/s": Number(unseal),
    "peak, MiB": peak / 2 ** 20,
    "peak of the copy, MiB": copied / 2 ** 20,
  };
}
