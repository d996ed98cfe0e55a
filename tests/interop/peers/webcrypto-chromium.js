// The peer WebCrypto in Chromium: the actions of webcrypto.js in an empty page.
import { chromium } from "playwright-core";
import { serve } from "./serve.js";
import { webcrypto } from "./webcrypto.js";

const browser = await chromium.launch({
  executablePath: process.env.SEALPOST_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
// Only pages from https have `crypto.subtle`. The route answers for the address below, so nothing is requested.
await page.route("**", (route) => route.fulfill({ contentType: "text/html", body: "" }));
await page.goto("https://peer.invalid/");
await page.evaluate(`globalThis.peer = (${webcrypto})(crypto.subtle)`);

/** @param {string} action */
const inPage = (action) => (/** @type {unknown} */ parameters) =>
  page.evaluate(
    ([action, parameters]) => /** @type {any} */ (globalThis).peer[/** @type {string} */ (action)](parameters),
    [action, parameters],
  );
const actions = ["generate", "write", "read", "encrypt", "decrypt"];
const inThePage = Object.fromEntries(actions.map((action) => [action, inPage(action)]));
await serve({ ...inThePage, version: () => browser.version() }, false);
await browser.close();
