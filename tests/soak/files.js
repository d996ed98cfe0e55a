// Started by `cargo xtask soak`: files of 1 and 4 GiB in Node and in Chromium. Their speed and memory have bounds, and the
// memory must not grow with the file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchProfile } from "../support/browser/chromium.js";
import { runInNode } from "../support/files/node-runs.js";
import { runInPage, startFilesSite } from "../support/files/page-runs.js";

/** The most memory above that of a copy, in bytes, and how much of it may vary between two runs. */
const ABOVE = 64 << 20;
/** The least speed, in bytes a second. */
const SPEED = 100e6;
const SIZES = process.argv.slice(2).map(Number);

/** @type {string[]} */
const faults = [];

/**
 * @param {string} what
 * @param {number} bytes
 * @param {number} above
 * @param {Record<string, number>} seconds
 */
function note(what, bytes, above, seconds) {
  const speeds = Object.entries(seconds).map(([task, time]) => `${task} ${Math.round(bytes / time / 1e6)} MB/s`);
  console.log(`${what}, ${bytes / 2 ** 20} MiB: ${Math.round(above / 2 ** 20)} MiB above a copy; ${speeds.join(", ")}`);
  if (above > ABOVE) faults.push(`${what}: ${above} bytes above a copy`);
  for (const task of ["seal", "unseal"]) {
    if (bytes / Number(seconds[task]) < SPEED) faults.push(`${what}: ${task} is slower than ${SPEED / 1e6} MB/s`);
  }
}

for (const mebibytes of SIZES) {
  const { bytes, seconds, peaks } = runInNode(mebibytes);
  const above = Math.max(Number(peaks.seal), Number(peaks.unseal)) - Number(peaks.copy);
  note(`Node ${process.version}`, bytes, above, seconds);
}

const site = await startFilesSite();
const profile = mkdtempSync(join(tmpdir(), "sealpost-profile-"));
const { context } = await launchProfile(profile);
try {
  for (const mebibytes of SIZES) {
    const page = await context.newPage();
    await page.goto(`${site.address}files.html`);
    const how = { mebibytes, disk: true };
    const { above, seconds } = await runInPage(site, how, (work, options) => page.evaluate(work, options));
    const [seal = 0, unseal = 0] = seconds;
    note("Chromium", mebibytes * 2 ** 20, above, { seal, unseal });
    await page.close();
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
  site.stop();
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
