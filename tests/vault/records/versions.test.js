// Vaults of other versions are refused and not changed. Records of later types and versions stay as they are until `clear`
// deletes them, and the rest of the vault is used.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { database, tamper, writeRecord } from "../database.js";
import { emptyPage, importKey, newKey, open, use } from "../keyring.js";

const { newContext } = useBrowser();

const { pem } = newKey();
const other = newKey();

/**
 * The version of the default vault's database, the names of its stores, and one value in it.
 *
 * @param {import("playwright-core").Page} page
 * @param {string[]} place the store and the key of the value
 */
const stateOf = (page, ...place) =>
  page.evaluate(async ([store = "", key = ""]) => {
    const request = indexedDB.open("sealpost:default");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const get = request.result.transaction(store).objectStore(store).get(key);
    await new Promise((resolve) => (get.onsuccess = resolve));
    return { version: request.result.version, names: [...request.result.objectStoreNames], value: get.result };
  }, place);

test("`vault-unsupported`: a database of a later version is not changed", async (t) => {
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
  const left = await stateOf(page, "future", "something");
  assert.deepEqual(left, { version: 3, names: ["future"], value: { of: "another day" } });
  assert.equal((await open(page, { vault: "other" })).storage, "persistent");
});

test("`vault-unsupported`: a database of the unpublished first version is reported as such, not changed", async (t) => {
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
  const left = await stateOf(page, "meta", "head");
  assert.deepEqual(left, { version: 1, names: ["keys", "meta"], value: { version: 1, revision: 5 } });
});

test("`vault-unsupported`: a vault whose head has a later version is not changed", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await page.reload();
  await tamper(page, "meta", "head", (head) => ({ ...head, version: 3 }));
  assert.equal((await open(page)).code, "vault-unsupported");
  assert.equal((await database(page)).meta.head.version, 3);
});

test("records of later types and versions are not changed, and the vault stays usable", async (t) => {
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
  await writeRecord(page, { type: "key", id, version: 2, change: () => ({ of: "another day" }) });
  await writeRecord(page, { type: "contact", id: bob.id, version: 7, change: () => ["another day"] });
  await writeRecord(page, { type: "diary", id: "x", version: 1, change: () => ({ seen: [] }) });
  await tamper(page, "diary", "not in the list", () => ({
    type: "diary",
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

test("wraps and keys that a later version added to a record stay there, and the known ones stay usable", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const id = await importKey(page, pem, { newPassphrase: "p" });
  await page.reload();
  await writeRecord(page, {
    type: "key",
    id,
    version: 1,
    change: (content) => ({
      ...content,
      icon: "a member of later",
      keys: [{ purpose: "proof", of: "another day" }, ...content.keys],
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
  await writeRecord(page, {
    type: "key",
    id,
    version: 1,
    change: (content) => {
      if (
        content.icon !== "a member of later" ||
        content.keys[0].of !== "another day" ||
        content.wraps[0].of[0] !== "another day"
      ) {
        throw new Error(`a later version's members are gone: ${JSON.stringify(content)}`);
      }
      return { ...content, wraps: content.wraps.slice(0, 1) };
    },
  });
  assert.equal(
    (await open(page)).reason,
    null,
    "a record that has only wraps of later kinds is not reported as damaged",
  );
  assert.deepEqual(await use(page, ({ keyring }) => keyring.list()), []);
  assert.equal(await use(page, ({ keyring, code }, pem) => code(() => keyring.import(pem)), pem), "vault-unsupported");
});
