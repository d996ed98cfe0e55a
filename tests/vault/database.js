// Reads and changes the IndexedDB database of a vault without the package, in its format (docs/vault.md).

/** @import { Page } from "playwright-core" */

/**
 * The content of a vault's database. `hex` is the content as JSON, without the device key and with bytes in
 * hexadecimal.
 *
 * @param {Page} page
 * @param {string} [vault]
 * @returns {Promise<{ version: number, records: any[], keys: any[], contacts: any[], meta: Record<string, any>, hex:
 * string, isExtractable: boolean | undefined }>}
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
    const [keys, contacts] = ["key", "contact"].map((wanted) => records.filter(({ type }) => type === wanted));
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
 * Changes a record of a vault without its device key, as anybody can who has access to the browser's profile.
 *
 * @param {Page} page
 * @param {string} type the type of a record, or `meta` for an entry of the store with this name
 * @param {string} id the id of the record, or the key of the entry
 * @param {(record: any) => any} change returns the record to write, or undefined to delete it
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
 * Encrypts a record with the device key, and writes the record and its entry in the list of records (docs/vault.md). A
 * later version of the package may write such a record, and so may a script of the origin, which can use the device
 * key.
 *
 * @param {Page} page
 * @param {{ type: string, id: string, version: number, change: (content: any) => any }} record `change` gets the
 * decrypted content of the record, if there is a record, and returns the new content
 * @param {string} [vault]
 * @returns {Promise<any>} the new content
 */
export function writeRecord(page, { change, ...name }, vault = "default") {
  return page.evaluate(
    async ({ change, type, id, version, vault }) => {
      const request = indexedDB.open(vault);
      await new Promise((resolve) => (request.onsuccess = resolve));
      /** @type {(store: string, key: IDBValidKey) => Promise<any>} */
      const get = (store, key) =>
        new Promise((resolve) => {
          const getting = request.result.transaction(store).objectStore(store).get(key);
          getting.onsuccess = () => resolve(getting.result);
        });
      const [head, device, list, before] = [
        await get("meta", "head"),
        await get("meta", "device"),
        await get("meta", "list"),
        await get("records", [type, id]),
      ];
      const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
      // The additional data of AES-GCM: what the encrypted value is about.
      const about = (/** @type {unknown[]} */ ...facts) => utf8(JSON.stringify(["sealpost vault", 2, ...facts]));
      /** @type {(sealed: any, ...facts: unknown[]) => Promise<any>} */
      const decrypt = async (sealed, ...facts) => {
        const algorithm = { name: "AES-GCM", iv: sealed.subarray(0, 12), additionalData: about(...facts) };
        return JSON.parse(
          new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, device, sealed.subarray(12))),
        );
      };
      /** @type {(value: any, ...facts: unknown[]) => Promise<any>} */
      const encrypt = async (value, ...facts) => {
        const nonce = crypto.getRandomValues(new Uint8Array(12));
        const algorithm = { name: "AES-GCM", iv: nonce, additionalData: about(...facts) };
        return Uint8Array.of(
          ...nonce,
          ...new Uint8Array(await crypto.subtle.encrypt(algorithm, device, utf8(JSON.stringify(value)))),
        );
      };
      const entries = (await decrypt(list, "list", head.revision)).filter(
        (/** @type {any} */ [listedType, listedId]) => listedType !== type || listedId !== id,
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
      return content;
    },
    { ...name, change: change.toString(), vault: `sealpost:${vault}` },
  );
}

/**
 * The decrypted content of a key's record, as a script of the origin can read it. Writes the record again, with the
 * same content.
 *
 * @param {Page} page
 * @param {string} id
 */
export const contentOf = (page, id) => writeRecord(page, { type: "key", id, version: 1, change: (content) => content });

/**
 * Changes the content of a key's record by JavaScript code.
 *
 * @param {Page} page
 * @param {string} id
 * @param {string} code statements that change `content`
 */
export function changeKey(page, id, code) {
  const change = /** @type {any} */ (`(content) => { ${code}; return content; }`);
  return writeRecord(page, { type: "key", id, version: 1, change });
}

/**
 * Reloads the page, and writes a key's record with other content.
 *
 * @param {Page} page
 * @param {string} id
 * @param {object} content
 */
export async function reloadWith(page, id, content) {
  await page.reload();
  await changeKey(page, id, `content = ${JSON.stringify(content)}`);
}
