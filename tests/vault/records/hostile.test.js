// Input that strangers and other scripts of the origin can give to the keyring worker: hostile key files, records in
// the vault's database, and messages on the vault's channel. The worker stays usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { pbkdf2, protectedBy } from "../../support/keys/der.js";
import { files } from "../../support/keys/hostile-files.js";
import { database } from "../database.js";
import { emptyPage, importKey, newKey, open, use } from "../keyring.js";
import { WorkerMemory } from "../memory/worker-memory.js";

const { newContext } = useBrowser();

/** A file as JSON, to be sent to the page. @param {(typeof files)[number][2]} file */
const asJson = (file) =>
  file instanceof Uint8Array ? { bytes: [...file] } : { text: typeof file === "string" ? file : JSON.stringify(file) };

test("the worker refuses hostile key files before the work that they demand, and works on", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const memory = new WorkerMemory(page);
  const { pem } = newKey();
  await use(page, ({ keyring }, pem) => keyring.import(pem), pem);
  const before = await memory.sizes();
  // The control: a file whose number of iterations is not refused.
  const allowed = protectedBy(pbkdf2(1_000_000n));
  const all = [
    ...files.map(([, code, file]) => ({ code, ...asJson(file) })),
    { code: "wrong-passphrase", ...asJson(allowed) },
  ];
  const seen = await use(
    page,
    async ({ keyring, code }, all) => {
      const seen = [];
      for (const { bytes, text } of /** @type {{ bytes?: number[], text?: string }[]} */ (all)) {
        const started = performance.now();
        const result = await code(() =>
          keyring.import(bytes ? new Uint8Array(bytes) : (text ?? ""), { passphrase: "hunter2" }),
        );
        const took = performance.now() - started;
        const [entry] = await keyring.list();
        const opened = await keyring.unseal(await keyring.seal("still here", [entry?.publicKey ?? ""]));
        seen.push({ result, took, text: opened.text() });
      }
      return seen;
    },
    all,
  );
  const after = await memory.sizes();
  const times = seen.slice(0, -1).map(({ took }) => took);
  const control = seen.at(-1)?.took ?? 0;
  for (const [index, { result, text }] of seen.entries()) {
    assert.equal(result, all[index]?.code, files[index]?.[0] ?? "control");
    assert.equal(text, "still here");
  }
  t.diagnostic(`refused within ${Math.max(...times).toFixed()} ms; 1,000,000 iterations took ${control.toFixed()} ms`);
  t.diagnostic(`wasm memory: ${before.wasm} to ${after.wasm} bytes`);
  // The files with too many iterations demand at least ten times the work of the control. A busy machine slows both.
  assert.ok(Math.max(...times) < 5 * control, "a file was refused only after the work that it demands");
  assert.ok(
    before.wasm > 0 && after.wasm - before.wasm < 8 << 20,
    `wasm memory: ${before.wasm} to ${after.wasm} bytes`,
  );
});

