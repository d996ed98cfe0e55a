// Records that somebody altered, exchanged, deleted, or replaced by an earlier version, a vault without its device key,
// and what the keyring does then.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { contentOf, database, reloadWith, tamper } from "../database.js";
import { emptyPage, importKey, newKey, open, use } from "../keyring.js";

const { newContext } = useBrowser();

/** @import { Page } from "playwright-core" */

const { pem } = newKey();
const other = newKey();

/** Bytes as JavaScript code. @param {object} bytes */
const literal = (bytes) => `Uint8Array.from([${Object.values(bytes)}])`;

/** A change for `tamper` that replaces what is encrypted. @param {object} sealed @returns {(record: any) => any} */
const withSealed = (sealed) => /** @type {any} */ (`(record) => ({ ...record, sealed: ${literal(sealed)} })`);

/** @type {Record<string, (record: any) => any>} */
const changes = {
  "gets a later version": (record) => ({ ...record, version: 2 }),
  "gets an earlier version": (record) => ({ ...record, version: 0 }),
  "gets a version that is no number": (record) => ({ ...record, version: "1" }),
  "has a flipped bit": (record) => {
    record.sealed[20] ^= 1;
    return record;
  },
  "has another nonce": (record) => {
    record.sealed[0] ^= 1;
    return record;
  },
  "loses its last byte": (record) => ({ ...record, sealed: record.sealed.slice(0, -1) }),
  "has nothing encrypted": (record) => ({ type: record.type, id: record.id, version: 1 }),
};

for (const [what, change] of Object.entries(changes)) {
  test(`a record that ${what} is reported and not deleted, and the others stay usable`, async (t) => {
    const page = await emptyPage(await newContext(t));
    await open(page);
    const ids = await use(
      page,
      async ({ keyring }, { pem, other }) => [
        (await keyring.import(pem, { exportable: false, name: "Mine", newPassphrase: "hunter2" })).id,
        (await keyring.import(other)).id,
      ],
      { pem, other: other.pem },
    );
    await page.reload();
    assert.deepEqual(
      await open(page),
      { storage: "persistent", reason: null, code: "none" },
      "control: an unaltered record is not reported",
    );
    await page.reload();
    await tamper(page, "key", ids[0] ?? "", change);
    const altered = (await database(page)).keys;
    assert.deepEqual(await open(page), { storage: "persistent", reason: "damaged", code: "none" });
    const list = await use(page, ({ keyring }) => keyring.list());
    assert.deepEqual(
      list.map(({ id }) => id),
      [ids[1]],
    );
    assert.deepEqual((await database(page)).keys, altered, "both records are as they were");
    assert.equal(altered.length, 2);

    const codes = await use(
      page,
      async ({ keyring, code }, { pem, ids }) => [
        await code(() => keyring.unlock(ids[0] ?? "", "hunter2")),
        (await keyring.import(pem, { name: "from the backup" })).id,
      ],
      { pem, ids },
    );
    assert.deepEqual(codes, ["key-not-found", ids[0]]);
    await page.reload();
    assert.equal((await open(page)).reason, null, "the key that was imported again replaced the damaged record");
  });
}

test("a record under the id of another, or as another type, is reported as damage", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const [first = "", second = ""] = await use(
    page,
    async ({ keyring }, { pem, other }) => [(await keyring.import(pem)).id, (await keyring.import(other)).id],
    { pem, other: other.pem },
  );
  const { keys } = await database(page);
  const { sealed } = keys.find(({ id }) => id === second);
  await page.reload();
  await tamper(page, "key", first, withSealed(sealed));
  assert.equal((await open(page)).reason, "damaged");
  assert.deepEqual(
    (await use(page, ({ keyring }) => keyring.list())).map(({ id }) => id),
    [second],
  );
  await page.reload();
  await tamper(page, "key", first, () => undefined);
  await tamper(
    page,
    "contact",
    second,
    /** @type {any} */ (`() => ({ type: "contact", id: "${second}", version: 1, sealed: ${literal(sealed)} })`),
  );
  assert.equal((await open(page)).reason, "damaged");
  assert.deepEqual(await use(page, ({ keyring }) => keyring.contacts()), []);
});

/**
 * What a script of the origin may exchange in a record: its description, the changed members, and the error code when
 * the record's key is unlocked.
 *
 * @type {[string, (own: any, another: any) => object, string][]}
 */
const exchanges = [
  [
    "the private half of another key",
    (own, another) => ({ keys: [{ ...own.keys[0], sealed: another.keys[0].sealed }] }),
    "storage-unavailable",
  ],
  ["the wraps of another key", (_, another) => ({ wraps: another.wraps }), "wrong-passphrase"],
  ["whether it is exportable", () => ({ exportable: true }), "wrong-passphrase"],
  ["another date", (own) => ({ created: own.created + 1 }), "wrong-passphrase"],
  ["fewer iterations", (own) => ({ wraps: [{ ...own.wraps[0], iterations: 1 }] }), "wrong-passphrase"],
  ["endless iterations", (own) => ({ wraps: [{ ...own.wraps[0], iterations: 2 ** 32 - 1 }] }), "key-not-found"],
  ["another purpose", (own) => ({ keys: [{ ...own.keys[0], purpose: "signing" }] }), "key-not-found"],
  ["the keys of the other record", (_, { keys, wraps }) => ({ keys, wraps }), "key-not-found"],
  [
    "the keys of the other record, under the id of this one",
    (own, { keys, wraps }) => ({ keys: [{ ...keys[0], id: own.keys[0].id }], wraps }),
    "key-not-found",
  ],
  ["a name that is no string", () => ({ name: 7 }), "key-not-found"],
  ["a date out of range", () => ({ created: 1e17 }), "key-not-found"],
];

