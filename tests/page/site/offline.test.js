// Once visited, the page works without its server; the server sees nothing but its own files; an update is announced and
// never forced.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  breakDown,
  keyCard,
  workerOf,
  launch,
  makeKey,
  openMessage,
  readMessage,
  sealMessage,
  visit,
} from "../steps/keys.js";
import { kept, newerVersion, ownServer, update } from "../../support/browser/site-server.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

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
  const others = server.log.slice(before).filter((path) => path !== "/sw.js");
  assert.deepEqual(others, [], "a visit asks for the service worker alone");

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
  const newer = await newerVersion();
  server.change = (path, body) =>
    path === "index.html" ? newer.get(path) : path === "sw.js" ? Buffer.from(`${body}\n// newer`) : body;
  assert.equal(await update(page), false, "a file with another hash than the list says: the version is refused");

  server.change = (path) => newer.get(path);
  assert.equal(await update(page), true);
  await page.locator("#notices", { hasText: "A newer version of this page is here." }).waitFor();
  assert.equal(await claim(), old, "the open page stays as it is");
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Reload now" }).click();
  await page.locator(".claim", { hasText: "Seal a letter here" }).waitFor();
  await context.close();
  server.stop();
});

/** Which version the keyring's worker is of, once it has answered. @param {import("playwright-core").Page} page */
const workerVersion = (page) => workerOf(page).evaluate(() => Reflect.get(globalThis, "version") ?? "old");

test("after an update in one tab, another one starts workers of its own version alone, or says to reload", async () => {
  const server = await ownServer();
  const { context, page } = await visit(browser, { serviceWorkers: "allow", address: server.address });
  await kept(page);
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "across versions" });
  const tab = await context.newPage();
  await tab.goto(server.address);
  await keyCard(tab, "Alice").waitFor();
  const own = new URL(workerOf(tab).url()).pathname;
  /** @param {string} name */
  const updateTo = async (name) => {
    const newer = await newerVersion(name);
    server.change = (path) => newer.get(path);
    assert.equal(await update(page), true);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload now" }).click()]);
    await keyCard(page, "Alice").waitFor();
    assert.equal(await workerVersion(page), name, "the tab that was reloaded is of the newer version");
  };

  await updateTo("newer");
  breakDown(tab);
  assert.equal(await readMessage(tab, sealed), "across versions");
  assert.equal(await workerVersion(tab), "old");

  // Of two updates, the files of the version before the last are gone.
  await updateTo("newest");
  const gone = server.log.length;
  breakDown(tab);
  await openMessage(tab, sealed);
  await tab.locator("#open-error", { hasText: "Try it once more, or reload the page." }).waitFor();
  assert.deepEqual([...new Set(server.log.slice(gone))], [own], "it asked for its own, which the server has no more");
  await tab.reload();
  assert.equal(await readMessage(tab, sealed), "across versions");
  assert.equal(await workerVersion(tab), "newest");
  await context.close();
  server.stop();
});
