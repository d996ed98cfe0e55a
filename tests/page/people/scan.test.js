// The camera reads an invitation's QR code: with the browser's own reader, or with the library. Chromium takes a file for
// the camera, which the test fills with the code that the page shows. However the sheet is closed, the camera stops.
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { encode } from "uqr";
import { url, useBrowser } from "../../support/browser/suite.js";
import { invitationOf, makeKey } from "../steps/keys.js";
import { openAdding, personCard } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const film = join(tmpdir(), `sealpost-${process.pid}.y4m`);
const { visit } = useBrowser(["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`]);
after(() => rm(film, { force: true }));

const [width, height] = [1280, 720];

/**
 * Has the camera see a QR code, black on grey, in the middle of its picture.
 *
 * @param {(x: number, y: number) => boolean} isDark whether a module of the code is dark
 * @param {number} size modules a side, with the border
 */
async function see(isDark, size) {
  const scale = Math.floor(height / size);
  const [left, top] = [(width - size * scale) >> 1, (height - size * scale) >> 1];
  const luma = Buffer.alloc(width * height, 200);
  for (let y = 0; y < size * scale; y += 1) {
    for (let x = 0; x < size * scale; x += 1) {
      if (isDark(Math.floor(x / scale), Math.floor(y / scale))) luma[(top + y) * width + left + x] = 30;
    }
  }
  const chroma = Buffer.alloc((width * height) / 2, 128);
  await writeFile(film, [`YUV4MPEG2 W${width} H${height} F10:1 Ip A0:0 C420mpeg2\nFRAME\n`, luma, chroma]);
}

/** Keeps what the camera gives in `streams`. It runs in the page before its own scripts. */
function keepStreams() {
  globalThis.streams = [];
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    globalThis.streams.push(stream);
    return stream;
  };
}

/** Waits until the sheet is gone, and checks that every camera has stopped. @param {Page} page */
async function untilStopped(page) {
  await page.locator("#scan").waitFor({ state: "detached" });
  const states = await page.evaluate(() =>
    globalThis.streams.flatMap((stream) => stream.getTracks().map(({ readyState }) => readyState)),
  );
  assert.ok(states.length > 0 && states.every((state) => state === "ended"), String(states));
}

/** How many scripts with the library that reads QR codes were loaded. @param {Page} page */
const decoders = (page) =>
  page.evaluate(
    () => performance.getEntriesByType("resource").filter(({ name }) => /\/decode-\w+\.js$/.test(name)).length,
  );

test("an invitation is scanned with the library, added by a click alone, and the camera stops on every way out", async () => {
  const bob = await visit();
  await makeKey(bob.page, { name: "Bob", bits: 3072 });
  const link = await invitationOf(bob.page, "Bob");
  const modules = (await bob.page.locator(".qr path.dark").getAttribute("d")) ?? "";
  const size = Number(await bob.page.locator(".qr rect").getAttribute("width"));
  const dark = new Set([...modules.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => `${x},${y}`));
  await bob.context.close();

  const { data, size: other } = encode("https://example.org/", { border: 4 });
  await see((x, y) => data[y]?.[x] ?? false, other);
  const { context, page, trouble } = await visit({ init: keepStreams });
  await openAdding(page);
  const button = page.getByRole("button", { name: "Scan a QR code" });
  await button.click();
  await page.locator("#scan .error", { hasText: "The browser did not allow the camera." }).waitFor();
  await page.locator("#scan").getByRole("button", { name: "Close" }).last().click();
  await page.locator("#scan").waitFor({ state: "detached" });

  await context.grantPermissions(["camera"], { origin: new URL(url).origin });
  for (const leave of [
    () => page.locator("#scan").getByRole("button", { name: "Stop" }).click(),
    () => page.keyboard.press("Escape"),
    () => page.evaluate(() => (location.hash = "#/read")),
  ]) {
    await openAdding(page);
    await button.click();
    await page.locator("#scan", { hasText: "This QR code holds no invitation" }).waitFor();
    await leave();
    await untilStopped(page);
  }

  await see((x, y) => dark.has(`${x},${y}`), size);
  await openAdding(page);
  await button.click();
  await untilStopped(page);
  await page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.getElementById("add-name")).value !== "");
  assert.equal(await page.locator("#add-key").inputValue(), link);
  assert.equal(await page.locator("#contacts > li").count(), 0, "nothing is added without a click");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await personCard(page, "Bob").waitFor();
  assert.equal(await decoders(page), 1);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("where the browser reads QR codes itself, the library is not loaded; it is loaded if the browser's reader fails", async () => {
  const { context, page } = await visit({
    permissions: ["camera"],
    bypassCSP: true,
    init: () => {
      /** What the browser's reader finds; empty if it fails. */
      let answer = "invitation";
      Reflect.set(
        globalThis,
        "BarcodeDetector",
        class {
          static getSupportedFormats = async () => ["qr_code"];
          async detect() {
            if (!answer) throw new DOMException("", "NotSupportedError");
            return [{ rawValue: answer }];
          }
        },
      );
      const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      let asked = 0;
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        asked += 1;
        if (asked === 1) throw new DOMException("", "NotFoundError");
        answer = asked === 2 ? `${location.origin}/#k=AAAA&n=Bob` : "";
        return original(constraints);
      };
    },
  });
  const { data, size } = encode("https://example.org/", { border: 4 });
  await see((x, y) => data[y]?.[x] ?? false, size);
  await openAdding(page);
  const button = page.getByRole("button", { name: "Scan a QR code" });
  await button.click();
  await page.locator("#scan .error", { hasText: "There is no camera here." }).waitFor();
  await page.keyboard.press("Escape");
  await button.click();
  await page.waitForFunction(
    () => /** @type {HTMLInputElement} */ (document.getElementById("add-name")).value === "Bob",
  );
  assert.equal(await decoders(page), 0);
  await button.click();
  await page.locator("#scan", { hasText: "This QR code holds no invitation" }).waitFor();
  assert.equal(await decoders(page), 1);
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const { violations } = await page.evaluate(() => globalThis.axe.run("#scan"));
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );
  await context.close();
});
