// Keys at rest: what is kept, what it takes to get it back, and what the database holds.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { after, before, test } from "node:test";
import { launch } from "../../page/steps/keys.js";
import { database, emptyPage, needles, newKey, open, tamper, use, writeByHand } from "../keyring.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** @param {import("node:test").TestContext} t */
async function newContext(t) {
  const context = await browser.newContext();
  t.after(() => context.close());
  return context;
}

const { pem, jwk } = newKey();
const other = newKey();

test("keys are there after a reload: one protected by the device at once, one with a passphrase when unlocked", async (t) => {
  const page = await emptyPage(await newContext(t));
  assert.deepEqual(await open(page, { storage: "persistent" }), { storage: "persistent", reason: null, code: "none" });
  const made = await use(
    page,
    async ({ keyring }, { pem, other }) => {
      const device = await keyring.import(pem, { name: "by device" });
      const secret = await keyring.import(other, { name: "by passphrase", newPassphrase: "hunter2" });
      return {
        device,
        secret,
        sealed: [await keyring.seal("one", [device.publicKey]), await keyring.seal("two", [secret.publicKey])],
      };
    },
    { pem, other: other.pem },
  );
  assert.equal(made.device.protection, "device");
  assert.equal(made.secret.protection, "passphrase");
  assert.equal(made.secret.locked, false);

  await page.reload();
  assert.equal((await open(page)).storage, "persistent");
  const seen = await use(
    page,
    async ({ keyring, events, code }, { id, sealed }) => ({
      list: await keyring.list(),
      one: (await keyring.unseal(sealed[0])).text(),
      locked: [
        await code(() => keyring.unseal(sealed[1])),
        await code(() => keyring.decrypt(id, new Uint8Array(256))),
        await code(() => keyring.export(id, { plaintext: true })),
        await code(() => keyring.setPassphrase(id, "x")),
      ],
      wrong: await code(() => keyring.unlock(id, "hunter3")),
      unlock: await code(() => keyring.unlock(id, new TextEncoder().encode("hunter2"))),
      two: (await keyring.unseal(sealed[1])).text(),
      nobody: await code(() => keyring.unlock("nobody", "x")),
      events,
    }),
    { id: made.secret.id, sealed: made.sealed },
  );
  assert.deepEqual(seen.list, [made.device, { ...made.secret, locked: true }]);
  assert.equal(seen.one, "one");
  assert.deepEqual(seen.locked, Array(4).fill("key-locked"));
  assert.equal(seen.wrong, "wrong-passphrase");
  assert.equal(seen.unlock, "none");
  assert.equal(seen.two, "two");
  assert.equal(seen.nobody, "key-not-found");
  assert.deepEqual(seen.events, ["unlocked"]);
});

test("a generated key is kept as well, and one that is not exportable stays so", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const { id, protection } = await use(page, ({ keyring }) =>
    keyring.generate({ bits: 2048, name: "new", exportable: false, passphrase: "p" }),
  );
  assert.equal(protection, "passphrase");
  await page.reload();
  await open(page);
  const codes = await use(
    page,
    async ({ keyring, code }, id) => [
      await code(() => keyring.unlock(id, "p")),
      await code(() => keyring.export(id, { plaintext: true })),
      (await keyring.backup({ passphrase: "x" })).skipped,
    ],
    id,
  );
  assert.deepEqual(codes, ["none", "not-exportable", [{ id, reason: "not-exportable" }]]);
});

