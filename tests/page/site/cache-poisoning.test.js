// Another page of the same origin writes into the caches from which the service worker answers. What that page writes
// is never run and never shown: the visitor gets the files as they were built, or an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clearHttpCache,
  findsUpdate,
  newerVersion,
  startSite,
  untilCached,
} from "../../support/browser/site-server.js";
import { useBrowser } from "../../support/browser/suite.js";
import { crashWorker, keyringWorker } from "../../support/browser/workers.js";
import { keyCard, makeKey } from "../steps/keys.js";
import { openMessage, readMessage, sealMessage } from "../steps/messages.js";

const { visit } = useBrowser();

const script = "globalThis.poisoned = true;";
const poisons = /** @type {Record<string, { body: string, headers: Record<string, string> }>} */ ({
  html: { body: "<!doctype html><title>poisoned</title>", headers: { "content-type": "text/html" } },
  js: { body: script, headers: { "content-type": "text/javascript" } },
  css: { body: "body { --poisoned: 1 }", headers: { "content-type": "text/css" } },
  wasm: { body: "poisoned", headers: { "content-type": "application/wasm" } },
});

/**
 * A visitor whose page is cached, and another page of the same origin, without a content security policy. `serve`
 * replaces the site's files on the server.
 */
async function twoPages() {
  const server = await startSite();
  const { change } = server;
  server.change = (path, body) => (path === "other/index.html" ? Buffer.from("<!doctype html>") : change(path, body));
  const { context, page, trouble } = await visit({ serviceWorkers: "allow", address: server.address });
  await untilCached(page);
  const other = await context.newPage();
  await other.goto(`${server.address}other/index.html`);
  /** @param {(path: string, body: Buffer | undefined) => Buffer | undefined} newer */
  const serve = (newer) => {
    server.change = (path, body) => (path.startsWith("other/") ? Buffer.from("<!doctype html>") : newer(path, body));
  };
  return { server, serve, context, page, other, trouble };
}

/**
 * Replaces the cached file at a path.
 *
 * @param {import("playwright-core").Page} other
 * @param {string} path
 * @param {{ cache?: string, body?: string, headers?: Record<string, string> }} [poison] `cache` is the cache to write
 *   to, by default each that has the path. With `headers` and no `body`, the body stays the same.
 * @returns how many caches were changed
 */
function plant(other, path, { cache, ...poison } = {}) {
  const planted = { ...(poison.headers ? {} : poisons[path.split(".").at(-1) ?? ""]), ...poison };
  return other.evaluate(
    async ({ path, cache, body, headers }) => {
      const address = new URL(path, new URL("../", location.href)).href;
      let count = 0;
      for (const name of cache ? [cache] : await caches.keys()) {
        const place = await caches.open(name);
        const was = await place.match(address);
        if (!cache && !was) continue;
        await place.put(address, new Response(body ?? (await was?.arrayBuffer()), { headers }));
        count += 1;
      }
      return count;
    },
    { path, cache, ...planted },
  );
}

/**
 * Whether any cache has a planted entry at this path.
 *
 * @param {import("playwright-core").Page} other
 * @param {string} path
 */
const isPlanted = (other, path) =>
  other.evaluate(async (path) => {
    const address = new URL(path, new URL("../", location.href)).href;
    const found = [];
    for (const name of await caches.keys()) found.push(await (await (await caches.open(name)).match(address))?.text());
    return found.some((text) => text?.includes("poisoned"));
  }, path);

/** What the page shows of planted files. @param {import("playwright-core").Page} page */
const poisonedIn = (page) =>
  page.evaluate(() => ({
    title: document.title,
    script: "poisoned" in globalThis,
    style: getComputedStyle(document.body).getPropertyValue("--poisoned"),
  }));
const unpoisoned = { title: "sealpost", script: false, style: "" };

test("in place of a changed file in the cache the original is served, and put back into the cache", async () => {
  const { server, context, page, other, trouble } = await twoPages();
  const sealed = await makeKey(page, { name: "Alice" }).then(() =>
    sealMessage(page, { to: "yourself (Alice)", text: "x" }),
  );
  const worker = new URL(keyringWorker(page).url()).pathname.slice(1);
  for (const path of ["main.js", "index.html", "style.css", "sealpost/wasm/sealpost_bg.wasm", worker]) {
    assert.equal(await plant(other, path), 1, path);
    assert.equal(await isPlanted(other, path), true, "control: the planted file is found");
    await page.goto(server.address);
    await keyCard(page, "Alice").waitFor();
    assert.equal(await readMessage(page, sealed), "x", path);
    assert.deepEqual(await poisonedIn(page), unpoisoned, path);
    assert.equal(await keyringWorker(page).evaluate(() => "poisoned" in globalThis), false, path);
    assert.equal(await isPlanted(other, path), false, "the planted file is replaced");
  }
  assert.deepEqual(trouble, []);
  server.stop();
  await context.close();
});

