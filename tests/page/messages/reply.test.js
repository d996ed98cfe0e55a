// A reply is for whoever signed the letter and for the visitor, who reads it too, and for nobody else. It is signed by the
// key that the letter was for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { makeKey } from "../steps/keys.js";
import { chosenReaders, openSheet, readMessage, sealMessage } from "../steps/messages.js";
import { addPerson } from "../steps/people.js";
import { writer } from "./writer.js";

const { visit } = useBrowser();

test("after another letter was sealed, a reply, or a letter begun with a click on a person, is empty and for that person", async () => {
  const { context, page, trouble } = await visit();
  const his = await makeKey(page, { name: "Bob" });
  const [alice, carol] = [await writer("Alice"), await writer("Carol")];
  for (const person of [alice, carol]) {
    await addPerson(page, { name: person.name, publicKey: person.invitation(person.ids.signing) });
  }
  const text = page.getByLabel("Your message");
  for (const how of ["reply", "person"]) {
    await sealMessage(page, { to: "Carol", text: "Carol, I owe you 100" });
    if (how === "reply") {
      await readMessage(page, await alice.letter(his, { text: "how are you?" }));
      assert.deepEqual(await page.locator("#opened .primary").allInnerTexts(), ["Write a reply"]);
      await page.getByRole("button", { name: "Write a reply" }).click();
    } else {
      await page
        .locator("#contacts > li", { hasText: "Alice" })
        .getByRole("button", { name: /^Write/ })
        .first()
        .click();
    }
    await text.waitFor();
    assert.equal(await text.inputValue(), "", how);
    assert.deepEqual(
      (await chosenReaders(page)).filter((name) => !name.startsWith("yourself")),
      ["Alice"],
      how,
    );
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a reply to a letter whose writer is not known is for nobody until a reader is chosen", async () => {
  const { context, page } = await visit();
  const his = await makeKey(page, { name: "Bob" });
  const [alice, eve] = [await writer("Alice"), await writer("Eve")];
  await addPerson(page, { name: "Alice", publicKey: alice.invitation(alice.ids.signing) });
  const unsigned = await sealMessage(page, { to: "yourself (Bob)", text: "who is it?", signed: false });
  for (const letter of [unsigned, await eve.letter(his, { text: "it is me, Alice" })]) {
    await readMessage(page, letter);
    await page.getByRole("button", { name: "Write a reply" }).click();
    await page.getByLabel("Your message").waitFor();
    assert.deepEqual(await chosenReaders(page), []);
    await page.locator("#compose-error", { hasText: "Choose at least one reader." }).waitFor();
    assert.equal(await page.locator("#compose [aria-invalid]").count(), 0);
  }
  await page.locator("#recipients input").first().check();
  assert.equal(await page.locator("#compose-error").isVisible(), false);
  await context.close();
});

test("a reply is signed by the key that the letter was for, and the next letter by the usual one", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Bob" });
  const other = await makeKey(page, { name: "Pen Name" });
  const alice = await writer("Alice");
  await addPerson(page, { name: "Alice", publicKey: alice.invitation(alice.ids.signing) });
  const signer = page.locator("#signer option:checked");
  await openSheet(page);
  assert.equal(await signer.innerText(), "Bob", "control: the usual one");
  await readMessage(page, await alice.letter(other, { text: "dear pen name" }));
  await page.getByRole("button", { name: "Write a reply" }).click();
  assert.equal(await signer.innerText(), "Pen Name");
  assert.deepEqual((await chosenReaders(page)).sort(), ["Alice", "yourself (Pen Name)"]);
  await page.getByLabel("Your message").fill("dear Alice");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed-signed", { hasText: "Signed by your key Pen Name" }).waitFor();
  await page.locator("#sealed-new").click();
  assert.equal(await signer.innerText(), "Bob");
  await context.close();
});
