// Once visited, the page works without its server; the server sees nothing but its own files; an update is announced and
// never forced.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { keyCard, launch, makeKey, readMessage, sealMessage, visit } from "./browser.js";
import { kept, newerVersion, ownServer, update } from "./own-server.js";

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
  const { page: newer, whole } = await newerVersion();
  server.change = (path, body) =>
    path === "index.html" ? newer : path === "sw.js" ? Buffer.from(`${body}\n// newer`) : body;
  assert.equal(await update(page), false, "a file with another hash than the list says: the version is refused");

  server.change = whole;
  assert.equal(await update(page), true);
  await page.locator("#notices", { hasText: "A newer version of this page is here." }).waitFor();
  assert.equal(await claim(), old, "the open page stays as it is");
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Reload now" }).click();
  await page.locator(".claim", { hasText: "Seal a letter here" }).waitFor();
  await context.close();
  server.stop();
});
