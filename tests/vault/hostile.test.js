// The files of tests/package/hostile-files.js in the keyring's worker: a typed error at once, no growth, and it goes on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../page/browser.js";
import { files } from "../package/hostile-files.js";
import { pbkdf2, protectedBy } from "../package/key-numbers.js";
import { WorkerMemory } from "./memory.js";
import { emptyPage, newKey, open, use } from "./steps.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** How a file crosses to the page. @param {(typeof files)[number][2]} file */
const crossing = (file) => (file instanceof Uint8Array ? { bytes: [...file] } : { text: typeof file === "string" ? file : JSON.stringify(file) });

test("hostile files in the worker", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await emptyPage(context);
  await open(page);
  const memory = new WorkerMemory(page);
  const { pem } = newKey();
  await use(page, ({ keyring }, pem) => keyring.import(pem), pem);
  const before = await memory.sizes();
  const within = protectedBy(pbkdf2(1_000_000n));
  const all = [...files.map(([, code, file]) => ({ code, ...crossing(file) })), { code: "wrong-passphrase", ...crossing(within) }];
  const seen = await use(page, async ({ keyring, code }, all) => {
    const seen = [];
    for (const { bytes, text } of /** @type {{ bytes?: number[], text?: string }[]} */ (all)) {
      const started = performance.now();
      const result = await code(() => keyring.import(bytes ? new Uint8Array(bytes) : (text ?? ""), { passphrase: "hunter2" }));
      const took = performance.now() - started;
      const [entry] = await keyring.list();
      const opened = await keyring.unseal(await keyring.seal("still here", [entry?.publicKey ?? ""]));
      seen.push({ result, took, text: opened.text() });
    }
    return seen;
  }, all);
  const after = await memory.sizes();
  const times = seen.slice(0, -1).map(({ took }) => took);
  const control = seen.at(-1)?.took ?? 0;
  for (const [index, { result, text }] of seen.entries()) {
    assert.equal(result, all[index]?.code, files[index]?.[0] ?? "control");
    assert.equal(text, "still here");
  }
  t.diagnostic(`refused within ${Math.max(...times).toFixed()} ms; 1,000,000 iterations took ${control.toFixed()} ms`);
  t.diagnostic(`wasm memory: ${before.wasm} to ${after.wasm} bytes`);
  // The files ask for ten times the control's work and more. A machine that is busy slows both.
  assert.ok(Math.max(...times) < 5 * control, "refused as late as if it had been worked on");
  assert.ok(before.wasm > 0 && after.wasm - before.wasm < 8 << 20, `wasm memory: ${before.wasm} to ${after.wasm} bytes`);
});
