// The passphrase of a key: it is set in the key's side sheet, the key is locked after a reload and unlocked with it where
// it is needed, and it is removed. A new one is drawn from words, or refused if it is short or easy to guess.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { draw, ownWords, unguessable } from "../../../www/codec/passphrases.js";
import { url, useBrowser } from "../../support/browser/suite.js";
import { factsOf, keyCard, lock, makeKey, openKey, protect, unlock } from "../steps/keys.js";
import { openMessage, readMessage, sealMessage } from "../steps/messages.js";
import { closeSides, untilSaid } from "../steps/page.js";

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

test("seven words are drawn, each of 2,048 with the same probability", (t) => {
  assert.equal(new Set(wordlist).size, 2048);
  assert.ok(wordlist.every((word) => /^[a-z]{3,8}$/.test(word)));
  const real = draw(wordlist);
  assert.ok(real.length === 7 && real.every((word) => wordlist.includes(word)));
  // Every number of 16 bits seven times: each word is drawn as often as any other.
  let next = 0;
  t.mock.method(crypto, "getRandomValues", (/** @type {Uint16Array} */ numbers) => {
    for (let k = 0; k < numbers.length; k += 1) numbers[k] = next++ % 65_536;
    return numbers;
  });
  /** @type {Map<string, number>} */
  const drawn = new Map();
  while (next < 7 * 65_536) for (const word of draw(wordlist)) drawn.set(word, (drawn.get(word) ?? 0) + 1);
  assert.deepEqual(new Set(drawn.values()), new Set([(7 * 65_536) / 2048]));
  assert.equal(drawn.size, 2048);
  assert.throws(() => draw(wordlist.slice(1)), /power of two/);
});

test("what is guessed first is recognised in a passphrase, and words of one's own are not", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "sealpost-")), "common-passwords.mjs");
  execFileSync(process.execPath, ["xtask/common-passwords.js", file]);
  /** @type {{ default: string }} */
  const { default: list } = await import(pathToFileURL(file).href);
  const common = list.split(" ");
  assert.equal(new Set(common).size, 1000);
  assert.ok(gzipSync(readFileSync(file), { level: 9 }).length < 5000);
  const words = new Set([...common, ...ownWords]);
  for (const [text, most] of /** @type {const} */ ([
    ["password1234", 3],
    ["Summer2024!!", 5],
    ["P@ssw0rd1234", 5],
    ["qwertyuiop[]", 3],
    ["1q2w3e4r5t6y", 3],
    ["aaaaaaaaaaaaaaaa", 1],
    ["alicealicealice", 5],
    ["iloveyou forever", 3],
    ["sealpost sealpost", 1],
    ["Correct Horse Battery Staple", 1],
    ["dragon monkey sunshine shadow", 4],
    ["010-1234-5678", 6],
    ["1988 04 12 1990", 5],
    ["사랑해요사랑해요사랑해요", 4],
    ["비밀번호안녕하세요1234", 4],
    ["dkssudgktpdy1", 3],
    ["x".repeat(1_000_000), 1],
  ])) {
    assert.ok(unguessable(text, words) <= most, `${text.slice(0, 40)}: ${unguessable(text, words)}`);
  }
  for (const text of [passphrase, "우리집강아지는코가까매요", "my dog ate 3 bananas", draw(wordlist).join(" ")]) {
    assert.ok(unguessable(text, words) >= 8, `${text}: ${unguessable(text, words)}`);
  }
});

