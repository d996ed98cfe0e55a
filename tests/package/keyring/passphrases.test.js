// Passphrases in a keyring without storage. tests/vault/ has those of stored keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, seal } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const id = known.publicKey().thumbprint();
const other = PrivateKey.generate({ bits: 2048 });

test("without IndexedDB the keyring keeps keys in memory and gives the reason", async (t) => {
  const { keyring } = await openKeyring(t);
  assert.deepEqual([keyring.storage, keyring.storageReason], ["memory", "unsupported"]);
  const { keyring: asked } = await openKeyring(t, { storage: "memory" });
  assert.deepEqual([asked.storage, asked.storageReason], ["memory", null]);
  assert.equal(await asked.persist(), false);
});

test("a key in memory is locked, unlocked, protected and made unprotected as one in the vault is", async (t) => {
  const { keyring, changes } = await openKeyring(t, { storage: "memory" });
  const bytes = new TextEncoder().encode("hunter2");
  const entry = await keyring.import(known.toPem(), { newPassphrase: bytes });
  assert.deepEqual([...bytes], [...Buffer.from("hunter2")], "the caller's bytes were changed");
  assert.deepEqual([entry.protection, entry.locked], ["passphrase", false]);
  await keyring.lock(id);
  await keyring.lock(id);
  assert.equal((await keyring.list())[0]?.locked, true);
  const sealed = seal("x", known.publicKey());
  await fails("key-locked", () => keyring.unseal(sealed));
  await fails("key-locked", () => keyring.unseal(sealed, { id }));
  await keyring.import(other.toPem());
  await fails("key-locked", () => keyring.unseal(sealed));
  assert.equal((await keyring.unseal(seal("y", other.publicKey()))).text(), "y");
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"), "hunter3");
  await fails("wrong-passphrase", () => keyring.unlock(id, ""));
  await fails("invalid-argument", () => keyring.setPassphrase(id, ""));
  await keyring.unlock(id, "hunter2");
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"));
  await keyring.unlock(id, "hunter2");
  assert.equal((await keyring.unseal(sealed)).text(), "x");
  await keyring.setPassphrase(id, null);
  assert.equal((await keyring.list())[0]?.protection, "none");
  await fails("passphrase-required", () => keyring.lock(id));
  await keyring.lock();
  await keyring.unlock(id, "whatever");
  const otherId = other.publicKey().thumbprint();
  const expected = [`added ${id}`, `locked ${id}`, `added ${otherId}`, `unlocked ${id}`, `protected ${id}`];
  assert.deepEqual(changes, expected);
});
