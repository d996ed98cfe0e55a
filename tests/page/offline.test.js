// Once visited, the page works without its server; the server sees nothing but its own files; an update is announced and
// never forced.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { keyCard, launch, makeKey, readMessage, sealMessage, visit } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const types = /** @type {Record<string, string>} */ ({
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  wasm: "application/wasm",
  svg: "image/svg+xml",
});

/** A server of its own, to be stopped: the built site, with `change` applied to what it answers. */
async function ownServer() {
  /** @type {string[]} */
  const log = [];
  const server = {
    log,
    address: "",
    change: (/** @type {string} */ _path, /** @type {Buffer} */ body) => body,
    stop() {},
  };
  const http = createServer(async (request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    log.push(path);
    const file = path === "/" ? "index.html" : normalize(path).slice(1);
    try {
      const body = server.change(file, await readFile(join("dist/site", file)));
      response.writeHead(200, {
        "content-type": types[file.split(".").at(-1) ?? ""] ?? "text/plain",
        "cache-control": "no-cache",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = http.address();
  server.address = `http://localhost:${typeof address === "object" ? address?.port : ""}/`;
  server.stop = () => {
    http.closeAllConnections();
    http.close();
  };
  return server;
}

/**
 * Waits until the page's files are kept and the service worker answers for it.
 *
 * @param {import("playwright-core").Page} page
 */
const kept = (page) =>
  page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    while (!serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20));
  });

test("with the server stopped, everything works, a reload and a practice too", async () => {
  const server = await ownServer();
  const { context, page, trouble } = await visit(browser, { serviceWorkers: "allow", address: server.address });
  await kept(page);
  await page.locator("#requests-page", { hasText: "none since then; all for its own files" }).waitFor();
  const before = server.log.length;
  await makeKey(page, { name: "Alice" });
  await sealMessage(page, { to: "yourself (Alice)", text: "x" });
  assert.deepEqual(server.log.slice(before), [], "after loading, the server sees nothing");
  assert.match(await page.locator("#requests-page").innerText(), /none since then/);

  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since then" }).waitFor();
  assert.deepEqual([...new Set(server.log.slice(before))], ["/sw.js"], "a visit asks for the service worker alone");

  server.stop();
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  await makeKey(page, { name: "Offline" });
  assert.equal(
    await readMessage(page, await sealMessage(page, { to: "yourself (Offline)", text: "no server" })),
    "no server",
  );
  const [bob] = await Promise.all([context.waitForEvent("page"), page.locator("#practise").click()]);
  await bob.locator("#keys > li").waitFor({ timeout: 60_000 });
  assert.deepEqual(
    trouble.filter((text) => !text.includes("Failed to load") && !text.includes("net::ERR")),
    [],
  );
  await context.close();
});

test("an update is announced, waits for a click, and is whole or not at all", async () => {
  const server = await ownServer();
  const { context, page } = await visit(browser, { serviceWorkers: "allow", address: server.address });
  await kept(page);
  const claim = () => page.locator(".claim").innerText();
  const old = await claim();

  // A new page whose list of files does not fit: nothing of it is used.
  const newer = (/** @type {Buffer} */ body) =>
    Buffer.from(body.toString().replace(/Seal a message here/g, "Seal a letter here"));
  server.change = (path, body) =>
    path === "index.html" ? newer(body) : path === "sw.js" ? Buffer.from(`${body}\n// newer`) : body;
  const update = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update().catch(() => {});
      while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 50));
      return registration.waiting !== null;
    });
  assert.equal(await update(), false, "a file with another hash than the list says: the version is refused");

  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256")
    .update(newer(await readFile("dist/site/index.html")))
    .digest("base64");
  server.change = (path, body) => {
    if (path === "index.html") return newer(body);
    return path === "sw.js" ? Buffer.from(body.toString().replace(/("index.html": "sha256-)[^"]*/, `$1${hash}`)) : body;
  };
  assert.equal(await update(), true);
  await page.locator("#notices", { hasText: "A newer version of this page is here." }).waitFor();
  assert.equal(await claim(), old, "the open page stays as it is");
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Reload now" }).click();
  await page.locator(".claim", { hasText: "Seal a letter here" }).waitFor();
  await context.close();
  server.stop();
});
