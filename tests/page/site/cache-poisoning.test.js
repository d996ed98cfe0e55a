// Another page of the same origin writes into the caches that the service worker answers from. What it put there is
// never run and never shown: the visitor gets the files as they were built, or none.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  breakDown,
  keyCard,
  launch,
  makeKey,
  openMessage,
  readMessage,
  sealMessage,
  visit,
  workerOf,
} from "../steps/keys.js";
import { kept, newerVersion, ownServer, update } from "../../support/browser/site-server.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const script = "globalThis.poisoned = true;";
const poisons = /** @type {Record<string, { body: string, headers: Record<string, string> }>} */ ({
  html: { body: "<!doctype html><title>poisoned</title>", headers: { "content-type": "text/html" } },
  js: { body: script, headers: { "content-type": "text/javascript" } },
  css: { body: "body { --poisoned: 1 }", headers: { "content-type": "text/css" } },
  wasm: { body: "poisoned", headers: { "content-type": "application/wasm" } },
});

/** A visitor whose page is kept, and another page of its origin, whose scripts may do what they like. */
async function twoPages() {
  const server = await ownServer();
  const { change } = server;
  server.change = (path, body) => (path === "other/index.html" ? Buffer.from("<!doctype html>") : change(path, body));
  const { context, page, trouble } = await visit(browser, { serviceWorkers: "allow", address: server.address });
  await kept(page);
  const other = await context.newPage();
  await other.goto(`${server.address}other/index.html`);
  /** @param {(path: string, body: Buffer | undefined) => Buffer | undefined} newer */
  const serve = (newer) => {
    server.change = (path, body) => (path.startsWith("other/") ? Buffer.from("<!doctype html>") : newer(path, body));
  };
  return { server, serve, context, page, other, trouble };
}

/**
 * Puts something else in place of what is kept at a path.
 *
 * @param {import("playwright-core").Page} other
 * @param {string} path
 * @param {{ cache?: string, body?: string, headers?: Record<string, string> }} [poison] `cache`: another one than those
 * that have the path; without a body, it stays what it was
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

/** Whether any cache has a planted entry at this path. @param {import("playwright-core").Page} other @param {string} path */
const isPlanted = (other, path) =>
  other.evaluate(async (path) => {
    const address = new URL(path, new URL("../", location.href)).href;
    const found = [];
    for (const name of await caches.keys()) found.push(await (await (await caches.open(name)).match(address))?.text());
    return found.some((text) => text?.includes("poisoned"));
  }, path);

/** What the page would show of planted files. @param {import("playwright-core").Page} page */
const poisonedIn = (page) =>
  page.evaluate(() => ({
    title: document.title,
    script: "poisoned" in globalThis,
    style: getComputedStyle(document.body).getPropertyValue("--poisoned"),
  }));
const nothing = { title: "sealpost", script: false, style: "" };

test("a changed file in the cache is answered with the true one, and replaced", async () => {
  const { server, context, page, other, trouble } = await twoPages();
  const sealed = await makeKey(page, { name: "Alice" }).then(() =>
    sealMessage(page, { to: "yourself (Alice)", text: "x" }),
  );
  const worker = new URL(workerOf(page).url()).pathname.slice(1);
  for (const path of ["main.js", "index.html", "style.css", "sealpost/wasm/sealpost_bg.wasm", worker]) {
    assert.equal(await plant(other, path), 1, path);
    assert.equal(await isPlanted(other, path), true, "control: a planted entry is seen");
    await page.goto(server.address);
    await keyCard(page, "Alice").waitFor();
    assert.equal(await readMessage(page, sealed), "x", path);
    assert.deepEqual(await poisonedIn(page), nothing, path);
    assert.equal(await workerOf(page).evaluate(() => "poisoned" in globalThis), false, path);
    assert.equal(await isPlanted(other, path), false, "it is replaced");
  }
  assert.deepEqual(trouble, []);
  server.stop();
  await context.close();
});

test("what other caches have is not looked at, and neither are the headers and types of an entry", async () => {
  const { server, context, page, other, trouble } = await twoPages();
  await plant(other, "main.js", { cache: "0" });
  await plant(other, "index.html", { cache: `sealpost ${server.address} 0` });
  await plant(other, "index.html", { headers: { "content-type": "text/plain", refresh: "0; url=other/" } });
  await plant(other, "main.js", { headers: { "content-type": "text/plain" } });
  const asked = server.log.length;
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since then" }).waitFor();
  assert.equal(page.url(), server.address);
  assert.deepEqual(await poisonedIn(page), nothing);
  assert.deepEqual(
    server.log.slice(asked).filter((path) => path !== "/sw.js"),
    [],
    "the content was the true one",
  );
  const policy = await page.evaluate(async () => (await fetch("main.js")).headers.get("content-security-policy"));
  assert.match(
    policy ?? "",
    /frame-ancestors 'none'/,
    "the headers are those of the build, which this server never sent",
  );

  // A cache that is gone is filled again.
  await other.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since then" }).waitFor();
  server.stop();
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since then" }).waitFor();
  assert.deepEqual(
    trouble.filter((text) => !text.includes("net::ERR")),
    [],
  );
  await context.close();
});

test("without a network, a changed file is an error and never run", async () => {
  const { server, context, page, other } = await twoPages();
  await plant(other, "main.js");
  server.stop();
  await page.reload();
  assert.deepEqual(await poisonedIn(page), nothing);
  assert.equal(await page.locator("#you-title").innerText(), "You", "the page's text stands there");
  await context.close();
});

test("where the server has a newer version by then, the next visit has that one, whole", async () => {
  for (const path of ["main.js", "index.html"]) {
    const { server, serve, context, page, other } = await twoPages();
    const newer = await newerVersion();
    serve((path) => newer.get(path));
    await plant(other, path);
    await page.reload();
    assert.equal(await page.evaluate(() => "poisoned" in globalThis), false, path);
    // A page that lacks its script is loaded again by hand; one that is missing itself asks again by itself.
    if (path === "main.js") await page.reload();
    await page.locator(".claim", { hasText: "Seal a letter here" }).waitFor();
    await context.close();
    server.stop();
  }
});

test("a worker of an earlier version is one whose content its path names, whatever caches are there", async () => {
  const { server, serve, context, page, other } = await twoPages();
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "across versions" });
  const tab = await context.newPage();
  await tab.goto(server.address);
  await keyCard(tab, "Alice").waitFor();
  const path = new URL(workerOf(tab).url()).pathname.slice(1);
  const newer = await newerVersion();
  serve((path) => newer.get(path));
  assert.equal(await update(page), true);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload now" }).click()]);
  await keyCard(page, "Alice").waitFor();

  const isPoisoned = () => workerOf(tab).evaluate(() => "poisoned" in globalThis);
  await plant(other, path, { cache: "0", ...poisons.js });
  await plant(other, path, { cache: `sealpost ${server.address} zzz`, ...poisons.js });
  breakDown(tab);
  assert.equal(await readMessage(tab, sealed), "across versions", "the true one is found behind the planted ones");
  assert.equal(await isPoisoned(), false);

  assert.equal(await plant(other, path), 3, "now there is none but planted ones, and the server has it no more");
  breakDown(tab);
  await openMessage(tab, sealed);
  await tab.locator("#open-error", { hasText: "Try it once more, or reload the page." }).waitFor();
  await context.close();
  server.stop();
});
