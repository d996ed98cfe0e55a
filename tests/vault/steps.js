// What the vault's tests share: an empty page of the site's origin, and keyrings in it.
import { generateKeyPairSync } from "node:crypto";
import { beforeWorker, url } from "../page/browser.js";

export { workerOf } from "../page/browser.js";

/** @import { BrowserContext, Page } from "playwright-core" */
/** @import { Keyring } from "../../js/keyring.js" */

/** @typedef {{ keyring: Keyring, events: string[], code: (act: () => Promise<unknown>) => Promise<string> }} Tools */

/** A new key, as the tests import it. */
export function newKey(bits = 2048) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return {
    pem: /** @type {string} */ (privateKey.export({ type: "pkcs8", format: "pem" })),
    jwk: privateKey.export({ format: "jwk" }),
  };
}

/**
 * A page of the site's origin with nothing on it, so that no other keyring runs.
 *
 * @param {BrowserContext} context
 * @param {{ origin?: string, worker?: string }} [options] `worker`: a script that the keyring's worker runs first
 * @returns {Promise<Page>}
 */
export async function emptyPage(context, { origin = url, worker } = {}) {
  const page = await context.newPage();
  await page.route("**/empty", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  if (worker !== undefined) await beforeWorker(page, "keyring", `${worker};`);
  // Under another name the document must come from the server: else the browser does not let it load from this machine.
  await page.goto(new URL(origin === url ? "empty" : "style.css", origin).href);
  return page;
}

/**
 * Opens a keyring in the page, as `globalThis.keyring`, and says where it keeps its keys.
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
 * Imports a key that the device alone protects, and one with the passphrase "p".
 *
 * @param {Page} page
 */
export function importTwo(page) {
  return use(page, async ({ keyring }, [one = "", two = ""]) => [
    (await keyring.import(one)).id,
    (await keyring.import(two, { newPassphrase: "p" })).id,
  ], [newKey().pem, newKey().pem]);
}

/**
 * What the database of a vault holds, read without the package.
 *
 * @param {Page} page
 * @param {string} [vault]
 * @returns {Promise<{ version: number, keys: any[], meta: Record<string, any>, hex: string, isExtractable: boolean | undefined }>}
 */
export function database(page, vault = "default") {
  return page.evaluate(async (name) => {
    const request = indexedDB.open(name);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const db = request.result;
    const meta = db.transaction("meta").objectStore("meta");
    const all = { keys: db.transaction("keys").objectStore("keys").getAll(), names: meta.getAllKeys(), values: meta.getAll() };
    await new Promise((resolve) => (all.values.transaction ?? all.values).addEventListener("complete", resolve));
    await new Promise((resolve) => setTimeout(resolve));
    const entries = all.names.result.map((name, index) => [name, all.values.result[index]]);
    const device = entries.find(([name]) => name === "device")?.[1];
    const found = { version: db.version, keys: all.keys.result, meta: Object.fromEntries(entries.filter(([name]) => name !== "device")) };
    db.close();
    const hex = (/** @type {unknown} */ value) =>
      JSON.stringify(value, (_, member) =>
        member instanceof Uint8Array ? Array.from(member, (byte) => byte.toString(16).padStart(2, "0")).join("") : member,
      );
    return { ...found, hex: hex(found), isExtractable: device?.extractable };
  }, `sealpost:${vault}`);
}

/**
 * Changes a record of a vault, as someone would who has the browser's files.
 *
 * @param {Page} page
 * @param {"keys" | "meta"} store
 * @param {string} key
 * @param {(record: any) => any} change Gives what to write, or nothing to delete it.
 * @param {string} [vault]
 */
export function tamper(page, store, key, change, vault = "default") {
  const script = `async () => {
    const request = indexedDB.open(${JSON.stringify(`sealpost:${vault}`)});
    await new Promise((resolve) => (request.onsuccess = resolve));
    const transaction = request.result.transaction(["keys", "meta"], "readwrite");
    const store = transaction.objectStore(${JSON.stringify(store)});
    const get = store.get(${JSON.stringify(key)});
    get.onsuccess = () => {
      const changed = (${change.toString()})(get.result);
      if (changed === undefined) store.delete(${JSON.stringify(key)});
      else store.put(changed, ${store === "meta" ? JSON.stringify(key) : "undefined"});
    };
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    request.result.close();
  }`;
  return page.evaluate((script) => (0, eval)(script)(), script);
}

/**
 * The middles of d, p and q in hexadecimal, big-endian and little-endian.
 *
 * @param {import("node:crypto").JsonWebKey} jwk
 */
export function needles({ d = "", p = "", q = "" }) {
  return Object.entries({ d, p, q }).flatMap(([name, number]) => {
    const middle = Buffer.from(number, "base64url").subarray(40, 64);
    return [
      { name: `${name}, big-endian`, hex: middle.toString("hex") },
      { name: `${name}, little-endian`, hex: Buffer.from(middle).reverse().toString("hex") },
    ];
  });
}
