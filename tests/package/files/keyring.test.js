// Files that a keyring opens: its worker decrypts the file key.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";
import { collect, content, sealFile, unsealFile } from "./support.js";

const key = sealpost.PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("any of the unlocked keys opens a file, and the worker answers with the file key and the id of the key alone", async (t) => {
  const { keyring, workers } = await openKeyring(t);
  const sealed = await collect(sealFile(content(100_000), publicKey));
  await fails("key-not-found", () => unsealFile(sealed, keyring));
  await keyring.import(sealpost.PrivateKey.generate({ bits: 2048 }).toPem());
  await fails("not-a-recipient", () => unsealFile(sealed, keyring));
  await keyring.import(key.toPem());
  const { stream, keyId } = await unsealFile(sealed, keyring);
  assert.equal(keyId, publicKey.thumbprint());
  assert.deepEqual(await collect(stream), content(100_000));
  const worker = /** @type {any} */ (workers.find(({ kind }) => kind === "keyring"));
  const results = worker.received.flatMap((/** @type {any} */ { result }) => (result?.fileKey ? [result] : []));
  assert.deepEqual(results.map(Object.keys), [["fileKey", "keyId"]]);
  assert.equal(results[0].fileKey.length, 16);
});

test("a file that may be for a locked key fails with key-locked", async (t) => {
  const { keyring } = await openKeyring(t);
  const { id } = await keyring.import(key.toPem(), { newPassphrase: "hunter2" });
  await keyring.import(sealpost.PrivateKey.generate({ bits: 2048 }).toPem());
  await keyring.lock(id);
  const sealed = await collect(sealFile(content(10), publicKey));
  await fails("key-locked", () => unsealFile(sealed, keyring));
  await fails("not-a-recipient", async () =>
    unsealFile(await collect(sealFile(content(10), sealpost.PrivateKey.generate({ bits: 2048 }).publicKey())), keyring),
  );
  await keyring.unlock(id, "hunter2");
  assert.deepEqual(await collect((await unsealFile(sealed, keyring)).stream), content(10));
});

test("unsealFile with a closed keyring fails with disposed", async (t) => {
  const { keyring } = await openKeyring(t);
  keyring.close();
  const sealed = await collect(sealFile(content(10), publicKey));
  await fails("disposed", () => unsealFile(sealed, keyring));
});
