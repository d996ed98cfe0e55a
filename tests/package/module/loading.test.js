// Loading the wasm module with `init` and `initSync`, and the instance after a trap.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost as ready, uninitialised, wasmFile } from "../../support/installed.js";

const binary = await readFile(wasmFile);
/** A valid module that has neither imports nor exports. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const publicPem = ready.PrivateKey.generate({ bits: 2048 }).publicKey().toPem();

/**
 * A server that answers every path with the wasm file: below `/text/` with a wrong content type, below `/missing/` with
 * status 404 and no file.
 *
 * @param {import("node:test").TestContext} t
 */
async function serve(t) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const found = !request.url?.startsWith("/missing/");
    const type = request.url?.startsWith("/text/") ? "text/plain" : "application/wasm";
    response.writeHead(found ? 200 : 404, { "content-type": type }).end(found ? binary : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: (/** @type {string} */ path) => `http://127.0.0.1:${port}/${path}`, requests: () => requests };
}

test("before init calls fail with not-initialized", async (t) => {
  const { sealpost } = await uninitialised(t);
  const { PrivateKey, PublicKey, seal, unseal } = sealpost;
  const nothing = /** @type {any} */ ({});
  for (const call of [
    () => PrivateKey.generate(),
    () => PrivateKey.parse("x"),
    () => PublicKey.parse("x"),
    () => seal("x", nothing),
    () => unseal("x", nothing),
  ]) {
    await fails("not-initialized", call);
  }
});

test("init loads from a URL, a Request, bytes, a module, or a promise of a Response", async (t) => {
  const { url, requests } = await serve(t);
  const inputs = [
    url("sealpost_bg.wasm"),
    new URL(url("sealpost_bg.wasm")),
    new Request(url("sealpost_bg.wasm")),
    fetch(url("sealpost_bg.wasm")),
    url("text/sealpost_bg.wasm"),
    binary,
    new Uint8Array(binary).buffer,
    new DataView(new Uint8Array(binary).buffer),
    new WebAssembly.Module(binary),
  ];
  for (const input of inputs) {
    const { sealpost } = await uninitialised(t);
    await sealpost.default(input);
    assert.equal(sealpost.PublicKey.parse(publicPem).bits, 2048);
  }
  assert.equal(requests(), 5);
});

test("concurrent calls of init share one load, and later ones do nothing", async (t) => {
  const { url, requests } = await serve(t);
  const { sealpost } = await uninitialised(t);
  await Promise.all([sealpost.default(url("a.wasm")), sealpost.default(url("a.wasm")), sealpost.default()]);
  await sealpost.default(url("missing/"));
  sealpost.initSync(new Uint8Array(1));
  assert.equal(requests(), 1);
});

test("a failed load gives the cause and may be tried again", async (t) => {
  const { url } = await serve(t);
  const { sealpost } = await uninitialised(t);
  const error = await fails("load-failed", () => sealpost.default(url("missing/a.wasm?token=hunter2")), "hunter2");
  assert.match(String(error.cause), /404 at http:.*\/missing\/a\.wasm$/);
  await fails("load-failed", () => sealpost.default("http://127.0.0.1:1/"));
  await fails("load-failed", () => sealpost.default(fetch("http://127.0.0.1:1/")));
  await fails("load-failed", () => sealpost.default(new Uint8Array(100)));
  await fails("load-failed", () => sealpost.default(new WebAssembly.Module(emptyModule)));
  await fails("load-failed", () => sealpost.initSync(emptyModule));
  await fails("invalid-argument", () => sealpost.default(/** @type {any} */ (5)));
  await fails("invalid-argument", () => sealpost.default({}));
  await fails("not-initialized", () => sealpost.PublicKey.parse(publicPem));
  await sealpost.default(url("sealpost_bg.wasm"));
  assert.equal(sealpost.PublicKey.parse(publicPem).bits, 2048);
});

test("initSync loads from bytes or a module", async (t) => {
  for (const input of [binary, new Uint8Array(binary).buffer, new WebAssembly.Module(binary)]) {
    const { sealpost } = await uninitialised(t);
    await fails("load-failed", () => sealpost.initSync(new Uint8Array(8)));
    for (const wrong of /** @type {any[]} */ ([undefined, "hunter2", {}, { base: binary, hunter2: 1 }])) {
      await fails("invalid-argument", () => sealpost.initSync(wrong), "hunter2");
    }
    sealpost.initSync(input);
    assert.equal(sealpost.PublicKey.parse(publicPem).bits, 2048);
  }
});

test("initSync is refused while init is loading", async (t) => {
  const { sealpost } = await uninitialised(t);
  const loading = sealpost.default(binary);
  await fails("invalid-argument", () => sealpost.initSync(binary));
  await loading;
  sealpost.initSync(binary);
});

test("a trap fails with internal-error, and so do later calls", async (t) => {
  const { sealpost, wasm } = await uninitialised(t);
  await sealpost.default(binary);
  const key = sealpost.PrivateKey.parse(ready.PrivateKey.generate({ bits: 2048 }).toPem());
  const publicKey = key.publicKey();
  // When the wasm module is already loaded, `default` of its bindings only returns the exports of the instance.
  const { memory } = await wasm.default({ module_or_path: "" });
  // Overwriting the allocator's lists makes the module trap.
  new Uint8Array(memory.buffer).fill(0xff);
  const error = await fails("internal-error", () => {
    for (let round = 0; round < 10; round += 1) sealpost.seal("x", publicKey);
  });
  assert.ok(error.cause !== undefined);
  for (const call of [
    () => sealpost.PublicKey.parse(publicPem),
    () => key.bits,
    () => publicKey.encrypt("x"),
    () => sealpost.PrivateKey.generate(),
  ]) {
    await fails("internal-error", call);
  }
  await fails("internal-error", () => sealpost.default());
  key.free();
  publicKey.free();
});

test("a random source that fails is random-unavailable, and the instance works once it is back", async (t) => {
  const { sealpost } = await uninitialised(t);
  await sealpost.default(binary);
  const publicKey = sealpost.PublicKey.parse(publicPem);
  t.mock.method(crypto, "getRandomValues", () => {
    throw new DOMException("no entropy", "OperationError");
  });
  await fails("random-unavailable", () => publicKey.encrypt("x"));
  await fails("random-unavailable", () => sealpost.seal("x", publicKey));
  await fails("random-unavailable", () => sealpost.PrivateKey.generate({ bits: 2048 }));
  t.mock.restoreAll();
  assert.equal(publicKey.encrypt("x").length, 256);
});
