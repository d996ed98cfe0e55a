// Letters with files: sealed by one visitor, opened by another; what was tampered with; the same with age and zipfile; and
// sealed files of age that hold no letter.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sealpost } from "../../support/installed.js";
import { python } from "../../support/python.js";
import { useBrowser } from "../../support/browser/suite.js";
import { lock, makeKey, protect, saveKey } from "../steps/keys.js";
import { chooseReaders, openSheet } from "../steps/messages.js";
import { showView } from "../steps/page.js";
import { addPerson } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();
const folder = mkdtempSync(join(tmpdir(), "sealpost-letters-"));
after(() => rmSync(folder, { recursive: true }));
const pathOf = (/** @type {string} */ name) => join(folder, name);
/** The path of a new file. @param {string} name @param {Uint8Array} content */
function written(name, content) {
  writeFileSync(pathOf(name), content);
  return pathOf(name);
}
const hash = (/** @type {Uint8Array} */ bytes) => createHash("sha256").update(bytes).digest("hex");

/** Files are downloaded, as in browsers that do not ask where to save. */
const noPicker = () => void Reflect.deleteProperty(window, "showSaveFilePicker");

const big = randomBytes(20 << 20);
const contents = { "big.bin": big, "empty.txt": Buffer.alloc(0), "보고서.pdf": Buffer.from("%PDF") };
const files = Object.entries(contents).map(([name, buffer]) => written(name, buffer));

/** Starts a download, and returns its name and its content. @param {Page} page @param {() => Promise<void>} act */
async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), buffer: await readFile(await file.path()) };
}

/** Seals what is on the sheet. @param {Page} page */
async function seal(page) {
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor({ timeout: 120_000 });
  return download(page, () => page.locator("#sealed-save.primary").click());
}

/** Opens a file under Read. @param {Page} page @param {string} name @param {Buffer} buffer */
async function open(page, name, buffer) {
  await showView(page, "read");
  if (await page.locator("#opened").isVisible()) await page.getByRole("button", { name: "Read another" }).click();
  await page.locator("#open-file").setInputFiles(written(name, buffer));
}

const rows = (/** @type {Page} */ page) => page.locator("#opened .file-list li");

/** Seals a content for these keys with the command-line program age. @param {string[]} lines @param {Buffer} content */
function sealedByAge(lines, content, armor = false) {
  const keys = pathOf("keys.pub");
  writeFileSync(keys, `${lines.join("\n")}\n`);
  return execFileSync("age", [...(armor ? ["-a"] : []), "-R", keys], { input: content, maxBuffer: 1 << 28 });
}

