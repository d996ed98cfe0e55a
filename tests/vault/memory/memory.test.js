// The memory of a keyring worker: it has a key's private numbers while the key is unlocked and none of them afterwards,
// and its size does not grow. Also what is left after a search that was aborted, and after a worker that crashed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { crashWorker, keyringWorker } from "../../support/browser/workers.js";
import { emptyPage, importKey, importTwo, needles, newKey, open, use } from "../keyring.js";
import { recordBuffers, WorkerMemory } from "./worker-memory.js";

const { newContext } = useBrowser();

const { pem, jwk } = newKey();

for (const storage of /** @type {const} */ (["persistent", "memory"])) {
  test(`${storage}: lock and remove leave nothing of a key in the worker`, async (t) => {
    const page = await emptyPage(await newContext(t), { worker: recordBuffers });
    await open(page, { storage });
    const memory = new WorkerMemory(page);
    const sought = needles(jwk);
    // `hadDataKey` is the control: the data key passed through AES in WebCrypto and was recorded.
    const nothing = { wasm: [], buffers: [], hadDataKey: true, hadPrivateKey: false };
    assert.deepEqual((await memory.find(sought)).wasm, []);
    const id = await use(
      page,
      async ({ keyring }, pem) => {
        const { id, publicKey } = await keyring.import(pem, { newPassphrase: "hunter2" });
        await keyring.unseal(await keyring.seal("x", [publicKey]));
        return id;
      },
      pem,
    );
    const control = async () => {
      const { wasm } = await memory.find(sought);
      for (const name of ["p", "q", "d"])
        assert.ok(wasm.includes(`${name}, little-endian`), `control: ${name} is found while the key is unlocked`);
    };
    const steps = [
      () => use(page, ({ keyring }, id) => keyring.lock(id), id),
      () =>
        use(
          page,
          async ({ keyring }, id) => {
            await keyring.setPassphrase(id, "another");
            await keyring.rename(id, "x");
            const { text } = await keyring.backup({ passphrase: "b" });
            await keyring.restore(text, { passphrase: "b" });
            await keyring.lock();
          },
          id,
        ),
      () => use(page, ({ keyring }, id) => keyring.remove(id), id),
    ];
    for (const step of steps) {
      await control();
      await step();
      assert.deepEqual(await memory.find(sought), nothing);
      if (step !== steps.at(-1)) {
        await use(
          page,
          async ({ keyring, code }, id) => {
            if ((await code(() => keyring.unlock(id, "hunter2"))) !== "none") await keyring.unlock(id, "another");
          },
          id,
        );
      }
    }
    await keyringWorker(page).evaluate(async () => {
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
      await crypto.subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, new Uint8Array(2000).fill(0x30));
    });
    assert.equal((await memory.find(sought)).hadPrivateKey, true, "control: a private key in crypto.subtle is found");
  });
}

test("close wipes the worker's memory before the worker ends, and leaves the vault as it is", async (t) => {
  const context = await newContext(t);
  const page = await emptyPage(context);
  // The worker must not end before its memory can be searched.
  await page.evaluate(() => {
    Worker.prototype.terminate = () => {};
  });
  await open(page);
  const memory = new WorkerMemory(page);
  await use(page, ({ keyring }, pem) => keyring.import(pem), pem);
  assert.ok((await memory.find(needles(jwk))).wasm.length > 0, "control: the key is found while the keyring is open");
  await use(page, ({ keyring }) => keyring.close());
  let left = (await memory.find(needles(jwk))).wasm;
  for (const end = Date.now() + 20_000; left.length > 0 && Date.now() < end; )
    left = (await memory.find(needles(jwk))).wasm;
  assert.deepEqual(left, []);
  await page.reload();
  await open(page);
  assert.equal((await use(page, ({ keyring }) => keyring.list())).length, 1);
});

test("a search that is aborted, before its end or just after it, leaves no key", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const seen = await use(page, async ({ keyring, events }) => {
    const results = [];
    for (let wait = 0; wait < 8; wait += 1) {
      const stop = new AbortController();
      const made = keyring.generate({ bits: 2048, signal: stop.signal }).then(
        () => "kept",
        (error) => error.code,
      );
      setTimeout(() => stop.abort(), wait * 60);
      const result = await made;
      const { length } = await keyring.list();
      results.push(`${result} ${length}: ${events}`);
      await keyring.clear();
      events.length = 0;
    }
    return results;
  });
  // If a search is aborted just after it ended, the key is added and then removed.
  for (const result of seen)
    assert.ok(["kept 1: added", "aborted 0: ", "aborted 0: added,removed"].includes(result), result);
});

test("a worker that crashes is replaced; keys with a passphrase are then locked, the others usable", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const ids = await importTwo(page);
  const pending = use(page, ({ keyring, code }) =>
    Promise.all([code(() => keyring.generate({ bits: 8192 })), code(() => keyring.backup({ passphrase: "p" }))]),
  );
  crashWorker(page);
  assert.deepEqual(await pending, ["worker-failed", "worker-failed"]);
  const { list, events, unlock } = await use(
    page,
    async ({ keyring, events, code }, [_id = "", secret = ""]) => ({
      list: (await keyring.list()).map(({ id, locked }) => ({ id, locked })),
      unlock: await code(() => keyring.unlock(secret, "p")),
      events,
    }),
    ids,
  );
  assert.deepEqual(list, [
    { id: ids[0], locked: false },
    { id: ids[1], locked: true },
  ]);
  assert.equal(unlock, "none");
  assert.deepEqual(events, ["added", "added", "locked", "unlocked"]);
});

test("the memory of the worker does not grow over 10,000 operations", async (t) => {
  const page = await emptyPage(await newContext(t));
  await open(page);
  const memory = new WorkerMemory(page);
  const id = await importKey(page, pem);
  const work = (/** @type {number} */ rounds) =>
    use(
      page,
      async ({ keyring }, { id, rounds }) => {
        const [entry] = await keyring.list();
        const { publicKey = "" } = entry ?? {};
        for (let round = 0; round < rounds; round += 1) {
          const sealed = await keyring.seal("x".repeat(200), [publicKey]);
          await Promise.all([
            keyring.unseal(sealed),
            keyring.decrypt(id, new Uint8Array(256)).catch(() => {}),
            keyring.list(),
            keyring.contacts(),
          ]);
          if (round % 50 === 0) {
            await keyring.rename(id, `name ${round}`);
            await keyring.putContact({ publicKey, name: `name ${round}` });
            await keyring.lock();
          }
        }
      },
      { id, rounds },
    );
  await work(100);
  const before = await memory.sizes();
  // Five calls in each round.
  await work(2000);
  const after = await memory.sizes();
  assert.ok(before.wasm > 0 && before.heap > 0);
  assert.ok(after.wasm - before.wasm < 4 << 20, `wasm memory: ${before.wasm} to ${after.wasm} bytes`);
  assert.ok(after.heap - before.heap < 4 << 20, `the worker's heap: ${before.heap} to ${after.heap} bytes`);
});
