// A guest, whose invitation came by a link: whom a letter is for when others are chosen, after a reload, and when another
// invitation comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { makeKey } from "../steps/keys.js";
import { chooseReaders, chosenReaders, readMessage } from "../steps/messages.js";
import { addPerson, personCard } from "../steps/people.js";
import { writer } from "./writer.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();

/** The card of an invitation. @param {Page} page @param {string} name */
const card = (page, name) => page.locator(".arrival", { hasText: `Write to ${name}` });

/** Follows an invitation in the open tab. @param {Page} page @param {Awaited<ReturnType<typeof writer>>} person */
async function follow(page, person) {
  await page.evaluate((link) => location.assign(new URL(link).hash), person.invitation());
  await card(page, person.name).waitFor();
}

/** The chosen readers besides the visitor. @param {Page} page */
const others = async (page) => (await chosenReaders(page)).filter((name) => !name.startsWith("yourself"));

test("a reply, or a letter begun with a click on a person, is not for a guest who was chosen", async () => {
  const { context, page, trouble } = await visit();
  const his = await makeKey(page, { name: "Bob" });
  const [alice, carol, grace] = [await writer("Alice"), await writer("Carol"), await writer("Grace")];
  for (const person of [alice, carol]) {
    await addPerson(page, { name: person.name, publicKey: person.invitation(person.ids.signing) });
  }
  await follow(page, grace);
  assert.deepEqual(await others(page), ["Grace"], "control: the guest is chosen");
  await personCard(page, "Carol")
    .getByRole("button", { name: /^Write/ })
    .first()
    .click();
  assert.deepEqual(await others(page), ["Carol"]);

  await chooseReaders(page, ["Grace"]);
  await readMessage(page, await alice.letter(his, { text: "how are you?" }));
  await page.getByRole("button", { name: "Write a reply" }).click();
  assert.deepEqual(await others(page), ["Alice"]);

  await chooseReaders(page, ["Grace"]);
  const eve = await writer("Eve");
  await readMessage(page, await eve.letter(his, { text: "it is me, Alice" }));
  await page.getByRole("button", { name: "Write a reply" }).click();
  assert.deepEqual(await chosenReaders(page), [], "the writer is not known");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a letter begun for a guest is not for the next guest until they are chosen", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Bob" });
  const [grace, henry] = [await writer("Grace"), await writer("Henry")];
  await follow(page, grace);
  await follow(page, henry);
  assert.deepEqual(await others(page), ["Henry"], "control: nothing is written yet");
  await page.getByLabel("Your message").fill("Henry, I owe you 100");
  await follow(page, await writer("Irene"));
  assert.deepEqual(await others(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("after a reload a letter is for the guest and for the others who were chosen", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Bob" });
  const carol = await writer("Carol");
  await addPerson(page, { name: "Carol", publicKey: carol.publicKey });
  await follow(page, await writer("Grace"));
  await chooseReaders(page, ["Grace", "Carol"]);
  const text = page.getByLabel("Your message");
  await text.fill("to both of you");
  await page.reload();
  await card(page, "Grace").waitFor();
  await page.waitForFunction(() => /** @type {HTMLTextAreaElement} */ (document.getElementById("text")).value !== "");
  assert.deepEqual((await chosenReaders(page)).sort(), ["Carol", "Grace"], "and not the visitor");
  assert.equal(await text.inputValue(), "to both of you");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the card of an older invitation neither removes nor replaces the guest of a newer one", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Bob" });
  await follow(page, await writer("Grace"));
  await follow(page, await writer("Henry"));
  await card(page, "Grace").locator('[data-slot="name"]').fill("Gracie");
  assert.deepEqual(await others(page), ["Henry"]);
  await card(page, "Grace").getByRole("button", { name: "Not now" }).click();
  await card(page, "Grace").waitFor({ state: "detached" });
  assert.deepEqual(await others(page), ["Henry"]);
  await card(page, "Henry").locator('[data-slot="name"]').fill("Hal");
  assert.deepEqual(await others(page), ["Hal"]);
  await card(page, "Henry").getByRole("button", { name: "Not now" }).click();
  assert.deepEqual(await others(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});
