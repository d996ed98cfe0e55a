// Two people compare their safety number, and the page warns of a known name with another key. A message for several
// readers is read by each of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { invitationOf, keyCard, makeKey } from "../steps/keys.js";
import { openMessage, readMessage, sealMessage } from "../steps/messages.js";
import { addPerson, openPerson, personCard, submitPerson } from "../steps/people.js";

const { visit } = useBrowser();

/** The safety number with somebody. @param {import("playwright-core").Page} page @param {string} name */
async function numberOf(page, name) {
  const side = await openPerson(page, name);
  return side.locator('[data-slot="number"]').innerText();
}

test("two people see the same safety number, and one marks the other as verified", async () => {
  const alice = await visit();
  const bob = await visit();
  const eve = await visit();
  const invitation = async (/** @type {import("playwright-core").Page} */ page, /** @type {string} */ name) => {
    await makeKey(page, { name });
    return invitationOf(page, name);
  };
  const hers = await invitation(alice.page, "Alice");
  const his = await invitation(bob.page, "Bob");
  const other = await invitation(eve.page, "Eve");
  await addPerson(alice.page, { name: "Bob", publicKey: his });
  await addPerson(bob.page, { name: "Alice", publicKey: hers });
  await addPerson(eve.page, { name: "Alice", publicKey: hers });
  const number = await numberOf(alice.page, "Bob");
  assert.match(number.replace(/\s/g, ""), /^\d{60}$/);
  assert.equal(await numberOf(bob.page, "Alice"), number);
  assert.notEqual(await numberOf(eve.page, "Alice"), number, "control: another pair has another number");

  const card = personCard(alice.page, "Bob");
  assert.equal(await card.locator(".verified").isVisible(), false);
  assert.equal(await card.locator('[data-slot="verify"]').innerText(), "Verify");
  await card.getByRole("button", { name: "It is the same" }).click();
  await card.locator('[data-slot="verify"]', { hasText: "Verified" }).waitFor();
  await openPerson(alice.page, "Bob");
  await card.locator(".verified", { hasText: /^Verified \d\d:\d\d$/ }).waitFor();

  await submitPerson(alice.page, { name: "Bob", publicKey: other });
  const warning = alice.page.locator("#add-error");
  await warning.filter({ hasText: "There is a Bob already, with another key, which you have verified." }).waitFor();
  assert.equal(await alice.page.locator("#contacts > li").count(), 1, "no second Bob is added");

  await openPerson(alice.page, "Bob");
  await card.getByRole("button", { name: "Remove the mark" }).click();
  await card.locator('[data-slot="verify"]', { hasText: /^Verify$/ }).waitFor();
  assert.deepEqual([...alice.trouble, ...bob.trouble, ...eve.trouble], []);
  await Promise.all([alice, bob, eve].map(({ context }) => context.close()));
});

test("a message for several readers, its sender among them, is read by each of them and nobody else", async () => {
  const visitors = await Promise.all(
    ["Alice", "Bob", "Carol", "Eve"].map(async (name) => {
      const visitor = await visit();
      return { ...visitor, name, publicKey: await makeKey(visitor.page, { name }) };
    }),
  );
  const [alice, bob, carol, eve] =
    /** @type {[typeof visitors[0], typeof visitors[0], typeof visitors[0], typeof visitors[0]]} */ (visitors);
  for (const { name, publicKey } of [bob, carol]) await addPerson(alice.page, { name, publicKey });
  const sealed = await sealMessage(alice.page, { to: ["Bob", "Carol", "yourself (Alice)"], text: "to all of you" });
  assert.equal(
    await alice.page.locator("#sealed-title").innerText(),
    "Sealed for the keys you have for Bob and Carol, and for you",
  );
  for (const { page } of [alice, bob, carol]) assert.equal(await readMessage(page, sealed), "to all of you");
  await openMessage(eve.page, sealed);
  await eve.page.locator("#open-error", { hasText: "None of your keys here opens it." }).waitFor();
  assert.ok(await keyCard(eve.page, "Eve").isVisible());
  await Promise.all(visitors.map(({ context }) => context.close()));
});
