// What the vault's tests share: an empty page of the site's origin, and keyrings in it.
import { generateKeyPairSync } from "node:crypto";
import { beforeWorker, url } from "../page/steps/keys.js";

export { workerOf } from "../page/steps/keys.js";

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

/** The worker's clock and its long timers, in the test's hand; timers stand still in its sleep. */
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
 * What the database of a vault holds, read without the package.
 *
 * @param {Page} page
 * @param {string} [vault]
 * @returns {Promise<{ version: number, records: any[], keys: any[], contacts: any[], meta: Record<string, any>, hex: string,
 * isExtractable: boolean | undefined }>}
 */
export function database(page, vault = "default") {
  return page.evaluate(async (name) => {
    const request = indexedDB.open(name);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const db = request.result;
    const meta = db.transaction("meta").objectStore("meta");
    const all = {
      records: db.transaction("records").objectStore("records").getAll(),
      names: meta.getAllKeys(),
      values: meta.getAll(),
    };
    await new Promise((resolve) => (all.values.transaction ?? all.values).addEventListener("complete", resolve));
    await new Promise((resolve) => setTimeout(resolve));
    const entries = all.names.result.map((name, index) => [name, all.values.result[index]]);
    const device = entries.find(([name]) => name === "device")?.[1];
    const records = all.records.result;
    const found = {
      version: db.version,
      records,
      meta: Object.fromEntries(entries.filter(([name]) => name !== "device")),
    };
    db.close();
    const hex = (/** @type {unknown} */ value) =>
      JSON.stringify(value, (_, member) =>
        member instanceof Uint8Array
          ? Array.from(member, (byte) => byte.toString(16).padStart(2, "0")).join("")
          : member,
      );
    const [keys, contacts] = ["key", "contact"].map((one) => records.filter(({ type }) => type === one));
    return {
      ...found,
      keys: keys ?? [],
      contacts: contacts ?? [],
      hex: hex(found),
      isExtractable: device?.extractable,
    };
  }, `sealpost:${vault}`);
}

/**
 * Changes a record of a vault, as someone would who has the browser's files.
 *
 * @param {Page} page
 * @param {"key" | "contact" | "meta" | string} type Of the record, or the store `meta`.
 * @param {string} id
 * @param {(record: any) => any} change Gives what to write, or nothing to delete it.
 * @param {string} [vault]
 */
export function tamper(page, type, id, change, vault = "default") {
  const script = `async () => {
    const request = indexedDB.open(${JSON.stringify(`sealpost:${vault}`)});
    await new Promise((resolve) => (request.onsuccess = resolve));
    const transaction = request.result.transaction(["records", "meta"], "readwrite");
    const store = transaction.objectStore(${JSON.stringify(type === "meta" ? "meta" : "records")});
    const key = ${JSON.stringify(type === "meta" ? id : [type, id])};
    const get = store.get(key);
    get.onsuccess = () => {
      const changed = (${change.toString()})(get.result);
      if (changed === undefined) store.delete(key);
      else store.put(changed, ${type === "meta" ? "key" : "undefined"});
    };
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    request.result.close();
  }`;
  return page.evaluate((script) => (0, eval)(script)(), script);
}

/**
 * Writes a record as a later version of the package would, or a script of the page that can use the device key: encrypted
 * as docs/vault.md says, and with its place in the list.
 *
 * @param {Page} page
 * @param {{ type: string, id: string, version: number, change: (content: any) => any }} record `change` gets the content
 * that there is, and gives what is to be there.
 * @param {string} [vault]
 */
export function writeByHand(page, { change, ...name }, vault = "default") {
  return page.evaluate(
    async ({ change, type, id, version, vault }) => {
      const request = indexedDB.open(vault);
      await new Promise((resolve) => (request.onsuccess = resolve));
      /** @type {(store: string, key: IDBValidKey) => Promise<any>} */
      const get = (store, key) =>
        new Promise((resolve) => {
          const one = request.result.transaction(store).objectStore(store).get(key);
          one.onsuccess = () => resolve(one.result);
        });
      const [head, device, list, before] = [
        await get("meta", "head"),
        await get("meta", "device"),
        await get("meta", "list"),
        await get("records", [type, id]),
      ];
      const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
      const about = (/** @type {unknown[]} */ ...facts) => utf8(JSON.stringify(["sealpost vault", 2, ...facts]));
      /** @type {(sealed: any, ...facts: unknown[]) => Promise<any>} */
      const decrypt = async (sealed, ...facts) => {
        const how = { name: "AES-GCM", iv: sealed.subarray(0, 12), additionalData: about(...facts) };
        return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, device, sealed.subarray(12))));
      };
      /** @type {(value: any, ...facts: unknown[]) => Promise<any>} */
      const encrypt = async (value, ...facts) => {
        const nonce = crypto.getRandomValues(new Uint8Array(12));
        const how = { name: "AES-GCM", iv: nonce, additionalData: about(...facts) };
        return Uint8Array.of(
          ...nonce,
          ...new Uint8Array(await crypto.subtle.encrypt(how, device, utf8(JSON.stringify(value)))),
        );
      };
      const entries = (await decrypt(list, "list", head.revision)).filter(
        (/** @type {any} */ [one, other]) => one !== type || other !== id,
      );
      const content = (0, eval)(`(${change})`)(before && (await decrypt(before.sealed, type, before.version, id)));
      const sealed = await encrypt(content, type, version, id);
      const base64url = btoa(String.fromCharCode(...sealed.subarray(0, 12)))
        .replaceAll("+", "-")
        .replaceAll("/", "_");
      head.revision += 1;
      const sealedList = await encrypt([...entries, [type, id, version, base64url]], "list", head.revision);
      const transaction = request.result.transaction(["meta", "records"], "readwrite");
      transaction.objectStore("meta").put(head, "head");
      transaction.objectStore("meta").put(sealedList, "list");
      transaction.objectStore("records").put({ type, id, version, sealed });
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      request.result.close();
    },
    { ...name, change: change.toString(), vault: `sealpost:${vault}` },
  );
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
