// Chromium, driven by playwright-core.
import { chromium } from "playwright-core";
import { program } from "./program.js";

/**
 * Starts Chromium with the switches that all tests of the page and the vault need: the program that SEALPOST_CHROMIUM
 * names, or one on the PATH.
 *
 * @param {string[]} [switches] further switches
 */
export function launchChromium(switches = []) {
  return chromium.launch(options(switches));
}

/**
 * Starts Chromium with a profile on disk. `kill` ends the processes that Chromium has after its start by SIGKILL. Among
 * them is the main process, without which the others end.
 *
 * @param {string} profile
 */
export async function launchProfile(profile) {
  const context = await chromium.launchPersistentContext(profile, options());
  const session = await context.browser()?.newBrowserCDPSession();
  const info = await session?.send("SystemInfo.getProcessInfo");
  const ids = info?.processInfo.map(({ id }) => id) ?? [];
  if (ids.length === 0) throw new Error("the browser lists no processes");
  const kill = async () => {
    const closed = new Promise((resolve) => context.on("close", resolve));
    for (const id of ids) {
      try {
        process.kill(id, "SIGKILL");
      } catch {
        // The process has already ended.
      }
    }
    await closed;
  };
  return { context, kill };
}

/** @param {string[]} [switches] further switches */
function options(switches = []) {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return {
    executablePath: program("SEALPOST_CHROMIUM", names, "chromium"),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...switches,
    ],
  };
}
