// A file of 300 MiB, sealed and opened in Chromium, Firefox and WebKitGTK. The memory of the browser's processes is
// compared with that of a copy of the same chunks to the same place.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchProfile } from "../../support/browser/chromium.js";
import { launchFirefox } from "../../support/browser/firefox.js";
import { peakDuring } from "../../support/browser/memory.js";
import { startSite } from "../../support/browser/site-server.js";
import { skipWithout } from "../../support/browser/suite.js";
import { launchWebKit } from "../../support/browser/webkit.js";

const MEBIBYTES = 300;
/** The most memory above that of the copy, in bytes. */
const ALLOWED = 64 << 20;

/** @type {Awaited<ReturnType<typeof startSite>>} */
let site;
before(async () => {
  site = await startSite();
  // A page without a policy, of an app that uses the package.
  site.change = (path, body) => (path === "files.html" ? Buffer.from("<!doctype html><title>files</title>") : body);
});
after(() => site.stop());

/**
 * What runs in the page. It is sent there as text. `copy`: only copies. `disk`: writes to the origin's private file
 * system, and reads from there; otherwise the stream is read at once.
 *
 * @param {{ address: string, mebibytes: number, copy: boolean, disk: boolean }} options
 */
async function work({ address, mebibytes, copy, disk }) {
  /** @type {typeof import("../../../js/index.js")} */
  const { default: init, PrivateKey } = await import(`${address}sealpost/index.js`);
  /** @type {typeof import("../../../js/files.js")} */
  const { sealFile, unsealFile } = await import(`${address}sealpost/files.js`);
  await init();
  const key = PrivateKey.generate({ bits: 2048 });

  let made = 0;
  const source = new ReadableStream(
    {
      pull(controller) {
        if (made === mebibytes) return controller.close();
        controller.enqueue(new Uint8Array(1 << 20).fill(made));
        made += 1;
      },
    },
    { highWaterMark: 0 },
  );
  const started = performance.now();
  const sealed = copy ? source : sealFile(source, key.publicKey());
  /** @type {Blob | ReadableStream<Uint8Array>} */
  let stored = sealed;
  if (disk) {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("sealed", { create: true });
    await sealed.pipeTo(await handle.createWritable());
    stored = await handle.getFile();
  }
  const length = stored instanceof Blob ? stored.size : undefined;
  const stream = copy ? (stored instanceof Blob ? stored.stream() : stored) : (await unsealFile(stored, key)).stream;
  const reader = stream.getReader();
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // The first byte of each piece and of each mebibyte tells where it belongs.
    if (value[0] !== ((read >> 20) & 255)) throw new Error(`at ${read} there is another byte`);
    read += value.length;
  }
  const seconds = (performance.now() - started) / 1000;
  if (disk) await (await navigator.storage.getDirectory()).removeEntry("sealed");
  return { read, length, seconds };
}

/**
 * @param {import("node:test").TestContext} t
 * @param {(options: Parameters<typeof work>[0]) => ReturnType<typeof work>} evaluate
 * @param {boolean} disk
 */
async function sealsAndOpens(t, evaluate, disk) {
  site.log.length = 0;
  const options = { address: site.address, mebibytes: MEBIBYTES, disk };
  // Loads everything.
  await evaluate({ ...options, mebibytes: 1, copy: false });
  const copied = await peakDuring(() => evaluate({ ...options, copy: true }));
  const done = await peakDuring(() => evaluate({ ...options, copy: false }));
  const above = done.peak - copied.peak;
  const speed = (2 * MEBIBYTES * 1.048576) / done.result.seconds;
  t.diagnostic(
    `${Math.round(above / 1e6)} MB above a copy (${Math.round(copied.peak / 1e6)}), ${Math.round(speed)} MB/s`,
  );
  assert.equal(done.result.read, MEBIBYTES << 20);
  assert.ok(!disk || Number(done.result.length) > MEBIBYTES << 20, "what was stored is longer than the content");
  assert.ok(site.log.includes("/sealpost/files-worker.js"), "a worker did the work");
  assert.ok(above < ALLOWED, `${above} bytes above a copy`);
}

test("Chromium, with a profile on disk", async (t) => {
  const profile = mkdtempSync(join(tmpdir(), "sealpost-profile-"));
  const { context } = await launchProfile(profile);
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = await context.newPage();
  await page.goto(`${site.address}files.html`);
  await sealsAndOpens(t, (options) => page.evaluate(work, options), true);
});

test("Firefox", { skip: skipWithout("Firefox") }, async (t) => {
  const browser = await launchFirefox();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${site.address}files.html`);
  await sealsAndOpens(t, (options) => page.evaluate(work, options), true);
});

// WebKitGTK keeps the files of an automated session in memory: there the stream is opened as it is sealed.
test("WebKitGTK", { skip: skipWithout("WebKit") }, async (t) => {
  const browser = await launchWebKit();
  t.after(() => browser.close());
  await browser.goto(`${site.address}files.html`);
  await sealsAndOpens(t, (options) => browser.evaluate(work, options), false);
});
