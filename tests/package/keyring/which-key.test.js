// Which key of the keyring opens a message, and which error there is if no key does. The `kid` in a message is only a
// hint.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CompactEncrypt, FlattenedEncrypt, GeneralEncrypt, importSPKI } from "jose";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, SigningKey, seal } = sealpost;
const [open, locked, stranger] = [0, 1, 2].map(() => PrivateKey.generate({ bits: 2048 }));
const idOf = (/** @type {any} */ key) => key.publicKey().thumbprint();
const [openId, lockedId, strangerId] = [open, locked, stranger].map(idOf);
const text = new TextEncoder().encode("x");
const algorithms = { alg: "RSA-OAEP-256", enc: "A256GCM" };

/** The public key as an object of jose. @param {any} key */
const theirs = (key) => importSPKI(key.publicKey().toPem(), "RSA-OAEP-256");

/**
 * A message to a key in each serialization, with `kid` in its header.
 *
 * @param {any} key
 * @param {string | undefined} kid
 */
async function sealed(key, kid) {
  const publicKey = await theirs(key);
  const header = kid === undefined ? algorithms : { ...algorithms, kid };
  const general = new GeneralEncrypt(text).setProtectedHeader(algorithms).addRecipient(publicKey);
  if (kid !== undefined) general.setUnprotectedHeader({ kid });
  return [
    await new CompactEncrypt(text).setProtectedHeader(header).encrypt(publicKey),
    JSON.stringify(await new FlattenedEncrypt(text).setProtectedHeader(header).encrypt(publicKey)),
    JSON.stringify(await general.encrypt()),
  ];
}

/** A keyring that has the key `locked`. The tests add the key `open`. @param {import("node:test").TestContext} t */
async function keyringWithLockedKey(t) {
  const { keyring } = await openKeyring(t);
  await keyring.import(locked?.toPem() ?? "", { newPassphrase: "hunter2" });
  await keyring.lock(lockedId);
  return keyring;
}

test("a message that no unlocked key opens is key-locked if some key is locked and no unlocked key is named", async (t) => {
  const keyring = await keyringWithLockedKey(t);
  for (const message of await sealed(locked, "bob")) await fails("key-locked", () => keyring.unseal(message));
  await fails("malformed-message", () => keyring.unseal("hunter2"), "hunter2");
  await keyring.import(open?.toPem() ?? "");
  for (const [key, kid, code] of /** @type {const} */ ([
    [locked, lockedId, "key-locked"],
    [locked, undefined, "key-locked"],
    [locked, "bob", "key-locked"],
    [stranger, strangerId, "key-locked"],
    [stranger, undefined, "key-locked"],
    [stranger, openId, "decryption-failed"],
    [stranger, `${lockedId} `, "key-locked"],
  ])) {
    for (const message of await sealed(key, kid)) await fails(code, () => keyring.unseal(message));
  }
  // The id of a key in another member of the header does not count.
  const header = { ...algorithms, kid: openId, typ: `"${lockedId}"` };
  const odd = await new CompactEncrypt(text).setProtectedHeader(header).encrypt(await theirs(stranger));
  await fails("decryption-failed", () => keyring.unseal(odd));
  await keyring.unlock(lockedId ?? "", "hunter2");
  for (const [kid, code] of /** @type {const} */ ([
    [strangerId, "not-a-recipient"],
    [undefined, "decryption-failed"],
    [lockedId, "decryption-failed"],
  ])) {
    for (const message of await sealed(stranger, kid)) await fails(code, () => keyring.unseal(message));
  }
});

test("the right key opens a message, whatever `kid` it has", async (t) => {
  const keyring = await keyringWithLockedKey(t);
  await keyring.import(open?.toPem() ?? "");
  for (const kid of [undefined, openId, "bob", "", lockedId, strangerId]) {
    for (const message of await sealed(open, kid)) {
      for (const options of [{}, { id: openId }]) {
        const opened = await keyring.unseal(message, /** @type {any} */ (options));
        assert.equal(opened.text(), "x");
        assert.equal(opened.kid, kid ?? null, "the kid must be that of the message");
        assert.equal(opened.keyId, openId);
      }
      await fails("key-locked", () => keyring.unseal(message, { id: lockedId }));
    }
  }
  for (const message of await sealed(stranger, lockedId)) {
    await fails("not-a-recipient", () => keyring.unseal(message, { id: openId }));
  }
});

