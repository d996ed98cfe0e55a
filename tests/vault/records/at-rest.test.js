// Keys at rest: what the database has, encrypted and in clear, and what is needed to decrypt the keys.
import assert from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { CompactEncrypt } from "jose";
import { useBrowser } from "../../support/browser/suite.js";
import { database, tamper } from "../database.js";
import { emptyPage, needles, newKey, open, use } from "../keyring.js";

const { newContext } = useBrowser();

const { pem, jwk } = newKey();
const other = newKey();

test("after a reload keys without a passphrase are usable, and those with one after they were unlocked", async (t) => {
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

test("a generated key is stored under its passphrase, and after a reload it is still not exportable", async (t) => {
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

test("setPassphrase, rename and remove are still in effect after a reload; only a key with a passphrase is locked", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const first = await use(
    page,
    async ({ keyring, events, code }, pem) => {
      const { id } = await keyring.import(pem);
      const lockCode = await code(() => keyring.lock(id));
      await keyring.lock();
      const [untouched] = await keyring.list();
      await keyring.setPassphrase(id, "one");
      await keyring.lock(id);
      await keyring.rename(id, "renamed while locked");
      const again = await keyring.import(pem);
      return { id, lockCode, untouched, again, events };
    },
    pem,
  );
  assert.equal(first.lockCode, "passphrase-required", "a key without a passphrase cannot be locked");
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

test("after a reload, the `kid` of an imported JWK still names the key in messages", async (t) => {
  const page = await emptyPage(await newContext(t));
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
  const [named = "", other = ""] = await Promise.all(
    ["one of mine", "another"].map((kid) =>
      new CompactEncrypt(Buffer.from("x"))
        .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", kid })
        .encrypt(stranger),
    ),
  );
  await open(page);
  await use(page, ({ keyring }, text) => keyring.import(text), JSON.stringify({ ...jwk, kid: "one of mine" }));
  await page.reload();
  await open(page);
  const codes = await use(
    page,
    ({ keyring, code }, messages) => Promise.all(messages.map((message) => code(() => keyring.unseal(message)))),
    [named, other],
  );
  assert.deepEqual(
    codes,
    ["decryption-failed", "not-a-recipient"],
    "a message that names no key of the keyring is for another",
  );
});

test("the database has no private number in clear, and its device key cannot be extracted", async (t) => {
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
  assert.ok(hex.includes(keys[0].id), "control: an id, which is in clear, is found");
  assert.ok(
    people.every(({ id }) => keys.every((key) => key.id !== id)),
    "a contact's id is not the id of its key",
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
    "control: a planted number is found",
  );
});

/**
 * Decrypts the vault's private keys as docs/vault.md describes, without code of the package. Returns their moduli; for
 * a key that does not decrypt, the name of the error.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} passphrase
 */
async function readWithoutPackage(page, passphrase) {
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
      const algorithm = {
        name: "AES-GCM",
        iv: bytes.subarray(0, 12),
        additionalData: utf8(JSON.stringify(["sealpost vault", 2, ...facts])),
      };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(12)));
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
        const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(wrap.salt), iterations: wrap.iterations };
        opener = await crypto.subtle.deriveKey(algorithm, material, { name: "AES-GCM", length: 256 }, false, [
          "decrypt",
        ]);
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

test("the device key suffices to read a key that is not exportable, unless the key has a passphrase", async (t) => {
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
  assert.deepEqual((await readWithoutPackage(page, "hunter3")).sort(), [jwk.n, "OperationError"].sort());
  assert.deepEqual((await readWithoutPackage(page, "hunter2")).sort(), [jwk.n, other.jwk.n].sort());
});
