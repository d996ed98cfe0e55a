// The first visit: few words and one filled button, few bytes, clicks before the page's script has loaded, and the
// steps from an invitation to a sealed message.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { url, useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey } from "../steps/keys.js";
import { readMessage, sealMessage } from "../steps/messages.js";
import { personCard, somebody } from "../steps/people.js";

/** @import { Page } from "playwright-core" */

const { visit } = useBrowser();

/** The words that are in view. @param {Page} page */
const wordsInView = (page) =>
  page.evaluate(() => {
    const words = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent?.checkVisibility() || parent.closest(".hidden, script, noscript, template")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { top, bottom, width } = range.getBoundingClientRect();
      if (width > 1 && top < innerHeight && bottom > 0) words.push(...(node.textContent ?? "").split(/\s+/));
    }
    return words.filter((word) => /[\p{L}\p{N}]/u.test(word));
  });

/** The filled buttons that are visible. @param {Page} page */
const filled = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, .button")]
      .filter((element) => element.checkVisibility())
      .filter((element) => getComputedStyle(element).backgroundColor === "rgb(156, 43, 43)")
      .map((element) => element.textContent),
  );

test("the first view has at most 130 words, and this view, Write and Read have one filled button each", async () => {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    const { context, page } = await visit({ viewport, reducedMotion: "reduce" });
    await page.locator("#requests-page", { hasText: "since it was loaded" }).waitFor();
    const words = await wordsInView(page);
    assert.ok(words.length > 30 && words.length <= 130, `${words.length} words: ${words.join(" ")}`);
    assert.deepEqual(await filled(page), ["Create my key pair"]);
    if (viewport.width > 1000) {
      await makeKey(page, { name: "Alice" });
      // On a wide screen the addresses of people and of one's own keys show the sheet, too.
      for (const view of ["write", "people"]) {
        await page.evaluate((view) => (location.hash = `#/${view}`), view);
        const texts = (await filled(page)).map((text) => text?.slice(0, 18));
        assert.deepEqual(texts, ["Copy my invitation"], view);
      }
      await page.locator("#text-file").setInputFiles({ name: "a", mimeType: "text/plain", buffer: Buffer.from("a") });
      await page.locator("#attached li").waitFor();
      assert.deepEqual(await filled(page), ["Seal"], "a letter is begun");
      await page.getByRole("button", { name: "Remove a", exact: true }).click();
      await sealMessage(page, { to: "yourself (Alice)", text: "a note" });
      // A button that copies also contains the word that confirms it.
      assert.deepEqual(await filled(page), ["CopyCopied"], "the next step is with the sealed message");
      await page.locator("#read-tab").click();
      assert.deepEqual(await filled(page), ["Open"]);
    }
    await context.close();
  }
});

test("HTML, CSS and JavaScript of the first view, without the package's, have at most 60 KB, gzipped", async () => {
  const page = await (await fetch(url)).text();
  const named = [...page.matchAll(/(?:src|href)="([\w./-]+\.(?:js|css))"/g)].map(([, file]) => file ?? "");
  const size = (/** @type {string} */ file) => gzipSync(readFileSync(`dist/site/${file}`), { level: 9 }).length;
  const own = ["index.html", ...new Set(named)].filter((file) => !file.startsWith("sealpost/"));
  assert.ok(own.includes("main.js") && own.includes("style.css"), "control: the page's files are named in it");
  const first = own.reduce((sum, file) => sum + size(file), 0);
  assert.ok(first <= 60_000, `${first} bytes: ${own.map((file) => `${file} ${size(file)}`).join(", ")}`);
});

test("all files of the site together have at most 443 KB, gzipped", () => {
  const files = readdirSync("dist/site", { recursive: true, encoding: "utf8" })
    .map((file) => `dist/site/${file}`)
    .filter((file) => statSync(file).isFile());
  assert.ok(files.length > 20, "control: the site was read");
  const all = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
  assert.ok(all <= 443_000, `${all} bytes`);
});

test("a click on a form's button before the page's script has loaded waits visibly, then takes effect", async () => {
  const { context, page, trouble } = await visit({ address: "about:blank" });
  /** @type {() => void} */
  let release = () => {};
  const released = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route("**/main.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(url, { waitUntil: "commit" });
  await page.locator("#make-name").fill("Early");
  const button = page.locator("#make button.primary");
  await button.click();
  assert.equal(await button.getAttribute("aria-busy"), "true");
  release();
  await keyCard(page, "Early").waitFor({ timeout: 60_000 });
  assert.equal(await button.getAttribute("aria-busy"), null);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("somebody who follows an invitation writes at once, and who invited them is added when the message is sealed", async () => {
  const bob = await visit();
  await makeKey(bob.page, { name: "Bob" });
  await bob.page.locator("#first-invite-copy").click();
  await bob.page.locator("#first-invite-copy[data-done]").waitFor();
  const link = await bob.page.evaluate(() => navigator.clipboard.readText());

  const { context, page, trouble } = await visit({ address: link });
  await page.getByRole("heading", { name: "Write to Bob" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "text", "the letter has the focus");
  assert.equal(await page.locator("#contacts > li").count(), 0);
  assert.deepEqual(await filled(page), ["Seal"]);
  await page.locator("#signing", { hasText: "this letter will not be signed" }).waitFor();
  await page.locator(".arrival").getByLabel("Their name").fill("Bob from work");
  await page.keyboard.press("Tab");
  await page.locator("#text").fill("at once");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor();
  await personCard(page, "Bob from work").waitFor();
  assert.equal(await page.locator(".arrival").count(), 0);
  assert.equal(await readMessage(bob.page, await page.locator("#sealed-text").inputValue()), "at once");
  assert.deepEqual([...trouble, ...bob.trouble], []);
  await Promise.all([context.close(), bob.context.close()]);
});

test("an invitation with another key under the name of somebody known adds no reader by itself", async () => {
  const [bob, other] = [await somebody(visit, "Bob"), await somebody(visit, "Bob")];
  const { context, page } = await visit({ address: bob.link });
  await page.getByRole("button", { name: "Add to People" }).click();
  await personCard(page, "Bob").waitFor();
  await page.evaluate((link) => location.assign(new URL(link).hash), other.link);
  await page.getByRole("heading", { name: "This is not the key you have for Bob" }).waitFor();
  assert.equal(await page.locator("#recipients .chip").count(), 1);
  await context.close();
});
