// Records that someone altered, exchanged, took away or put back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../page/browser.js";
import { database, emptyPage, newKey, open, tamper, use } from "./steps.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const { pem } = newKey();
const other = newKey();

/** @type {Record<string, (record: any) => any>} */
const changes = {
  "is made exportable": (record) => ({ ...record, exportable: true }),
  "gets another name": (record) => ({ ...record, name: "Bank" }),
  "gets another date": (record) => ({ ...record, created: 5 }),
  "loses its passphrase": (record) => ({ ...record, protection: "device", salt: new Uint8Array(), iterations: 0 }),
  "asks for fewer iterations": (record) => ({ ...record, iterations: 1 }),
  "asks for endless iterations": (record) => ({ ...record, iterations: 2 ** 32 - 1 }),
  "has a flipped bit": (record) => {
    record.wrapped.bytes[5] ^= 1;
    return record;
  },
};

for (const [what, change] of Object.entries(changes)) {
  test(`a record that ${what} is refused and left, and the others stay usable`, async (t) => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await emptyPage(context);
    await open(page);
    const ids = await use(page, async ({ keyring }, { pem, other }) => [
      (await keyring.import(pem, { exportable: false, name: "Mine", newPassphrase: "hunter2" })).id,
      (await keyring.import(other)).id,
    ], { pem, other: other.pem });
    await page.reload();
    assert.deepEqual(await open(page), { storage: "persistent", reason: null, code: "none" }, "control: untouched, all is well");
    await page.reload();
    await tamper(page, "key", ids[0] ?? "", change);
    assert.deepEqual(await open(page), { storage: "persistent", reason: "damaged", code: "none" });
    const list = await use(page, ({ keyring }) => keyring.list());
    assert.deepEqual(list.map(({ id }) => id), [ids[1]]);
    assert.equal((await database(page)).keys.length, 2);

    const codes = await use(page, async ({ keyring, code }, { pem, ids }) => [
      await code(() => keyring.unlock(ids[0] ?? "", "hunter2")),
      (await keyring.import(pem, { name: "from the backup" })).id,
    ], { pem, ids });
    assert.deepEqual(codes, ["key-not-found", ids[0]]);
    await page.reload();
    assert.equal((await open(page)).reason, null, "what was imported again took its place");
  });
}

test("inside a record nothing can be exchanged either: the innermost layer is bound to the key", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const [first = "", second = ""] = await use(page, async ({ keyring }, { pem, other }) => [
    (await keyring.import(pem, { newPassphrase: "one" })).id,
    (await keyring.import(other, { newPassphrase: "one" })).id,
  ], { pem, other: other.pem });
  const { keys } = await database(page);
  const { sealed } = keys.find(({ id }) => id === second);
  await page.reload();
  const give = (/** @type {any} */ { nonce, bytes }) =>
    `{ nonce: Uint8Array.from([${Object.values(nonce)}]), bytes: Uint8Array.from([${Object.values(bytes)}]) }`;
  await tamper(page, "key", first, /** @type {any} */ (`(record) => ({ ...record, sealed: ${give(sealed)} })`));
  await open(page);
  assert.equal(await use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "one")), first), "storage-unavailable");
});

test("a record that was taken away is missed, and one that was put back is refused", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const id = await use(page, async ({ keyring }, pem) => (await keyring.import(pem)).id, pem);
  await page.reload();
  await tamper(page, "key", id, () => undefined);
  assert.equal((await open(page)).reason, "damaged");
});

test("contacts: an altered list is told, and one that was put back has no marks", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const id = await use(page, async ({ keyring }, pem) => {
    const { publicKey, id } = await keyring.import(pem);
    await keyring.remove(id);
    return (await keyring.putContact({ publicKey, name: "Bob", verified: true })).id;
  }, pem);
  const { meta } = await database(page);
  await use(page, async ({ keyring }) => {
    const [bob] = await keyring.contacts();
    if (bob) await keyring.putContact({ ...{ publicKey: bob.publicKey }, name: "Bob", verified: false });
  });
  await page.reload();
  const literal = (/** @type {any} */ value) => `Uint8Array.from([${Object.values(value)}])`;
  const box = (/** @type {any} */ { nonce, bytes }) => `{ nonce: ${literal(nonce)}, bytes: ${literal(bytes)} }`;
  const { wrapped, sealed } = meta["contacts"];
  await tamper(page, "meta", "contacts", /** @type {any} */ (`() => ({ version: 1, wrapped: ${box(wrapped)}, sealed: ${box(sealed)} })`));
  assert.equal((await open(page)).reason, "damaged");
  const [bob] = await use(page, ({ keyring }) => keyring.contacts());
  assert.equal(bob?.id, id);
  assert.equal(bob?.verified, null);

  await page.reload();
  await tamper(page, "meta", "contacts", (record) => {
    record.sealed.bytes[0] ^= 1;
    return record;
  });
  assert.equal((await open(page)).reason, "damaged");
  assert.deepEqual(await use(page, ({ keyring }) => keyring.contacts()), []);
  await page.reload();
  await tamper(page, "meta", "contacts", () => undefined);
  assert.equal((await open(page)).reason, "damaged");
});

test("without its device key nothing is read, nothing is overwritten, and the vault can be cleared", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  await use(page, async ({ keyring }, pem) => keyring.import(pem), pem);
  await page.reload();
  await tamper(page, "meta", "device", () => undefined);
  assert.deepEqual(await open(page), { storage: "persistent", reason: "damaged", code: "none" });
  assert.deepEqual(await use(page, ({ keyring }) => keyring.list()), []);
  assert.equal((await database(page)).keys.length, 1);
  await use(page, ({ keyring }) => keyring.clear());
  assert.equal((await database(page)).keys.length, 0);
  await use(page, ({ keyring }, pem) => keyring.import(pem), pem);
  await page.reload();
  assert.equal((await open(page)).reason, null);
  assert.equal((await use(page, ({ keyring }) => keyring.list())).length, 1);
});
