// "Forget everything": nothing that came by a link or was entered stays, and a window with a practice follows another one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { writer } from "../messages/writer.js";
import { forgetEverything, makeKey, openBackup, openImport, openMaking } from "../steps/keys.js";
import { addPerson, followInTab, openAdding, somebody } from "../steps/people.js";

const { visit } = useBrowser();

test("forgetting everything removes invitations, the guest, and what is entered in the forms", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const grace = await writer("Grace");
  await followInTab(page, grace.invitation());
  const chips = page.locator("#recipients .chip", { hasText: "Grace" });
  await chips.waitFor();
  const entered = /** @type {const} */ ({
    "#add-key": grace.publicKey,
    "#add-name": "Gracie",
    "#load-text": "a key",
    "#make-name": "A name",
    "#backup-passphrase": "five pots of quiet rain",
  });
  await openAdding(page);
  for (const id of /** @type {const} */ (["#add-key", "#add-name"])) await page.locator(id).fill(entered[id]);
  await openImport(page);
  await page.locator("#load-text").fill(entered["#load-text"]);
  await openMaking(page);
  await page.locator("#make-name").fill(entered["#make-name"]);
  await openBackup(page);
  await page.locator("#backup-passphrase").fill(entered["#backup-passphrase"]);
  const invitations = () => page.evaluate(() => sessionStorage.getItem("sealpost invitations"));
  assert.match((await invitations()) ?? "", /^#k=/, "control: the invitation is kept");

  await forgetEverything(page);
  await page.locator("#keys > li").waitFor({ state: "detached" });
  assert.equal(await page.locator(".arrival").count(), 0);
  assert.equal(await chips.count(), 0);
  assert.equal(await invitations(), null);
  for (const [id, text] of Object.entries(entered)) {
    assert.notEqual(await page.locator(id).inputValue(), text, id);
  }
  await page.locator("#hero").waitFor();
  await page.reload();
  await page.locator("#hero-title").waitFor();
  assert.equal(await page.locator(".arrival").count(), 0);
  assert.equal(await page.locator("#add-key").inputValue(), "");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a window with a practice forgets when another window forgets everything", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Carol"));
  // On a first visit a button begins the practice; later one on the page "How it works" does.
  await page.evaluate(() => (location.hash = "#/how"));
  await page.locator("#how-practise").click();
  await page.locator("#contacts > li", { hasText: "for practice" }).waitFor({ timeout: 60_000 });
  await page.locator("#text").fill("a line to Bob");
  const other = await context.newPage();
  await other.goto(url);
  await other.locator("#keys > li").waitFor();
  await forgetEverything(other);
  await page.locator("#keys > li").waitFor({ state: "detached" });
  await page.locator("#contacts > li", { hasText: "Carol" }).waitFor({ state: "detached" });
  await page.waitForFunction(
    () => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value === "",
    undefined,
    { timeout: 5_000 },
  );
  await context.close();
});
