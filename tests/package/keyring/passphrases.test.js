// Passphrases in a keyring without storage. tests/vault/ tests the passphrases of stored keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, seal } = sealpost;
const key = PrivateKey.generate({ bits: 2048 });
const id = key.publicKey().thumbprint();
const other = PrivateKey.generate({ bits: 2048 });

test("without IndexedDB the keyring keeps keys in memory and gives the reason", async (t) => {
  const { keyring } = await openKeyring(t);
  assert.deepEqual([keyring.storage, keyring.storageReason], ["memory", "unsupported"]);
  const { keyring: inMemory } = await openKeyring(t, { storage: "memory" });
  assert.deepEqual([inMemory.storage, inMemory.storageReason], ["memory", null], "memory was asked for");
  assert.equal(await inMemory.persist(), false);
});

test("a key in memory can be locked, unlocked, protected and made unprotected, as a stored key can", async (t) => {
  const { keyring, changes } = await openKeyring(t, { storage: "memory" });
  const bytes = new TextEncoder().encode("hunter2");
  const entry = await keyring.import(key.toPem(), { newPassphrase: bytes });
  assert.deepEqual([...bytes], [...Buffer.from("hunter2")], "the caller's bytes were changed");
  assert.deepEqual([entry.protection, entry.locked], ["passphrase", false]);
  await keyring.lock(id);
  // Locking a locked key changes nothing.
  await keyring.lock(id);
  assert.equal((await keyring.list())[0]?.locked, true);
  const sealed = seal("x", key.publicKey());
  await fails("key-locked", () => keyring.unseal(sealed));
  await fails("key-locked", () => keyring.unseal(sealed, { id }));
  // With another key that is unlocked, the error stays the same.
  await keyring.import(other.toPem());
  await fails("key-locked", () => keyring.unseal(sealed));
  assert.equal((await keyring.unseal(seal("y", other.publicKey()))).text(), "y");
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"), "hunter3");
  await fails("wrong-passphrase", () => keyring.unlock(id, ""));
  await fails("invalid-argument", () => keyring.setPassphrase(id, ""));
  await keyring.unlock(id, "hunter2");
  // The passphrase of an unlocked key is checked too.
  await fails("wrong-passphrase", () => keyring.unlock(id, "hunter3"));
  await keyring.unlock(id, "hunter2");
  assert.equal((await keyring.unseal(sealed)).text(), "x");
  await keyring.setPassphrase(id, null);
  assert.equal((await keyring.list())[0]?.protection, "none");
  await fails("passphrase-required", () => keyring.lock(id));
  // Locking all keys and unlocking do nothing to a key without a passphrase.
  await keyring.lock();
  await keyring.unlock(id, "whatever");
  const otherId = other.publicKey().thumbprint();
  // "protected" says that the protection changed, here to none.
  const expected = [`added ${id}`, `locked ${id}`, `added ${otherId}`, `unlocked ${id}`, `protected ${id}`];
  assert.deepEqual(changes, expected);
});
