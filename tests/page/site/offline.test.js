// After one visit the page works without its server; nothing but the page's files is requested; an update is announced
// and never forced.
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
import { showView } from "../steps/page.js";

const { visit } = useBrowser();

test("with the server stopped, a reload, a new key, messages and a practice work", async () => {
  const server = await startSite();
  const { context, page, trouble } = await visit({ serviceWorkers: "allow", address: server.address });
  await untilCached(page);
  await page.locator("#requests-page", { hasText: "all for its own files; none since it was loaded" }).waitFor();
  const before = server.log.length;
  await makeKey(page, { name: "Alice" });
  await sealMessage(page, { to: "yourself (Alice)", text: "x" });
  assert.deepEqual(server.log.slice(before), [], "after loading, nothing is requested");
  assert.match(await page.locator("#requests-page").innerText(), /none since it was loaded/);

  page.on("dialog", (dialog) => dialog.accept());
  await page.reload();
  await page.locator("#requests-page", { hasText: "none since it was loaded" }).waitFor();
  const others = server.log.slice(before).filter((path) => path !== "/sw.js");
  assert.deepEqual(others, [], "a later visit requests the service worker alone");

  server.stop();
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  await makeKey(page, { name: "Offline" });
  assert.equal(
    await readMessage(page, await sealMessage(page, { to: "yourself (Offline)", text: "no server" })),
    "no server",
  );
  await showView(page, "how");
  const [bob] = await Promise.all([context.waitForEvent("page"), page.locator("#how-practise").click()]);
  await bob.locator("#keys > li").waitFor({ state: "attached", timeout: 60_000 });
  assert.deepEqual(
    trouble.filter((text) => !text.includes("Failed to load") && !text.includes("net::ERR")),
    [],
  );
  await context.close();
});

test("a first visit requests each file once, and the status bar counts what the server got", async () => {
  const server = await startSite();
  const { context, page } = await visit({ serviceWorkers: "allow", address: server.address });
  await untilCached(page);
  const line = page.locator("#requests-page", { hasText: "none since it was loaded" });
  await line.waitFor();
  const counted = async () => Number(/^\d+/.exec(await line.innerText())?.[0]);
  const twice = server.log.filter((path, k) => server.log.indexOf(path) !== k);
  // The page starts several generators at once.
  assert.deepEqual(
    twice.filter((path) => !path.endsWith("/generator-worker.js")),
    [],
    "nothing else is requested twice",
  );
  assert.ok(server.log.length > 25, "control: the service worker has loaded its files");
  assert.equal(await counted(), server.log.length);
  // On a second visit nothing is requested, unless the browser asks whether there is a newer service worker.
  const before = server.log.length;
  await page.reload();
  await line.waitFor();
  assert.deepEqual(
    server.log.slice(before).filter((path) => path !== "/sw.js"),
    [],
  );
  assert.equal(await counted(), 0);
  server.stop();
  await context.close();
});

test("an update is announced, waits for a click, and is complete or not used at all", async () => {
  const server = await startSite();
  const { context, page } = await visit({ serviceWorkers: "allow", address: server.address });
  await untilCached(page);
  const claim = () => page.locator(".claim").innerText();
  const old = await claim();

  // A newer service worker, and an index.html whose hash is not the one in its list of files: nothing of that version is
  // used.
  const newer = await newerVersion();
  server.change = (path, body) => (path === "sw.js" ? newer.get(path) : body);
  assert.equal(await findsUpdate(page), false, "the version with a wrong hash is refused");

  server.change = (path) => newer.get(path);
  assert.equal(await findsUpdate(page), true);
  await page.locator("#notices", { hasText: "A newer version of this page is here." }).waitFor();
  assert.equal(await claim(), old, "the open page stays as it is");
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Reload now" }).click();
  await page.locator(".claim", { hasText: "Send a letter only those you choose" }).waitFor();
  await context.close();
  server.stop();
});

/** The version of the keyring worker. @param {import("playwright-core").Page} page */
const workerVersion = (page) => keyringWorker(page).evaluate(() => Reflect.get(globalThis, "version") ?? "old");

test("after an update in one tab, another tab starts workers of its own version only, or asks for a reload", async () => {
  const server = await startSite();
  const { context, page } = await visit({ serviceWorkers: "allow", address: server.address });
  await untilCached(page);
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "across versions" });
  const tab = await context.newPage();
  await tab.goto(server.address);
  await keyCard(tab, "Alice").waitFor();
  const oldWorker = new URL(keyringWorker(tab).url()).pathname;
  /** @param {string} name */
  const updateTo = async (name) => {
    const newer = await newerVersion(name);
    server.change = (path) => newer.get(path);
    assert.equal(await findsUpdate(page), true);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload now" }).click()]);
    await keyCard(page, "Alice").waitFor();
    assert.equal(await workerVersion(page), name, "the reloaded tab has the newer version");
  };

  await updateTo("newer");
  crashWorker(tab);
  assert.equal(await readMessage(tab, sealed), "across versions");
  assert.equal(await workerVersion(tab), "old");

  // After two updates, the files of the first version are gone.
  await updateTo("newest");
  await clearHttpCache(tab);
  const requestsBefore = server.log.length;
  crashWorker(tab);
  await openMessage(tab, sealed);
  await tab.locator("#open-error", { hasText: "Try it once more, or reload the page." }).waitFor();
  assert.deepEqual(
    [...new Set(server.log.slice(requestsBefore))],
    [oldWorker],
    "the tab requested its own worker alone, which the server no longer has",
  );
  await tab.reload();
  assert.equal(await readMessage(tab, sealed), "across versions");
  assert.equal(await workerVersion(tab), "newest");
  await context.close();
  server.stop();
});
