// The accelerated kernel: used where the engine and the processor allow it, and done without where it does not fit.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, url, visit } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const kernelFile = new URL("../../js/wasm/sealpost_kernel.wasm", import.meta.url);

/**
 * Which engine a page has whose kernel the server answers with `body`, and whether its keys work.
 *
 * @param {Buffer} [body] the true one unless given
 */
async function engineWith(body) {
  const { context, page, trouble } = await visit(browser, { serviceWorkers: "block" });
  if (body) await context.route("**/sealpost_kernel.wasm", (route) => route.fulfill({ body, contentType: "application/wasm" }));
  await page.goto(`${url}?again`);
  const found = await page.evaluate(async () => {
    const address = new URL("sealpost/index.js", location.href).href;
    /** @type {typeof import("../../js/index.js")} */
    const sealpost = await import(address);
    await sealpost.default();
    const key = sealpost.PrivateKey.generate({ bits: 2048 });
    const ciphertext = key.publicKey().encrypt("hello");
    return { engine: sealpost.engine(), text: new TextDecoder().decode(key.decrypt(ciphertext)) };
  });
  assert.equal(found.text, "hello");
  assert.deepEqual(trouble, []);
  await context.close();
  return found.engine;
}

test("the kernel runs on a processor with fused multiply-add, and nothing is asked of the user", async () => {
  const processor = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const fused = process.arch === "arm64" || /^flags.*\bfma\b/m.test(processor);
  const engine = await engineWith();
  if (fused) assert.equal(engine, "relaxed-simd");
  else assert.ok(engine === "relaxed-simd" || engine === "simd128");
});

test("a kernel that does not arrive, is none, or does something else is done without", async () => {
  assert.equal(await engineWith(Buffer.from("not found")), "simd128");
  // (module (memory (import "env" "memory") 0) (func (export "square") …) (func (export "multiply") …)), which do nothing.
  const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [id, content.length, ...content];
  const name = (/** @type {string} */ text) => [text.length, ...Buffer.from(text)];
  const [i32, i64] = [0x7f, 0x7e];
  const idle = Buffer.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 6, i32, i32, i32, i32, i64, i64, 0, 0x60, 4, i32, i32, i32, i32, 0]),
    ...section(2, [1, ...name("env"), ...name("memory"), 2, 0, 0]),
    ...section(3, [2, 0, 1]),
    ...section(7, [2, ...name("square"), 0, 0, ...name("multiply"), 0, 1]),
    ...section(10, [2, 2, 0, 0x0b, 2, 0, 0x0b]),
  ]);
  assert.ok(WebAssembly.validate(idle));
  assert.equal(await engineWith(idle), "simd128");
});

test("the kernel has no memory and no data of its own", async () => {
  const kernel = await readFile(kernelFile);
  const { context, page } = await visit(browser);
  const facts = await page.evaluate(async (bytes) => {
    const module = await WebAssembly.compile(Uint8Array.from(bytes));
    return { imports: WebAssembly.Module.imports(module), exports: WebAssembly.Module.exports(module).map(({ name }) => name) };
  }, [...kernel]);
  assert.deepEqual(facts.imports, [{ module: "env", name: "memory", kind: "memory" }]);
  assert.ok(facts.exports.includes("square") && facts.exports.includes("multiply"));
  await context.close();
});