test("lock, setPassphrase, rename and remove, each as it is after a reload", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const first = await use(
    page,
    async ({ keyring, events, code }, pem) => {
      const { id } = await keyring.import(pem);
      const without = await code(() => keyring.lock(id));
      await keyring.lock();
      const [untouched] = await keyring.list();
      await keyring.setPassphrase(id, "one");
      await keyring.lock(id);
      await keyring.rename(id, "renamed while locked");
      const again = await keyring.import(pem);
      return { id, without, untouched, again, events };
    },
    pem,
  );
  assert.equal(first.without, "passphrase-required");
  assert.equal(first.untouched?.locked, false);
  assert.equal(first.again.locked, true, "a known key is not unlocked by importing it again");
  assert.deepEqual(first.events, ["added", "protected", "locked", "renamed"]);

  const before = await database(page);
  await page.reload();
  await open(page);
  const second = await use(
    page,
    async ({ keyring, code }, id) => {
      const [entry] = await keyring.list();
      await keyring.unlock(id, "one");
      await keyring.setPassphrase(id, "two");
      await keyring.lock();
      const old = await code(() => keyring.unlock(id, "one"));
      await keyring.unlock(id, "two");
      await keyring.setPassphrase(id, null);
      return { entry, old };
    },
    first.id,
  );
  assert.equal(second.entry?.name, "renamed while locked");
  assert.equal(second.old, "wrong-passphrase");
  const after = await database(page);
  assert.notDeepEqual(after.keys[0].sealed, before.keys[0].sealed);

  await page.reload();
  await open(page);
  const third = await use(
    page,
    async ({ keyring }, id) => {
      const [entry] = await keyring.list();
      await keyring.remove(id);
      return entry;
    },
    first.id,
  );
  assert.equal(third?.protection, "device");
  assert.equal(third?.locked, false);
  await page.reload();
  await open(page);
  assert.deepEqual(await use(page, ({ keyring }) => keyring.list()), []);
});

test("the database holds no private number, and a device key that cannot be extracted", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await use(
    page,
    async ({ keyring }, { pem, other }) => {
      await keyring.import(pem);
      await keyring.import(other, { newPassphrase: "hunter2" });
      await keyring.putContact({ publicKey: (await keyring.list())[0]?.publicKey ?? "", name: "Somebody" });
    },
    { pem, other: other.pem },
  );
  const { hex, isExtractable, version, keys } = await database(page);
  assert.equal(isExtractable, false);
  assert.equal(version, 2);
  assert.deepEqual(
    keys.map((record) => Object.keys(record)),
    Array(2).fill(["type", "id", "version", "sealed"]),
  );
  const people = (await database(page)).contacts;
  assert.deepEqual(
    people.map(({ version }) => version),
    [1],
  );
  assert.ok(keys.every(({ version }) => version === 1));
  for (const key of [jwk, other.jwk]) assert.ok(needles(key).every(({ hex: one }) => !hex.includes(one)));
  assert.ok(!hex.includes("Somebody") && !hex.includes(Buffer.from("Somebody").toString("hex")));
  assert.ok(hex.includes(keys[0].id), "control: what is in clear is found");
  assert.ok(
    people.every(({ id }) => keys.every((key) => key.id !== id)),
    "whom one knows is not in clear",
  );

  const bytes = Buffer.from(jwk.p ?? "", "base64url");
  await tamper(
    page,
    "meta",
    "head",
    /** @type {any} */ (`(head) => ({ ...head, planted: Uint8Array.from([${[...bytes].join(",")}]) })`),
  );
  const planted = (await database(page)).hex;
  assert.ok(
    needles(jwk).some(({ hex: one }) => planted.includes(one)),
    "control: a number that is there is found",
  );
});

/**
 * The private keys of the vault, read as docs/vault.md describes them by a script that has nothing of sealpost's.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} passphrase
 */
async function readByHand(page, passphrase) {
  const found = await page.evaluate(async (passphrase) => {
    const request = indexedDB.open("sealpost:default");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const [keys, device] = [
      request.result.transaction("records").objectStore("records").getAll(),
      request.result.transaction("meta").objectStore("meta").get("device"),
    ];
    await Promise.all([keys, device].map((get) => new Promise((resolve) => (get.onsuccess = resolve))));
    request.result.close();
    const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
    const bytesOf = (/** @type {string} */ text) =>
      Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    /** @type {(key: CryptoKey, sealed: any, ...facts: unknown[]) => Promise<Uint8Array<ArrayBuffer>>} */
    const decrypt = async (key, sealed, ...facts) => {
      const bytes = typeof sealed === "string" ? bytesOf(sealed) : sealed;
      const how = {
        name: "AES-GCM",
        iv: bytes.subarray(0, 12),
        additionalData: utf8(JSON.stringify(["sealpost vault", 2, ...facts])),
      };
      return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.subarray(12)));
    };
    const read = async (/** @type {any} */ { id, version, sealed }) => {
      const content = JSON.parse(new TextDecoder().decode(await decrypt(device.result, sealed, "key", version, id)));
      const {
        created,
        exportable,
        keys: [key],
        wraps: [wrap],
      } = content;
      const facts = ["key", version, id, created, exportable];
      let opener = device.result;
      const about = [...facts, "data key", wrap.kind];
      if (wrap.kind === "passphrase") {
        const material = await crypto.subtle.importKey("raw", utf8(passphrase), "PBKDF2", false, ["deriveKey"]);
        const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(wrap.salt), iterations: wrap.iterations };
        opener = await crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
        about.push(wrap.salt, wrap.iterations);
      }
      const data = await crypto.subtle.importKey(
        "raw",
        await decrypt(opener, wrap.wrapped, ...about),
        "AES-GCM",
        false,
        ["decrypt"],
      );
      return [...(await decrypt(data, key.sealed, ...facts, key.purpose, key.id))];
    };
    return Promise.all(keys.result.map((record) => read(record).catch(({ name }) => name)));
  }, passphrase);
  return found.map((pkcs8) => {
    if (typeof pkcs8 === "string") return pkcs8;
    return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" }).export({ format: "jwk" }).n;
  });
}

