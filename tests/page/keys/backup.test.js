// Backups: all keys and people in one encrypted file, or one private key in a file of its own.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { CompactEncrypt } from "jose";
import { useBrowser } from "../../support/browser/suite.js";
import { factsOf, keyCard, makeKey, openBackup, openImport, openKey, protect } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { download } from "../steps/page.js";
import { addPerson, personCard, somebody, verifyPerson } from "../steps/people.js";

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

test("an encrypted backup brings keys, people and verified marks to another browser, protected by its passphrase", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  await makeKey(page, { name: "Study" });
  await addPerson(page, await somebody(visit, "Bob"));
  await verifyPerson(page, "Bob");
  const sealed = await sealMessage(page, { to: "yourself (Study)", text: "kept twice" });

  await openBackup(page);
  await page.locator("#backup-passphrase").fill(passphrase);
  const file = await download(page, () => page.locator("#backup-form").getByRole("button", { name: "Save" }).click());
  assert.equal(file.name, "sealpost-backup.txt");
  // A name of three letters comes up in the base64url of one backup in thirty.
  assert.doesNotMatch(file.buffer.toString(), /PRIVATE|Alice|Study/);
  for (const name of ["Alice", "Study"]) assert.match(await factsOf(page, name), /backed up to a file$/);
  await page
    .locator("#wire-list .what", { hasText: "Encrypted backup of keys and people" })
    .waitFor({ state: "attached" });

  const later = await visit();
  await openImport(later.page);
  await later.page.locator("#load-file").setInputFiles({ name: file.name, mimeType: "", buffer: file.buffer });
  await later.page.locator("#load-error", { hasText: "This file is protected by a passphrase." }).waitFor();
  for (const given of ["another one", passphrase]) {
    await later.page.locator("#load").getByLabel("Passphrase of the file").fill(given);
    await later.page.getByRole("button", { name: "Import", exact: true }).click();
    if (given !== passphrase)
      await later.page.locator("#load-error", { hasText: "This is not the passphrase of the file." }).waitFor();
  }
  for (const name of ["Alice", "Study"]) {
    await keyCard(later.page, name).waitFor();
    await keyCard(later.page, name)
      .locator('[data-slot="facts"]', { hasText: /, passphrase, backed up to a file$/ })
      .waitFor({ state: "attached" });
  }
  await personCard(later.page, "Bob").locator('[data-slot="verify"][data-verified]').waitFor();
  await later.page.locator("#keys-restored", { hasText: "The backup is read: 2 keys." }).waitFor();
  await later.page.locator("#keys-restored", { hasText: "Bob came marked as verified by this backup." }).waitFor();
  await later.page.waitForFunction(() => document.activeElement?.id === "you-title");
  assert.equal(await later.page.locator("#load").isVisible(), false, "the form is folded up");
  assert.equal(await readMessage(later.page, sealed), "kept twice");
  assert.deepEqual([...trouble, ...later.trouble], []);
  await Promise.all([context, later.context].map((one) => one.close()));
});

test("a backup may be larger than the limit for the file of one key", async () => {
  const { context, page } = await visit();
  const people = 80;
  const numbers = Array.from({ length: people }, () => {
    const n = randomBytes(256);
    // A modulus must have 2048 bits and be odd.
    n[0] = 0xc1;
    n[255] = 0x01;
    return n.toString("base64url");
  });
  const backup = await page.evaluate(
    async ({ numbers, passphrase }) => {
      // @ts-expect-error: the address is the page's
      const { Keyring } = await import("/sealpost/keyring.js");
      // @ts-expect-error: the address is the page's
      const { PublicKey } = await import("/sealpost/index.js");
      const keyring = await Keyring.open({ vault: "large", storage: "memory" });
      for (const [k, n] of numbers.entries()) {
        const key = PublicKey.parse({ kty: "RSA", n, e: "AQAB" });
        await keyring.putContact({ publicKey: key.toPem(), name: `${k} ${"x".repeat(190)}` });
      }
      return (await keyring.backup({ passphrase })).text;
    },
    { numbers, passphrase },
  );
  assert.ok(backup.length > 65_536);
  await openImport(page);
  const chosen = page.locator("#load-file");
  await chosen.setInputFiles({ name: "x.txt", mimeType: "", buffer: Buffer.alloc(65_537, "x") });
  await page.locator("#load-error", { hasText: "too large to be a key or a backup" }).waitFor();
  await chosen.setInputFiles({ name: "sealpost-backup.txt", mimeType: "", buffer: Buffer.from(backup) });
  await page.locator("#load-error", { hasText: "This file is protected by a passphrase." }).waitFor();
  await page.locator("#load").getByLabel("Passphrase of the file").fill(passphrase);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page
    .locator("#contacts > li")
    .nth(people - 1)
    .waitFor();
  assert.equal(await page.getByRole("button", { name: "Create my key pair" }).isVisible(), true, "there is no key yet");
  await context.close();
});

