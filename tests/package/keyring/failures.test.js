// Workers that crash or trap, and the end of a keyring.
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

/** Waits at most ten seconds for the condition. The caller asserts it. @param {() => boolean} condition */
async function until(condition) {
  for (let tries = 0; tries < 1000 && !condition(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a crash of the keyring worker fails the calls under way and removes the keys, and the next call starts another worker", async (t) => {
  const { keyring, running, changes } = await openKeyring(t, { endless: true });
  await keyring.import(pem);
  const search = keyring.generate({ bits: 8192 });
  const sealing = keyring.seal(new Uint8Array(8 << 20), [known.publicKey().toPem()]);
  running("keyring")[0]?.crash();
  await Promise.all([
    fails("worker-failed", () => search),
    sealing.catch((error) => assert.equal(error.code, "worker-failed")),
  ]);
  assert.deepEqual(changes, [`added ${id}`, `removed ${id}`]);
  assert.deepEqual(await keyring.list(), []);
  assert.equal((await keyring.import(pem)).id, id);
});

test("after a trap the failure of the call names the cause, and the next call starts another worker", async (t) => {
  const { keyring, running, changes } = await openKeyring(t);
  await keyring.import(pem);
  const worker = running("keyring")[0] ?? assert.fail();
  // Calls of `free` while the error is passed on trap too, and must not replace the first cause.
  worker.trap("RawKeys", "pushPublic");
  worker.trap("RawPublicKey", "free");
  worker.trap("RawKeys", "free");
  const sealing = keyring.seal("x", [known.publicKey().toPem()]);
  const waiting = keyring.list().catch((error) => error);
  const error = await fails("internal-error", () => sealing);
  assert.match(String(error.cause), /trap in pushPublic/);
  assert.ok(["worker-failed", "internal-error", undefined].includes((await waiting).code));
  assert.deepEqual(changes, [`added ${id}`, `removed ${id}`]);
  assert.deepEqual(await keyring.list(), []);
  await keyring.import(pem);
  assert.equal((await keyring.unseal(seal("x", known.publicKey()))).text(), "x");
});

test("a generator that traps fails the search with the cause, and another takes its place", async (t) => {
  const { keyring, running } = await openKeyring(t);
  await keyring.generate({ bits: 2048 });
  for (const worker of running("generator")) worker.trap("RawPrimeSearch", "step");
  const error = await fails("internal-error", () => keyring.generate({ bits: 2048 }));
  assert.match(String(error.cause), /trap in step/);
  assert.equal((await keyring.generate({ bits: 2048 })).bits, 2048);
});

test("a generator that crashes fails only the search", async (t) => {
  const { keyring, running, workerOptions } = await openKeyring(t, { endless: true });
  await keyring.import(pem);
  const search = keyring.generate({ bits: 8192 });
  await new Promise((resolve) => setTimeout(resolve, 300));
  running("generator")[0]?.crash();
  await fails("worker-failed", () => search);
  assert.equal(running("generator").length, 0);
  assert.equal((await keyring.list()).length, 1);
  workerOptions.endless = false;
  await keyring.generate({ bits: 2048 });
  running("generator")[0]?.crash();
  await until(() => running("generator").length === 0);
  assert.equal(running("generator").length, 0, "a generator that crashed while idle is still in use");
  await keyring.generate({ bits: 2048 });
});

test("close fails every call and terminates the workers", async (t) => {
  const { keyring, workers } = await openKeyring(t, { endless: true });
  await keyring.import(pem);
  const search = keyring.generate({ bits: 8192 });
  const queued = keyring.generate();
  await new Promise((resolve) => setTimeout(resolve, 100));
  keyring.close();
  keyring.close();
  for (const call of [search, queued, keyring.list(), keyring.generate(), keyring.import(pem)])
    await fails("disposed", () => call);
  await until(() => workers.every(({ terminated }) => terminated));
  assert.ok(workers.every(({ terminated }) => terminated));
});

test("where there are no workers, open fails with worker-failed", async () => {
  assert.equal(typeof Worker, "undefined");
  const error = await fails("worker-failed", () => Keyring.open());
  assert.match(error.message, /PrivateKey/);
});
