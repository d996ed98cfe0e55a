// Started by `cargo xtask soak` with sizes in MiB, 1024 and 4096: seals and opens files of these sizes in Node and in
// Chromium. The speed and the memory have bounds that are the same for all sizes. Engines free memory in threads of
// their own, which a busy machine delays. So the times and the peaks of memory are medians of three runs.
import { median } from "../bench/statistics.js";
import { runInNode } from "../support/files/node-runs.js";
import { runInChromium } from "../support/files/page-runs.js";

/** The most memory, in bytes, that sealing or opening may take above what copying the file takes. */
const ABOVE = 64 << 20;
/** The least speed, in bytes a second. */
const SPEED = 100e6;
const SIZES = process.argv.slice(2).map(Number);

/** @type {string[]} */
const faults = [];

/**
 * Prints the figures of a file, and notes those that are out of bounds.
 *
 * @param {string} what The engine.
 * @param {number} bytes The size of the file.
 * @param {{ peak: number, copied: number }} memory The peak in bytes, and the peak while the same chunks are only copied.
 * @param {Record<string, number>} seconds By task.
 */
function note(what, bytes, { peak, copied }, seconds) {
  const speeds = Object.entries(seconds).map(([task, time]) => `${task} ${Math.round(bytes / time / 1e6)} MB/s`);
  const [most, mostOfCopy] = [peak, copied].map((each) => `${Math.round(each / 2 ** 20)} MiB`);
  console.log(`${what}, ${bytes / 2 ** 20} MiB: memory ${most}, of a copy ${mostOfCopy}; ${speeds.join(", ")}`);
  if (peak - copied > ABOVE) faults.push(`${what}: ${peak} bytes of memory, ${copied} of a copy`);
  for (const task of ["seal", "unseal"]) {
    if (bytes / Number(seconds[task]) < SPEED) faults.push(`${what}: ${task} is slower than ${SPEED / 1e6} MB/s`);
  }
}

/** How many runs there are for each size, of which the median counts. */
const RUNS = 3;

for (const mebibytes of SIZES) {
  const runs = Array.from({ length: RUNS }, () => runInNode(mebibytes));
  const peak = (/** @type {string} */ task) => median(runs.map(({ peaks }) => Number(peaks[task])));
  const memory = { peak: Math.max(peak("seal"), peak("unseal")), copied: peak("copy") };
  const tasks = Object.keys(runs[0]?.seconds ?? {});
  const seconds = tasks.map((task) => [task, median(runs.map((run) => Number(run.seconds[task])))]);
  note(`Node ${process.version}`, Number(runs[0]?.bytes), memory, Object.fromEntries(seconds));
}

for (const mebibytes of SIZES) {
  /** @type {Awaited<ReturnType<typeof runInChromium>>[]} */
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await runInChromium(mebibytes));
  const seconds = (/** @type {number} */ part) => median(runs.map((run) => Number(run.seconds[part])));
  const memory = { peak: median(runs.map(({ peak }) => peak)), copied: median(runs.map(({ copied }) => copied)) };
  note("Chromium", mebibytes * 2 ** 20, memory, { seal: seconds(0), unseal: seconds(1) });
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