test("who can use the device key reads what it alone protects, exportable or not, and nothing behind a passphrase", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await use(
    page,
    async ({ keyring }, { pem, other }) => {
      await keyring.import(pem, { exportable: false });
      await keyring.import(other, { exportable: false, newPassphrase: "hunter2" });
    },
    { pem, other: other.pem },
  );
  assert.deepEqual((await readByHand(page, "hunter3")).sort(), [jwk.n, "OperationError"].sort());
  assert.deepEqual((await readByHand(page, "hunter2")).sort(), [jwk.n, other.jwk.n].sort());
});

test("`vault-unsupported`: a vault of a newer version is left as it is", async (t) => {
  const page = await emptyPage(await newContext(t));
  await page.evaluate(async () => {
    const request = indexedDB.open("sealpost:default", 3);
    request.onupgradeneeded = () => request.result.createObjectStore("future").put({ of: "another day" }, "something");
    await new Promise((resolve) => (request.onsuccess = resolve));
    request.result.close();
  });
  for (const options of [{}, { storage: /** @type {const} */ ("persistent") }]) {
    const { code } = await open(page, options);
    assert.equal(code, "vault-unsupported");
  }
  const left = await page.evaluate(async () => {
    const request = indexedDB.open("sealpost:default");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const get = request.result.transaction("future").objectStore("future").get("something");
    await new Promise((resolve) => (get.onsuccess = resolve));
    return { version: request.result.version, names: [...request.result.objectStoreNames], value: get.result };
  });
  assert.deepEqual(left, { version: 3, names: ["future"], value: { of: "another day" } });
  assert.equal((await open(page, { vault: "other" })).storage, "persistent");
});

test("`vault-unsupported`: a vault of the version that was never published is named, and left as it is", async (t) => {
  const page = await emptyPage(await newContext(t));
  await page.evaluate(async () => {
    const request = indexedDB.open("sealpost:default", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys", { keyPath: "id" }).put({ id: "x", version: 1 });
      request.result.createObjectStore("meta").put({ version: 1, revision: 5 }, "head");
    };
    await new Promise((resolve) => (request.onsuccess = resolve));
    request.result.close();
  });
  for (const options of [{}, { storage: /** @type {const} */ ("persistent") }]) {
    const { code, message } = await open(page, options);
    assert.equal(code, "vault-unsupported");
    assert.match(message, /earlier version.*never published.*save its keys/);
  }
  const left = await page.evaluate(async () => {
    const request = indexedDB.open("sealpost:default");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const get = request.result.transaction("meta").objectStore("meta").get("head");
    await new Promise((resolve) => (get.onsuccess = resolve));
    return { version: request.result.version, names: [...request.result.objectStoreNames], head: get.result };
  });
  assert.deepEqual(left, { version: 1, names: ["keys", "meta"], head: { version: 1, revision: 5 } });
});

test("`vault-unsupported`: so is a head of a newer version", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await page.reload();
  await tamper(page, "meta", "head", (head) => ({ ...head, version: 3 }));
  assert.equal((await open(page)).code, "vault-unsupported");
  assert.equal((await database(page)).meta.head.version, 3);
});

