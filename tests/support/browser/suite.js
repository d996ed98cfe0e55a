// Starts Chromium for a suite of tests, and opens the served page for visitors: each has a new browser context, whose
// storage no other visitor sees.
import { after, before } from "node:test";
import { launchChromium } from "./chromium.js";

/** @import { TestContext } from "node:test" */
/** @import { Browser, BrowserContext, BrowserContextOptions } from "playwright-core" */
/** @typedef {BrowserContextOptions & { init?: string | (() => void), address?: string }} VisitOptions */

/** The address of the served page, which `cargo xtask test` sets. */
export const url = process.env.SEALPOST_URL ?? "";

/** Starts Chromium. Throws if there is no served page. @param {string[]} [switches] further switches of Chromium */
export async function launch(switches = []) {
  if (!url) {
    throw new Error("SEALPOST_URL is not set: run these tests with `cargo xtask test`, or set it to a served page");
  }
  return launchChromium(switches);
}

/**
 * Chromium for a suite: started before its first test, or earlier if a hook of the suite needs it, and closed after the
 * last.
 *
 * @param {string[]} [switches] further switches of Chromium
 */
export function useBrowser(switches = []) {
  /** @type {Promise<Browser> | undefined} */
  let launched;
  const browser = () => (launched ??= launch(switches));
  before(browser);
  after(async () => (await launched)?.close());
  return {
    browser,
    /** A new visitor: see {@link visit}. @param {VisitOptions} [options] */
    visit: async (options) => visit(await browser(), options),
    /**
     * A browser context that is closed when the test ends.
     *
     * @param {TestContext} t
     * @param {BrowserContextOptions} [options]
     * @returns {Promise<BrowserContext>}
     */
    async newContext(t, options) {
      const context = await (await browser()).newContext(options);
      t.after(() => context.close());
      return context;
    },
  };
}

/**
 * Opens the page in a browser context of its own. `trouble` collects violations of the content security policy and
 * errors of the page. There is no service worker, which would answer in place of the server, unless `serviceWorkers`
 * says "allow".
 *
 * @param {Browser} browser
 * @param {VisitOptions} [options] `init` runs in the page before its own scripts.
 */
export async function visit(browser, { init, address = url, ...options } = {}) {
  const context = await browser.newContext({
    permissions: ["clipboard-read", "clipboard-write"],
    serviceWorkers: "block",
    ...options,
  });
  /** @type {string[]} */
  const trouble = [];
  await context.exposeBinding("reportTrouble", (_, text) => trouble.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportTrouble(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  if (init) await context.addInitScript(typeof init === "string" ? { content: init } : init);
  const page = await context.newPage();
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(`console: ${message.text()}`);
  });
  await page.goto(address);
  return { context, page, trouble };
}

/** The browsers that are not installed, which `cargo xtask test` sets. */
const missing = (process.env.SEALPOST_MISSING ?? "").split(" ");

/**
 * Why a test in this browser is skipped, for the option `skip`; false where it runs.
 *
 * @param {"Firefox" | "WebKit"} name
 */
export const skipWithout = (name) => missing.includes(name) && `${name} is not installed`;