/** Records that a script of the origin may write into the database, as code that makes them: see {@link plant}. */
const oddRecords = {
  "nothing encrypted": "record('contact', 'a')",
  "null in place of what is encrypted": "record('contact', 'a', { sealed: null })",
  "text in place of bytes": "record('contact', 'a', { sealed: 'x'.repeat(64) })",
  "numbers in place of bytes": "record('key', 'a', { sealed: Array(64).fill(0) })",
  "an object in place of bytes":
    "record('key', 'a', { sealed: { nonce: new Uint8Array(12), bytes: new Uint8Array(64), length: 64 } })",
  "a buffer in place of a view": "record('contact', 'a', { sealed: new ArrayBuffer(64) })",
  "other views":
    "record('key', 'a', { sealed: new Int8Array(64) }), record('key', 'b', { sealed: new DataView(new ArrayBuffer(64)) })",
  "no byte": "record('contact', 'a', { sealed: bytes(0) })",
  "a byte less than a nonce and a tag": "record('contact', 'a', { sealed: bytes(27) })",
  "64 MiB": "record('contact', 'a', { sealed: bytes(64 << 20) })",
  "a record within itself":
    "(() => { const one = record('contact', 'a'); one.sealed = one; one.one = [one]; return one; })()",
  "deep nesting":
    "(() => { let one = null; for (let depth = 0; depth < 1500; depth += 1) one = { one, sealed: one }; return record('contact', 'a', { sealed: one }); })()",
  "maps, sets, dates, errors":
    "record('contact', 'a', { sealed: new Map([[1, new Set([2])]]), version: new Date(), error: new Error('x') })",
  "an id that is a number": "record('contact', 5, { sealed: bytes(64) })",
  "an id that is bytes": "record('key', new Uint8Array(9), { sealed: bytes(64) })",
  "an id that is an empty array": "record('key', [], { sealed: bytes(64) })",
  "an id of 1 MiB": "record('contact', 'x'.repeat(1 << 20), { sealed: bytes(64) })",
  "an id that is a member of every object": "record('key', '__proto__', { sealed: bytes(64) })",
  "values that are no version":
    "[NaN, Infinity, 1.5, -1, 1n, '1', null, undefined, true].map((version, at) => record('contact', 'v' + at, { version, sealed: bytes(64) }))",
};
/** The key of an entry in the store `meta`, and code that makes an array of invalid values for the entry. */
const oddMeta = {
  "values that are no head": [
    "head",
    "[null, 5, 'x', {}, [], { version: 2 }, { version: 2, revision: '1' }, { version: 2, revision: 2 ** 53 }, { version: NaN, revision: 0 }, { version: '9', revision: 1 }, { version: 2, revision: -1 }]",
  ],
  "values that are no device key": [
    "device",
    "[null, 5, 'x', {}, await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']), await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']), await crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt', 'decrypt'])]",
  ],
  "values that are no list": [
    "list",
    "[null, 5, 'x', {}, bytes(0), bytes(64), bytes(64 << 20), { length: 64 }, new Int8Array(64)]",
  ],
};

/**
 * Writes records, or an entry of the store `meta`, into the database.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} code JavaScript that makes records, also in arrays, or the value of the entry. It can call `record`
 * and `bytes`
 * @param {string} [name] the key of the entry; without it, the code makes records
 */
function plant(page, code, name) {
  return page.evaluate(`(async () => {
    const record = (type, id, members) => ({ type, id, version: 1, ...members });
    const bytes = (length) => new Uint8Array(length);
    const request = indexedDB.open("sealpost:default");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const values = ${name ? `[${code}]` : `[${code}].flat(3)`};
    const transaction = request.result.transaction(["records", "meta"], "readwrite");
    for (const value of values) {
      if (${JSON.stringify(name ?? "")}) transaction.objectStore("meta").put(value, ${JSON.stringify(name ?? "")});
      else transaction.objectStore("records").put(value);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    request.result.close();
  })()`);
}

/** Imports a key and adds a contact, and reads both. @param {import("playwright-core").Page} page */
const importAndRead = (page) =>
  use(
    page,
    async ({ keyring }, pem) => {
      const { publicKey } = await keyring.import(pem, { name: "mine" });
      await keyring.putContact({ publicKey, name: "Bob" });
      const [entry] = (await keyring.list()).filter((one) => one.publicKey === publicKey);
      const opened = await keyring.unseal(await keyring.seal("still here", [publicKey]), { id: entry?.id ?? "" });
      return [opened.text(), (await keyring.contacts()).map(({ name }) => name), keyring.storage];
    },
    newKeyText,
  );
const newKeyText = newKey().pem;

for (const [what, code] of Object.entries(oddRecords)) {
  test(`a foreign record in the vault is reported, and the vault works: ${what}`, async (t) => {
    const page = await emptyPage(await newContext(t));
    await open(page);
    assert.deepEqual(await importAndRead(page), ["still here", ["Bob"], "persistent"]);
    await page.reload();
    await plant(page, code);
    assert.deepEqual(await open(page), { storage: "persistent", reason: "damaged", code: "none" });
    assert.deepEqual(await importAndRead(page), ["still here", ["Bob"], "persistent"]);
    await use(page, ({ keyring }) => keyring.clear());
    assert.deepEqual((await database(page)).records, []);
  });
}

