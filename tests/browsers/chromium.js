// Chromium, driven by playwright-core.
import { chromium } from "playwright-core";
import { program } from "./program.js";

/**
 * The browser as every test starts it: SEALPOST_CHROMIUM, or what is on the PATH.
 *
 * @param {string[]} [more] further switches
 */
export function launchChromium(more = []) {
  return chromium.launch({
    executablePath: program("SEALPOST_CHROMIUM", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]),
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", ...more,
    ],
  });
}
