// Links with an invitation or a message in the fragment. The page removes the fragment from the address bar, and adds
// or opens nothing without a click.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { CompactEncrypt, importSPKI } from "jose";
import { url, useBrowser } from "../../support/browser/suite.js";
import { invitationOf, makeKey, publicKeyOf } from "../steps/keys.js";
import { sealMessage } from "../steps/messages.js";
import { addPerson, openAdding, personCard, somebody } from "../steps/people.js";
import { showView } from "../steps/page.js";

const { visit } = useBrowser();

/**
 * Loads the page anew with a link, and waits until it shows what the link has.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} link
 */
async function follow(page, link) {
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".arrival").waitFor();
}

test("an invitation and a message are exchanged by links alone", async () => {
  const alice = await visit();
  const bob = await visit();
  await makeKey(bob.page, { name: "Bob" });
  const invitation = await invitationOf(bob.page, "Bob");
  assert.ok(invitation.startsWith(`${url}#k=`) && invitation.endsWith("&n=Bob"));

  await follow(alice.page, invitation);
  assert.equal(alice.page.url(), url, "the fragment is removed from the address bar");
  assert.equal(await alice.page.locator("#contacts > li").count(), 0, "nothing is added without a click");
  assert.match(await alice.page.locator(".arrival").innerText(), /It says it is from Bob\. A link can carry any name/);
  await alice.page.locator(".arrival").getByLabel("Their name").fill("Bob from work");
  await alice.page.getByRole("button", { name: "Add to People" }).click();
  await personCard(alice.page, "Bob from work").waitFor();
  assert.equal(await alice.page.locator(".arrival").count(), 0);

  await sealMessage(alice.page, { to: "Bob from work", text: "by link" });
  await alice.page.locator("#sealed-link").click();
  const link = await alice.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(`${url}#m=`));
  assert.equal(
    await alice.page.locator("#wire-list textarea").first().inputValue(),
    link,
    "the list of what was sent shows the link",
  );

  // Bob follows the link in the page that he has open.
  await bob.page.evaluate((link) => {
    location.href = link;
  }, link);
  await bob.page.locator(".arrival").waitFor();
  assert.equal(bob.page.url(), url);
  assert.match(
    await bob.page.locator(".arrival").innerText(),
    /It is sealed for your key Bob\. Nothing is opened until/,
  );
  assert.equal(await bob.page.locator("#opened").isVisible(), false, "nothing is opened without a click");
  await bob.page.getByRole("button", { name: "Open it" }).click();
  await bob.page.locator("#opened").waitFor();
  assert.equal(await bob.page.locator("#opened-text").textContent(), "by link");

  // Carol does not have the key. The page tells her for whom the message is, if it knows that person.
  const carol = await visit();
  await makeKey(carol.page, { name: "Carol" });
  await carol.page.evaluate((link) => {
    location.href = link;
  }, link);
  await carol.page.locator(".arrival", { hasText: "It is sealed for a key you don't have." }).waitFor();
  const bobsKey = await publicKeyOf(bob.page, "Bob");
  await addPerson(carol.page, { name: "Bobby", publicKey: bobsKey });
  await carol.page.locator(".arrival", { hasText: "It is sealed for Bobby, and for none of your keys." }).waitFor();
  assert.equal(await carol.page.getByRole("button", { name: "Open it" }).count(), 0);
  // Not even the icon was requested: the build puts it into the page as a data: URL.
  assert.match(await bob.page.locator("#requests-page").innerText(), /all for its own files; none since it was loaded/);

  assert.deepEqual([...alice.trouble, ...bob.trouble, ...carol.trouble], []);
  await Promise.all([alice, bob, carol].map(({ context }) => context.close()));
});

