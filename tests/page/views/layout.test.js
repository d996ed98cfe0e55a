// The page's layout: on narrow and wide screens, with reduced motion, and while it loads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";
import { keyCard, makeKey, openKey } from "../steps/keys.js";
import { chooseReaders, sealMessage } from "../steps/messages.js";
import { recordLayoutShifts, unfold } from "../steps/page.js";
import { addPerson, somebody } from "../steps/people.js";

const { visit } = useBrowser();

test("from 320 to 2560 px nothing overflows, and buttons, menus and fields of one line are 44 px high at least", async () => {
  const { context, page } = await visit();
  const long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein";
  await makeKey(page, { name: long });
  await sealMessage(page, { to: `yourself (${long})`, text: "x".repeat(500) });
  await page.locator("#sealed-copy").click();
  await unfold(page);
  const views = /** @type {const} */ (["write", "read", "workbench", "how", "people", "me"]);
  const states = [320, 360, 480, 768, 832, 1024, 1440, 2560].flatMap((width) => views.map((view) => ({ width, view })));
  for (const { width, view } of states) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((view) => (location.hash = `#/${view}`), view);
    const { overflow, small } = await page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: [
        ...document.querySelectorAll(
          "button, summary, select, input:not([type=file], [type=radio]), label.button, .segments label",
        ),
      ]
        .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 43.5)
        .map((element) => element.outerHTML),
    }));
    assert.equal(overflow, 0, `${view}, ${width} px wide: nothing to scroll sideways`);
    assert.deepEqual(small, [], `${view}, ${width} px wide`);
  }
  await context.close();
});

test("with forced colours, chosen controls look different from the others, and buttons have edges", async () => {
  const { context, page } = await visit({ forcedColors: "active" });
  assert.ok(await page.evaluate(() => matchMedia("(forced-colors: active)").matches), "control: colours are forced");
  await page.locator("#make-size summary").click();
  /** How an element looks, without its text. @param {string} selector */
  const look = (selector) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { backgroundColor, borderTopColor, borderBottomColor, outlineStyle } = getComputedStyle(element);
        return [backgroundColor, borderTopColor, borderBottomColor, outlineStyle].join("; ");
      });
  /** @param {string} chosen @param {string} other */
  const differ = async (chosen, other) => assert.notEqual(await look(chosen), await look(other), chosen);
  await differ('#make [value="3072"] + span', '#make [value="2048"] + span');
  await differ("#write-tab", "#read-tab");
  await page.locator("#make-size summary").click();
  await makeKey(page, { name: "Alice" });
  await addPerson(page, await somebody(visit, "Bob"));
  await chooseReaders(page, ["Bob"]);
  await differ(".chip:has(:checked)", ".chip:not(:has(:checked))");
  for (const button of ["#compose button.primary", ".row .strong", "#compose label.button"]) {
    const [edge, ground] = await page
      .locator(button)
      .first()
      .evaluate((element) => {
        const { borderTopColor, borderTopStyle } = getComputedStyle(element);
        return [
          borderTopStyle === "solid" && borderTopColor,
          getComputedStyle(document.documentElement).backgroundColor,
        ];
      });
    assert.ok(edge && edge !== ground, `${button}: ${edge} on ${ground}`);
  }
  await page.locator("#workbench-tab").click();
  await page.locator("#code-tools :checked").waitFor({ state: "attached" });
  await differ("#code-tools :checked + span", "#code-tools :not(:checked) + span");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.phone a[href="#/read"]').click();
  await differ('.phone a[href="#/read"]', '.phone a[href="#/write"]');
  await context.close();
});

test("with reduced motion nothing is animated", async () => {
  for (const reducedMotion of /** @type {const} */ (["reduce", "no-preference"])) {
    const { context, page } = await visit({ reducedMotion });
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
      // Control: without the preference the seal is animated.
      await page.waitForFunction(() => globalThis.seen.includes("animationstart"));
    }
    await context.close();
  }
});

test("nothing shifts while the page loads, nor when a copy is confirmed", async () => {
  for (const locale of ["en-US", "ko-KR"]) {
    for (const width of [390, 1440]) {
      const { context, page } = await visit({
        locale,
        viewport: { width, height: 3000 },
        init: recordLayoutShifts,
      });
      // The line about requests is the last one that changes without the visitor.
      await page
        .locator("#requests-page", { hasText: locale === "en-US" ? "since it was loaded" : "연 뒤로는" })
        .waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      assert.deepEqual(await page.evaluate(() => globalThis.seen), [], `${locale}, ${width} px wide`);
      // Control: a layout shift is recorded.
      await page.evaluate(() => document.querySelector(".hero-text")?.prepend("moved"));
      await page.waitForFunction(() => globalThis.seen.length > 0, undefined, { timeout: 10_000 });
      await context.close();
    }
  }
  const { context, page } = await visit();
  await makeKey(page, { name: "Alice" });
  const button = (await openKey(page, "Alice")).locator('[data-slot="copy"]');
  await button.scrollIntoViewIfNeeded();
  const before = await button.boundingBox();
  await button.click();
  await keyCard(page, "Alice").locator(".copy[data-done]").waitFor();
  assert.deepEqual(await button.boundingBox(), before);
  await context.close();
});