test("text and files, signed, go from one visitor to another, to age and to zipfile; a changed file is refused", async () => {
  const [alice, bob] = [await visit({ init: noPicker }), await visit({ init: noPicker })];
  const alicePem = await makeKey(alice.page, { name: "Alice" });
  const bobPem = await makeKey(bob.page, { name: "Bob" });
  await addPerson(alice.page, { name: "Bob", publicKey: bobPem });
  const { page } = alice;
  await openSheet(page);
  await chooseReaders(page, ["Bob"]);
  await page.getByLabel("Your message").fill("Dear Bob,\nhere they are.");
  await page.locator("#text-file").setInputFiles(files);
  await page.locator("#attached", { hasText: "3 files, 21.0 MB." }).waitFor();
  // One more is dropped on the sheet, and removed again; the text stays.
  await page.locator("#compose").evaluate((form) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "wrong.txt"));
    form.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  });
  await page.getByRole("button", { name: "Remove wrong.txt" }).click();
  assert.equal(await page.locator("#attached li").count(), 3);
  assert.equal(await page.locator("#text").inputValue(), "Dear Bob,\nhere they are.");
  const sealed = await seal(page);
  assert.equal(sealed.name, "letter.zip.age", "the name does not tell for whom it is");
  await page.locator("#sealed-done", { hasText: "Saved as letter.zip.age. Send that file as it is" }).waitFor();
  assert.ok(sealed.buffer.length > big.length && !sealed.buffer.includes("empty.txt"));

  await open(bob.page, sealed.name, sealed.buffer);
  await bob.page.locator("#opened").waitFor();
  assert.equal(await bob.page.locator("#opened-text").innerText(), "Dear Bob,\nhere they are.");
  await bob.page.locator("#sender-title", { hasText: "Signed by somebody you do not know" }).waitFor();
  await bob.page.getByRole("button", { name: "Save all as a ZIP" }).and(bob.page.locator(":enabled")).waitFor();
  assert.deepEqual(await rows(bob.page).locator("b").allInnerTexts(), Object.keys(contents));
  for (const [name, buffer] of Object.entries(contents)) {
    const saved = await download(bob.page, () => bob.page.getByRole("button", { name: `Save ${name}` }).click());
    assert.deepEqual([saved.name, hash(saved.buffer)], [name, hash(buffer)]);
  }
  assert.deepEqual(await rows(bob.page).locator(".file-state").allInnerTexts(), ["saved", "saved", "saved"]);
  const all = await download(bob.page, () => bob.page.getByRole("button", { name: "Save all as a ZIP" }).click());
  assert.equal(all.name, "letter.zip");

  // age opens the file, and finds what the page saved; zipfile reads it.
  writeFileSync(pathOf("bob.pem"), await saveKey(bob.page, "Bob"), { mode: 0o600 });
  const pkcs1 = sealpost.PrivateKey.parse(readFileSync(pathOf("bob.pem"), "utf8")).toPem({ format: "pkcs1" });
  writeFileSync(pathOf("bob.pem"), pkcs1, { mode: 0o600 });
  const opened = execFileSync("age", ["-d", "-i", pathOf("bob.pem")], { input: sealed.buffer, maxBuffer: 1 << 28 });
  assert.equal(hash(opened), hash(all.buffer));
  writeFileSync(pathOf("letter.zip"), opened);
  const script = `import sys, json, hashlib, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: hashlib.sha256(z.read(i)).hexdigest() for i in z.infolist() if i.filename.startswith("files/")}))`;
  const listed = JSON.parse(String(execFileSync(python("python-3"), ["-c", script, pathOf("letter.zip")])));
  const expected = Object.entries(contents).map(([name, buffer]) => [`files/${name}`, hash(buffer)]);
  assert.deepEqual(Object.entries(listed), expected);

  await tampered(bob.page, opened, sealpost.PublicKey.parse(bobPem).toPem({ format: "openssh" }));
  // A letter to Bob that he seals for Alice is not one to her.
  await open(
    page,
    "forwarded.age",
    sealedByAge([sealpost.PublicKey.parse(alicePem).toPem({ format: "openssh" })], opened),
  );
  await page.locator("#open-error", { hasText: "signature" }).waitFor();
  assert.deepEqual([...alice.trouble, ...bob.trouble], []);
  await Promise.all([alice.context.close(), bob.context.close()]);
});

/**
 * Checks that a letter is refused in which a recipient has changed, left out or added a file, and which the recipient has
 * sealed again: the signature covers the files.
 *
 * @param {Page} page
 * @param {Buffer} archive
 * @param {string} line the public key in the format of OpenSSH
 */
async function tampered(page, archive, line) {
  const script = `import sys, zipfile
old = zipfile.ZipFile(sys.argv[1])
with zipfile.ZipFile(sys.argv[2], "w") as new:
    for i in old.infolist():
        data = old.read(i)
        if sys.argv[3] == "missing" and i.filename.endswith(".pdf"): continue
        if sys.argv[3] == "changed" and i.filename.endswith(".pdf"): data = b"%PDX"
        new.writestr(i.filename, data)
    if sys.argv[3] == "surplus": new.writestr("files/more.txt", "x")`;
  writeFileSync(pathOf("old.zip"), archive);
  for (const how of ["changed", "missing", "surplus"]) {
    execFileSync(python("python-3"), ["-c", script, pathOf("old.zip"), pathOf("new.zip"), how]);
    await open(page, "letter.zip.age", sealedByAge([line], readFileSync(pathOf("new.zip"))));
    await page.locator("#opened .error", { hasText: "not those that the letter's writer signed" }).waitFor();
    const left = page.locator("#opened .attached button:enabled").filter({ visible: true });
    assert.equal(await left.count(), 0, `${how}: nothing can be saved`);
  }
}

