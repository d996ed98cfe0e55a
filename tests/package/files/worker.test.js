// The worker for files, as a thread of Node. In a page the package starts the worker by itself, in Node only with the
// option `worker`.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sealpost } from "../../support/installed.js";
import { NodeWorker } from "../../support/node-worker.js";
import { CHUNK, collect, content, drain, sealFile, streamOf, unsealFile } from "./support.js";

const key = sealpost.PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();
/** @type {NodeWorker[]} */
const workers = [];
after(() => workers.forEach((each) => each.terminate()));
const worker = () => {
  const made = new NodeWorker("files");
  workers.push(made);
  return /** @type {any} */ (made);
};

test("all files share one worker, and chunks of the source stay as they are", async () => {
  const plaintext = content(10 * CHUNK + 5);
  const { stream, state } = streamOf(plaintext, [CHUNK, 3, 400_000]);
  const sealed = await collect(sealFile(stream, publicKey, { worker }));
  assert.deepEqual(Buffer.concat(state.chunks), Buffer.from(plaintext), "a chunk was detached or changed");
  const opened = await Promise.all(
    [key, [key]].map(async (keys) => collect((await unsealFile(sealed, keys, { worker })).stream)),
  );
  for (const each of opened) assert.deepEqual(each, plaintext);
  assert.equal(workers.length, 1);
  const armored = await collect(sealFile(content(0), publicKey, { worker, armor: true }));
  assert.deepEqual(await collect((await unsealFile(armored, key)).stream), content(0), "opened without the worker");
});

test("a damaged file has the same error with the worker as without", async () => {
  const sealed = await collect(sealFile(content(3 * CHUNK), publicKey));
  const cut = await drain((await unsealFile(sealed.subarray(0, -1), key, { worker })).stream);
  assert.equal(cut.error?.code, "malformed-file");
  await assert.rejects(unsealFile(content(10), key, { worker }), { code: "malformed-file" });
});

test("an abort while the worker works rejects the reads and cancels the source", async () => {
  const controller = new AbortController();
  const { stream, state } = streamOf(content(100 * CHUNK), [CHUNK]);
  const reader = sealFile(stream, publicKey, { worker, signal: controller.signal }).getReader();
  await reader.read();
  // The worker returns several pieces at a time, so the first of these reads may be served from the stream's queue.
  const pending = Array.from({ length: 10 }, () => reader.read());
  controller.abort();
  await assert.rejects(Promise.all(pending), { code: "aborted" });
  assert.ok(state.cancelled);
});

test("a worker that stops ends the files under way, and the next file starts another", async () => {
  const { stream } = streamOf(content(100 * CHUNK), [CHUNK]);
  const sealed = sealFile(stream, publicKey, { worker });
  const reader = sealed.getReader();
  await reader.read();
  const before = workers.length;
  workers.at(-1)?.crash();
  await assert.rejects(
    async () => {
      while (!(await reader.read()).done);
    },
    { code: "worker-failed" },
  );
  const again = await collect(sealFile(content(10), publicKey, { worker }));
  assert.deepEqual(await collect((await unsealFile(again, key)).stream), content(10));
  assert.equal(workers.length, before + 1);
});
