// The options of calls: unknown options, values of a wrong type, undefined values, and options with getters.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails, instanceWorks } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, seal, unseal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);

test("unknown options, and values of the wrong type, are invalid-argument", async () => {
  const use = (/** @type {any} */ options) => [
    () => publicKey.encrypt("x", options),
    () => publicKey.maxPlaintext(options),
    () => publicKey.toPem(options),
    () => publicKey.toDer(options),
    () => key.decrypt(publicKey.encrypt("x"), options),
    () => key.toPem(options),
    () => key.toDer(options),
    () => PrivateKey.generate(options),
    () => PrivateKey.parse(key.toPem(), options),
  ];
  const wrong = [
    "hunter2",
    5,
    true,
    ["hunter2"],
    { pass: "hunter2" },
    { hunter2: 1 },
    new Map([["hash", "hunter2"]]),
    Object.create({ hash: "hunter2" }),
    () => "hunter2",
    { __proto__: { hash: "x" }, hunter2: 1 },
  ];
  for (const options of wrong) for (const call of use(options)) await fails("invalid-argument", call, "hunter2");
  for (const hash of ["sha256", "MD5", "hunter2", 256, null, {}]) {
    await fails("invalid-argument", () => publicKey.encrypt("x", /** @type {any} */ ({ hash })), "hunter2");
    await fails("invalid-argument", () => publicKey.encrypt("x", /** @type {any} */ ({ mgfHash: hash })), "hunter2");
  }
  for (const bits of ["2048", NaN, 2048.5, -2048, 2 ** 32 + 2048, 2049, 2040, 8200, null]) {
    await fails("invalid-argument", () => PrivateKey.generate(/** @type {any} */ ({ bits })));
  }
  await fails("invalid-argument", () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ allowWeak: 1 })));
  await fails("invalid-argument", () => key.toPem(/** @type {any} */ ({ format: "spki" })));
  await fails("invalid-argument", () => publicKey.toPem(/** @type {any} */ ({ format: "pkcs8" })));
  await fails("invalid-argument", () => publicKey.toDer(/** @type {any} */ ({ format: "openssh" })));
  await fails(
    "invalid-argument",
    () => key.toPem(/** @type {any} */ ({ format: "pkcs1", passphrase: "hunter2" })),
    "hunter2",
  );
  await fails("invalid-argument", () => key.toDer({ passphrase: "" }));
  await fails("invalid-argument", () => PrivateKey.parse(key.toPem(), { passphrase: "\ud800" }));
  await fails("invalid-argument", () => PrivateKey.parse(key.toPem(), { passphrase: new Uint8Array((1 << 16) + 1) }));
  await fails(
    "invalid-argument",
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ passphrase: ["hunter2"] })),
    "hunter2",
  );
  await fails(
    "invalid-argument",
    () => PrivateKey.parse(key.toPem(), /** @type {any} */ ({ passphrase: "hunter2", allowWeak: 1 })),
    "hunter2",
  );
  // Without options the hash is SHA-256: 256 - 2 · 32 - 2 bytes.
  for (const options of [undefined, null, {}, { hash: undefined }, Object.create(null)]) {
    assert.equal(publicKey.maxPlaintext(/** @type {any} */ (options)), 190);
  }
  instanceWorks();
});

test("undefined is refused as the value of an option that protects something", async (t) => {
  const sealed = seal("Meet me at noon.", publicKey);
  const none = /** @type {any} */ ({ from: undefined, passphrase: undefined });
  for (const call of [
    () => seal("Meet me at noon.", publicKey, { from: none.from }),
    () => unseal(sealed, key, { from: none.from }),
    () => key.toPem({ passphrase: none.passphrase }),
    () => key.toDer({ passphrase: none.passphrase }),
  ]) {
    await fails("invalid-argument", call);
  }
  // Without a passphrase a key in clear is read, so there the undefined option changes nothing.
  assert.equal(PrivateKey.parse(key.toPem(), { passphrase: undefined }).bits, 2048);
  const { keyring } = await openKeyring(t);
  const { id } = await keyring.generate({ bits: 2048, signing: true });
  for (const call of [
    () => keyring.generate({ bits: 2048, passphrase: none.passphrase }),
    () => keyring.import(key.toPem(), { newPassphrase: none.passphrase }),
    () => keyring.seal("Meet me at noon.", [publicKey.toPem()], { from: none.from }),
    () => keyring.export(id, { passphrase: none.passphrase }),
    () => keyring.backup({ passphrase: none.passphrase }),
  ]) {
    await fails("invalid-argument", call);
  }
  assert.equal((await keyring.list()).length, 1);
});

test("an option is read once, and its getter may call the package or free the key", () => {
  const mine = PrivateKey.generate({ bits: 2048 });
  const own = mine.publicKey();
  const label = Uint8Array.of(1);
  let reads = 0;
  const options = {
    get hash() {
      reads += 1;
      assert.equal(unseal(seal("inside", publicKey), key).text(), "inside", "a call from within the getter");
      return reads === 1 ? "SHA-1" : "no hash";
    },
    label,
  };
  const ciphertext = own.encrypt("x", /** @type {any} */ (options));
  assert.equal(reads, 1);
  assert.equal(decode(mine.decrypt(ciphertext, { hash: "SHA-1", label })), "x");

  const freeing = {
    get hash() {
      mine.free();
      return "SHA-256";
    },
  };
  return fails("disposed", () => mine.decrypt(own.encrypt("x"), /** @type {any} */ (freeing))).then(instanceWorks);
});
