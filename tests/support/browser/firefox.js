// Firefox, driven by puppeteer-core over WebDriver BiDi, which needs no patched build.
import puppeteer from "puppeteer-core";
import { program } from "./program.js";

/** Starts Firefox: the program that SEALPOST_FIREFOX names, or one on the PATH. */
export function launchFirefox() {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: program("SEALPOST_FIREFOX", ["firefox", "firefox-esr"], "firefox-esr"),
    // A measurement may take minutes.
    protocolTimeout: 600_000,
    extraPrefsFirefox: {
      "browser.aboutwelcome.enabled": false,
      "datareporting.policy.dataSubmissionEnabled": false,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
    },
  });
}