test("files in other caches are ignored, and so are the headers of a cached file", async () => {
  const { server, context, page, other, trouble } = await twoPages();
  await plant(other, "main.js", { cache: "0" });
  await plant(other, "index.html", { cache: `sealpost ${server.address} 0` });
  await plant(other, "index.html", { headers: { "content-type": "text/plain", refresh: "0; url=other/" } });
  await plant(other, "main.js", { headers: { "content-type": "text/plain" } });
  const requestsBefore = server.log.length;
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since it was loaded" }).waitFor();
  assert.equal(page.url(), server.address);
  assert.deepEqual(await poisonedIn(page), unpoisoned);
  assert.deepEqual(
    server.log.slice(requestsBefore).filter((path) => path !== "/sw.js"),
    [],
    "the content was the original, so that nothing was requested",
  );
  const policy = await page.evaluate(async () => (await fetch("main.js")).headers.get("content-security-policy"));
  assert.match(
    policy ?? "",
    /frame-ancestors 'none'/,
    "the headers are those of the build, for this server sends none",
  );

  // A deleted cache is filled again.
  await other.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since it was loaded" }).waitFor();
  server.stop();
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since it was loaded" }).waitFor();
  assert.deepEqual(
    trouble.filter((text) => !text.includes("net::ERR")),
    [],
  );
  await context.close();
});

test("without a network, a changed script is not run, and the text of the page is shown", async () => {
  const { server, context, page, other } = await twoPages();
  await plant(other, "main.js");
  server.stop();
  await page.reload();
  assert.deepEqual(await poisonedIn(page), unpoisoned);
  assert.match(await page.locator("#hero-title").innerText(), /^Send a message/, "the text of the page is shown");
  await context.close();
});

test("if a cached file was changed and the server has a newer version, a visit gets the newer version", async () => {
  for (const path of ["main.js", "index.html"]) {
    const { server, serve, context, page, other } = await twoPages();
    const newer = await newerVersion();
    serve((path) => newer.get(path));
    await plant(other, path);
    await clearHttpCache(page);
    await page.reload();
    assert.equal(await page.evaluate(() => "poisoned" in globalThis), false, path);
    // A page whose main.js fails must be reloaded by the visitor; in place of index.html the service worker sends a
    // page that reloads itself.
    if (path === "main.js") await page.reload();
    await page.locator(".claim", { hasText: "Send a letter only those you choose" }).waitFor();
    await context.close();
    server.stop();
  }
});

test("a worker of an earlier version is served only if its content has the hash in its path", async () => {
  const { server, serve, context, page, other } = await twoPages();
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "across versions" });
  const tab = await context.newPage();
  await tab.goto(server.address);
  await keyCard(tab, "Alice").waitFor();
  const path = new URL(keyringWorker(tab).url()).pathname.slice(1);
  const newer = await newerVersion();
  serve((path) => newer.get(path));
  assert.equal(await findsUpdate(page), true);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload now" }).click()]);
  await keyCard(page, "Alice").waitFor();

  const isPoisoned = () => keyringWorker(tab).evaluate(() => "poisoned" in globalThis);
  // A cache of another name, and one of a later version by its name.
  await plant(other, path, { cache: "0", ...poisons.js });
  await plant(other, path, { cache: `sealpost ${server.address} zzz`, ...poisons.js });
  crashWorker(tab);
  assert.equal(await readMessage(tab, sealed), "across versions", "the original is found beside the planted ones");
  assert.equal(await isPoisoned(), false);

  assert.equal(await plant(other, path), 3, "now only planted ones are left, and the server no longer has the file");
  await clearHttpCache(tab);
  crashWorker(tab);
  await openMessage(tab, sealed);
  await tab.locator("#open-error", { hasText: "Try it once more, or reload the page." }).waitFor();
  await context.close();
  server.stop();
});
