// Passkeys: each unlocks the key that it was set up for, beside the passphrase, with the person's verification, until the
// key gets a new data key. What docs/vault.md says of their wraps is compared with Node's own cryptography.
import assert from "node:assert/strict";
import { createDecipheriv, createHash, createPrivateKey, hkdfSync } from "node:crypto";
import { test } from "node:test";
import { addAuthenticator } from "../../support/browser/authenticator.js";
import { url, useBrowser } from "../../support/browser/suite.js";
import { changeKey, contentOf } from "../database.js";
import { decryptCode, emptyPage, importKey, importTwo, newKey, open, untilEvent, use } from "../keyring.js";

/** @import { Page } from "playwright-core" */

const { newContext } = useBrowser();

/** The reason of the error of a call, or its code, or "none". @param {Page} page @param {string} id @param {string} call */
function reasonOf(page, id, call) {
  return page.evaluate(
    async ({ id, call }) => {
      const { keyring } = /** @type {any} */ (globalThis);
      try {
        await (call === "add" ? keyring.addPasskey(id, { passphrase: "p" }) : keyring.unlockWithPasskey(id));
        return "none";
      } catch (error) {
        const { code, reason } = /** @type {any} */ (error);
        return reason ?? code;
      }
    },
    { id, call },
  );
}

/** What `list()` says of a key's lock, protection and passkeys. @param {Page} page @param {string} id */
const stateOf = (page, id) =>
  use(
    page,
    async ({ keyring }, id) => {
      const entry = (await keyring.list()).find((entry) => entry.id === id);
      return [entry?.locked, entry?.protection, entry?.passkeys];
    },
    id,
  );

/** The kinds of the wraps in the content of a record. @param {any} content @returns {string[]} */
const kindsOf = ({ wraps }) => wraps.map((/** @type {any} */ { kind }) => kind);

/** Has the page keep what its passkeys give out: `kept()` returns the bytes, and how many of them are still there. @param {Page} page */
function keepOutputs(page) {
  return page.evaluate(() => {
    const { credentials } = navigator;
    const get = credentials.get.bind(credentials);
    credentials.get = async (options) => {
      const used = /** @type {PublicKeyCredential} */ (await get(options));
      const results = used.getClientExtensionResults();
      const first = /** @type {ArrayBuffer} */ (results.prf?.results?.first);
      const output = [...new Uint8Array(first)];
      used.getClientExtensionResults = () => results;
      Object.assign(globalThis, { kept: () => ({ output, left: first.byteLength }) });
      return used;
    };
  });
}

/**
 * The private key in a record, as PEM, decrypted with what a passkey gave out as docs/vault.md says.
 *
 * @param {string} id
 * @param {any} content
 * @param {Uint8Array} output
 */
function opened(id, { created, exportable, keys, wraps }, output) {
  /** @param {Uint8Array} key @param {string} value @param {unknown[]} about */
  const decrypt = (key, value, ...about) => {
    const sealed = Buffer.from(value, "base64url");
    const opener = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
    opener.setAAD(Buffer.from(JSON.stringify(["sealpost vault", 2, "key", 1, id, created, exportable, ...about])));
    opener.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([opener.update(sealed.subarray(12, -16)), opener.final()]);
  };
  const { credential, salt, wrapped } = wraps[1];
  const info = JSON.stringify(["sealpost vault", 2, "passkey", id, new URL(url).origin]);
  assert.deepEqual([output.length, Buffer.from(salt, "base64url").length], [32, 32]);
  const wrapping = new Uint8Array(hkdfSync("sha256", output, Buffer.from(salt, "base64url"), info, 32));
  const dataKey = decrypt(wrapping, wrapped, "data key", "passkey", credential, salt);
  const der = decrypt(dataKey, keys[0].sealed, "encryption", id);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type: "pkcs8", format: "pem" });
}

/** @param {Page} page @param {string} id */
const lock = (page, id) => use(page, ({ keyring }, id) => keyring.lock(id), id);

