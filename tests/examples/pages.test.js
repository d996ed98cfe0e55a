// Pages without a bundler: ES modules from a static folder, the classic script on file://, a service worker.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { EXCHANGED, STRICT, assertWorks, buildExample, openPage, serve } from "./example.js";

test("the package works as modules in a static folder", async (t) => {
  await assertWorks(await serve(t, join(await buildExample("plain"), "dist")));
});

test("a file that is missing, blocked or replaced by a page is an error that says what to do", async (t) => {
  const dist = join(await buildExample("plain"), "dist");
  /** @param {RegExp} file */
  const missing = (file) => (/** @type {string} */ path) => (file.test(path) ? undefined : path);
  // Some servers answer every unknown path with their start page.
  const startPage = (/** @type {RegExp} */ file) => (/** @type {string} */ path) =>
    file.test(path) ? "/index.html" : path;
  const keyring = /the keyring worker could not start: serve keyring-worker\.js .*worker-src/;
  const generator = /the generator worker could not start: serve generator-worker\.js .*worker-src/;
  const module = /the WebAssembly module could not be loaded: serve sealpost_bg\.wasm .*'wasm-unsafe-eval'/;
  for (const [what, expected, policy, rewrite] of /** @type {const} */ ([
    ["no keyring worker", keyring, STRICT, missing(/keyring-worker/)],
    ["a page as keyring worker", keyring, STRICT, startPage(/keyring-worker/)],
    ["no module that the keyring worker imports", keyring, STRICT, missing(/worker\/keys/)],
    ["no generator", generator, STRICT, missing(/generator-worker/)],
    ["a page as generator", generator, STRICT, startPage(/generator-worker/)],
    ["a policy against workers", keyring, STRICT.replace("worker-src 'self'", "worker-src 'none'"), undefined],
    ["no wasm", module, STRICT, missing(/sealpost_bg/)],
    ["a page as wasm", module, STRICT, startPage(/sealpost_bg/)],
    ["a policy against fetching", module, STRICT.replace("connect-src 'self'; ", ""), undefined],
    ["a policy against WebAssembly", module, STRICT.replace(" 'wasm-unsafe-eval'", ""), undefined],
  ])) {
    await t.test(what, async (t) => {
      const { text } = await openPage(await serve(t, dist, policy, rewrite));
      assert.match(text, expected);
    });
  }
});

test("the package works in a service worker", async (t) => {
  const dist = join(await buildExample("service-worker"), "dist");
  await assertWorks(await serve(t, dist), { ...EXCHANGED, keyring: "worker-failed" });
});

test("the classic script works on file:// and under a strict policy", async (t) => {
  const dist = join(await buildExample("classic"), "dist");
  const page = join(dist, "index.html");

  await t.test("works on file://, under the policy in the page", async () => {
    const requests = await assertWorks(pathToFileURL(page).href);
    assert.ok(!requests.some((url) => url.endsWith(".wasm")), "nothing is fetched");
  });

  await t.test("works on a strict host, whose policy says worker-src blob:", async (t) => {
    await assertWorks(await serve(t, dist, STRICT.replace("worker-src 'self'", "worker-src blob:")));
  });

  await t.test("control: without worker-src blob: the keyring fails, and the policy says why", async () => {
    await writeFile(page, (await readFile(page, "utf8")).replace("worker-src blob:", "worker-src 'none'"));
    const { text, complaints } = await openPage(pathToFileURL(page).href);
    assert.match(text, /worker/);
    assert.ok(
      complaints.some((complaint) => complaint.startsWith("policy: worker-src")),
      complaints.join("\n"),
    );
  });
});
