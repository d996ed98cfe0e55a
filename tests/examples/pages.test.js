// Pages without a bundler: ES modules from a static folder or another origin, the classic script on file:// and in a
// sandboxed frame, a shared worker, a service worker; and the errors for files that do not load.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { EXCHANGED, STRICT, assertWorks, buildExample, openPage, serve } from "./example.js";

test("the package works as modules in a static folder", async (t) => {
  await assertWorks(await serve(t, join(await buildExample("plain"), "dist")));
});

test("modules of another origin work, by an import map and worker-src blob:", async (t) => {
  const dist = join(await buildExample("plain"), "dist");
  // A second server, because another port is another origin.
  const other = new URL(await serve(t, dist, STRICT, undefined, { "access-control-allow-origin": "*" })).origin;
  const page = join(dist, "elsewhere");
  await mkdir(page);
  await cp(join(dist, "exchange.js"), join(page, "exchange.js"));
  const main = await readFile(join(dist, "main.js"), "utf8");
  await writeFile(
    join(page, "main.js"),
    main.replaceAll('"./sealpost/index.js"', '"sealpost"').replaceAll('"./sealpost/keyring.js"', '"sealpost/keyring"'),
  );
  const imports = { "sealpost": `${other}/sealpost/index.js`, "sealpost/keyring": `${other}/sealpost/keyring.js` };
  const map = JSON.stringify({ imports });
  const html = await readFile(join(dist, "index.html"), "utf8");
  await writeFile(join(page, "index.html"), html.replace("<script", `<script type="importmap">${map}</script><script`));
  const hash = createHash("sha256").update(map).digest("base64");
  const policy = `default-src 'none'; script-src 'self' ${other} 'sha256-${hash}' 'wasm-unsafe-eval'; worker-src blob: ${other}; connect-src ${other}; img-src data:`;
  await assertWorks(await serve(t, page, policy), undefined, [other]);
  await t.test("control: without worker-src blob: the keyring fails", async (t) => {
    const { text } = await openPage(await serve(t, page, policy.replace("worker-src blob:", "worker-src")), [other]);
    assert.match(text, /the keyring worker could not start/);
  });
});

test("the classes, seal and unseal work in a shared worker", async (t) => {
  const dist = join(await buildExample("plain"), "dist");
  const worker = `import init, * as sealpost from "./sealpost/index.js";
import { exchange } from "./exchange.js";
self.onconnect = async ({ ports: [port] }) => { await init(); port.postMessage(exchange(sealpost)); };
`;
  const main = `import { show } from "./exchange.js";
const { port } = new SharedWorker(new URL("shared.js", import.meta.url), { type: "module" });
show(() => new Promise((resolve) => (port.onmessage = ({ data }) => resolve(data))));
`;
  await writeFile(join(dist, "shared.js"), worker);
  await writeFile(join(dist, "main.js"), main);
  await assertWorks(await serve(t, dist), EXCHANGED);
});

test("in a sandboxed frame, which has no storage, the keyring keeps keys in memory (`refused`)", async (t) => {
  const dist = join(await buildExample("classic"), "dist");
  await writeFile(
    join(dist, "index.html"),
    `<link rel="icon" href="data:," /><output></output><script type="module" src="outer.js"></script>`,
  );
  const outer = `const frame = document.createElement("iframe");
frame.setAttribute("sandbox", "allow-scripts");
addEventListener("message", ({ data }) => (document.querySelector("output").textContent = data));
frame.src = "frame.html";
document.body.append(frame);
`;
  await writeFile(join(dist, "outer.js"), outer);
  const inner = `sealpost.Keyring.open().then(({ storage, storageReason }) => parent.postMessage(JSON.stringify({ storage, storageReason }), "*"), (error) => parent.postMessage(String(error), "*"));`;
  await writeFile(join(dist, "frame.js"), inner);
  await writeFile(
    join(dist, "frame.html"),
    '<script src="sealpost.classic.js"></script><script src="frame.js"></script>',
  );
  const policy = `${STRICT.replace("worker-src 'self'", "worker-src blob:")}; frame-src 'self'`;
  await assertWorks(await serve(t, dist, policy), { storage: "memory", storageReason: "refused" });
});

test("a file that is missing, blocked or replaced by a page leads to an error that says what to do", async (t) => {
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

test("the package works in a service worker, except the keyring, which cannot start its worker there", async (t) => {
  const dist = join(await buildExample("service-worker"), "dist");
  await assertWorks(await serve(t, dist), { ...EXCHANGED, keyring: "worker-failed" });
});

test("the classic script works on file:// and under a strict policy", async (t) => {
  const dist = join(await buildExample("classic"), "dist");
  const page = join(dist, "index.html");

  await t.test("works on file://, under the policy in the page", async () => {
    const requests = await assertWorks(pathToFileURL(page).href);
    assert.ok(!requests.some((url) => url.endsWith(".wasm")), "no .wasm file is requested");
  });

  await t.test("works on a strict host, whose policy says worker-src blob:", async (t) => {
    await assertWorks(await serve(t, dist, STRICT.replace("worker-src 'self'", "worker-src blob:")));
  });

  await t.test("control: without worker-src blob: the keyring fails, and the browser reports worker-src", async () => {
    await writeFile(page, (await readFile(page, "utf8")).replace("worker-src blob:", "worker-src 'none'"));
    const { text, complaints } = await openPage(pathToFileURL(page).href);
    assert.match(text, /worker/);
    assert.ok(
      complaints.some((complaint) => complaint.startsWith("policy: worker-src")),
      complaints.join("\n"),
    );
  });
});