test("a message to a locked and an unlocked key is opened with the unlocked one", async (t) => {
  const keyring = await keyringWithLockedKey(t);
  await keyring.import(open?.toPem() ?? "");
  const message = new GeneralEncrypt(text).setProtectedHeader(algorithms);
  for (const [key, kid] of /** @type {const} */ ([
    [locked, lockedId],
    [open, "me"],
  ])) {
    message.addRecipient(await theirs(key)).setUnprotectedHeader({ kid });
  }
  assert.equal((await keyring.unseal(JSON.stringify(await message.encrypt()))).keyId, openId);
});

test("a key imported as JWK is named by its own `kid`, also after locking, a new passphrase and a backup", async (t) => {
  const jwk = { ...open?.toJwk(), kid: "signed by nobody / 7" };
  const [named = "", other = ""] = await Promise.all(
    [jwk.kid, "another"].map(async (kid) => (await sealed(stranger, kid))[0]),
  );
  /**
   * Asserts that the keyring knows its key by `kid`. No key opens a message to a stranger, but the error says whether
   * the message names a key that the keyring has.
   */
  const knows = async (/** @type {any} */ keyring) => {
    await fails("decryption-failed", () => keyring.unseal(named));
    await fails("not-a-recipient", () => keyring.unseal(other));
  };
  const { keyring } = await openKeyring(t);
  await keyring.import(JSON.stringify(jwk), { newPassphrase: "hunter2" });
  await knows(keyring);
  await keyring.lock(openId);
  await keyring.unlock(openId ?? "", "hunter2");
  await knows(keyring);
  await keyring.setPassphrase(openId ?? "", "hunter3");
  await keyring.lock(openId);
  await keyring.unlock(openId ?? "", "hunter3");
  await knows(keyring);

  const { text } = await keyring.backup({ passphrase: "hunter2" });
  const { keyring: restored } = await openKeyring(t);
  await restored.restore(text, { passphrase: "hunter2" });
  await knows(restored);
});

test("a locked key is named by its own `kid`, too", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(open?.toPem() ?? "");
  await keyring.import(JSON.stringify({ ...locked?.toJwk(), kid: "the locked one" }), { newPassphrase: "hunter2" });
  await keyring.lock(lockedId);
  // The entry of the first recipient names the unlocked key, which does not open that entry.
  const message = async (/** @type {string} */ kid) => {
    const general = new GeneralEncrypt(text).setProtectedHeader(algorithms);
    general.addRecipient(await theirs(stranger)).setUnprotectedHeader({ kid: openId ?? "" });
    general.addRecipient(await theirs(locked)).setUnprotectedHeader({ kid });
    return JSON.stringify(await general.encrypt());
  };
  const own = await message("the locked one");
  await fails("key-locked", () => keyring.unseal(own));
  const foreign = await message("another");
  await fails("decryption-failed", () => keyring.unseal(foreign));
  await keyring.unlock(lockedId ?? "", "hunter2");
  assert.equal((await keyring.unseal(own)).keyId, lockedId);
});

test("a signed message is opened with its sender, and a text that is called a token without a sender", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(open?.toPem() ?? "");
  const writer = SigningKey.generate({ bits: 2048 });
  const publicKey = open?.publicKey() ?? assert.fail();
  // With A256GCM the page decrypts the content, and with A256CBC-HS512 the keyring worker does.
  for (const enc of /** @type {const} */ (["A256GCM", "A256CBC-HS512"])) {
    const opened = await keyring.unseal(seal("noon", publicKey, { from: writer, enc }));
    assert.equal(opened.text(), "noon");
    assert.equal(opened.sender?.id, writer.verifyingKey().thumbprint());
    assert.equal(opened.sender?.known, false);
    assert.deepEqual([opened.keyId, opened.kid, opened.header, opened.aad], [openId, null, {}, undefined]);
    // A text whose header says that it is a token is a text without a sender.
    const plain = await new CompactEncrypt(text)
      .setProtectedHeader({ ...algorithms, enc, cty: "JWT" })
      .encrypt(await theirs(open));
    const { sender, plaintext } = await keyring.unseal(plain);
    assert.deepEqual([sender, plaintext], [null, text]);
  }
});