for (const [what, [name = "", code = ""]] of Object.entries(oddMeta)) {
  test(`foreign values in the store meta are reported, and the vault works: ${what}`, async (t) => {
    const page = await emptyPage(await newContext(t));
    // To count the values, `bytes` need not make any.
    const count = /** @type {number} */ (
      await page.evaluate(`(async () => { const bytes = (length) => ({}); return (${code}).length; })()`)
    );
    for (let index = 0; index < count; index += 1) {
      await open(page);
      await use(page, ({ keyring }) => keyring.clear());
      assert.deepEqual(await importAndRead(page), ["still here", ["Bob"], "persistent"]);
      await page.reload();
      await plant(page, `(${code})[${index}]`, name);
      const opened = await open(page);
      assert.deepEqual(opened, { storage: "persistent", reason: "damaged", code: "none" }, `${index}`);
      const [text, , storage] = await importAndRead(page);
      assert.deepEqual([text, storage], ["still here", "persistent"], `${index}`);
      await page.reload();
    }
  });
}

test("opening takes time in proportion to foreign records, and the vault stays usable with 30,000", async (t) => {
  const page = await emptyPage(await newContext(t));
  const times = [];
  for (const count of [1000, 10_000]) {
    await open(page);
    await use(page, ({ keyring }) => keyring.clear());
    await importAndRead(page);
    await page.reload();
    await plant(
      page,
      `Array.from({ length: ${count} }, (_, at) => ["key", "contact", "of another day"].map((type) => record(type, "x" + at, { sealed: bytes(600) })))`,
    );
    const started = performance.now();
    assert.equal((await open(page)).reason, "damaged");
    times.push(performance.now() - started);
    assert.deepEqual(await importAndRead(page), ["still here", ["Bob"], "persistent"]);
    assert.equal(
      (await database(page)).contacts.length,
      1,
      "writing a contact deletes contacts that cannot be decrypted",
    );
    await page.reload();
  }
  const [short = 0, long = 0] = times;
  t.diagnostic(`opened with 3,000 records in ${short.toFixed()} ms, with 30,000 in ${long.toFixed()} ms`);
  // The second vault has ten times the records. A search in quadratic time would take 100 times as long.
  assert.ok(long < 100 * short, "time in proportion");
});

test("foreign messages on the vault's channel change nothing, and a flood does not stop the worker", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const id = await importKey(page, newKeyText, { newPassphrase: "p" });
  const seen = await use(
    page,
    async ({ keyring, events }, id) => {
      const channel = new BroadcastChannel("sealpost:default");
      const cyclic = /** @type {any} */ ({});
      cyclic.locked = cyclic;
      const foreign = [
        null,
        5,
        "x",
        {},
        [],
        undefined,
        true,
        1n,
        new Date(),
        { lock: null },
        { locked: undefined },
        { locked: 5 },
        { locked: "x" },
        { locked: {} },
        { locked: [5] },
        { locked: [id, null] },
        { locked: ["someone else's"] },
        cyclic,
        { changed: true },
        new Uint8Array(1 << 20),
        { locked: new Set([id]) },
      ];
      for (const message of foreign) channel.postMessage(message);
      for (let count = 0; count < 20_000; count += 1) channel.postMessage("changed");
      const started = performance.now();
      const [entry] = await keyring.list();
      const took = performance.now() - started;
      channel.postMessage({ locked: [id] });
      while (!events.includes("locked")) await new Promise((resolve) => setTimeout(resolve, 10));
      channel.close();
      return { locked: entry?.locked, events, took };
    },
    id,
  );
  t.diagnostic(`listed behind 20,000 messages in ${seen.took.toFixed()} ms`);
  assert.equal(seen.locked, false);
  assert.deepEqual(seen.events, ["added", "locked"], "control: a valid message locks the key");
  assert.deepEqual(
    await use(page, async ({ keyring }, id) => [(await keyring.list())[0]?.locked, await keyring.unlock(id, "p")], id),
    [true, undefined],
  );
});