test("a script with the device key gets past no passphrase by exchanging parts of a record", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const [first = "", second = ""] = await use(
    page,
    async ({ keyring }, { pem, other }) => [
      (await keyring.import(pem, { newPassphrase: "one", exportable: false })).id,
      (await keyring.import(other, { newPassphrase: "one" })).id,
    ],
    { pem, other: other.pem },
  );
  const unlock = () => use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "one")), first);
  const [another, own] = [await contentOf(page, second), await contentOf(page, first)];
  assert.equal(own.keys[0].id, first);
  for (const [what, members, expected] of exchanges) {
    await reloadWith(page, first, { ...own, ...members(own, another) });
    await open(page);
    assert.equal(await unlock(), expected, what);
  }
  await reloadWith(page, first, own);
  assert.equal((await open(page)).reason, null);
  assert.equal(await unlock(), "none", "control: unchanged, the key is unlocked");
});

test("a deleted record and an earlier version of a record are reported as damage", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const id = await importKey(page, pem, { name: "old" });
  const [{ sealed }] = (await database(page)).keys;
  await use(page, ({ keyring }, id) => keyring.rename(id, "new"), id);
  await page.reload();
  assert.equal((await open(page)).reason, null);
  await page.reload();
  await tamper(page, "key", id, withSealed(sealed));
  assert.equal((await open(page)).reason, "damaged");
  await use(page, ({ keyring }, id) => keyring.rename(id, "new"), id);
  await page.reload();
  assert.equal((await open(page)).reason, null, "after the record was written again there is no damage");
  await page.reload();
  await tamper(page, "key", id, () => undefined);
  assert.equal((await open(page)).reason, "damaged");
});

/** The id and the date of verification of each contact. @param {Page} page */
const marks = async (page) =>
  (await use(page, ({ keyring }) => keyring.contacts())).map(({ id, verified }) => [id, verified]);

/**
 * Adds two verified contacts: one with the public key of a key in the vault, and one with another public key. Returns
 * the contacts' ids.
 *
 * @param {Page} page
 */
const addContacts = (page) =>
  use(
    page,
    async ({ keyring }, { pem, other }) => {
      const [one, two] = [await keyring.import(pem), await keyring.import(other)];
      await keyring.remove(two.id);
      await keyring.putContact({ publicKey: one.publicKey, name: "Bob", verified: true });
      await keyring.putContact({ publicKey: two.publicKey, name: "Carol", verified: true });
      return [one.id, two.id];
    },
    { pem, other: other.pem },
  );

test("an old record of a contact that was put back verifies nobody, however often the vault is written", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const ids = await addContacts(page);
  const unmarked = ids.map((id) => [id, null]);
  const [first] = (await database(page)).contacts;
  await use(page, async ({ keyring }) => {
    for (const { publicKey, name } of await keyring.contacts())
      await keyring.putContact({ publicKey, name, verified: false });
  });
  await page.reload();
  await tamper(page, "contact", first.id, withSealed(first.sealed));
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await open(page)).reason, "damaged");
    assert.deepEqual(await marks(page), unmarked);
    await use(page, ({ keyring }, id) => keyring.rename(id ?? "", "written since"), ids[0]);
    await page.reload();
  }
  await open(page);
  await use(page, async ({ keyring }) => {
    for (const { publicKey, name } of await keyring.contacts())
      await keyring.putContact({ publicKey, name: `${name}.` });
  });
  await page.reload();
  assert.equal((await open(page)).reason, null, "after both were written again there is no damage");
  assert.deepEqual(await marks(page), unmarked);
});

test("an altered contact is reported as damage until it is written again; the other one stays", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  await addContacts(page);
  const people = await use(page, ({ keyring }) => keyring.contacts());
  for (const change of ["record.sealed[20] ^= 1", "record.version = 9", "record = undefined"]) {
    const [{ id }] = /** @type {[any]} */ ((await database(page)).contacts);
    await page.reload();
    await tamper(page, "contact", id, /** @type {any} */ (`(record) => { ${change}; return record; }`));
    assert.equal((await open(page)).reason, "damaged", change);
    assert.equal((await use(page, ({ keyring }) => keyring.contacts())).length, 1, "the other is there");
    await use(
      page,
      async ({ keyring }, people) => {
        for (const { publicKey, name } of people) await keyring.putContact({ publicKey, name });
      },
      people,
    );
    await page.reload();
    assert.equal((await open(page)).reason, null, `after the contact was written again: ${change}`);
    assert.equal((await use(page, ({ keyring }) => keyring.contacts())).length, 2);
  }
});

test("without its device key a vault is not read or overwritten, and can be cleared", async (t) => {
  const page = await emptyPage(await newContext(t));
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
