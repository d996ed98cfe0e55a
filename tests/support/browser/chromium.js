// Chromium, driven by playwright-core.
import { chromium } from "playwright-core";
import { program } from "./program.js";

/**
 * The browser as every test starts it: SEALPOST_CHROMIUM, or what is on the PATH.
 *
 * @param {string[]} [more] further switches
 */
export function launchChromium(more = []) {
  return chromium.launch(how(more));
}

/**
 * A browser with a profile on the disk, which can be killed without a chance to tidy up.
 *
 * @param {string} profile
 */
export async function launchProfile(profile) {
  const context = await chromium.launchPersistentContext(profile, how());
  const session = await context.browser()?.newBrowserCDPSession();
  const info = await session?.send("SystemInfo.getProcessInfo");
  const ids = info?.processInfo.map(({ id }) => id) ?? [];
  if (ids.length === 0) throw new Error("the browser does not say what its processes are");
  const kill = async () => {
    const closed = new Promise((resolve) => context.on("close", resolve));
    for (const id of ids) {
      try {
        process.kill(id, "SIGKILL");
      } catch {
        // one that has ended already
      }
    }
    await closed;
  };
  return { context, kill };
}

/** @param {string[]} [more] further switches */
function how(more = []) {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return {
    executablePath: program("SEALPOST_CHROMIUM", names),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  };
}