test("a passkey unlocks a key beside the passphrase, and its wrap is the one that docs/vault.md describes", async (t) => {
  const page = await emptyPage(await newContext(t));
  const authenticator = await addAuthenticator(page);
  await open(page);
  const { pem } = newKey();
  const id = await importKey(page, pem, { newPassphrase: "p", name: "Alice" });
  assert.equal(await use(page, ({ keyring }) => keyring.supportsPasskeys()), true);
  const wrong = await use(page, ({ keyring, code }, id) => code(() => keyring.addPasskey(id, { passphrase: "q" })), id);
  assert.equal(wrong, "wrong-passphrase");
  assert.deepEqual(await authenticator.credentials(), [], "nobody was asked before the passphrase was checked");
  assert.equal(await reasonOf(page, id, "add"), "none");
  assert.deepEqual(await stateOf(page, id), [false, "passphrase", 1]);
  assert.equal(await reasonOf(page, id, "add"), "passkey-known");
  const [credential, ...others] = await authenticator.credentials();
  assert.deepEqual(others, []);

  await page.reload();
  await keepOutputs(page);
  await open(page);
  assert.deepEqual(await stateOf(page, id), [true, "passphrase", 1]);
  assert.equal(await reasonOf(page, id, "unlock"), "none");
  assert.equal(await decryptCode(page, id), "decryption-failed");
  const { left, output } = await page.evaluate(() => /** @type {any} */ (globalThis).kept());
  assert.equal(left, 0, "what the browser gave out was transferred to the worker");
  await lock(page, id);
  assert.equal(await use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "p")), id), "none");

  const content = await contentOf(page, id);
  assert.deepEqual(kindsOf(content), ["passphrase", "passkey"]);
  const { credential: name } = content.wraps[1];
  assert.equal(Buffer.from(name, "base64url").toString("base64"), credential?.credentialId);
  const user = createHash("sha256").update(JSON.stringify(["sealpost passkey", id, content.created]));
  assert.equal(credential?.userHandle, user.digest("base64"));
  assert.equal(opened(id, content, Uint8Array.from(output)), pem);
});

test("a passkey that is cancelled, lost, or has another secret unlocks nothing, and the passphrase does", async (t) => {
  const page = await emptyPage(await newContext(t));
  const authenticator = await addAuthenticator(page);
  await open(page);
  const [device = "", id = ""] = await importTwo(page);
  assert.equal(await reasonOf(page, device, "add"), "passphrase-required");
  assert.equal(await reasonOf(page, id, "add"), "none");
  await lock(page, id);
  assert.equal(await reasonOf(page, id, "unlock"), "none");
  assert.equal(await reasonOf(page, id, "unlock"), "none", "an unlocked key needs no passkey");
  await lock(page, id);
  const restore = await page.evaluateHandle(() => {
    const { get } = CredentialsContainer.prototype;
    CredentialsContainer.prototype.get = async function (options) {
      const used = /** @type {PublicKeyCredential} */ (await get.call(this, options));
      const results = used.getClientExtensionResults();
      new Uint8Array(/** @type {ArrayBuffer} */ (results.prf?.results?.first))[31] ^= 1;
      used.getClientExtensionResults = () => results;
      return used;
    };
    return () => (CredentialsContainer.prototype.get = get);
  });
  assert.equal(await reasonOf(page, id, "unlock"), "passkey-wrong", "a secret that differs in one bit");
  await restore.evaluate((restore) => restore());
  // From the first failure on, Chromium's authenticator verifies nobody any more.
  await authenticator.verifies(false);
  assert.equal(await reasonOf(page, id, "unlock"), "passkey-refused", "the person was not verified");
  await authenticator.remove();
  await addAuthenticator(page);
  assert.equal(await reasonOf(page, id, "unlock"), "passkey-refused", "the passkey is lost");
  const aborted = await use(
    page,
    ({ keyring, code }, id) => code(() => keyring.unlockWithPasskey(id, { signal: AbortSignal.abort() })),
    id,
  );
  assert.equal(aborted, "aborted");
  assert.deepEqual(await stateOf(page, id), [true, "passphrase", 1]);
  assert.equal(await use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "p")), id), "none");
  assert.equal(await decryptCode(page, id), "decryption-failed");
});