test("records of later types and versions are left as they are, and do not take the vault down", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const ids = await use(
    page,
    async ({ keyring }, { pem, other }) => {
      const [one, two] = [await keyring.import(pem, { name: "one" }), await keyring.import(other, { name: "two" })];
      await keyring.putContact({ publicKey: one.publicKey, name: "Bob" });
      await keyring.putContact({ publicKey: two.publicKey, name: "Carol", verified: true });
      return [one.id, two.id];
    },
    { pem, other: other.pem },
  );
  const [id = ""] = ids;
  const [bob] = (await database(page)).contacts;
  await page.reload();
  await writeByHand(page, { type: "key", id, version: 2, change: () => ({ of: "another day" }) });
  await writeByHand(page, { type: "contact", id: bob.id, version: 7, change: () => ["another day"] });
  await writeByHand(page, { type: "replay", id: "x", version: 1, change: () => ({ seen: [] }) });
  await tamper(page, "replay", "not in the list", () => ({
    type: "replay",
    id: "not in the list",
    version: 1,
    of: "another day",
  }));
  const foreign = async () => {
    const { records } = await database(page);
    const known = records.filter(({ type, version }) => ["key", "contact"].includes(type) && version === 1);
    return JSON.stringify(records.filter((record) => !known.includes(record)));
  };
  const before = await foreign();
  for (const opened of [await open(page), (await page.reload(), await open(page))]) {
    assert.deepEqual(opened, { storage: "persistent", reason: null, code: "none" });
    const seen = await use(
      page,
      async ({ keyring, code }, { ids: [newer = "", two = ""], pem, other }) => {
        const listed = [(await keyring.list()).length, (await keyring.contacts()).length];
        const codes = [
          await code(() => keyring.import(pem)),
          await code(() => keyring.remove(newer)),
          await code(() => keyring.rename(two, "three")),
          await code(() => keyring.setPassphrase(two, "p")),
          await code(() => keyring.remove(two)),
          await code(() => keyring.import(other)),
        ];
        const [contact] = await keyring.contacts();
        await keyring.removeContact(contact?.id ?? "");
        await keyring.putContact({ publicKey: contact?.publicKey ?? "", name: "Dave" });
        return { listed, codes };
      },
      { ids, pem, other: other.pem },
    );
    assert.deepEqual(seen.listed, [1, 1]);
    assert.deepEqual(seen.codes, ["vault-unsupported", "key-not-found", "none", "none", "none", "none"]);
    assert.equal(await foreign(), before);
  }
  await use(page, ({ keyring }) => keyring.clear());
  assert.deepEqual((await database(page)).records, []);
});

test("wraps and keys that a later version adds to a record stay in it, and it stays usable through those that are known", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const id = await use(page, async ({ keyring }, pem) => (await keyring.import(pem, { newPassphrase: "p" })).id, pem);
  await page.reload();
  await writeByHand(page, {
    type: "key",
    id,
    version: 1,
    change: (content) => ({
      ...content,
      icon: "a member of later",
      keys: [{ purpose: "signing", of: "another day" }, ...content.keys],
      wraps: [{ kind: "prf", of: ["another day"] }, ...content.wraps],
    }),
  });
  assert.equal((await open(page)).reason, null);
  const codes = await use(
    page,
    async ({ keyring, code }, id) => [
      await code(() => keyring.unlock(id, "p")),
      await code(() => keyring.rename(id, "renamed")),
      await code(() => keyring.setPassphrase(id, "q")),
      (await keyring.list())[0]?.name,
      (await keyring.unseal(await keyring.seal("x", [(await keyring.list())[0]?.publicKey ?? ""]))).text(),
    ],
    id,
  );
  assert.deepEqual(codes, ["none", "none", "vault-unsupported", "renamed", "x"]);
  await page.reload();
  await writeByHand(page, {
    type: "key",
    id,
    version: 1,
    change: (content) => {
      if (
        content.icon !== "a member of later" ||
        content.keys[0].of !== "another day" ||
        content.wraps[0].of[0] !== "another day"
      ) {
        throw new Error(`what was added is gone: ${JSON.stringify(content)}`);
      }
      return { ...content, wraps: content.wraps.slice(0, 1) };
    },
  });
  assert.equal((await open(page)).reason, null, "a record that only later wraps open is no damage");
  assert.deepEqual(await use(page, ({ keyring }) => keyring.list()), []);
  assert.equal(await use(page, ({ keyring, code }, pem) => code(() => keyring.import(pem)), pem), "vault-unsupported");
});
