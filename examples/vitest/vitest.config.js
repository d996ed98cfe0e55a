import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";

// SEALPOST_CHROMIUM is a browser that is installed already; without it, Playwright's own is used.
const executablePath = process.env.SEALPOST_CHROMIUM;

export default defineConfig({
  test: {
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: ["--no-sandbox"] } }),
      instances: [{ browser: "chromium" }],
    },
  },
});
