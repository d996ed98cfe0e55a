// A file of 300 MiB, sealed and opened in Chromium, Firefox and WebKitGTK. The memory of the browser's processes is
// compared with that of a copy of the same chunks to the same place (not in Firefox), and the bytes on the way are
// counted.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { launchProfile } from "../../support/browser/chromium.js";
import { launchFirefox } from "../../support/browser/firefox.js";
import { skipWithout } from "../../support/browser/suite.js";
import { launchWebKit } from "../../support/browser/webkit.js";
import { runInPage, startFilesSite } from "../../support/files/page-runs.js";

const MEBIBYTES = 300;
/** The most bytes of memory above the memory of the copy. */
const ALLOWED = 64 << 20;
/** The most bytes that may be on the way at one time: read from the source, and not come out of the stream yet. */
const HELD = 8 << 20;

/** @type {Awaited<ReturnType<typeof startFilesSite>>} */
let site;
before(async () => {
  site = await startFilesSite();
});
after(() => site.stop());
// `runInPage` looks in the log for the request of the worker. What another browser requested must not count.
beforeEach(() => {
  site.log.length = 0;
});

/**
 * Seals and opens a file in a browser, and checks the memory and the bytes on the way. How much garbage waits for its
 * collection varies by some 100 MB from run to run, in a copy as well. A file that stays in memory would add 300 MB to
 * each run. So up to three runs are made, and one of them has to stay below the bound.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("../../support/files/page-runs.js").Evaluate} evaluate
 * @param {{ disk: boolean, allowed: number }} how `allowed`: the most bytes of memory above the copy
 */
async function sealsAndOpens(t, evaluate, { disk, allowed }) {
  let least = Infinity;
  for (let run = 0; run < 3 && !(least < allowed); run += 1) {
    const { peak, copied, held, seconds } = await runInPage(site, { mebibytes: MEBIBYTES, disk }, evaluate);
    const [seal = 0, open = 0] = seconds.map((time) => time.toFixed(1));
    const [most, mostOfCopy] = [peak, copied].map((each) => Math.round(each / 1e6));
    t.diagnostic(`${most} MB at the peak, ${mostOfCopy} in a copy; ${seal} s and ${open} s`);
    assert.ok(held > 0 && held < HELD, `${held} bytes had been read and had not come out`);
    least = Math.min(least, peak - copied);
  }
  assert.ok(least < allowed, `${least} bytes above a copy`);
}

test("Chromium with a profile on disk seals and opens a file in bounded memory", async (t) => {
  const profile = mkdtempSync(join(tmpdir(), "sealpost-profile-"));
  const { context } = await launchProfile(profile);
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = await context.newPage();
  await page.goto(`${site.address}files.html`);
  await sealsAndOpens(t, (work, options) => page.evaluate(work, options), { disk: true, allowed: ALLOWED });
});

test("Firefox seals and opens a file", { skip: skipWithout("Firefox") }, async (t) => {
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${site.address}files.html`);
  // Firefox collects the chunks of a stream so late that the peaks of two copies differ by 300 MB: no bound on them would
  // say anything.
  await sealsAndOpens(t, (work, options) => page.evaluate(work, options), { disk: true, allowed: Infinity });
});

// WebKitGTK keeps the files of an automated session in memory: there the stream is opened as it is sealed.
test("WebKitGTK seals and opens a file in bounded memory", { skip: skipWithout("WebKit") }, async (t) => {
  const browser = await launchWebKit();
  t.after(() => browser.close());
  await browser.goto(`${site.address}files.html`);
  await sealsAndOpens(t, (work, options) => browser.evaluate(work, options), { disk: false, allowed: ALLOWED });
});
