// Files in UTF-16 with a byte order mark, as PowerShell writes them: a sealed message is opened, and a backup is imported.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey, openBackup } from "../steps/keys.js";
import { openSheet, sealMessage } from "../steps/messages.js";
import { download } from "../steps/page.js";

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

/** Drops a file beside the fields. @param {import("playwright-core").Page} page @param {Buffer} content */
const drop = (page, content) =>
  page.evaluate((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], "received.txt"));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  }, content.toString("base64"));

/** A text in UTF-16 with its byte order mark, in both orders of bytes. @param {string} text */
const inBothOrders = (text) => [
  Buffer.from(`\ufeff${text}`, "utf16le"),
  Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
];

test("a sealed message in UTF-16, short or long, is opened when its file is dropped", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  for (const text of ["a short letter", "a long letter ".repeat(2200)]) {
    const sealed = await sealMessage(page, { to: "yourself (Alice)", text });
    for (const file of inBothOrders(`${sealed}\r\n`)) {
      await openSheet(page);
      await drop(page, file);
      await page.locator("#opened").waitFor({ timeout: 10_000 });
      assert.equal((await page.locator("#opened-text").textContent())?.slice(0, 200), text.slice(0, 200));
      await page.getByRole("button", { name: "Read another" }).click();
    }
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a backup in UTF-16 goes to the form that imports it", async () => {
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  await openBackup(page);
  await page.locator("#backup-passphrase").fill(passphrase);
  const save = () => page.locator("#backup-form").getByRole("button", { name: "Save" }).click();
  const { buffer } = await download(page, save);
  await context.close();

  for (const file of inBothOrders(buffer.toString())) {
    const later = await visit();
    await drop(later.page, file);
    await later.page.locator("#load").getByLabel("Passphrase of the file").fill(passphrase, { timeout: 10_000 });
    await later.page.getByRole("button", { name: "Import", exact: true }).click();
    await keyCard(later.page, "Alice").waitFor();
    await later.context.close();
  }
});
