// Sealing and unsealing: the speed in MB/s beside that of WebCrypto, the memory at its peak, and the longest task that
// blocks the page's thread.
import { progress } from "./progress.js";
import { median } from "./statistics.js";

/** @import { Browser, Visit } from "./browsers.js" */

/** @typedef {Record<string, Record<string, number>>} Speeds MB/s (10^6 bytes of plaintext), by operation and library */

const MEBIBYTES = [1, 16, 64];
/**
 * The lengths in MiB for which the longest task is measured: those of the longest message that is encrypted on the
 * page's thread, and of the longest message of all.
 */
const WITHOUT_LONG_TASKS = [8, 64];

/**
 * Measures messages of all lengths in one browser.
 *
 * @param {Browser} browser
 * @param {string} bench The address of the bench's page.
 * @param {boolean} quick
 */
export async function measureMessages(browser, bench, quick) {
  /** @type {Speeds} */
  const speeds = {};
  /** @type {Record<string, number>} */
  const values = {};
  for (const mebibytes of MEBIBYTES) {
    progress(`messages of ${mebibytes} MiB`);
    const visit = await browser.visit(bench);
    await measureSpeed(visit, { mebibytes, seconds: quick ? 1 : 6 }, speeds, values);
    await visit.close();
  }
  for (const mebibytes of WITHOUT_LONG_TASKS) {
    progress(`long tasks and memory with ${mebibytes} MiB`);
    const visit = await browser.visit(bench);
    await measureSmoothness(visit, { mebibytes, turns: quick ? 2 : 10 }, values);
    await visit.close();
  }
  return { speeds, values };
}

/**
 * Times sealing and unsealing. The values with a target are ratios of the shortest times.
 *
 * @param {Visit} visit
 * @param {{ mebibytes: number, seconds: number }} how `seconds` is a third of the time in which the libraries take
 *   turns at one operation.
 * @param {Speeds} speeds
 * @param {Record<string, number>} values
 */
async function measureSpeed(visit, { mebibytes, seconds }, speeds, values) {
  const length = mebibytes << 20;
  /** @type {Record<string, Record<string, number[]>>} Milliseconds. */
  const samples = await visit.evaluate(
    async ({ length, seconds }) => (await import(new URL("messages.js", location.href).href)).messages(length, seconds),
    { length, seconds },
  );
  for (const [what, times] of Object.entries(samples)) {
    const speed = Object.entries(times).map(([who, times]) => [who, length / 1000 / median(times)]);
    speeds[`${what}, ${mebibytes} MiB`] = Object.fromEntries(speed);
    const [keyring, alone] = [times["sealpost, keyring"] ?? [], times["AES-GCM alone"] ?? []];
    values[`${what}, ${mebibytes} MiB, keyring`] = Math.min(...keyring) / Math.min(...alone);
  }
}

/**
 * The longest task of the page's thread, and for the longest message the memory at its peak, which counts neither the
 * message nor the sealed text that the operation is given.
 *
 * @param {Visit} visit
 * @param {{ mebibytes: number, turns: number }} how
 * @param {Record<string, number>} values
 */
async function measureSmoothness(visit, { mebibytes, turns }, values) {
  const length = mebibytes << 20;
  await visit.evaluate(async (length) => {
    const page = await import(new URL("messages.js", location.href).href);
    Object.assign(globalThis, { page, prepared: await page.prepare(length) });
  }, length);
  let longest = 0;
  for (const what of /** @type {const} */ (["seal", "unseal"])) {
    /** @type {number[]} */
    const peaks = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const run = await visit.peakDuring(() =>
        visit.evaluate((what) => {
          const { page, prepared } = /** @type {any} */ (globalThis);
          return /** @type {Promise<number>} */ (page.longestTask(prepared[what]));
        }, what),
      );
      longest = Math.max(longest, run.result);
      if (run.peak !== undefined) peaks.push(run.peak);
    }
    const isLongest = mebibytes === Math.max(...MEBIBYTES);
    if (isLongest && peaks.length > 0) values[`${what}, ${mebibytes} MiB, memory`] = Math.max(...peaks) / length;
  }
  values[`longest task, messages of ${mebibytes} MiB`] = longest;
}

/** Prints a table of speeds for each operation. @param {Speeds} speeds */
export function printMessages(speeds) {
  console.log(
    "\nMessages to one 3072-bit key, in MB/s (median). WebCrypto: compact JWE from AES-GCM, RSA-OAEP and base64url.",
  );
  for (const [what, all] of Object.entries(speeds)) {
    console.log(`\n${what}`);
    for (const [who, speed] of Object.entries(all)) console.log(`  ${who}`.padEnd(36) + speed.toFixed(0).padStart(10));
  }
}
