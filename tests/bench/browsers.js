// Opens the bench's pages in Chromium, Firefox and WebKit by one interface.
import { launchChromium } from "../support/browser/chromium.js";
import { launchFirefox } from "../support/browser/firefox.js";
import { launchWebKit } from "../support/browser/webkit.js";
import { peakDuring } from "./peaks.js";

/**
 * @typedef {object} Browser
 * @property {string} version
 * @property {(url: string) => Promise<Visit>} visit Opens a page and waits until its modules have run.
 * @property {(url: string) => Promise<unknown>} load Loads a page with all its files and closes it. Chromium only.
 * @property {() => Promise<unknown>} close
 */
/**
 * @typedef {object} Visit
 * @property {<T, A>(operation: (argument: A) => T | Promise<T>, argument: A) => Promise<T>} evaluate
 * @property {(file: URL) => Promise<number[]>} memories The size of the memory of each wasm instance in bytes, that of
 *   the page's instance first. `file` is the module with the bindings. Empty in browsers other than Chromium.
 * @property {<T>(operation: () => Promise<T>) => Promise<{ result: T, peak: number | undefined }>} peakDuring The
 *   result of an operation, and by how many bytes the memory of the browser's pages and workers at its peak, while the
 *   operation runs, exceeds the memory before. The peak is undefined unless this process may see it (Linux). Throws in
 *   browsers other than Chromium.
 * @property {() => Promise<unknown>} close
 */

/** Waits in a page of the bench until its modules have run. */
const ready = async () => {
  for (let tries = 0; !("bench" in globalThis) && !("started" in globalThis); tries += 1) {
    if (tries > 3000) throw new Error(`the modules of ${location.href} have not run within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Starts Chromium. @returns {Promise<Browser>} */
export async function chromium() {
  const browser = await launchChromium();
  return {
    version: `Chromium ${browser.version()}`,
    visit: async (url) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.on("pageerror", (error) => console.error(String(error)));
      await page.goto(url);
      await page.evaluate(ready);
      return {
        evaluate: /** @type {any} */ (page.evaluate.bind(page)),
        memories: (file) => {
          // When the wasm module is already loaded, `default` of its bindings only returns the exports of the instance.
          const size = async (/** @type {string} */ href) =>
            (await (await import(href)).default()).memory.buffer.byteLength;
          return Promise.all([
            page.evaluate(size, file.href),
            ...page.workers().map((worker) => worker.evaluate(size, file.href)),
          ]);
        },
        peakDuring: async (operation) => {
          await page.requestGC();
          return peakDuring(await renderers(browser), operation);
        },
        close: () => context.close(),
      };
    },
    load: async (url) => {
      const page = await browser.newPage();
      await page.goto(url, { waitUntil: "networkidle" });
      await page.close();
    },
    close: () => browser.close(),
  };
}

/** Starts Firefox. @returns {Promise<Browser>} */
export async function firefox() {
  const browser = await launchFirefox();
  return {
    version: (await browser.version()).replace("firefox/", "Firefox "),
    visit: async (url) => {
      const page = await browser.newPage();
      await page.goto(url);
      await page.evaluate(ready);
      return {
        evaluate: /** @type {any} */ (page.evaluate.bind(page)),
        memories: async () => [],
        peakDuring: notMeasured,
        close: () => page.close(),
      };
    },
    load: async () => {},
    close: () => browser.close(),
  };
}

/** Starts WebKit. @returns {Promise<Browser>} */
export async function webkit() {
  const browser = await launchWebKit();
  return {
    version: `WebKitGTK ${browser.version()}`,
    visit: async (url) => {
      await browser.goto(url);
      await browser.evaluate(ready);
      return { evaluate: browser.evaluate, memories: async () => [], peakDuring: notMeasured, close: async () => {} };
    },
    load: async () => {},
    close: browser.close,
  };
}

/** @type {Visit["peakDuring"]} */
async function notMeasured() {
  throw new Error("memory at its peak is measured in Chromium only");
}

/** The processes that run pages and workers. @param {import("playwright-core").Browser} browser */
async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}
