// People whose names look the same: the page says so when the second one is added, when an invitation comes, when a key
// is renamed, and while both are listed. Names are shown without characters that could pass for marks of the page.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { url, useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey, openKey, openMaking } from "../steps/keys.js";
import { addPerson, deletePerson, openPerson, personCard, submitPerson, verifyPerson } from "../steps/people.js";
import { exactly } from "../steps/page.js";

const { visit } = useBrowser();
/** Public keys of other people. @type {string[]} */
const others = [];
before(async () => {
  const { context, page } = await visit();
  for (const name of ["one", "two", "three"]) others.push(await makeKey(page, { name }));
  await context.close();
});

/** An invitation with any name. @param {string | undefined} pem @param {string} name */
const invitation = (pem, name) =>
  `${url}#k=${Buffer.from(String(pem).replace(/-----.*-----|\s/g, ""), "base64").toString("base64url")}&n=${encodeURIComponent(name)}`;

test("a person whose name looks like another's is added only by a second click, and both are marked as namesakes", async () => {
  const { context, page, trouble } = await visit();
  await addPerson(page, { name: "Bob", publicKey: others[0] ?? "" });
  assert.equal(await page.locator("#rail .namesake:visible").count(), 0);

  await submitPerson(page, { name: "Bob\u3164", publicKey: others[1] ?? "" });
  await page.locator("#add-error", { hasText: "There is a Bob already, with another key." }).waitFor();
  assert.equal(await page.locator("#add-error button").count(), 0, "the very same name is refused");
  await submitPerson(page, { name: "Bоb", publicKey: others[1] ?? "" });
  await page
    .locator("#add-error", {
      hasText: "The name Bоb looks like that of Bob, whose key you have, and this is another key.",
    })
    .waitFor();
  assert.equal(await page.locator("#contacts > li").count(), 1);
  await page.getByRole("button", { name: "Add it under this name" }).click();
  await personCard(page, "Bоb").waitFor();
  const note = "with another key, and the names look alike. Compare the safety number before you write.";
  await personCard(page, "Bob")
    .locator(".namesake", { hasText: `There is also a Bоb ${note}` })
    .waitFor();
  await personCard(page, "Bоb")
    .locator(".namesake", { hasText: `There is also a Bob ${note}` })
    .waitFor();

  await page.reload();
  await personCard(page, "Bоb").locator(".namesake").waitFor();
  await deletePerson(page, "Bob");
  await personCard(page, "Bоb").locator(".namesake").waitFor({ state: "hidden" });
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page warns of an invitation in a name that looks like that of a known person or of one's own key", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, { name: "Bob", publicKey: others[0] ?? "" });
  await verifyPerson(page, "Bob");
  const follow = async (/** @type {string} */ name) => {
    await page.goto("about:blank");
    await page.goto(invitation(others[1], name));
    return page.locator(".arrival");
  };
  for (const name of ["Bob", "bob", "B0b", "Bob ✓", "✅\ufe0f Bob\u2800", "Ｂｏｂ", "ВОВ", "Bob\u00a0"]) {
    const arrival = await follow(name);
    await arrival.getByRole("heading", { name: "This is not the key you verified for Bob" }).waitFor();
    assert.match(await arrival.innerText(), /ask them in person or on the phone before you believe it/, name);
    assert.doesNotMatch(await arrival.innerText(), /[✓✅]/);
  }
  const arrival = await follow("alice");
  await arrival
    .getByRole("heading", { name: "This is not your key Alice, but it comes with a name like that" })
    .waitFor();
  await page.getByRole("button", { name: "Add to People" }).click();
  await arrival.locator(".error", { hasText: "The name alice looks like that of your own key Alice" }).waitFor();
  await page.getByRole("button", { name: "Add it under this name" }).click();
  await personCard(page, "alice")
    .locator(".namesake", { hasText: "Your own key Alice has a name that looks like this one." })
    .waitFor();
  await keyCard(page, "Alice")
    .locator(".namesake", { hasText: "alice, under People, has a name that looks like this one." })
    .waitFor();
  const other = await follow("Robert");
  await other.waitFor();
  assert.equal(await page.locator("[data-warning]").count(), 0, "control: another name is no namesake");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page says when a renamed key looks like a person, and refuses names with marks of keys and people", async () => {
  const { context, page, trouble } = await visit();
  await addPerson(page, { name: "Bob", publicKey: others[0] ?? "" });
  await openMaking(page);
  await page.locator("#make-name").fill("Alice ✔");
  await page.getByRole("button", { name: "Create my key pair" }).click();
  await page.locator("#make-error", { hasText: "A name cannot have ✔ in it" }).waitFor();
  await makeKey(page, { name: "Alice" });
  const rename = async (/** @type {string} */ name, /** @type {string} */ now) => {
    const card = page.locator("#keys > li");
    if (!(await card.locator(".side").isVisible())) await openKey(page, "Alice");
    await card.getByLabel("Name", { exact: true }).fill(name);
    await card.getByRole("button", { name: "Rename" }).click();
    await card.locator("h3", { hasText: exactly(now) }).waitFor();
  };
  await rename("🔒 Alice", "Alice");
  await page.locator("#keys .error", { hasText: "A name cannot have 🔒 in it" }).waitFor();
  await rename(" B\u200bOB ", "BOB");
  await page
    .locator("#said", { hasText: "Renamed to BOB. Bob, under People, has a name that looks like this one." })
    .waitFor();
  await page
    .locator("#keys .namesake", { hasText: "Bob, under People, has a name that looks like this one." })
    .waitFor();
  await submitPerson(page, { name: "Carol ⚠", publicKey: others[1] ?? "" });
  await page.locator("#add-error", { hasText: "A name cannot have ⚠ in it" }).waitFor();
  await submitPerson(page, { name: "\u3164\u2800", publicKey: others[1] ?? "" });
  await page.locator("#add-error", { hasText: "Give them a name" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a person is renamed to a name that looks like another's only by a second click, which says so", async () => {
  const { context, page, trouble } = await visit();
  await addPerson(page, { name: "Bob", publicKey: others[0] ?? "" });
  await addPerson(page, { name: "Carol", publicKey: others[1] ?? "" });
  const side = await openPerson(page, "Carol");
  const card = page.locator("#contacts > li").filter({ has: page.locator(".side:popover-open") });
  await side.getByLabel("Name", { exact: true }).fill("BOB");
  await side.getByRole("button", { name: "Rename", exact: true }).click();
  const error = side.locator(".error", { hasText: "looks like that of Bob" });
  await error.waitFor();
  assert.deepEqual(await error.getByRole("button").allInnerTexts(), ["Rename it all the same"]);
  await error.getByRole("button").click();
  await card.locator("h3", { hasText: exactly("BOB") }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("names that another program put into the vault are shown clean, and namesakes are marked", async () => {
  const { context, page, trouble } = await visit();
  await page.evaluate(async (keys) => {
    const { Keyring } = await import(new URL("sealpost/keyring.js", location.href).href);
    const keyring = await Keyring.open();
    for (const [k, name] of ["Bob", "✅ Bob\u202e\u3164", "\u200b"].entries()) {
      await keyring.putContact({ publicKey: keys[k], name });
    }
    keyring.close();
  }, others);
  await page.reload();
  await page.locator("#contacts > li").nth(2).waitFor();
  assert.deepEqual(await page.locator("#contacts h3").allTextContents(), ["Bob", "Bob", "?"]);
  assert.deepEqual(await page.locator('#recipients [data-slot="name"]').allTextContents(), ["Bob", "Bob", "?"]);
  assert.equal(await page.locator("#contacts .namesake:visible").count(), 2);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a name written from right to left does not reorder the text around it, in either language", async () => {
  const { context, page, trouble } = await visit();
  const name = "נועם 5";
  await page.goto("about:blank");
  await page.goto(invitation(others[0], name));
  for (const [language, says] of /** @type {const} */ ([
    ["en", `It says it is from ${name}. A link can carry any name`],
    ["ko", `초대장에 적힌 이름: ‘${name}’.`],
  ])) {
    await page.locator(`[data-language="${language}"]`).click();
    const text = page.locator('.arrival [data-slot="text"]', { hasText: says });
    // The texts of a language are loaded after the click.
    await text.waitFor();
    assert.deepEqual(await text.locator("bdi").allTextContents(), [name]);
  }
  await page.locator('[data-language="en"]').click();
  await page.getByRole("button", { name: "Add to People" }).click();
  await personCard(page, name).waitFor();
  const places = ["#contacts h3", "#recipients .chip", "#said"];
  for (const place of places) assert.deepEqual(await page.locator(`${place} bdi`).allTextContents(), [name], place);
  assert.doesNotMatch(await page.content(), /[\u2066-\u2069]/, "names are isolated by elements, not by characters");
  assert.deepEqual(trouble, []);
  await context.close();
});