test("a call that is aborted after the person has used the passkey unlocks nothing and sets nothing up", async (t) => {
  const page = await emptyPage(await newContext(t));
  await addAuthenticator(page);
  await open(page);
  const id = await importKey(page, newKey().pem, { newPassphrase: "p" });
  const other = await importKey(page, newKey().pem, { newPassphrase: "p" });
  /** Aborts a call while the worker still derives the key of an earlier one. @param {"create" | "get"} method */
  const abortAfter = (method) =>
    page.evaluate(
      async ({ id, other, method }) => {
        const { keyring } = /** @type {any} */ (globalThis);
        const controller = new AbortController();
        const { credentials } = navigator;
        const ask = /** @type {any} */ (credentials)[method].bind(credentials);
        /** @type {Promise<unknown> | undefined} */
        let busy;
        Object.assign(credentials, {
          [method]: async (/** @type {any} */ options) => {
            const made = await ask(options);
            busy = keyring.unlock(other, "p");
            setTimeout(() => controller.abort(), 20);
            return made;
          },
        });
        const { signal } = controller;
        const call =
          method === "get"
            ? keyring.unlockWithPasskey(id, { signal })
            : keyring.addPasskey(id, { passphrase: "p", signal });
        const code = await call.then(
          () => "none",
          (/** @type {any} */ error) => error.code,
        );
        Reflect.deleteProperty(credentials, method);
        await busy;
        return [code, busy !== undefined];
      },
      { id, other, method },
    );
  await lock(page, other);
  assert.deepEqual(await abortAfter("create"), ["aborted", true]);
  assert.deepEqual(await stateOf(page, id), [false, "passphrase", 0]);
  assert.deepEqual(kindsOf(await contentOf(page, id)), ["passphrase"]);
  assert.equal(await reasonOf(page, id, "add"), "none", "control: without an abort it is set up");
  await lock(page, id);
  await lock(page, other);
  assert.deepEqual(await abortAfter("get"), ["aborted", true]);
  assert.deepEqual(await stateOf(page, id), [true, "passphrase", 1]);
  assert.equal(await reasonOf(page, id, "unlock"), "none", "control: without an abort it is unlocked");

  // The key is locked again while the browser asks for the passkey: it stays locked.
  await lock(page, id);
  await page.evaluate((id) => {
    const { keyring } = /** @type {any} */ (globalThis);
    const { credentials } = navigator;
    const get = credentials.get.bind(credentials);
    credentials.get = async (options) => {
      const used = await get(options);
      await keyring.lock(id);
      Reflect.deleteProperty(credentials, "get");
      return used;
    };
  }, id);
  assert.equal(await reasonOf(page, id, "unlock"), "key-locked");
  assert.deepEqual(await stateOf(page, id), [true, "passphrase", 1]);
  assert.equal(await reasonOf(page, id, "unlock"), "none", "control: nobody locks it meanwhile");
});

test("a new data key, and the removal of passkeys, ends them in every tab, and they can be set up again", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context);
  const authenticator = await addAuthenticator(page);
  await open(page);
  const id = await importKey(page, newKey().pem, { newPassphrase: "p" });
  const tab = await emptyPage(context);
  await open(tab);
  /** @type {[string, (keyring: any, id: string) => Promise<unknown>, unknown[]][]} */
  const ends = [
    ["another passphrase", (keyring, id) => keyring.setPassphrase(id, "p"), [false, "passphrase", 0]],
    [
      "a signing key",
      (keyring, id) => keyring.addSigningKey(id, { bits: 2048, passphrase: "p" }),
      [false, "passphrase", 0],
    ],
    ["the removal of passkeys", (keyring, id) => keyring.removePasskeys(id), [false, "passphrase", 0]],
    ["no passphrase", (keyring, id) => keyring.setPassphrase(id, null), [false, "device", 0]],
  ];
  // Chromium asks for passkeys in the tab in front alone.
  await page.bringToFront();
  for (const [name, act, after] of ends) {
    assert.equal(await reasonOf(page, id, "add"), "none", name);
    await untilEvent(tab, "protected");
    assert.deepEqual((await stateOf(tab, id)).slice(1), ["passphrase", 1], name);
    await page.evaluate(async ({ act, id }) => (0, eval)(`(${act})`)(/** @type {any} */ (globalThis).keyring, id), {
      act: act.toString(),
      id,
    });
    assert.deepEqual(await stateOf(page, id), after, name);
    assert.deepEqual((await stateOf(tab, id)).slice(1), after.slice(1), name);
    const { wraps } = await contentOf(page, id);
    assert.deepEqual(
      wraps.map((/** @type {any} */ { kind }) => kind),
      [after[1]],
      name,
    );
    if (after[1] === "device") continue;
    await lock(page, id);
    assert.equal(await reasonOf(page, id, "unlock"), "passkey-missing", name);
    await use(page, ({ keyring }, id) => keyring.unlock(id, "p"), id);
  }
  assert.equal((await authenticator.credentials()).length, 1, "each took the place of the one before");
});

