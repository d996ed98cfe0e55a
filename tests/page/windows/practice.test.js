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
    page.getByRole("button", { name: "Try it alone" }).click(),
  ]);
  await page.locator("#guide-steps li", { hasText: "Write Bob a line" }).waitFor({ timeout: 60_000 });
  assert.equal(await now(), "Write Bob a line under Messages, and press Seal.");
  assert.equal(await page.locator('#contacts [data-slot="facts"]').innerText(), "2048 bits, for practice");
  await page.locator("#text").pressSequentially("my first message");
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor();
  assert.match(await now(), /^Press Hand it to the other window/);
  await page.getByRole("button", { name: "Hand it to the other window" }).click();
  await page.locator("#sealed-done", { hasText: "It has arrived in Bob's window." }).waitFor();
  assert.match(await now(), /^In Bob's window/);
  const sealed = await page.locator("#sealed-text").inputValue();
  assert.equal(
    await page.locator("#wire-list textarea").first().inputValue(),
    sealed,
    "the list of what was sent shows the message",
  );
  assert.equal(await page.locator("#wire-list .how").first().innerText(), "to another window");

  assert.equal(await bob.locator("#guide-title").innerText(), "Practice: you are Bob here");
  assert.equal(await bob.title(), "sealpost: Bob, for practice");
  await bob.getByRole("button", { name: "Open it" }).click();
  await bob.locator("#opened").waitFor();
  assert.equal(await bob.locator("#opened-text").textContent(), "my first message");
  await page.locator("#guide-steps li", { hasText: "Bob has read it." }).and(page.locator("[aria-current]")).waitFor();

  const closed = bob.waitForEvent("close");
  await page.getByRole("button", { name: "End the practice" }).click();
  await closed;
  assert.equal(await page.locator("#contacts > li").count(), 0, "Bob is gone");
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the page says so where the browser allows no second window", async () => {
  const { context, page } = await visit({ init: "globalThis.open = () => null" });
  await page.getByRole("button", { name: "Try it alone" }).click();
  await page.locator("#guide li", { hasText: "The browser did not allow a second window." }).waitFor();
  await page.getByRole("button", { name: "End the practice" }).click();
  assert.equal(await page.locator("#guide").isVisible(), false);
  await context.close();
});
