// Records that someone altered, exchanged, took away or put back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../../page/steps/keys.js";
import { database, emptyPage, newKey, open, tamper, use, writeByHand } from "../keyring.js";

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
  "loses what is encrypted": (record) => ({ type: record.type, id: record.id, version: 1 }),
};

for (const [what, change] of Object.entries(changes)) {
  test(`a record that ${what} is refused and left, and the others stay usable`, async (t) => {
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await emptyPage(context);
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
      "control: untouched, all is well",
    );
    await page.reload();
    await tamper(page, "key", ids[0] ?? "", change);
    assert.deepEqual(await open(page), { storage: "persistent", reason: "damaged", code: "none" });
    const list = await use(page, ({ keyring }) => keyring.list());
    assert.deepEqual(
      list.map(({ id }) => id),
      [ids[1]],
    );
    assert.equal((await database(page)).keys.length, 2);

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
    assert.equal((await open(page)).reason, null, "what was imported again took its place");
  });
}

test("a record under another's id is refused, and so is one as another type", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const [first = "", second = ""] = await use(
    page,
    async ({ keyring }, { pem, other }) => [(await keyring.import(pem)).id, (await keyring.import(other)).id],
    { pem, other: other.pem },
  );
  const { keys } = await database(page);
  const { sealed } = keys.find(({ id }) => id === second);
  await page.reload();
  await tamper(page, "key", first, /** @type {any} */ (`(record) => ({ ...record, sealed: ${literal(sealed)} })`));
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

test("inside a record nothing can be exchanged either: who can use the device key does not get past the passphrase", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const [first = "", second = ""] = await use(
    page,
    async ({ keyring }, { pem, other }) => [
      (await keyring.import(pem, { newPassphrase: "one", exportable: false })).id,
      (await keyring.import(other, { newPassphrase: "one" })).id,
    ],
    { pem, other: other.pem },
  );
  /** @type {any[]} */
  const contents = [];
  await page.exposeFunction("give", (/** @type {any} */ content) => void contents.push(content));
  const keep = (/** @type {any} */ content) => {
    const { give } = /** @type {any} */ (globalThis);
    give(content);
    return content;
  };
  await writeByHand(page, { type: "key", id: second, version: 1, change: keep });
  await writeByHand(page, { type: "key", id: first, version: 1, change: keep });
  const [another, own] = contents;
  /** @type {[string, object, string][]} */
  const exchanges = [
    [
      "another key's private half",
      { keys: [{ ...own.keys[0], sealed: another.keys[0].sealed }] },
      "storage-unavailable",
    ],
    ["another key's wrap", { wraps: another.wraps }, "wrong-passphrase"],
    ["that it is exportable", { exportable: true }, "wrong-passphrase"],
    ["another date", { created: own.created + 1 }, "wrong-passphrase"],
    ["fewer iterations", { wraps: [{ ...own.wraps[0], iterations: 1 }] }, "wrong-passphrase"],
    ["endless iterations", { wraps: [{ ...own.wraps[0], iterations: 2 ** 32 - 1 }] }, "key-not-found"],
    ["another purpose", { keys: [{ ...own.keys[0], purpose: "signing" }] }, "key-not-found"],
    ["the other's keys", { keys: another.keys, wraps: another.wraps }, "key-not-found"],
    [
      "the other's keys under its own id",
      { keys: [{ ...another.keys[0], id: first }], wraps: another.wraps },
      "key-not-found",
    ],
    ["a name that is none", { name: 7 }, "key-not-found"],
    ["a date that is none", { created: 1e17 }, "key-not-found"],
  ];
  for (const [what, members, expected] of exchanges) {
    await page.reload();
    const change = `() => (${JSON.stringify({ ...own, ...members })})`;
    await writeByHand(page, { type: "key", id: first, version: 1, change: /** @type {any} */ (change) });
    await open(page);
    assert.equal(
      await use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "one")), first),
      expected,
      what,
    );
  }
  await page.reload();
  await writeByHand(page, {
    type: "key",
    id: first,
    version: 1,
    change: /** @type {any} */ (`() => (${JSON.stringify(own)})`),
  });
  assert.equal((await open(page)).reason, null);
  assert.equal(
    await use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "one")), first),
    "none",
    "control",
  );
});

test("a record that was taken away is missed, and one that was put back from an earlier time is noticed", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const id = await use(page, async ({ keyring }, pem) => (await keyring.import(pem, { name: "old" })).id, pem);
  const [{ sealed }] = (await database(page)).keys;
  await use(page, ({ keyring }, id) => keyring.rename(id, "new"), id);
  await page.reload();
  assert.equal((await open(page)).reason, null);
  await page.reload();
  await tamper(page, "key", id, /** @type {any} */ (`(record) => ({ ...record, sealed: ${literal(sealed)} })`));
  assert.equal((await open(page)).reason, "damaged");
  await use(page, ({ keyring }, id) => keyring.rename(id, "new"), id);
  await page.reload();
  assert.equal((await open(page)).reason, null, "written anew, it is well");
  await page.reload();
  await tamper(page, "key", id, () => undefined);
  assert.equal((await open(page)).reason, "damaged");
});

/** Bytes, written as code. @param {object} bytes */
function literal(bytes) {
  return `Uint8Array.from([${Object.values(bytes)}])`;
}

test("contacts: what was altered is told, and what was put back has no mark, however often something is written", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const ids = await use(
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
  const { contacts: before } = await database(page);
  await use(page, async ({ keyring }) => {
    for (const { publicKey, name } of await keyring.contacts())
      await keyring.putContact({ publicKey, name, verified: false });
  });
  const [first] = before;
  const back = () =>
    tamper(
      page,
      "contact",
      first.id,
      /** @type {any} */ (`(record) => ({ ...record, sealed: ${literal(first.sealed)} })`),
    );
  const marks = async () =>
    (await use(page, ({ keyring }) => keyring.contacts())).map(({ id, verified }) => [id, verified]);
  await page.reload();
  await back();
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await open(page)).reason, "damaged");
    assert.deepEqual(
      await marks(),
      ids.map((id) => [id, null]),
    );
    await use(page, ({ keyring }, id) => keyring.rename(id ?? "", "written since"), ids[0]);
    await page.reload();
  }
  await open(page);
  await use(page, async ({ keyring }) => {
    for (const { publicKey, name } of await keyring.contacts())
      await keyring.putContact({ publicKey, name: `${name}.` });
  });
  await page.reload();
  assert.equal((await open(page)).reason, null, "written anew, they are well");
  assert.deepEqual(
    await marks(),
    ids.map((id) => [id, null]),
  );

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
    assert.equal((await open(page)).reason, null, `what was put again took its place: ${change}`);
    assert.equal((await use(page, ({ keyring }) => keyring.contacts())).length, 2);
  }
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
