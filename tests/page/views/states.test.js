// In the states of the page that these tests visit, axe finds no problem in either colour scheme, and on a phone and at
// 200 % zoom no text is cut off.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { findsUpdate, newerVersion, startSite, untilCached } from "../../support/browser/site-server.js";
import { useBrowser } from "../../support/browser/suite.js";
import { delayWorker, refuseStorage, withholdCandidates } from "../../support/browser/workers.js";
import { keyCard, lock, makeKey, openBackup, openKey, protect, unlock } from "../steps/keys.js";
import { chooseReaders, readMessage, sealMessage } from "../steps/messages.js";
import { closeSides, openWire, showView, unfold } from "../steps/page.js";
import { addPerson, followInTab, openAdding, openPerson, personCard, somebody, verifyPerson } from "../steps/people.js";

/** @import { Page } from "playwright-core" */
/** @import { VisitOptions } from "../../support/browser/suite.js" */

const { visit } = useBrowser();

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const schemes = /** @type {const} */ (["light", "dark"]);
const passphrase = "five pots of quiet rain";

/**
 * A visitor, and a function that checks the page with axe, and in the light scheme also that no text is cut off.
 *
 * @param {"light" | "dark"} colorScheme
 * @param {VisitOptions} [options]
 */
async function inspector(colorScheme, options) {
  // axe is added as an inline script, which the policy forbids.
  const visitor = await visit({ colorScheme, bypassCSP: true, reducedMotion: "reduce", ...options });
  const { page } = visitor;
  const check = async (/** @type {string} */ state) => {
    if (colorScheme === "light") await assertFits(page, state);
    await page.mouse.move(0, 0);
    if (!(await page.evaluate(() => "axe" in globalThis))) await page.addScriptTag({ path: axe });
    const { violations, passes } = await page.evaluate(() =>
      globalThis.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }),
    );
    assert.deepEqual(
      violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" ")}`,
      ),
      [],
      `${state}, ${colorScheme}`,
    );
    assert.ok(passes.length > 10, "control: axe checked rules");
  };
  return { ...visitor, check };
}

/** A phone, a small phone, and a screen of 1280 by 720 at 200 % zoom, in CSS pixels. */
const views = [
  { width: 360, height: 780 },
  { width: 320, height: 568 },
  { width: 640, height: 360 },
];

/** Checks that no element exceeds the page's width, and no text its box. @param {Page} page @param {string} state */
async function assertFits(page, state) {
  const usual = page.viewportSize();
  for (const view of views) {
    await page.setViewportSize(view);
    const lost = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const overflowing = [...document.querySelectorAll("body *:not(svg *, .hidden, .button input)")].filter(
        (element) => {
          if (!element.checkVisibility() || element.closest(".hidden")) return false;
          const { left, right } = element.getBoundingClientRect();
          if (left < -0.5 || right > clientWidth + 0.5) return true;
          // Text that scrolls is not lost. A long text in a chip or in a row of the lists (`#rail`) ends in an ellipsis.
          if (!element.clientWidth || element.matches("textarea, select, .chip > span, .row h3, .row .hint"))
            return false;
          return getComputedStyle(element).overflowX !== "auto" && element.scrollWidth > element.clientWidth + 1;
        },
      );
      return [
        ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`] : []),
        ...overflowing.map(
          (element) => `${element.outerHTML.slice(0, 200)} ${element.clientWidth} ${element.scrollWidth}`,
        ),
      ];
    });
    assert.deepEqual(lost, [], `${state}, ${view.width} px wide`);
  }
  if (usual) await page.setViewportSize(usual);
}

test("axe finds nothing from the empty page to one with everything unfolded", async () => {
  for (const colorScheme of schemes) {
    const { context, page, check } = await inspector(colorScheme);
    await check("a first visit");
    await openAdding(page);
    await page.getByRole("button", { name: "Seal", exact: true }).click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.locator("#add-error").waitFor();
    await check("errors");
    const publicKey = await makeKey(page, { name: "Alice" });
    await check("the first key");
    await protect(page, "Alice", passphrase);
    await lock(page, "Alice");
    await unlock(page, "Alice", "sun");
    const card = keyCard(page, "Alice");
    await card.getByText("This is not the passphrase of the key.").waitFor();
    await check("locked");
    await unlock(page, "Alice", passphrase);
    await card.getByRole("button", { name: "Lock", exact: true }).waitFor();
    await addPerson(page, await somebody(visit, "Bob"));
    await sealMessage(page, { to: "Bob", text: "hello" });
    await page.locator("#sealed-copy").click();
    await check("sealed");
    // The "wire" is the drawer with what left this browser.
    await openWire(page);
    await page.locator("#wire-list summary").first().click();
    await check("what left");
    await readMessage(page, await sealMessage(page, { to: "yourself (Alice)", text: publicKey }));
    await check("opened");
    await openKey(page, "Alice");
    await unfold(page);
    await card.getByRole("button", { name: "Export private key" }).click();
    await card.getByRole("button", { name: "Change the passphrase" }).click();
    await card.getByRole("button", { name: "Remove the passphrase" }).click();
    await card.getByRole("button", { name: "Delete this key" }).click();
    await check("a key with everything unfolded");
    await page.locator('[data-language="ko"]').evaluate((button) => /** @type {HTMLElement} */ (button).click());
    await page.waitForFunction(() => document.documentElement.lang === "ko");
    await check("a key with everything unfolded, in Korean");
    await page.locator('[data-language="en"]').evaluate((button) => /** @type {HTMLElement} */ (button).click());
    await page.waitForFunction(() => document.documentElement.lang === "en");
    await openBackup(page);
    await page.getByRole("button", { name: "Forget everything in this browser" }).click();
    await check("import, backup, more keys");
    await openPerson(page, "Bob");
    await personCard(page, "Bob").getByRole("button", { name: "Delete this contact" }).first().click();
    await check("a person");
    for (const view of /** @type {const} */ (["workbench", "how"])) {
      await closeSides(page);
      await showView(page, view);
      await check(view);
    }
    await showView(page, "write");
    await page.evaluate(() => document.querySelector("#count")?.setAttribute("style", "min-width: 50rem"));
    await page.locator("#sealed-new").click();
    await assert.rejects(assertFits(page, "control"), /px wide/, "control: a text that is too wide is found");
    await page.evaluate(() => document.querySelector("#count")?.removeAttribute("style"));
    await page.evaluate(() => document.querySelector('label[for="text"]')?.remove());
    await assert.rejects(check("control"), /label/, "control: a label taken away is found");
    await context.close();
  }
});

test("axe finds nothing in an invitation, a changed key, several readers, a reload with an unfinished letter", async () => {
  const [bob, newBob] = [await somebody(visit, "Bob"), await somebody(visit, "Bob")];
  for (const colorScheme of schemes) {
    const { context, page, check } = await inspector(colorScheme);
    await makeKey(page, { name: "Alice" });
    await protect(page, "Alice", passphrase);
    await followInTab(page, bob.link);
    await check("an invitation");
    await page.locator(".arrival").getByRole("button", { name: "Add to People" }).click();
    await verifyPerson(page, "Bob");
    await followInTab(page, newBob.link);
    await page.getByRole("heading", { name: "This is not the key you verified for Bob" }).waitFor();
    await check("a changed key");
    const arrival = page.locator(".arrival");
    await arrival.getByLabel("Their name").fill("Bob, perhaps");
    await arrival.getByRole("button", { name: "Add to People" }).click();
    await personCard(page, "Bob, perhaps").waitFor();
    await chooseReaders(page, ["Bob", "yourself (Alice)"]);
    await page.getByLabel("Your message").fill("hello");
    await check("several readers, some chosen");
    const release = await delayWorker(page, () => page.reload({ waitUntil: "commit" }));
    await page.getByText("Opening what this browser keeps for you.").waitFor();
    await check("the vault is being opened");
    await release();
    await page.getByText("What you were writing is kept here, sealed for your own key.").waitFor();
    await check("a letter whose key is locked");
    await unlock(page, "Alice", passphrase);
    await page.waitForFunction(() => Reflect.get(document.getElementById("text") ?? {}, "value") === "hello");
    await closeSides(page);
    await check("the letter after its key was unlocked");
    await context.close();
  }
});

test("axe finds nothing in a practice, a search, a browser without storage or WebAssembly", async () => {
  for (const colorScheme of schemes) {
    const { context, page, check } = await inspector(colorScheme);
    const [bob] = await Promise.all([context.waitForEvent("page"), page.locator("#practise").click()]);
    await bob.locator("#keys > li").waitFor({ state: "attached", timeout: 60_000 });
    await page.locator("#contacts > li").waitFor();
    await check("a practice");
    await page.locator("#guide-end").click();
    await withholdCandidates(page);
    await page.reload();
    await page.getByRole("button", { name: "Create my key pair" }).click();
    await page.locator("#search").waitFor();
    await check("a search");
    await page.unrouteAll();
    await refuseStorage(page);
    await page.reload();
    await makeKey(page, { name: "Alice" });
    await page.locator("#storage", { hasText: "This browser does not let the page keep anything" }).waitFor();
    await check("no storage");
    await context.close();
    const withoutWasm = await inspector(colorScheme, { init: "delete globalThis.WebAssembly" });
    await withoutWasm.page.locator(".notice").first().waitFor();
    await withoutWasm.check("no WebAssembly");
    await withoutWasm.context.close();
  }
});

test("axe finds nothing without a network, and with an update", async () => {
  for (const colorScheme of schemes) {
    const server = await startSite();
    const { context, page, check } = await inspector(colorScheme, { serviceWorkers: "allow", address: server.address });
    await untilCached(page);
    await makeKey(page, { name: "Alice" });
    const newer = await newerVersion();
    server.change = (path) => newer.get(path);
    assert.equal(await findsUpdate(page), true);
    await page.locator("#notices", { hasText: "A newer version of this page is here." }).waitFor();
    await check("an update is announced");
    server.stop();
    await page.reload();
    await keyCard(page, "Alice").waitFor();
    await page.getByText("Works offline").waitFor();
    await check("without a network");
    await context.close();
  }
});
