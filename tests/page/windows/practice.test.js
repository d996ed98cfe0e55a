// The practice: after one click a newcomer writes to Bob and reads the message in Bob's window.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "../../support/browser/suite.js";

const { visit } = useBrowser();

test("the practice guides a newcomer, who types nothing but the message", async () => {
  const { context, page, trouble } = await visit();
  const now = () => page.locator('#guide-steps [aria-current="step"]').innerText();
  const [bob] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("button", { name: "Practise with Bob first" }).click(),
  ]);
  await page.locator("#guide-steps li", { hasText: "Write Bob a line" }).waitFor({ timeout: 60_000 });
  assert.match(await now(), /Write Bob a line, and press Seal\.$/);
  assert.equal(await page.locator('#contacts [data-slot="facts"]').innerText(), "2048 bits, for practice");
  await page.locator("#text").pressSequentially("my first message");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor();
  assert.match(await now(), /Press Hand it to the other window/);
  await page.getByRole("button", { name: "Hand it to the other window" }).click();
  await page.locator("#sealed-done", { hasText: "It has arrived in Bob's window." }).waitFor();
  assert.match(await now(), /In Bob's window/);
  const filled = () => page.locator("button.primary:visible").allInnerTexts();
  assert.deepEqual(
    (await filled()).filter((text) => text !== "Create my key pair"),
    ["Go to Bob's window"],
    "the next step",
  );
  assert.equal(
    await page.locator('#contacts [data-slot="verify"]').isVisible(),
    false,
    "there is nobody to compare with",
  );
  const sealed = await page.locator("#sealed-text").inputValue();
  assert.equal(
    await page.locator("#wire-list textarea").first().inputValue(),
    sealed,
    "the list of what was sent shows the message",
  );
  assert.equal(await page.locator("#wire-list .how").first().innerText(), "to another window");

  assert.equal(await bob.locator("#guide-title").innerText(), "You are Bob here");
  assert.equal(await bob.title(), "sealpost: Bob, for practice");
  await bob.getByRole("button", { name: "Open it" }).click();
  await bob.locator("#opened").waitFor();
  assert.equal(await bob.locator("#opened-text").textContent(), "my first message");
  await page.locator("#guide-steps li", { hasText: "Bob has read it." }).and(page.locator("[aria-current]")).waitFor();

  const closed = bob.waitForEvent("close");
  await page.getByRole("button", { name: "End the practice" }).waitFor();
  await page.locator("#guide").getByRole("button", { name: "Create my key pair" }).click();
  await closed;
  assert.equal(await page.locator("#contacts > li").count(), 0, "Bob is gone");
  await page.waitForFunction(() => document.activeElement?.id === "make-name");
  assert.equal(await page.locator("#sealed").isVisible(), false, "and so is the letter for him");
  assert.equal(await page.locator("#hero").isVisible(), true);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page says so where the browser allows no second window", async () => {
  const { context, page } = await visit({ init: "globalThis.open = () => null" });
  await page.getByRole("button", { name: "Practise with Bob first" }).click();
  await page.locator("#guide li", { hasText: "The browser did not allow a second window." }).waitFor();
  await page.getByRole("button", { name: "End the practice" }).click();
  assert.equal(await page.locator("#guide").isVisible(), false);
  await context.close();
});

test("on a phone the current step is in view, and the guide offers to open a closed window of Bob again", async () => {
  const { context, page } = await visit({ viewport: { width: 390, height: 700 } });
  const [bob] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("button", { name: "Practise with Bob first" }).click(),
  ]);
  const step = page.locator("#guide-steps [aria-current]");
  await step.filter({ hasText: "Write Bob a line" }).waitFor({ timeout: 60_000 });
  await page.locator("#text").fill("a line");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor();
  await page.locator("#sealed-new").scrollIntoViewIfNeeded();
  assert.ok(await page.evaluate(() => scrollY > 0), "control: the page is scrolled");
  const { top, bottom } = await step.evaluate((element) => element.getBoundingClientRect());
  assert.ok(top >= 0 && bottom <= 700, `the step is at ${top} to ${bottom}`);

  await bob.close();
  await page.getByRole("button", { name: "Open it again" }).waitFor();
  assert.equal(await page.locator("#sealed-hand").isVisible(), false, "there is no window to hand it to");
  await Promise.all([context.waitForEvent("page"), page.getByRole("button", { name: "Open it again" }).click()]);
  await step.filter({ hasText: "Write Bob a line" }).waitFor({ timeout: 60_000 });
  await context.close();
});
