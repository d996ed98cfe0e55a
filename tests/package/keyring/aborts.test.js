// Which work an AbortSignal ends, and that the keyring is usable afterwards.
import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { openKeyring } from "../../support/keyring.js";

const { PrivateKey, seal } = sealpost;
const known = PrivateKey.generate({ bits: 2048 });
const pem = known.toPem();
const id = known.publicKey().thumbprint();

test("other calls work during a search, and an abort ends it at once and leaves the keys usable", async (t) => {
  const { keyring, running, changes, workerOptions } = await openKeyring(t, { endless: true });
  await keyring.import(pem);
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const search = keyring.generate({ bits: 8192, signal: controller.signal });
  const queued = keyring.generate({ bits: 8192, signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(running("generator").length > 0);
  const ciphertext = known.publicKey().encrypt("meanwhile");
  assert.equal(new TextDecoder().decode(await keyring.decrypt(id, ciphertext)), "meanwhile");
  // Neither search would end by itself.
  controller.abort(reason);
  for (const aborted of [search, queued, keyring.generate({ signal: controller.signal })]) {
    const error = await fails("aborted", () => aborted);
    assert.equal(error.cause, reason);
  }
  assert.equal(running("generator").length, 0, "a generator still runs");
  assert.equal(running("keyring").length, 1, "the keyring worker was terminated");
  assert.equal((await keyring.unseal(seal("still here", known.publicKey()))).text(), "still here");
  workerOptions.endless = false;
  assert.equal((await keyring.generate({ bits: 2048 })).bits, 2048);
  assert.equal(changes.length, 2);
});

test("an abort after the key was made but before the page knows of it removes the key", async (t) => {
  const controller = new AbortController();
  const { keyring, changes } = await openKeyring(t, {
    onMessage: ({ result }) => {
      if (result?.bits) controller.abort();
    },
  });
  await fails("aborted", () => keyring.generate({ bits: 2048, signal: controller.signal }));
  assert.deepEqual(await keyring.list(), []);
  assert.deepEqual(
    changes.map((change) => change.split(" ")[0]),
    ["added", "removed"],
  );
});

test("an abort at any moment of generating a protected key leaves either no key and an error, or the key", async (t) => {
  const { keyring } = await openKeyring(t);
  /** @type {Set<string>} */
  const outcomes = new Set();
  for (let delay = 5; delay < 60_000 && !outcomes.has("made"); delay *= 1.2) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), delay);
    const options = { bits: 2048, passphrase: "correct horse", signal: controller.signal };
    const outcome = await keyring.generate(options).then(
      () => "made",
      ({ code }) => code,
    );
    clearTimeout(timer);
    outcomes.add(outcome);
    assert.equal((await keyring.list()).length, outcome === "made" ? 1 : 0, `after ${delay} ms: ${outcome}`);
  }
  assert.deepEqual([...outcomes], ["aborted", "made"]);
});

test("an aborted call that waits in the worker's queue is not carried out", async (t) => {
  const { keyring, running } = await openKeyring(t);
  const worker = running("keyring")[0] ?? assert.fail();
  await keyring.import(pem);
  const ciphertext = known.publicKey().encrypt("x");
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  // The worker's thread is blocked until `release`, so that all calls wait in its queue.
  const release = worker.hold();
  const kept = keyring.seal(new Uint8Array(16 << 20), [known.publicKey().toPem()]);
  const calls = Array.from({ length: 50 }, () => keyring.decrypt(id, ciphertext, { signal: controller.signal }));
  controller.abort();
  for (const call of calls) await fails("aborted", () => call);
  release();
  await kept;
  await keyring.list();
  const aborted = worker.received.filter((message) => /** @type {any} */ (message).failure?.code === "aborted");
  assert.equal(aborted.length, calls.length, "the worker carried out aborted calls");
});
