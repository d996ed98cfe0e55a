// The page for everybody: by keyboard alone, for a screen reader, in both colour schemes, on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addPerson, keyCard, launch, makeKey, personCard, readMessage, sealMessage, unfold, visit } from "../steps/keys.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** @param {import("playwright-core").Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement ? `${element.id || element.dataset.slot || element.textContent?.trim()}` : "";
  });

/**
 * Waits until something has the focus: what moves it may come a moment after what is seen.
 *
 * @param {import("playwright-core").Page} page @param {string} expected @param {string} [what]
 */
async function hasFocus(page, expected, what) {
  for (const end = Date.now() + 10_000; (await focused(page)) !== expected && Date.now() < end; ) {
    await page.waitForTimeout(20);
  }
  assert.equal(await focused(page), expected, what);
}

/** @param {import("playwright-core").Page} page @param {string} target @param {string} [key] */
async function tabTo(page, target, key = "Tab") {
  for (let k = 0; k < 60; k += 1) {
    if ((await focused(page)) === target) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${target} is not reached with ${key}`);
}

test("the whole path by keyboard alone", async () => {
  const bob = await visit(browser);
  const his = await makeKey(bob.page, { name: "Bob" });
  const { context, page, trouble } = await visit(browser);
  const { keyboard } = page;

  await tabTo(page, "make-name");
  await keyboard.press("Control+A");
  await keyboard.type("Alice");
  await keyboard.press("Tab");
  await keyboard.press("ArrowLeft");
  assert.equal(await page.locator('#make input[value="2048"]').isChecked(), true);
  await keyboard.press("Enter");
  await keyCard(page, "Alice").waitFor({ timeout: 60_000 });
  await hasFocus(page, "protect-field", "the focus goes to the question about what was made");
  await keyboard.type("five pots of quiet rain");
  await keyboard.press("Enter");
  await page.waitForFunction(() =>
    document.querySelector("#said")?.textContent?.includes("protected by the passphrase"),
  );
  await hasFocus(page, "name", "and then to what was made");
  await tabTo(page, "copy");
  await keyboard.press("Enter");
  await page.locator("#keys .copy[data-done]").waitFor();
  await page.waitForFunction(() => document.querySelector("#said")?.textContent === "Public key copied");

  await tabTo(page, "add-key");
  await keyboard.insertText(his);
  await keyboard.press("Tab");
  await keyboard.type("Bob");
  await keyboard.press("Enter");
  await personCard(page, "Bob").waitFor();
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await hasFocus(page, "text", "Write leads to the letter");
  await keyboard.type("by keyboard");
  await keyboard.press("Control+Enter");
  await page.locator("#sealed").waitFor();
  await hasFocus(page, "sealed-title");
  await tabTo(page, "sealed-copy");
  await keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector("#said")?.textContent === "Sealed message copied");
  const sealed = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await readMessage(bob.page, sealed), "by keyboard");

  await tabTo(page, "write-tab", "Shift+Tab");
  await keyboard.press("ArrowRight");
  await hasFocus(page, "read-tab");
  await tabTo(page, "open-text");
  await keyboard.insertText(
    await sealMessageFor(bob.page, await keyCard(page, "Alice").locator('[data-slot="pem"]').inputValue()),
  );
  await tabTo(page, "Open");
  await keyboard.press("Enter");
  await page.locator("#opened").waitFor();
  assert.equal(await page.locator("#opened-text").textContent(), "an answer");
  await hasFocus(page, "opened-title");

  await tabTo(page, "lock", "Shift+Tab");
  await keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#said")?.textContent === "The key Alice is locked.");
  await hasFocus(page, "name");
  await tabTo(page, "unlock-field");
  await keyboard.type("five pots of quiet rain");
  await keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#said")?.textContent === "The key Alice is unlocked.");
  await hasFocus(page, "name");
  await tabTo(page, "Back up everything");
  await keyboard.press("Enter");
  await hasFocus(page, "backup-passphrase");
  await keyboard.type("another five");
  const [backup] = await Promise.all([page.waitForEvent("download"), keyboard.press("Enter")]);
  assert.equal(backup.suggestedFilename(), "sealpost-backup.txt");
  await page.waitForFunction(() => document.querySelector("#said")?.textContent === "The backup is saved as a file.");
  await tabTo(page, "Forget everything in this browser");
  await keyboard.press("Enter");
  await hasFocus(page, "Keep it", "the harmless answer has the focus");
  await keyboard.press("Escape");
  await hasFocus(page, "Forget everything in this browser");
  assert.deepEqual(trouble, []);
  await context.close();
  await bob.context.close();
});

/** @param {import("playwright-core").Page} page @param {string} publicKey */
async function sealMessageFor(page, publicKey) {
  await addPerson(page, { name: "Alice", publicKey });
  return sealMessage(page, { to: "Alice", text: "an answer" });
}

test("a question answered with Escape gives the focus back", async () => {
  const { context, page } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  const card = keyCard(page, "Alice");
  await card.locator(":scope > .more > summary").press("Enter");
  await card.getByRole("button", { name: "Delete this key" }).press("Enter");
  await hasFocus(page, "Keep it", "the harmless answer has the focus");
  await page.keyboard.press("Escape");
  await hasFocus(page, "Delete this key");
  assert.equal(await page.locator("#keys > li").count(), 1);
  await context.close();
});

test("the focus is never lost: what goes hands it on", async () => {
  const bob = await visit(browser);
  await makeKey(bob.page, { name: "Bob" });
  await keyCard(bob.page, "Bob").getByRole("button", { name: "Invite" }).click();
  const link = await keyCard(bob.page, "Bob").getByLabel("Your invitation as a link").inputValue();
  await bob.context.close();
  const { context, page, trouble } = await visit(browser);
  /** @param {string} expected @param {string} what */
  const has = (expected, what) => hasFocus(page, expected, what);
  const arrive = async () => {
    await page.evaluate((link) => location.assign(new URL(link).hash), link);
    await page.locator(".arrival").waitFor();
  };
  await arrive();
  await page.locator(".arrival").getByRole("button", { name: "Not now" }).press("Enter");
  await has("you-title", "an invitation declined, where nothing had the focus before");
  await page.getByLabel("Your message").focus();
  await arrive();
  await page.locator(".arrival").getByRole("button", { name: "Not now" }).press("Enter");
  await has("text", "an invitation declined, where something had the focus before");
  await arrive();
  await page.locator(".arrival").getByRole("button", { name: "Add to People" }).press("Enter");
  await has("name", "an invitation taken");
  await personCard(page, "Bob").locator(".more > summary").press("Enter");
  await personCard(page, "Bob").locator('[data-slot="drop"] [data-ask]').press("Enter");
  await personCard(page, "Bob").locator('[data-slot="drop-yes"]').press("Enter");
  await has("add-key", "the last person removed");

  await page.locator('#make input[value="4096"]').check();
  // Cancelled by the key that has the focus, as soon as it has it; a search that ends before is no matter here.
  await page.evaluate(() => {
    const watch = new MutationObserver(() => {
      const cancel = document.activeElement;
      if (!(cancel instanceof HTMLElement && cancel.id === "search-cancel")) return;
      watch.disconnect();
      cancel.click();
    });
    watch.observe(/** @type {Node} */ (document.querySelector("#search")), { attributes: true });
  });
  await page.getByRole("button", { name: "Make a key" }).press("Enter");
  await page.locator("#search").waitFor({ state: "hidden" });
  await page.locator("#keys > li, #make button:not(:disabled)").first().waitFor();
  if ((await page.locator("#keys > li").count()) === 0) await has("Make a key", "a search cancelled");

  await makeKey(page, { name: "Alice" });
  const card = keyCard(page, "Alice");
  await card.getByRole("button", { name: "Not now" }).press("Enter");
  await has("name", "a passphrase declined");
  await card.getByRole("button", { name: "Back up private key" }).press("Enter");
  await has("keep-field", "a backup asked for");
  await page.keyboard.press("Escape");
  await has("Back up private key", "a backup declined");
  await page.getByLabel("Your message").fill("x");
  await page.getByRole("button", { name: "Seal", exact: true }).press("Enter");
  await page.locator("#sealed").waitFor();
  await has("sealed-title", "sealed");
  await page.getByRole("button", { name: "Write another" }).press("Enter");
  await has("text", "the next letter");
  for (const each of await page.locator("#keys > li").all()) {
    await each.locator(":scope > .more > summary").press("Enter");
  }
  while ((await page.locator("#keys > li").count()) > 1) {
    const before = await page.locator("#keys > li").count();
    await page.locator('#keys [data-slot="drop"] [data-ask]').first().press("Enter");
    await page.locator('#keys [data-slot="drop-yes"]').first().press("Enter");
    await page.waitForFunction((before) => document.querySelectorAll("#keys > li").length < before, before);
    await has("name", "a key deleted beside another");
  }
  await page.locator('#keys [data-slot="drop"] [data-ask]').press("Enter");
  await page.locator('#keys [data-slot="drop-yes"]').press("Enter");
  await page.locator("#keys > li").waitFor({ state: "detached" });
  await has("make-name", "the last key deleted");
  await makeKey(page, { name: "Again" });
  await page.getByRole("button", { name: "Forget everything in this browser" }).press("Enter");
  await page.getByRole("button", { name: "Forget everything", exact: true }).press("Enter");
  await page.locator("#keys > li").waitFor({ state: "detached" });
  await has("make-name", "everything forgotten");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("from 320 to 1920 px nothing overflows, and everything that is pressed is 44 px high", async () => {
  const { context, page } = await visit(browser);
  const long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein";
  await makeKey(page, { name: long });
  await sealMessage(page, { to: `yourself (${long})`, text: "x".repeat(500) });
  await page.locator("#sealed-copy").click();
  await unfold(page);
  for (const width of [320, 360, 480, 736, 768, 1024, 1152, 1440, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const { scroll, small } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: [
        ...document.querySelectorAll(
          "button, summary, select, input:not([type=file], [type=radio]), label.button, .segments label",
        ),
      ]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.5)
        .map((element) => element.outerHTML),
    }));
    assert.equal(scroll, 0, `${width} px wide: nothing to scroll sideways`);
    assert.deepEqual(small, [], `${width} px wide`);
  }
  await context.close();
});

test("where less motion is wanted, there is none", async () => {
  for (const reducedMotion of /** @type {const} */ (["reduce", "no-preference"])) {
    const { context, page } = await visit(browser, { reducedMotion });
    await page.evaluate(() => {
      globalThis.seen = [];
      for (const type of ["animationstart", "transitionrun"])
        document.addEventListener(type, () => globalThis.seen.push(type));
    });
    await makeKey(page, { name: "Alice" });
    await sealMessage(page, { to: "yourself (Alice)", text: "x" });
    if (reducedMotion === "reduce") {
      await page.waitForTimeout(300);
      assert.deepEqual(await page.evaluate(() => globalThis.seen), []);
    } else {
      // The control: otherwise the seal is pressed.
      await page.waitForFunction(() => globalThis.seen.includes("animationstart"));
    }
    await context.close();
  }
});

test("nothing moves while the page loads, nor when a copy is confirmed", async () => {
  for (const locale of ["en-US", "ko-KR"]) {
    for (const width of [390, 1440]) {
      const { context, page } = await visit(browser, {
        locale,
        viewport: { width, height: 3000 },
        init: () => {
          globalThis.seen = [];
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) globalThis.seen.push(JSON.stringify(entry));
          }).observe({ type: "layout-shift", buffered: true });
        },
      });
      // The last thing to change by itself is the line about the requests.
      await page.locator("#requests-page", { hasText: locale === "en-US" ? "since then" : "그 뒤로" }).waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      assert.deepEqual(await page.evaluate(() => globalThis.seen), [], `${locale}, ${width} px wide`);
      await page.evaluate(() => document.querySelector("#you header")?.prepend("moved"));
      await page.waitForFunction(() => globalThis.seen.length > 0, undefined, { timeout: 10_000 });
      await context.close();
    }
  }
  const { context, page } = await visit(browser);
  await makeKey(page, { name: "Alice" });
  await keyCard(page, "Alice").getByRole("button", { name: "Not now" }).click();
  const button = keyCard(page, "Alice").locator('[data-slot="copy"]');
  await button.scrollIntoViewIfNeeded();
  const before = await button.boundingBox();
  await button.click();
  await keyCard(page, "Alice").locator(".copy[data-done]").waitFor();
  assert.deepEqual(await button.boundingBox(), before);
  await context.close();
});