test("a message with an unknown kid, or none, can be opened by a click", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Bob" });
  const key = await importSPKI(await publicKeyOf(page, "Bob"), "RSA-OAEP-256");
  for (const [text, kid] of /** @type {[string, object][]} */ ([
    ["with an unknown kid", { kid: "bob@example.org" }],
    ["without a kid", {}],
  ])) {
    const encrypting = new CompactEncrypt(new TextEncoder().encode(text));
    const sealed = await encrypting.setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", ...kid }).encrypt(key);
    await follow(page, `${url}#m=${sealed}`);
    await page.locator(".arrival", { hasText: "it may be for one of yours" }).waitFor();
    assert.equal(await page.locator("#opened").isVisible(), false, "nothing is opened without a click");
    await page.getByRole("button", { name: "Open it" }).click();
    await page.locator("#opened-text", { hasText: text }).waitFor();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("an invitation can be pasted into the field for a key; its name is shown as text, never as markup", async () => {
  const { link } = await somebody(visit, "Bob");
  // Markup, a no-break space, two spaces, and at the end a right-to-left override and a Hangul filler, both invisible.
  const invitation = link.replace(/Bob$/, encodeURIComponent("<b>Bob</b>\u00a0&  Söhne\u202e\u3164"));
  const { context, page, trouble } = await visit();
  await openAdding(page);
  await page.getByLabel("Their public key").fill(invitation);
  // The page fills in the name.
  await page.waitForFunction(() => document.querySelector("#add-name")?.matches(":not(:placeholder-shown)"));
  assert.equal(
    await page.locator("#add-name").inputValue(),
    "<b>Bob</b> & Söhne",
    "invisible characters are removed, and spaces are joined to one",
  );
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await personCard(page, "<b>Bob</b> & Söhne").waitFor();
  await follow(page, invitation);
  await page.locator(".arrival", { hasText: "You have this key already: it belongs to <b>Bob</b> & Söhne." }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
  const another = await visit();
  await follow(another.page, invitation);
  await another.page.locator(".arrival", { hasText: "It says it is from <b>Bob</b> & Söhne." }).waitFor();
  assert.deepEqual(another.trouble, []);
  await another.context.close();
});

test("the page says that a link is damaged, and ignores other fragments", async () => {
  const { context, page, trouble } = await visit();
  for (const fragment of [
    "k=",
    "k=%%%&n=Bob",
    "m=",
    "m=abc",
    "m=a.b.c",
    // Longer than the limits of 8 KiB for an invitation and 16 KiB for a message.
    `k=${"A".repeat(9000)}`,
    `m=a.b.c.d.${"A".repeat(17_000)}`,
    // The name is not valid percent-encoding.
    "k=AAAA&n=%E0%A4%A",
  ]) {
    await page.goto("about:blank");
    await page.goto(`${url}#${fragment}`);
    await page.locator(".arrival", { hasText: "it is damaged or cut off" }).waitFor();
    assert.equal(page.url(), url, fragment.slice(0, 20));
  }
  // In the open page, the card of a further link takes the place of the card that is there.
  for (const fragment of ["m=", "k="]) {
    await page.evaluate((fragment) => (location.hash = fragment), fragment);
    await page.waitForFunction(() => location.hash === "");
    assert.equal(await page.locator(".arrival").count(), 1);
  }
  await page.goto("about:blank");
  await page.goto(`${url}#k=AAAA&n=Bob`);
  await page.locator(".arrival", { hasText: "This is not a key" }).waitFor();
  await page.goto("about:blank");
  // The id of an element of the page.
  await page.goto(`${url}#honest`);
  await page.locator("#keys").waitFor({ state: "attached" });
  // Time for a card that must not be shown.
  await page.waitForTimeout(300);
  assert.equal(await page.locator(".arrival").count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the QR code of an invitation encodes its link", async () => {
  const { context, page } = await visit({ deviceScaleFactor: 1 });
  await makeKey(page, { name: "Alice", bits: 3072 });
  const link = await invitationOf(page, "Alice");
  const modules = await page.locator(".qr path.dark").evaluate((path) => path.getAttribute("d") ?? "");
  const size = await page.locator(".qr rect").evaluate((rect) => Number(rect.getAttribute("width")));
  const dark = new Set([...modules.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => `${x},${y}`));
  // Every module of the picture is compared with that of the encoder's QR code for this link.
  const { encode } = await import("uqr");
  const { data } = encode(link, { ecc: "L", border: 4 });
  assert.equal(size, data.length);
  data.forEach((row, y) => row.forEach((on, x) => assert.equal(dark.has(`${x},${y}`), on, `${x},${y}`)));
  await context.close();
});

test("a sealed message that holds a file has its name from the link, or from the name of the sealed file", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const sealed = await page.evaluate(
    async (pem) => {
      const { PublicKey, seal } = await import(new URL("sealpost/index.js", location.href).href);
      return seal(
        Uint8Array.from({ length: 3000 }, (_, k) => k % 256),
        PublicKey.parse(pem),
      );
    },
    await publicKeyOf(page, "Alice"),
  );
  const buffer = Buffer.from(Array.from({ length: 3000 }, (_, k) => k % 256));

  await showView(page, "read");
  const file = { name: "plan.pdf.sealed", mimeType: "", buffer: Buffer.from(sealed) };
  await page.locator("#open-file").setInputFiles(file);
  await page.locator("#opened-title", { hasText: "A file: plan.pdf" }).waitFor();
  const [opened] = await Promise.all([page.waitForEvent("download"), page.locator("#opened-save.primary").click()]);
  assert.equal(opened.suggestedFilename(), "plan.pdf");
  assert.deepEqual(await readFile(await opened.path()), buffer);

  await follow(page, `${url}#m=${sealed}&n=plan.pdf`);
  await page.locator(".arrival", { hasText: "It holds a file, called plan.pdf by its sender." }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
