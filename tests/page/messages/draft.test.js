// What is being written is there after a reload: a letter sealed for one's own key, what anybody may see as it is, and
// nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  addPerson,
  chosenReaders,
  chooseReaders,
  keyCard,
  launch,
  makeKey,
  personCard,
  sealMessage,
  visit,
} from "../steps/keys.js";

/** @import { Page } from "playwright-core" */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const passphrase = "five pots of quiet rain";
const letter = "Dear Bob, the fig tree\nis under the third pot.";

/** What the tab keeps, all of it. @param {Page} page */
const kept = (page) => page.evaluate(() => JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage }));

/** A visitor with a key, and somebody to write to. */
async function alice() {
  const bob = await visit(browser);
  const publicKey = await makeKey(bob.page, { name: "Bob" });
  await bob.context.close();
  const visitor = await visit(browser);
  await makeKey(visitor.page, { name: "Alice" });
  await addPerson(visitor.page, { name: "Bob", publicKey });
  return { ...visitor, publicKey };
}

test("a letter goes on after a reload, its readers too; what the tab keeps of it is sealed", async () => {
  const { context, page, trouble } = await alice();
  await chooseReaders(page, ["Bob"]);
  await page.getByLabel("Your message").fill(letter);
  await page.reload();
  await personCard(page, "Bob").waitFor();
  await page.waitForFunction(
    (letter) => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value === letter,
    letter,
  );
  assert.ok((await chosenReaders(page)).includes("Bob"));
  const text = await kept(page);
  assert.match(text, /eyJ/, "control: it is there");
  for (const part of ["fig tree", "third pot"]) assert.ok(!text.includes(part), part);

  // Sealed and done with, it is gone.
  await sealMessage(page, { to: "Bob", text: letter });
  await page.getByRole("button", { name: "Write another" }).click();
  await page.reload();
  await personCard(page, "Bob").waitFor();
  assert.equal(await page.getByLabel("Your message").inputValue(), "");
  assert.doesNotMatch(await kept(page), /eyJ/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("behind a passphrase it waits until the key is unlocked, and what was written meanwhile follows it", async () => {
  const { context, page, trouble } = await alice();
  const card = keyCard(page, "Alice");
  await card.getByRole("group", { name: "A passphrase for this key" }).getByLabel("Passphrase").fill(passphrase);
  await card.getByRole("button", { name: "Protect the key" }).click();
  await card.getByRole("button", { name: "Lock", exact: true }).waitFor();
  await page.getByLabel("Your message").fill(letter);
  const hint = page.getByText("What you were writing is kept here, sealed for your own key.");
  // It outlasts a second reload before it is opened.
  for (const addition of ["", "P.S."]) {
    await page.reload();
    await hint.waitFor();
    assert.equal(await page.getByLabel("Your message").inputValue(), "");
    await page.getByLabel("Your message").fill(addition);
  }
  await card.getByLabel("Locked. Its passphrase").fill(passphrase);
  await card.getByRole("button", { name: "Unlock" }).click();
  await hint.waitFor({ state: "hidden" });
  assert.equal(await page.getByLabel("Your message").inputValue(), `${letter}\n\nP.S.`);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("what was pasted is there again where anybody may see it; private keys and passphrases are not", async () => {
  const { context, page, publicKey } = await alice();
  const sealed = await sealMessage(page, { to: ["yourself (Alice)"], text: "x" });
  await page.getByRole("button", { name: "Write another" }).click();
  await page.getByRole("tab", { name: "Read" }).click();
  await page.getByLabel("A sealed message").fill(sealed);
  await page.locator("#add-fold > summary").click();
  await page.getByLabel("Their public key").fill(publicKey);
  await page.getByLabel("Their name").fill("Robert");
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  await page.waitForFunction(
    () => /** @type {HTMLTextAreaElement} */ (document.getElementById("open-text")).value !== "",
  );
  assert.equal(await page.locator("#add-key").inputValue(), publicKey);
  assert.equal(await page.getByLabel("Their name").inputValue(), "Robert");
  assert.equal(await page.locator("#open-text").inputValue(), sealed);

  const pem = await page.evaluate(async () => {
    // @ts-expect-error: the address is the page's
    const { PrivateKey } = await import("/sealpost/index.js");
    return PrivateKey.generate({ bits: 2048 }).toPem();
  });
  await page.getByRole("tab", { name: "Read" }).click();
  await page.locator("#open-text").fill(pem);
  await page.locator("#load-fold > summary").click();
  await page.locator("#load-text").fill(pem);
  await page.locator("#backup-all [data-ask]").click();
  await page.locator("#backup-passphrase").fill(passphrase);
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  const text = await kept(page);
  assert.ok(text.includes("BEGIN PUBLIC KEY"), "control: the public key is still kept");
  for (const secret of ["PRIVATE", passphrase]) assert.ok(!text.includes(secret), secret);
  for (const id of ["open-text", "load-text", "backup-passphrase"])
    assert.equal(await page.locator(`#${id}`).inputValue(), "");
  await context.close();
});

test("without a key of one's own that lasts, a letter that is not sealed yet is asked about before it is lost", async () => {
  const { context, page } = await visit(browser);
  await page.locator("#storage").waitFor();
  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.accept();
  });
  await page.reload();
  assert.equal(asked, 0, "there is nothing to lose");
  // By hand: a page that nobody touched may not ask.
  await page.getByLabel("Your message").click();
  await page.keyboard.type("under the fig tree");
  await page.reload();
  assert.equal(asked, 1);
  assert.ok(!(await kept(page)).includes("fig tree"));
  await context.close();
});

test("what is forgotten takes the letter with it", async () => {
  const { context, page } = await alice();
  await page.getByLabel("Your message").fill(letter);
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value !== "");
  assert.match(await kept(page), /eyJ/);
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Forget everything in this browser" }).click();
  await page.getByRole("button", { name: "Forget everything", exact: true }).click();
  await keyCard(page, "Alice").waitFor({ state: "detached" });
  await page.reload();
  await page.locator("#storage").waitFor();
  assert.equal(await page.getByLabel("Your message").inputValue(), "");
  assert.doesNotMatch(await kept(page), /eyJ/);
  await context.close();
});