/** The visitor chooses a file, for which a file in the site's storage stands here. */
const picker = () => {
  Object.assign(window, {
    showSaveFilePicker: async (/** @type {{ suggestedName: string }} */ { suggestedName }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true }),
  });
};

/** The text of a file that was saved there. @param {Page} page @param {string} name */
const content = (page, name) =>
  page.evaluate(async (name) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle(name);
    return (await handle.getFile()).text();
  }, name);

/** The paths of the files and folders in the site's storage. @param {Page} page */
const stored = (page) =>
  page.evaluate(async () => {
    const names = [];
    const root = await navigator.storage.getDirectory();
    for await (const [name, handle] of /** @type {any} */ (root)) {
      names.push(name);
      if (handle.kind === "directory") for await (const inner of handle.keys()) names.push(`${name}/${inner}`);
    }
    return names;
  });

/**
 * Does something while the browser can write nothing, and checks that the worker was told to wipe each file's key.
 *
 * @param {Page} page
 * @param {() => Promise<void>} act
 */
async function onFullDisk(page, act) {
  const disk = await page.evaluateHandle(() => {
    const { write } = FileSystemWritableFileStream.prototype;
    const { postMessage } = Worker.prototype;
    FileSystemWritableFileStream.prototype.write = async () => {
      throw new DOMException("planted", "QuotaExceededError");
    };
    /** @type {[name: string, file: number][]} */
    const calls = [];
    Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ transfer) {
      calls.push([message.method, message.file]);
      postMessage.call(this, message, transfer);
    };
    return () => {
      FileSystemWritableFileStream.prototype.write = write;
      Worker.prototype.postMessage = postMessage;
      return calls;
    };
  });
  await act();
  const calls = await disk.evaluate((restore) => restore());
  const [created, wiped] = ["create", "wipe"].map((name) => calls.filter(([method]) => method === name));
  assert.equal(created?.length, 1);
  assert.deepEqual(wiped, [["wipe", created[0]?.[1]]]);
}

/** Files that age made, which hold no letter. @param {Page} page @param {string} line the key that they are sealed for */
async function saveFilesOfAge(page, line) {
  for (const armor of [false, true]) {
    const name = `notes-${armor}.txt`;
    await open(page, `${name}.age`, sealedByAge([line], Buffer.from("as it is"), armor));
    await page.locator("#opened-title", { hasText: `A file: ${name}` }).waitFor();
    await page.getByRole("button", { name: `Save ${name}` }).click();
    await page.locator("#opened .file-state", { hasText: "saved" }).waitFor();
    assert.equal(await content(page, name), "as it is");
  }
  // One that is cut off is not saved, and says so. No file is left where the visitor wanted it.
  const whole = sealedByAge([line], randomBytes(3_000_000));
  await open(page, "cut.bin.age", whole.subarray(0, 2_500_000));
  await page.getByRole("button", { name: "Save cut.bin" }).click();
  await page.locator("#opened .error", { hasText: "not what was sealed" }).waitFor();
  assert.ok(!(await stored(page)).includes("cut.bin"));
}