test("a backup of a later version asks for a newer page, and says nothing of what is kept in the browser", async () => {
  const { context, page, trouble } = await visit();
  const text = await new CompactEncrypt(Buffer.from('{"version":3,"keys":[],"contacts":[]}\n'))
    .setProtectedHeader({ alg: "PBES2-HS512+A256KW", enc: "A256GCM", cty: "sealpost-backup" })
    .setKeyManagementParameters({ p2c: 1000 })
    .encrypt(Buffer.from(passphrase));
  await openImport(page);
  await page.locator("#load-file").setInputFiles({ name: "backup", mimeType: "", buffer: Buffer.from(text) });
  await page.locator("#load").getByLabel("Passphrase of the file").fill(passphrase);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const problem = page.locator("#load-error");
  await problem.filter({ hasText: "A newer version of this page is needed for this file." }).waitFor();
  assert.doesNotMatch(await problem.innerText(), /kept in this browser/);
  assert.equal(await page.locator("#keys > li").count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the file of one key is encrypted unless the visitor chooses otherwise, and loading it asks for the passphrase", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "from the file" });
  const card = await openKey(page, "Alice");
  await card.getByRole("button", { name: "Export private key" }).click();
  const form = card.getByRole("group", { name: "Export private key" });
  assert.equal(await form.getByRole("button", { name: "Save the unprotected file" }).isVisible(), false);
  await form.getByRole("button", { name: "Save as a file" }).click();
  await card.getByText("Enter a passphrase.").waitFor();
  await form.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  const file = await download(page, () => form.getByRole("button", { name: "Save as a file" }).click());
  assert.match(file.buffer.toString(), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  await page
    .locator("#wire-list .what", { hasText: "Private key of Alice, encrypted with a passphrase" })
    .waitFor({ state: "attached" });
  assert.match(await factsOf(page, "Alice"), /backed up to a file without its signing key$/);

  const der = Buffer.from(file.buffer.toString().replace(/-----[^-]*-----|\s/g, ""), "base64");
  for (const buffer of [file.buffer, der]) {
    const later = await visit();
    await openImport(later.page);
    await later.page.locator("#load-file").setInputFiles({ name: "alice-private-key.pem", mimeType: "", buffer });
    await later.page.locator("#load-error", { hasText: "This file is protected by a passphrase." }).waitFor();
    await later.page.locator("#load").getByLabel("Passphrase of the file").fill("another one");
    await later.page.getByRole("button", { name: "Import", exact: true }).click();
    await later.page.locator("#load-error", { hasText: "This is not the passphrase of the file." }).waitFor();
    await later.page.locator("#load").getByLabel("Passphrase of the file").fill(passphrase);
    await later.page.getByRole("button", { name: "Import", exact: true }).click();
    await later.page.locator("#keys > li").waitFor();
    assert.match(
      (await later.page.locator('#keys [data-slot="facts"]').textContent()) ?? "",
      /^2048 bits, imported [\d:]+, no passphrase$/,
    );
    assert.equal(
      await later.page.locator("#load-passphrase").inputValue(),
      "",
      "the passphrase is removed from the field",
    );
    assert.equal(await readMessage(later.page, sealed), "from the file");
    assert.deepEqual(later.trouble, []);
    await later.context.close();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});
