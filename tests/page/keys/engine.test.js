// The engine has two wasm modules: the base, sealpost_bg.wasm, and the kernel, sealpost_kernel.wasm, which multiplies
// faster with relaxed SIMD. The kernel is used if the JavaScript engine and the processor support it and it computes
// correctly.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fused } from "../../kernels/processor.js";
import { url, useBrowser } from "../../support/browser/suite.js";

const { visit } = useBrowser();

const kernelFile = new URL("../../../js/wasm/sealpost_kernel.wasm", import.meta.url);

/**
 * The engine that a page uses if its kernel file is `body`. A key must encrypt and decrypt with it.
 *
 * @param {Buffer} [body] by default the kernel of the build
 * @param {number} [status] of the answer with `body`
 */
async function engineWith(body, status = 200) {
  const { context, page, trouble } = await visit({ serviceWorkers: "block" });
  if (body)
    await context.route("**/sealpost_kernel.wasm", (route) =>
      route.fulfill({ status, body, contentType: "application/wasm" }),
    );
  // Another address, so that the page is loaded again, now with `body`.
  await page.goto(`${url}?again`);
  const found = await page.evaluate(async () => {
    const address = new URL("sealpost/index.js", location.href).href;
    /** @type {typeof import("../../../js/index.js")} */
    const sealpost = await import(address);
    await sealpost.default();
    const key = sealpost.PrivateKey.generate({ bits: 2048 });
    const ciphertext = key.publicKey().encrypt("hello");
    return { engine: sealpost.engine(), text: new TextDecoder().decode(key.decrypt(ciphertext)) };
  });
  assert.equal(found.text, "hello");
  const unexpected = trouble.filter((text) => status === 200 || !text.includes(`status of ${status}`));
  assert.deepEqual(unexpected, []);
  await context.close();
  return found.engine;
}

test("the kernel runs on a processor with fused multiply-add, without a setting", async () => {
  const engine = await engineWith();
  assert.equal(engine, fused ? "relaxed-simd" : "simd128");
});

test("a kernel that is no wasm module, or that computes nothing, is not used", async () => {
  assert.equal(await engineWith(Buffer.from("not found"), 404), "simd128");
  assert.equal(await engineWith(Buffer.from("no module")), "simd128");
  // (module (memory (import "env" "memory") 0) (func (export "square") …) (func (export "multiply") …)), whose
  // functions are empty.
  const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [id, content.length, ...content];
  const name = (/** @type {string} */ text) => [text.length, ...Buffer.from(text)];
  const [i32, i64] = [0x7f, 0x7e];
  const emptyKernel = Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 6, i32, i32, i32, i32, i64, i64, 0, 0x60, 4, i32, i32, i32, i32, 0]),
    ...section(2, [1, ...name("env"), ...name("memory"), 2, 0, 0]),
    ...section(3, [2, 0, 1]),
    ...section(7, [2, ...name("square"), 0, 0, ...name("multiply"), 0, 1]),
    ...section(10, [2, 2, 0, 0x0b, 2, 0, 0x0b]),
  ]);
  assert.ok(WebAssembly.validate(emptyKernel));
  assert.equal(await engineWith(emptyKernel), "simd128");
});

test("given the file of the base module alone, page and workers run without the kernel", async () => {
  const { context, page, trouble } = await visit({ serviceWorkers: "block" });
  // An empty page of the same origin, because the page itself has already loaded the package.
  await context.route("**/beside?*", (route) => route.fulfill({ body: "<!doctype html>", contentType: "text/html" }));
  for (const kernel of [false, true]) {
    await page.goto(`${url}beside?${kernel}`);
    const engine = await page.evaluate(async (kernel) => {
      const at = (/** @type {string} */ file) => new URL(`sealpost/${file}`, location.href);
      /** @type {typeof import("../../../js/index.js")} */
      const sealpost = await import(at("index.js").href);
      /** @type {typeof import("../../../js/keyring.js")} */
      const { Keyring } = await import(at("keyring.js").href);
      const files = { base: at("wasm/sealpost_bg.wasm"), ...(kernel && { kernel: at("wasm/sealpost_kernel.wasm") }) };
      await sealpost.default(files);
      const keyring = await Keyring.open({ storage: "memory" });
      await keyring.generate({ bits: 2048 });
      return sealpost.engine();
    }, kernel);
    const inWorker = (/** @type {string} */ href) =>
      import(href).then((/** @type {typeof import("../../../js/wasm/sealpost.js")} */ raw) => raw.engineName());
    const workers = page.workers();
    assert.ok(workers.length >= 2);
    const file = new URL("sealpost/wasm/sealpost.js", url).href;
    const found = await Promise.all(workers.map((worker) => worker.evaluate(inWorker, file)));
    const expected = kernel && fused ? "relaxed-simd" : "simd128";
    assert.equal(engine, expected);
    assert.deepEqual(found, Array(workers.length).fill(expected));
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the kernel imports its memory and nothing else", async () => {
  const kernel = await readFile(kernelFile);
  const { context, page } = await visit();
  const facts = await page.evaluate(
    async (bytes) => {
      const module = await WebAssembly.compile(Uint8Array.from(bytes));
      return {
        imports: WebAssembly.Module.imports(module),
        exports: WebAssembly.Module.exports(module).map(({ name }) => name),
      };
    },
    [...kernel],
  );
  assert.deepEqual(facts.imports, [{ module: "env", name: "memory", kind: "memory" }]);
  assert.ok(facts.exports.includes("square") && facts.exports.includes("multiply"));
  await context.close();
});
