// The peer WebCrypto in Chromium: the actions of webcrypto.js in an empty page.
import { chromium } from "playwright-core";
import { serve } from "./serve.js";
import { webcrypto } from "./webcrypto.js";

const browser = await chromium.launch({
  executablePath: process.env.SEALPOST_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
// A page has `crypto.subtle` only in a secure context, such as https. The route answers for the address below, so
// nothing is requested from the network.
await page.route("**", (route) => route.fulfill({ contentType: "text/html", body: "" }));
await page.goto("https://peer.invalid/");
await page.evaluate(`globalThis.peer = (${webcrypto})(crypto.subtle)`);

/** A function that runs an action in the page. @param {string} action */
const runner = (action) => (/** @type {unknown} */ parameters) =>
  page.evaluate(
    ([action, parameters]) => /** @type {any} */ (globalThis).peer[/** @type {string} */ (action)](parameters),
    [action, parameters],
  );
const actions = ["generate", "write", "read", "encrypt", "decrypt"];
const runners = Object.fromEntries(actions.map((action) => [action, runner(action)]));
await serve({ ...runners, version: () => browser.version() }, false);
await browser.close();
