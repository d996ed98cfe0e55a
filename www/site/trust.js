import { workerFile } from "./worker-files.js";

/**
 * @typedef {{ createScriptURL: (url: string) => string }} Rules
 * @typedef {{ createPolicy: (name: string, rules: Rules) => unknown }} TrustedTypes
 */

/**
 * The page's one Trusted Types policy: it admits the page's own workers, the workers of the package, which only the
 * benchmark's page starts, and the service worker. It has no createHTML and no createScript, so markup and code made
 * from strings stay forbidden. To be called before the first worker is made. Browsers without Trusted Types need no
 * policy.
 */
export function installTrust() {
  const factory = /** @type {{ trustedTypes?: TrustedTypes }} */ (/** @type {unknown} */ (globalThis)).trustedTypes;
  if (!factory) return;
  const kinds = /** @type {const} */ (["keyring", "generator", "cipher", "files"]);
  const others = [...kinds.map((kind) => `sealpost/${kind}-worker.js`), "sw.js"];
  const scripts = [...kinds.map(workerFile), ...others.map((name) => new URL(name, document.baseURI).href)];
  factory.createPolicy("default", {
    createScriptURL(url) {
      const { href } = new URL(url, document.baseURI);
      if (scripts.includes(href)) return href;
      throw new TypeError("this page runs no script but its own");
    },
  });
}
