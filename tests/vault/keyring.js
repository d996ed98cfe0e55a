// Shared by the vault's tests: an empty page of the site's origin, a keyring in that page, keys for it, and a clock
// that a test can advance.
import { generateKeyPairSync } from "node:crypto";
import { url } from "../support/browser/suite.js";
import { beforeWorker } from "../support/browser/workers.js";

/** @import { BrowserContext, Page } from "playwright-core" */
/** @import { Keyring } from "../../js/keyring.js" */

/** @typedef {{ keyring: Keyring, events: string[], code: (act: () => Promise<unknown>) => Promise<string> }} Tools */

/** A new private key, as PEM and as JWK. */
export function newKey(bits = 2048) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return {
    pem: /** @type {string} */ (privateKey.export({ type: "pkcs8", format: "pem" })),
    jwk: privateKey.export({ format: "jwk" }),
  };
}

/**
 * A script for the worker that replaces Date.now, and timers of a minute or longer. `pass` advances the clock and runs
 * the timers that are due; `sleep` advances the clock only, as when a machine was suspended.
 */
export const clock = `
  let passed = 0;
  const timers = new Map();
  const { now } = Date;
  Date.now = () => now() + passed;
  const { setTimeout: begin, clearTimeout: end } = self;
  self.setTimeout = (act, delay, ...given) => {
    const timer = delay >= 60_000 ? {} : begin(act, delay, ...given);
    if (delay >= 60_000) timers.set(timer, { act, due: Date.now() + delay });
    return timer;
  };
  self.clearTimeout = (timer) => timers.delete(timer) || end(timer);
  self.sleep = (milliseconds) => {
    passed += milliseconds;
  };
  self.pass = (milliseconds) => {
    self.sleep(milliseconds);
    for (const [timer, { act, due }] of [...timers]) {
      if (due <= Date.now() && timers.delete(timer)) act();
    }
  };
`;

/**
 * Opens an empty page of the site's origin: unlike the site's own page, it opens no keyring of its own.
 *
 * @param {BrowserContext} context
 * @param {{ origin?: string, worker?: string }} [options] `worker` is a script that the keyring worker runs first
 * @returns {Promise<Page>}
 */
export async function emptyPage(context, { origin = url, worker } = {}) {
  const page = await context.newPage();
  await page.route("**/empty", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  if (worker !== undefined) await beforeWorker(page, "keyring", `${worker};`);
  // At another origin, a file that the server has and not a page that Playwright makes up: to Chromium, only a page
  // from the server came from this machine, and other pages must not load anything from this machine (Private Network
  // Access).
  await page.goto(new URL(origin === url ? "empty" : "style.css", origin).href);
  return page;
}

/**
 * Opens a keyring in the page, as `globalThis.keyring`. The page also gets `events`, the types of the keyring's events
 * so far, and `code`, which calls a function and returns the code of its error, or "none".
 *
 * @param {Page} page
 * @param {Parameters<typeof Keyring.open>[0]} [options]
 */
export function open(page, options = {}) {
  return page.evaluate(async (options) => {
    // @ts-expect-error: the address is the site's
    const { Keyring } = await import("/sealpost/keyring.js");
    const tools = /** @type {any} */ (globalThis);
    tools.code = async (/** @type {() => Promise<unknown>} */ act) => {
      try {
        await act();
        return "none";
      } catch (error) {
        return `${/** @type {any} */ (error).code}`;
      }
    };
    try {
      const keyring = await Keyring.open(options);
      tools.keyring = keyring;
      tools.events = [];
      keyring.addEventListener("change", (/** @type {CustomEvent} */ { detail }) => tools.events.push(detail.type));
      for (const type of ["contacts", "storage"]) keyring.addEventListener(type, () => tools.events.push(type));
      return { storage: keyring.storage, reason: keyring.storageReason, code: "none" };
    } catch (error) {
      return { code: /** @type {any} */ (error).code, message: /** @type {any} */ (error).message };
    }
  }, options);
}

/**
 * Runs a function in the page with its keyring.
 *
 * @template T, A
 * @param {Page} page
 * @param {(tools: Tools, argument: A) => T} act
 * @param {A} [argument]
 * @returns {Promise<Awaited<T>>}
 */
export function use(page, act, argument) {
  const source = `(argument) => (${act.toString()})(globalThis, argument)`;
  return page.evaluate(({ source, argument }) => (0, eval)(source)(argument), { source, argument });
}

/**
 * Imports a private key into the page's keyring.
 *
 * @param {Page} page
 * @param {string} pem
 * @param {Parameters<Keyring["import"]>[1]} [options]
 * @returns {Promise<string>} its id
 */
export function importKey(page, pem, options) {
  return use(page, async ({ keyring }, { pem, options }) => (await keyring.import(pem, options)).id, { pem, options });
}

/**
 * The error code of decrypting zeros with a key of 2048 bits: "decryption-failed" if the keyring can use the key.
 *
 * @param {Page} page
 * @param {string} id
 */
export function decryptCode(page, id) {
  return use(page, ({ keyring, code }, id) => code(() => keyring.decrypt(id, new Uint8Array(256))), id);
}

/** Waits until the page's keyring has emitted an event of this type. @param {Page} page @param {string} type */
export function untilEvent(page, type) {
  return page.waitForFunction((type) => /** @type {any} */ (globalThis).events.includes(type), type);
}

/**
 * Imports a key without a passphrase and one with the passphrase "p".
 *
 * @param {Page} page
 * @returns {Promise<string[]>} their ids
 */
export function importTwo(page) {
  return use(
    page,
    async ({ keyring }, [one = "", two = ""]) => [
      (await keyring.import(one)).id,
      (await keyring.import(two, { newPassphrase: "p" })).id,
    ],
    [newKey().pem, newKey().pem],
  );
}

/**
 * Bytes 40 to 63 of d, p and q in hexadecimal, big-endian and little-endian.
 *
 * @param {import("node:crypto").JsonWebKey} jwk
 */
export function needles({ d = "", p = "", q = "" }) {
  return Object.entries({ d, p, q }).flatMap(([name, number]) => {
    const part = Buffer.from(number, "base64url").subarray(40, 64);
    return [
      { name: `${name}, big-endian`, hex: part.toString("hex") },
      { name: `${name}, little-endian`, hex: Buffer.from(part).reverse().toString("hex") },
    ];
  });
}