test("files without a text go by the save dialog, and a full disk leaves nothing; a file of age itself is saved as it is", async () => {
  const { context, page, trouble } = await visit({ init: picker });
  const line = sealpost.PublicKey.parse(await makeKey(page, { name: "Alice" })).toPem({ format: "openssh" });
  await page.locator("#write-tab").click();
  await openSheet(page);
  await page.getByLabel("Signed by").selectOption({ label: "nobody: not signed" });
  // Pasted into the letter, as a picture from the clipboard is.
  await page.locator("#text").evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["picture"], "CON.png", { type: "image/png" }));
    clipboardData.items.add(new File(["note"], "note.txt"));
    field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
  });
  await page.locator("#attached", { hasText: "CON.png" }).waitFor();
  await onFullDisk(page, async () => {
    await page.getByRole("button", { name: "Seal", exact: true }).click();
    await page.locator("#compose-error", { hasText: "There is no room here" }).waitFor();
  });
  assert.deepEqual(await stored(page), ["sealpost files"], "nothing is left of what could not be stored");
  const sealed = await seal(page);

  await protect(page, "Alice", "correct horse battery");
  await lock(page, "Alice");
  await open(page, sealed.name, sealed.buffer);
  const problem = page.locator("#open-error", { hasText: "This key is locked." });
  await problem.locator("input").fill("correct horse battery");
  await problem.getByRole("button", { name: "Unlock" }).click();
  await page.locator("#opened").waitFor();
  await page.locator("#sender-title", { hasText: "Not signed" }).waitFor();
  assert.equal(await page.locator("#opened-text").isVisible(), false, "there is no text");
  const saved = page.locator("#opened .file-state", { hasText: "saved" });
  await onFullDisk(page, async () => {
    await page.getByRole("button", { name: "Save _CON.png" }).click();
    await page.locator("#opened .error", { hasText: "There is no room here" }).waitFor();
  });
  assert.ok(!(await stored(page)).includes("_CON.png"), "the empty file was removed");
  await page.getByRole("button", { name: "Save _CON.png" }).click();
  await saved.waitFor();
  assert.equal(await content(page, "_CON.png"), "picture");
  await page.getByRole("button", { name: "Save all as a ZIP" }).click();
  await saved.nth(1).waitFor();
  assert.match(await content(page, "letter.zip"), /^PK.*letter\.txt.*files\/_CON\.png.*files\/note\.txt/s);

  await saveFilesOfAge(page, line);
  assert.deepEqual(trouble, []);
  await context.close();
});

/**
 * Opens a signed letter, and cancels that while the keyring verifies it: the keyring is told so, and nothing is shown.
 *
 * @param {Page} page
 * @param {() => Promise<void>} act
 */
async function cancelVerifying(page, act) {
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    /** @type {number | undefined} */
    let call;
    Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any} */ transfer) {
      if (call !== undefined && message.cancel === call) {
        Worker.prototype.postMessage = postMessage;
        document.documentElement.dataset.cancelled = "";
      }
      postMessage.call(this, message, transfer);
      if (message.action !== "verifyFiles") return;
      call = message.id;
      document.getElementById("open-cancel")?.click();
    };
  });
  await act();
  await page.locator("html[data-cancelled]").waitFor();
  await page.locator("#open button.primary:enabled").waitFor();
  assert.equal(await page.locator("#opened").isVisible(), false);
}

test("a letter with a file is sealed, opened and saved without a network, once the page is kept in the browser", async () => {
  const { context, page, trouble } = await visit({ serviceWorkers: "allow", init: noPicker });
  await makeKey(page, { name: "Alice" });
  await page.locator("#kept").waitFor({ state: "attached" });
  await page.waitForFunction(() => !document.getElementById("kept")?.hidden);
  await context.setOffline(true);
  await openSheet(page);
  await page.locator("#text-file").setInputFiles({ name: "a.txt", mimeType: "", buffer: Buffer.from("offline") });
  const sealed = await seal(page);
  await cancelVerifying(page, () => open(page, sealed.name, sealed.buffer));
  await open(page, sealed.name, sealed.buffer);
  await page.locator("#sender-title", { hasText: "Signed by yourself (Alice)" }).waitFor();
  const saved = await download(page, () => page.getByRole("button", { name: "Save a.txt" }).click());
  assert.equal(String(saved.buffer), "offline");
  assert.ok(!trouble.some((text) => /policy/.test(text)), trouble.join());
  await context.close();
});
