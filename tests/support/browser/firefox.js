// Firefox, driven by puppeteer-core over WebDriver BiDi: the protocol of the browser itself, with no patched build.
import puppeteer from "puppeteer-core";
import { program } from "./program.js";

/** The browser as every test starts it: SEALPOST_FIREFOX, or what is on the PATH. */
export function launchFirefox() {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: program("SEALPOST_FIREFOX", ["firefox", "firefox-esr"]),
    // A measurement takes its time.
    protocolTimeout: 600_000,
    extraPrefsFirefox: {
      "browser.aboutwelcome.enabled": false,
      "datareporting.policy.dataSubmissionEnabled": false,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
    },
  });
}
