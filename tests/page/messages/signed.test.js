// Signed letters: two people write to each other, and the page says who signed a letter and whether the signer's keys
// were compared. It also says so if a letter is a stranger's, is unsigned, comes again, or was sealed for somebody else
// first.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { test } from "node:test";
import { compactDecrypt } from "jose";
import { useBrowser } from "../../support/browser/suite.js";
import { invitationOf, lock, makeKey, openImport, openKey, protect, saveKey } from "../steps/keys.js";
import { openMessage, openSheet, readMessage, sealMessage } from "../steps/messages.js";
import { closeSides } from "../steps/page.js";
import { addPerson, openPerson, personCard, verifyPerson } from "../steps/people.js";
import { sealToken, writer } from "./writer.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();

/** What is said of the sender of the letter that is read. @param {Page} page */
async function sender(page) {
  const part = (/** @type {string} */ id) => page.locator(`#sender-${id}`).innerText();
  const notes = await page.locator("#sender-notes li").allInnerTexts();
  return { title: await part("title"), mark: await part("mark"), text: await part("text"), notes };
}

test("two people write to each other, and each sees that the other has signed", async () => {
  const [alice, bob] = [await visit(), await visit()];
  for (const [{ page }, name] of /** @type {const} */ ([
    [alice, "Alice"],
    [bob, "Bob"],
  ])) {
    await makeKey(page, { name });
  }
  const [hers, his] = [await invitationOf(alice.page, "Alice"), await invitationOf(bob.page, "Bob")];
  assert.match(hers, /#k=[\w-]+&s=[\w-]{43}&n=Alice$/);
  await addPerson(alice.page, { name: "Bob", publicKey: his });
  await addPerson(bob.page, { name: "Alice", publicKey: hers });

  const sealed = await sealMessage(alice.page, { to: "Bob", text: "it is me" });
  assert.match(await alice.page.locator("#sealed-signed").innerText(), /^Signed by your key Alice\./);
  await readMessage(bob.page, sealed);
  const first = await sender(bob.page);
  assert.deepEqual([first.title, first.mark], ["Signed by Alice", "not verified"]);
  assert.match(first.text, /You have not compared it/);
  assert.equal(first.notes.length, 1);
  assert.match(first.notes[0] ?? "", /^Signed on \d+ \w+ \d{4}, \d\d:\d\d, says its sender\.$/);

  const numbers = [];
  for (const [{ page }, name] of /** @type {const} */ ([
    [alice, "Bob"],
    [bob, "Alice"],
  ])) {
    numbers.push(await (await openPerson(page, name)).locator('[data-slot="number"]').innerText());
  }
  assert.match(numbers[0]?.replace(/\s/g, "") ?? "", /^\d{60}$/);
  assert.equal(numbers[0], numbers[1], "both know the same four keys");
  await closeSides(bob.page);
  // The letter that is open says at once that the keys were compared.
  await bob.page.locator("#sender-verify").click();
  await personCard(bob.page, "Alice").getByRole("button", { name: "It is the same" }).click();
  await bob.page.locator("#sender-mark[data-verified]").waitFor();
  assert.match((await sender(bob.page)).text, /^You compared Alice's keys/);

  await bob.page.getByRole("button", { name: "Write a reply" }).click();
  await bob.page.getByLabel("Your message").fill("I know");
  await bob.page.getByRole("button", { name: "Seal", exact: true }).click();
  await bob.page.locator("#sealed-title", { hasText: "Only Alice" }).waitFor();
  await readMessage(alice.page, await bob.page.getByLabel("The sealed message").inputValue());
  assert.equal((await sender(alice.page)).title, "Signed by Bob");

  await readMessage(bob.page, sealed);
  const again = await sender(bob.page);
  assert.equal(again.mark, "verified");
  assert.match(again.notes[1] ?? "", /^You read this letter before, on \d+ \w+ \d{4}, \d\d:\d\d\./);

  const own = await sealMessage(alice.page, { to: "yourself (Alice)", text: "to myself" });
  await readMessage(alice.page, own);
  assert.equal((await sender(alice.page)).title, "Signed by yourself (Alice)");
  assert.deepEqual([...alice.trouble, ...bob.trouble], []);
  await Promise.all([alice, bob].map(({ context }) => context.close()));
});

test("the page says that a letter is a stranger's or unsigned, and a letter passed on does not open", async () => {
  const [bob, carol] = [await visit(), await visit()];
  const his = await makeKey(bob.page, { name: "Bob" });
  const hers = await makeKey(carol.page, { name: "Carol" });
  const eve = await writer("Eve");

  const unsigned = await sealMessage(bob.page, { to: "yourself (Bob)", text: "who is it?", signed: false });
  assert.equal(await bob.page.locator("#sealed-signed").innerText(), "Not signed.");
  await readMessage(bob.page, unsigned);
  assert.equal((await sender(bob.page)).title, "Not signed");
  assert.equal(await bob.page.locator("#opened-sender[data-warning]").count(), 0);

  // The name and the time in a letter are what its writer says.
  const claims = { text: "it is me, Alice", name: "Alice", iat: Math.floor(Date.now() / 1000) + 3 * 86_400 };
  await readMessage(bob.page, await eve.letter(his, claims));
  const stranger = await sender(bob.page);
  assert.deepEqual([stranger.title, stranger.mark], ["Signed by somebody you do not know", ""]);
  assert.equal(JSON.stringify(stranger).includes("Alice"), false);
  assert.match(stranger.notes[0] ?? "", /which is still to come\.$/);

  await addPerson(bob.page, { name: "Eve", publicKey: eve.invitation(eve.ids.signing) });
  await verifyPerson(bob.page, "Eve");
  await readMessage(bob.page, unsigned);
  assert.match((await sender(bob.page)).text, /Letters from Eve can be signed, and this one is not/);
  assert.equal(await bob.page.locator("#opened-sender[data-warning]").count(), 1);

  // Bob takes Eve's letter to him out of its envelope and seals it for Carol, who knows Eve.
  const letter = await eve.letter(his, { text: "for you alone", jti: "one" });
  assert.equal(await readMessage(bob.page, letter), "for you alone");
  assert.deepEqual((await sender(bob.page)).mark, "verified");
  await addPerson(carol.page, { name: "Eve", publicKey: eve.invitation(eve.ids.signing) });
  const token = await compactDecrypt(letter, createPrivateKey(await saveKey(bob.page, "Bob")));
  await openMessage(carol.page, await sealToken(new TextDecoder().decode(token.plaintext), hers));
  await carol.page.locator("#open-error", { hasText: "The signature on this does not hold" }).waitFor();

  // Two letters with one ID (`jti`), of which the second names another key for encryption.
  await readMessage(bob.page, await eve.letter(his, { text: "another", jti: "one", enc: "A".repeat(43) }));
  const { notes } = await sender(bob.page);
  assert.match(notes[1] ?? "", /^Something is wrong: you read another letter with the same number on/);
  assert.match(notes[2] ?? "", /^Its writer uses another encryption key than the one you have for Eve\./);
  assert.deepEqual([...bob.trouble, ...carol.trouble], []);
  await Promise.all([bob, carol].map(({ context }) => context.close()));
});

test("a key without a signing key gets one, and a locked key is unlocked where it signs", async () => {
  const { context, page, trouble } = await visit();
  const passphrase = "five pots of quiet rain";
  await makeKey(page, { name: "Alice" });
  const clear = await saveKey(page, "Alice");
  const side = await openKey(page, "Alice");
  await side.getByText("Letters that you write with this key are signed.").waitFor();
  await side.getByText("backed up to a file without its signing key").waitFor();
  await context.close();

  const other = await visit();
  await openImport(other.page);
  await other.page.locator("#load-text").fill(clear);
  await other.page.locator("#load-button").click();
  await other.page.getByText("Letters from your key Imported key are not signed yet.").waitFor();
  assert.doesNotMatch(await invitationOf(other.page, "Imported key"), /&s=/);
  await protect(other.page, "Imported key", passphrase);
  await openSheet(other.page);
  await other.page.locator("#signing-add").click();
  const card = other.page.locator("#keys > li");
  await card.locator('[data-slot="signing-field"]').fill(passphrase);
  await card.getByRole("button", { name: "Add a signing key" }).click();
  await card.getByText(/are signed from now on\. Send your invitation again/).waitFor({ timeout: 60_000 });
  assert.match(await card.locator('[data-slot="link"]').inputValue(), /&s=[\w-]{43}&n=/, "the open invitation has it");
  const prints = await card.locator(".fingerprint").allTextContents();
  assert.ok(
    prints.length === 2 && prints.every((print) => /^SHA256:[\w+/]{43}$/.test(print)) && prints[0] !== prints[1],
  );
  await closeSides(other.page);
  await card.locator(".advice", { hasText: "Its new signing key is in this browser only." }).waitFor();
  await card.getByRole("button", { name: "Back up" }).click();
  await other.page.locator("#backup-passphrase").waitFor();

  await lock(other.page, "Imported key");
  await openSheet(other.page);
  await other.page.getByLabel("Your message").fill("signed by a locked key");
  await other.page.getByRole("button", { name: "Seal", exact: true }).click();
  await other.page.locator('#compose-error input[type="password"]').fill(passphrase);
  await other.page.locator("#compose-error").getByRole("button", { name: "Unlock" }).click();
  await other.page.locator("#sealed-signed", { hasText: "Signed by your key Imported key" }).waitFor();
  assert.deepEqual([...trouble, ...other.trouble], []);
  await other.context.close();
});

test("what is too long to be signed is sealed without a signature only after a click", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await openSheet(page);
  await page.evaluate(() => {
    const field = /** @type {HTMLTextAreaElement} */ (document.querySelector("#text"));
    field.value = "x".repeat(1024 * 1024 + 1);
    field.dispatchEvent(new Event("input"));
  });
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page
    .locator("#compose-error", { hasText: "This is longer than the 1 MB of text that a signed letter can hold." })
    .waitFor();
  assert.equal(await page.locator("#sealed").isVisible(), false);
  await page.getByRole("button", { name: "Seal it without a signature" }).click();
  await page.locator("#sealed-signed", { hasText: "Not signed." }).waitFor();
  await page.locator("#sealed-new").click();
  assert.equal(await page.locator("#signer option:checked").innerText(), "Alice", "the next letter is signed again");
  assert.deepEqual(trouble, []);
  await context.close();
});