test("a passkey's wrap opens no other record, needs its own salt and credential, and alone unlocks nothing", async (t) => {
  const page = await emptyPage(await newContext(t));
  const authenticator = await addAuthenticator(page);
  await open(page);
  const ids = await use(
    page,
    async ({ keyring }, pems) => {
      /** @type {string[]} */
      const ids = [];
      for (const pem of pems) ids.push((await keyring.import(pem, { newPassphrase: "p" })).id);
      return ids;
    },
    [newKey().pem, newKey().pem],
  );
  const [one = "", two = ""] = ids;
  for (const id of ids) assert.equal(await reasonOf(page, id, "add"), "none");
  await page.reload();
  const [first, second] = [(await contentOf(page, one)).wraps[1], (await contentOf(page, two)).wraps[1]];
  for (const [name, moved] of /** @type {const} */ ([
    ["the wrap of the other record", second],
    ["the other's wrapped data key", { ...first, wrapped: second.wrapped }],
    ["the other's salt", { ...first, salt: second.salt }],
    ["the other's credential", { ...first, credential: second.credential }],
  ])) {
    await page.reload();
    await changeKey(page, one, `content.wraps[1] = ${JSON.stringify(moved)}`);
    assert.equal((await open(page)).reason, null);
    assert.equal(await reasonOf(page, one, "unlock"), "passkey-wrong", name);
    assert.equal(await reasonOf(page, two, "unlock"), "none", name);
    await lock(page, two);
    assert.equal(await use(page, ({ keyring, code }, id) => code(() => keyring.unlock(id, "p")), one), "none", name);
    await lock(page, one);
  }
  await page.reload();
  await changeKey(page, one, `content.wraps = [content.wraps[0], ...Array(15).fill(content.wraps[1])]`);
  await open(page);
  assert.deepEqual(await stateOf(page, one), [true, "passphrase", 15]);
  assert.equal(await reasonOf(page, one, "add"), "invalid-argument");
  assert.equal((await authenticator.credentials()).length, 2, "the person was not asked for one too many");
  await page.reload();
  await changeKey(page, one, `content.wraps.length = 2`);
  await changeKey(page, one, `content.wraps[1] = ${JSON.stringify({ ...first, salt: "not base64url!" })}`);
  await open(page);
  assert.equal(await reasonOf(page, one, "unlock"), "passkey-missing", "a wrap that cannot be read is left out");
  await use(page, ({ keyring }, id) => keyring.removePasskeys(id), one);
  assert.deepEqual(await stateOf(page, one), [true, "passphrase", 0], "it can be removed");
  // Without the wrap of the passphrase, the record counts as one of a later version.
  await page.reload();
  await changeKey(page, one, `content.wraps = [${JSON.stringify(first)}]`);
  assert.equal((await open(page)).reason, null);
  assert.deepEqual(await stateOf(page, one), [undefined, undefined, undefined]);
  assert.equal((await contentOf(page, one)).wraps.length, 1, "it stays as it is");
});

test("without the PRF extension no passkey is set up", async (t) => {
  const page = await emptyPage(await newContext(t));
  const authenticator = await addAuthenticator(page, { hasPrf: false });
  await open(page);
  const id = await importKey(page, newKey().pem, { newPassphrase: "p" });
  assert.equal(await reasonOf(page, id, "add"), "passkey-without-prf");
  assert.deepEqual(await stateOf(page, id), [false, "passphrase", 0]);
  await authenticator.remove();
  await page.evaluate(() => {
    const { PublicKeyCredential } = /** @type {any} */ (globalThis);
    PublicKeyCredential.getClientCapabilities = async () => ({ "extension:prf": false });
  });
  assert.equal(await use(page, ({ keyring }) => keyring.supportsPasskeys()), false);
  assert.equal(await reasonOf(page, id, "add"), "passkey-unsupported");
  await page.evaluate(() => delete (/** @type {any} */ (globalThis).PublicKeyCredential));
  assert.equal(await use(page, ({ keyring }) => keyring.supportsPasskeys()), false);
});
