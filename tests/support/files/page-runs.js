// Seals and opens a large file in a browser's page. For comparison, the page also copies the same chunks to the same
// place.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchProfile } from "../browser/chromium.js";
import { peakDuring } from "../browser/memory.js";
import { startSite } from "../browser/site-server.js";

/** The site with one more page, files.html, that has no policy: it stands for an app that uses the package. */
export async function startFilesSite() {
  const site = await startSite();
  site.change = (path, body) => (path === "files.html" ? Buffer.from("<!doctype html><title>files</title>") : body);
  return site;
}

/**
 * What runs in the page, as the text of this function. `copy`: only copies, and seals nothing. `disk`: writes what was
 * sealed to the origin's private file system and reads it from there; without `disk`, the sealed stream is opened at
 * once.
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
  // The most bytes at any time that had been read from the source and had not come out yet.
  let held = 0;
  let came = 0;
  const counted = new TransformStream({
    transform(chunk, controller) {
      came += chunk.length;
      held = Math.max(held, made * (1 << 20) - came);
      controller.enqueue(chunk);
    },
  });
  const sealed = copy ? source : sealFile(source, key.publicKey()).pipeThrough(counted);
  /** @type {Blob | ReadableStream<Uint8Array>} */
  let stored = sealed;
  let sealedAt = started;
  if (disk) {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("sealed", { create: true });
    await sealed.pipeTo(await handle.createWritable());
    sealedAt = performance.now();
    stored = await handle.getFile();
  }
  const length = stored instanceof Blob ? stored.size : undefined;
  let given = 0;
  const onProgress = (/** @type {{ bytes: number }} */ { bytes }) => {
    given = bytes;
  };
  const stream = copy
    ? stored instanceof Blob
      ? stored.stream()
      : stored
    : (await unsealFile(stored, key, { onProgress })).stream;
  const reader = stream.getReader();
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // Each mebibyte is filled with its number.
    const expected = (read / (1 << 20)) & 255;
    if (value[0] !== expected) throw new Error(`at ${read} there is another byte`);
    held = Math.max(held, given - read);
    read += value.length;
  }
  const ended = performance.now();
  if (disk) await (await navigator.storage.getDirectory()).removeEntry("sealed");
  return { read, length, held, seconds: [sealedAt - started, ended - sealedAt].map((time) => time / 1000) };
}

/** @typedef {(work: (options: any) => Promise<any>, options: object) => Promise<any>} Evaluate */

/**
 * Seals and opens, then copies. Of the result, `held` is the most bytes that had been read and had not come out yet,
 * `peak` the peak memory of all descendants of this process in bytes, and `copied` that during the copy. `seconds` has
 * the time of sealing and that of opening; without `disk` the first is 0, and the second is that of both.
 *
 * @param {Awaited<ReturnType<typeof startFilesSite>>} site
 * @param {{ mebibytes: number, disk: boolean }} how
 * @param {Evaluate} evaluate
 */
export async function runInPage(site, { mebibytes, disk }, evaluate) {
  const run = (/** @type {object} */ options) =>
    /** @type {ReturnType<typeof work>} */ (evaluate(work, { address: site.address, mebibytes, disk, ...options }));
  // The first run loads the scripts and the wasm modules, so that the others do not measure that.
  await run({ mebibytes: 1, copy: false });
  // The copy comes last, because it leaves more garbage behind, which would be counted in the other run.
  const done = await peakDuring(() => run({ copy: false }));
  const copied = await peakDuring(() => run({ copy: true }));
  const { read, length, held, seconds } = done.result;
  if (read !== mebibytes * (1 << 20)) throw new Error(`${read} bytes were read`);
  if (disk && !(Number(length) > read)) throw new Error("what was stored is not longer than the content");
  if (!site.log.includes("/sealpost/files-worker.js")) throw new Error("no worker did the work");
  return { peak: done.peak, copied: copied.peak, held, seconds };
}

/**
 * {@link runInPage} in Chromium. Its profile is on disk, because in a profile without one the origin's private file
 * system lies in memory.
 *
 * @param {number} mebibytes
 */
export async function runInChromium(mebibytes) {
  const site = await startFilesSite();
  const profile = mkdtempSync(join(tmpdir(), "sealpost-profile-"));
  const { context } = await launchProfile(profile);
  try {
    const page = await context.newPage();
    await page.goto(`${site.address}files.html`);
    return await runInPage(site, { mebibytes, disk: true }, (work, options) => page.evaluate(work, options));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
    site.stop();
  }
}
