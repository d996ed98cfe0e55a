// Bad arguments of the keyring's calls.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { importKeyring, sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, seal } = sealpost;
const { Keyring } = await importKeyring();
const known = PrivateKey.generate({ bits: 2048 });
const pem = known.toPem();
const id = known.publicKey().thumbprint();
const other = PrivateKey.generate({ bits: 2048 });

/**
 * Calls `use`, and returns the copies that were made of these bytes meanwhile.
 *
 * @param {Uint8Array} bytes
 * @param {() => Promise<unknown>} use
 */
async function copiesOf(bytes, use) {
  const { slice } = Uint8Array.prototype;
  /** @type {Uint8Array[]} */
  const copies = [];
  Uint8Array.prototype.slice = function (...range) {
    const copy = slice.apply(this, range);
    if (Buffer.from(bytes).equals(copy)) copies.push(copy);
    return copy;
  };
  try {
    await use();
  } finally {
    Uint8Array.prototype.slice = slice;
  }
  return copies;
}

test("if an argument is refused, the copies that were made of the secrets in the others are wiped", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(pem);
  /** @type {any} */
  const any = keyring;
  const secret = new TextEncoder().encode("hunter2 hunter2");
  for (const [name, use] of Object.entries({
    import: () => any.import(5, { passphrase: secret }),
    "import, the new passphrase": () => any.import(new Uint8Array(1 << 20), { newPassphrase: secret }),
    restore: () => any.restore(5, { passphrase: secret }),
    "restore, the new passphrase": () => any.restore("x", { newPassphrase: secret }),
    "restore of a Blob": () => any.restore(new Blob(["x".repeat((8 << 20) + 1)]), { passphrase: secret }),
    export: () => any.export(id, { passphrase: secret, plaintext: true }),
    setPassphrase: () => any.setPassphrase(5, secret),
    "unlock and an id": () => any.unlock(5, secret),
    encrypt: () => any.encrypt(secret, 5),
    generate: () => any.generate({ passphrase: secret, bits: "2048" }),
    addPasskey: () => any.addPasskey(id, { passphrase: secret, signal: 5 }),
    verifyFiles: () => any.verifyFiles(secret, 5),
  })) {
    const copies = await copiesOf(secret, () => assert.rejects(use, { name: "SealpostError" }));
    assert.ok(
      copies.every((copy) => copy.every((byte) => byte === 0)),
      name,
    );
  }
  const control = await copiesOf(secret, () => assert.rejects(() => any.import(5, { passphrase: secret })));
  assert.equal(control.length, 1, "control: the copies are found");
});

test("bad arguments of the keyring's calls have their errors, and the keyring still works", async (t) => {
  const { keyring } = await openKeyring(t);
  await keyring.import(pem);
  const publicKey = known.publicKey();
  const sealed = seal("x", publicKey);
  const ciphertext = publicKey.encrypt("x");
  /** @type {any} */
  const any = keyring;
  for (const vault of ["", "x".repeat(201), 5, "\ud800"])
    await fails("invalid-argument", () => Keyring.open({ vault: /** @type {any} */ (vault) }));
  for (const lockAfter of [0, -1, NaN, Infinity, "5"]) {
    await fails("invalid-argument", () => Keyring.open({ lockAfter: /** @type {any} */ (lockAfter) }));
  }
  await fails("invalid-argument", () => Keyring.open(/** @type {any} */ ({ storage: "hunter2-disk" })), "hunter2");
  await fails("invalid-argument", () => Keyring.open(/** @type {any} */ ({ worker: "hunter2" })), "hunter2");
  await fails("worker-failed", () => Keyring.open({ worker: () => assert.fail("no worker here") }));
  await fails("invalid-argument", () => new /** @type {any} */ (Keyring)());
  await fails("invalid-argument", () => any.import(pem, "hunter2"), "hunter2");
  await fails("invalid-argument", () => any.import(pem, { secret: "hunter2" }), "hunter2");
  await fails("invalid-argument", () => any.import(pem, { newPassphrase: 5 }));
  await fails("invalid-argument", () => any.import(pem, { newPassphrase: "" }));
  await fails("invalid-argument", () => any.import(pem, { newPassphrase: "hunter2".repeat(10_000) }), "hunter2");
  await fails("invalid-argument", () => keyring.import(pem, { name: "x".repeat(201) }));
  await fails("invalid-argument", () => keyring.rename(id, "x".repeat(201)));
  await fails("invalid-argument", () => keyring.remove("x".repeat(129)));
  await fails("invalid-argument", () => any.import(pem, { name: 5 }));
  await fails("invalid-argument", () => any.import(5));
  await fails("malformed-key", () => keyring.import("hunter2"), "hunter2");
  await fails("malformed-key", () => keyring.import(new Uint8Array(1 << 20)));
  await fails("public-key-given", () => keyring.import(publicKey.toPem()));
  await fails("invalid-argument", () => keyring.generate({ bits: 2049 }));
  await fails("invalid-argument", () => keyring.generate({ bits: 0 }));
  await fails("invalid-argument", () => keyring.generate({ bits: 16384 }));
  await fails("invalid-argument", () => any.generate({ bits: "2048" }));
  await fails("invalid-argument", () => any.generate({ onProgress: "hunter2" }), "hunter2");
  await fails("invalid-argument", () => any.generate({ signal: "hunter2" }), "hunter2");
  await fails("invalid-argument", () => any.rename(id));
  await fails("invalid-argument", () => keyring.rename(id, "\ud800"));
  await fails("key-not-found", () => keyring.rename("hunter2", "x"), "hunter2");
  await fails("key-not-found", () => keyring.decrypt("hunter2", ciphertext), "hunter2");
  await fails("decryption-failed", () => keyring.decrypt(id, new Uint8Array(5 << 20)));
  await fails("invalid-argument", () => any.decrypt(id, ciphertext, { hash: "hunter2" }), "hunter2");
  await fails("private-key-given", () => keyring.seal("x", [pem]));
  await fails("invalid-argument", () => any.seal("x", publicKey.toPem()));
  await fails("invalid-argument", () => any.seal("x", [publicKey]));
  await fails("invalid-argument", () => keyring.seal("x", []));
  await fails("message-too-long", () => keyring.seal("x", Array(101).fill(publicKey.toPem())));
  await fails("invalid-argument", () => any.seal(["x"], [publicKey.toPem()]));
  await fails("message-too-long", () => keyring.seal(new Uint8Array((64 << 20) + 1), [publicKey.toPem()]));
  await fails("malformed-message", () => keyring.unseal("hunter2"), "hunter2");
  await fails("key-not-found", () => keyring.unseal(sealed, { id: "hunter2" }), "hunter2");
  await fails("not-a-recipient", () => keyring.unseal(seal("x", other.publicKey())));
  await fails("invalid-argument", () => any.export(id));
  await fails("invalid-argument", () => any.export(id, { plaintext: false }));
  await fails("invalid-argument", () => any.export(id, { passphrase: "" }));
  await fails("invalid-argument", () => any.export(id, { passphrase: "hunter2", plaintext: true }), "hunter2");
  await fails("key-not-found", () => keyring.remove("hunter2"), "hunter2");
  assert.equal((await keyring.unseal(sealed)).text(), "x");
  await keyring.clear();
  await fails("key-not-found", () => keyring.unseal(sealed));
});