test("a passphrase that is short or simple is refused, words are chosen, and without one the key is stored as it is", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const side = await openKey(page, "Alice");
  await side.getByRole("button", { name: "Set a passphrase" }).click();
  const question = side.getByRole("group", { name: "A passphrase for this key" });
  await question.getByText("A copy of the browser's profile is then a copy of the key.").waitFor();
  const field = side.locator('[data-slot="protect-field"]');
  for (const [text, says] of [
    ["", "Enter a passphrase."],
    ["rain", "At least 12 characters"],
    ["사랑해요사랑해요사랑해", "At least 12 characters"],
    ["aaaaaaaaaaaaaaaa", "This one is easy to guess."],
    ["P@ssword 2024", "This one is easy to guess."],
  ]) {
    await field.fill(text);
    await question.getByRole("button", { name: "Protect the key" }).click();
    await question.locator('[data-slot="error"]', { hasText: says }).waitFor();
  }
  assert.equal(await field.getAttribute("type"), "password");
  await question.getByRole("button", { name: "Choose words for me" }).click();
  await question.getByText("Seven words, drawn at random from 2,048: 77 bits").waitFor();
  assert.equal(await field.getAttribute("type"), "text", "what is proposed is shown");
  const chosen = (await field.inputValue()).split(" ");
  assert.ok(chosen.length === 7 && chosen.every((word) => wordlist.includes(word)), chosen.join());
  const line = question.getByText(chosen.join(" "), { exact: true });
  assert.ok(await line.isVisible(), "the words are longer than the field");
  assert.equal(await side.locator('[data-slot="set-passphrase"]').isVisible(), false, "its form is open");
  await question.getByRole("button", { name: "Hide" }).click();
  assert.equal(await field.getAttribute("type"), "password");
  assert.equal(await line.isVisible(), false);
  await question.getByRole("button", { name: "Not now" }).click();
  assert.equal(await question.isVisible(), false);
  assert.equal(await field.inputValue(), "");
  assert.match(await factsOf(page, "Alice"), /no passphrase$/);
  await closeSides(page);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "until tomorrow" });
  await page.getByText("Keys and people are kept in this browser.").waitFor();

  let asked = 0;
  page.on("dialog", (dialog) => {
    asked += 1;
    dialog.accept();
  });
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.equal(asked, 0, "nothing would be lost, so the page does not ask");
  assert.equal(await readMessage(page, sealed), "until tomorrow");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a key with a passphrase is locked after a reload, opens only with it, and locks in all tabs", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "behind a lock" });
  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await factsOf(page, "Alice"), /locked$/);
  await openMessage(page, sealed);
  // The key is unlocked where it is needed, and the message opens at once.
  const problem = page.locator("#open-error", { hasText: "This key is locked." });
  await problem.waitFor();
  await problem.getByLabel("Passphrase of the key Alice").fill("another one");
  await problem.getByRole("button", { name: "Unlock" }).click();
  await problem.getByText("This is not the passphrase of the key.").waitFor();
  await problem.getByLabel("Passphrase of the key Alice").fill(passphrase);
  await problem.getByRole("button", { name: "Unlock" }).click();
  await page.locator("#opened").waitFor();
  assert.equal(await page.locator("#opened-text").textContent(), "behind a lock");
  assert.equal(await page.locator("#open-error input").count(), 0, "the form is gone");

  const tab = await context.newPage();
  await tab.goto(url);
  await unlock(tab, "Alice", passphrase);
  await untilSaid(tab, "The key Alice is unlocked.");
  await lock(tab, "Alice");
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").locator('[data-slot="state"]', { hasText: "locked" }).waitFor();
    assert.match(await factsOf(each, "Alice"), /locked$/);
    // The advice to make a backup outlasts the reload and the lock, until it is followed or refused in one of the tabs.
    await keyCard(each, "Alice").locator(".advice", { hasText: "This key is in this browser only." }).waitFor();
  }
  await keyCard(tab, "Alice").locator('[data-slot="advice-no"]').click();
  await tab.reload();
  for (const each of [page, tab]) {
    await keyCard(each, "Alice").waitFor();
    await keyCard(each, "Alice").locator(".advice").waitFor({ state: "hidden" });
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a message from a link, and its file's name, wait in the field until the locked key is unlocked", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  await protect(page, "Alice", passphrase);
  await sealMessage(page, { to: "yourself (Alice)", text: "a plan" });
  await page.locator("#sealed-link").click();
  await page.locator("#sealed-link[data-done]").waitFor();
  const link = `${await page.evaluate(() => navigator.clipboard.readText())}&n=plan.pdf`;
  await page.goto("about:blank");
  await page.goto(link);
  await page.locator(".arrival").getByRole("button", { name: "Open it" }).click();
  const problem = page.locator("#open-error", { hasText: "This key is locked." });
  await problem.waitFor();
  await unlock(page, "Alice", passphrase);
  await problem.waitFor({ state: "hidden" });
  await closeSides(page);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.locator("#opened-title", { hasText: "A file: plan.pdf" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page says what removing a passphrase means and asks, then removes it in every tab and for good", async () => {
  const { context, page, trouble } = await visit();
  await makeKey(page, { name: "Alice" });
  const card = keyCard(page, "Alice");
  const remove = card.getByRole("button", { name: "Remove the passphrase" });
  await openKey(page, "Alice");
  assert.equal(await remove.isVisible(), false, "there is no passphrase yet");
  await protect(page, "Alice", passphrase);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "in clear" });
  const tab = await context.newPage();
  await tab.goto(url);
  await keyCard(tab, "Alice").locator('[data-slot="state"]', { hasText: "locked" }).waitFor();

  await openKey(page, "Alice");
  await remove.click();
  const question = card.getByRole("group", { name: "Remove the passphrase" });
  await question
    .getByText("The browser then stores the key unprotected: whoever copies its profile has the key")
    .waitFor();
  await question.getByRole("button", { name: "Keep it" }).click();
  assert.match(await factsOf(page, "Alice"), /, passphrase$/);
  await remove.click();
  await question.getByRole("button", { name: "Remove it" }).click();
  await untilSaid(page, "The key Alice has no passphrase any more.");
  for (const each of [page, tab]) {
    await openKey(each, "Alice");
    await keyCard(each, "Alice").locator('[data-slot="facts"]', { hasText: "no passphrase" }).waitFor();
    assert.equal(await keyCard(each, "Alice").getByRole("button", { name: "Lock", exact: true }).isVisible(), false);
  }
  assert.equal(await remove.isVisible(), false);
  assert.equal(await card.getByRole("button", { name: "Set a passphrase" }).isVisible(), true);
  assert.equal(await readMessage(tab, sealed), "in clear");

  await page.reload();
  await keyCard(page, "Alice").waitFor();
  assert.match(await factsOf(page, "Alice"), /no passphrase$/);
  assert.equal(await readMessage(page, sealed), "in clear");
  assert.deepEqual(trouble, []);
  await context.close();
});
