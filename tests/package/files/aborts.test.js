// An abort ends the sealing or the opening of a file at once, and nothing is read afterwards. Also sinks and callbacks
// that fail.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { CHUNK, collect, content, drain, sealFile, streamOf, unsealFile } from "./support.js";

const key = sealpost.PrivateKey.generate({ bits: 2048 });
const publicKey = key.publicKey();

test("an abort ends the stream and cancels the source", async () => {
  const sealed = await collect(sealFile(content(20 * CHUNK), publicKey));
  for (const step of ["seal", "unseal"]) {
    const controller = new AbortController();
    const { signal } = controller;
    const { stream: source, state } = streamOf(step === "seal" ? content(20 * CHUNK) : sealed, [CHUNK]);
    const stream =
      step === "seal" ? sealFile(source, publicKey, { signal }) : (await unsealFile(source, key, { signal })).stream;
    const reader = stream.getReader();
    await reader.read();
    const reason = new Error("enough");
    controller.abort(reason);
    const error = await fails("aborted", () => reader.read());
    assert.equal(error.cause, reason);
    assert.equal(state.cancelled, reason);
    const { pulled } = state;
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(state.pulled, pulled, "the source was read after the abort");
  }
});

test("an abort does not wait for a source that gives nothing", async () => {
  for (const step of ["seal", "unseal"]) {
    const controller = new AbortController();
    const { signal } = controller;
    const source = new ReadableStream({ pull: () => new Promise(() => {}) });
    const result =
      step === "seal"
        ? drain(sealFile(source, publicKey, { signal }))
        : unsealFile(source, key, { signal }).catch((error) => ({ error }));
    setTimeout(() => controller.abort(), 5);
    assert.equal(/** @type {any} */ (await result).error?.code, "aborted");
  }
});

/**
 * A Blob whose first piece is read at once, and whose other pieces are read when `rest` is fulfilled.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Promise<void>} rest
 */
function slowBlob(bytes, rest) {
  const blob = new Blob([bytes]);
  blob.slice = (start, end) => {
    const part = Blob.prototype.slice.call(blob, start, end);
    part.arrayBuffer = async () => {
      if (start) await rest;
      const buffer = await Blob.prototype.arrayBuffer.call(part);
      // Node has the method since its version 21. Browsers have it too, so that a piece is detached once it was used.
      if (!("transfer" in buffer)) {
        const transfer = () => structuredClone(buffer, { transfer: [buffer] });
        Object.defineProperty(buffer, "transfer", { value: transfer });
      }
      return buffer;
    };
    return part;
  };
  return blob;
}

/**
 * Reads the first MiB, which is one piece of the Blob, and begins to read the next.
 *
 * @param {ReadableStream<Uint8Array>} stream
 */
async function readFirstPiece(stream) {
  const reader = stream.getReader();
  for (let bytes = 0; bytes < 15 * CHUNK; ) bytes += (await reader.read()).value?.length ?? 0;
  const pending = (async () => {
    while (!(await reader.read()).done);
  })();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { pending };
}

test("an abort while a piece of a Blob is read ends the stream", async () => {
  const sealed = await collect(sealFile(content(3 << 20), publicKey));
  for (const step of ["seal", "unseal"]) {
    const controller = new AbortController();
    const { signal } = controller;
    const source = slowBlob(step === "seal" ? content(3 << 20) : sealed, new Promise(() => {}));
    const stream =
      step === "seal" ? sealFile(source, publicKey, { signal }) : (await unsealFile(source, key, { signal })).stream;
    const { pending } = await readFirstPiece(stream);
    const reason = new Error("enough");
    controller.abort(reason);
    assert.equal((await fails("aborted", () => pending)).cause, reason);
  }
});

test("if a later piece of a Blob cannot be read, the stream fails with the error of the Blob", async () => {
  const sealed = await collect(sealFile(content(3 << 20), publicKey));
  for (const step of ["seal", "unseal"]) {
    /** @type {(error: Error) => void} */
    let lose = () => {};
    const lost = new Promise((_, reject) => (lose = reject));
    const source = slowBlob(step === "seal" ? content(3 << 20) : sealed, lost);
    const stream = step === "seal" ? sealFile(source, publicKey) : (await unsealFile(source, key)).stream;
    const { pending } = await readFirstPiece(stream);
    const reason = new Error("the file was removed");
    lose(reason);
    await assert.rejects(pending, (error) => error === reason);
  }
});

test("an abort is noticed if neither the source nor the reader waits for anything", async () => {
  const controller = new AbortController();
  // Endless, so that the test would not end without the abort.
  const source = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1 << 16)) });
  const drained = drain(sealFile(source, publicKey, { signal: controller.signal }));
  setTimeout(() => controller.abort(), 50);
  assert.equal((await drained).error?.code, "aborted");
});

test("an abort before the call is an error, and nothing is read", async () => {
  const signal = AbortSignal.abort();
  const { stream, state } = streamOf(content(10), [10]);
  assert.equal((await drain(sealFile(stream, publicKey, { signal }))).error?.code, "aborted");
  assert.equal(state.pulled, 0);
  await fails("aborted", () => unsealFile(content(10), key, { signal }));
});

test("an abort after the end changes nothing", async () => {
  const controller = new AbortController();
  const sealed = await collect(sealFile(content(10), publicKey, { signal: controller.signal }));
  controller.abort();
  const { stream } = await unsealFile(sealed, key);
  assert.deepEqual(await collect(stream), content(10));
});

test("a sink that fails, such as a full disk, cancels the source", async () => {
  const full = new Error("the disk is full");
  const sealed = await collect(sealFile(content(20 * CHUNK), publicKey));
  for (const step of ["seal", "unseal"]) {
    let written = 0;
    const sink = new WritableStream({
      write(chunk) {
        written += chunk.length;
        if (written > 5 * CHUNK) throw full;
      },
    });
    const { stream: source, state } = streamOf(step === "seal" ? content(20 * CHUNK) : sealed, [CHUNK]);
    const stream = step === "seal" ? sealFile(source, publicKey) : (await unsealFile(source, key)).stream;
    await assert.rejects(stream.pipeTo(sink), full);
    assert.equal(state.cancelled, full);
    assert.ok(state.pulled < 15, `${state.pulled} chunks were read`);
  }
});

test("a callback that throws ends the stream with the error that it throws", async () => {
  const reason = new Error("from the callback");
  const onProgress = () => {
    throw reason;
  };
  assert.equal((await drain(sealFile(content(10), publicKey, { onProgress }))).error, reason);
});
