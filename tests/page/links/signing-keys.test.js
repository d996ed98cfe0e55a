// The signing key in an invitation: a new signing key is taken only by a click and removes the mark of verification,
// and a signing key that cannot be right is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { writer } from "../messages/writer.js";
import { makeKey } from "../steps/keys.js";
import { addPerson, followInTab, openPerson, personCard, submitPerson, verifyPerson } from "../steps/people.js";

const { visit } = useBrowser();

test("a new signing key is taken by a click, and the person is then to be verified again", async () => {
  const [bob, eve] = [await writer("Bob"), await writer("Eve")];
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const button = personCard(page, "Bob").locator('[data-slot="verify"]');

  // An invitation without a signing key, as somebody who has none makes it.
  await addPerson(page, { name: "Bob", publicKey: bob.invitation() });
  let side = await openPerson(page, "Bob");
  await side.getByText("The number covers signing keys too, and you have none for Bob.").waitFor();
  assert.equal(await side.locator('[data-slot="number"]').isVisible(), false, "no number that cannot match");
  await side.getByRole("button", { name: "Bob has no signing key" }).click();
  const without = await side.locator('[data-slot="number"]').innerText();
  await side.getByRole("button", { name: "It is the same" }).click();
  await button.filter({ hasText: "Verified" }).waitFor();

  await followInTab(page, bob.invitation(bob.ids.signing));
  const card = page.locator(".arrival", { hasText: "A signing key for Bob has come with the link" });
  await card.getByText("You have not compared it, so Bob is then to be verified again.").waitFor();
  assert.equal(await button.innerText(), "Verified", "nothing changes without a click");
  await card.getByRole("button", { name: "Take this signing key" }).click();
  await button.filter({ hasText: "Verify again" }).waitFor();
  side = await openPerson(page, "Bob");
  await side.getByText(/^You verified Bob earlier \(\d\d:\d\d\);/).waitFor();
  assert.notEqual(await side.locator('[data-slot="number"]').innerText(), without, "the number is another one");
  await verifyPerson(page, "Bob");

  // Another signing key under the same key for encryption: a warning, also where it is pasted.
  await followInTab(page, bob.invitation(eve.ids.signing));
  const warning = page.locator(".arrival[data-warning]", { hasText: "This is not the signing key you have for Bob" });
  await warning.getByRole("button", { name: "Not now" }).click();
  await submitPerson(page, { name: "Bob", publicKey: bob.invitation(eve.ids.signing) });
  await page.locator("#add-error", { hasText: "with another signing key than this invitation names" }).waitFor();
  assert.equal(await button.innerText(), "Verified");
  await page.locator("#add-error").getByRole("button", { name: "Take this signing key" }).click();
  await button.filter({ hasText: "Verify again" }).waitFor();

  // An old invitation takes nothing away, and the same one says that there is nothing new.
  for (const s of [undefined, eve.ids.signing]) {
    await followInTab(page, bob.invitation(s));
    await page.locator(".arrival", { hasText: "You have this key already: it belongs to Bob." }).waitFor();
    await page.locator(".arrival").getByRole("button", { name: "Close" }).click();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a signing key that is another's, one's own or the invitation's own key is refused", async () => {
  const [bob, eve] = [await writer("Bob"), await writer("Eve")];
  const { context, page, trouble } = await visit();
  const own = await makeKey(page, { name: "Alice" });
  const [, signing = ""] = /&s=([\w-]{43})/.exec(await invitationIn(page)) ?? [];
  assert.equal(signing.length, 43);
  await addPerson(page, { name: "Bob", publicKey: bob.invitation(bob.ids.signing) });
  const id = await thumbprintOf(own);
  for (const [what, s] of Object.entries({
    "Bob's signing key": bob.ids.signing,
    "Bob's key for encryption": bob.ids.encryption,
    "one's own signing key": signing,
    "one's own key for encryption": id,
    "its own key for encryption": eve.ids.encryption,
  })) {
    await followInTab(page, eve.invitation(s));
    const card = page.locator(".arrival[data-warning]", { hasText: "This invitation cannot be right" });
    await card.waitFor();
    assert.equal(await page.locator("#recipients .chip", { hasText: "Eve" }).count(), 0, what);
    await card.getByRole("button", { name: "Close" }).click();
    await submitPerson(page, { name: "Eve", publicKey: eve.invitation(s) });
    await page.locator("#add-error", { hasText: "This invitation cannot be right" }).waitFor();
    assert.equal(await page.locator("#contacts > li").count(), 1, what);
  }
  // A thumbprint has one spelling: 43 characters, the last of which has two bits that are 0.
  for (const s of [
    "",
    "x",
    `${eve.ids.signing}A`,
    `${eve.ids.signing.slice(0, 42)}B`,
    eve.ids.signing.replace(/.$/, "+"),
  ]) {
    await page.goto("about:blank");
    await page.goto(eve.invitation(s));
    await page.locator(".arrival", { hasText: "it is damaged or cut off" }).waitFor();
    assert.equal(page.url(), url, s);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

/** One's own invitation. @param {import("playwright-core").Page} page */
async function invitationIn(page) {
  await page.locator("#first-invite-copy").click();
  await page.locator("#first-invite-copy[data-done]").waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The thumbprint of a public key. @param {string} pem */
async function thumbprintOf(pem) {
  const { calculateJwkThumbprint, exportJWK, importSPKI } = await import("jose");
  return calculateJwkThumbprint(await exportJWK(await importSPKI(pem, "RSA-OAEP-256", { extractable: true })));
}
