// A passkey in the page: set up in the key's side sheet, used there and where a locked key is needed, ended by a new
// passphrase, removed; and what is said where there is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addAuthenticator } from "../../support/browser/authenticator.js";
import { useBrowser } from "../../support/browser/suite.js";
import { lock, makeKey, openKey, protect, unlock } from "../steps/keys.js";
import { openMessage, sealMessage } from "../steps/messages.js";
import { untilSaid } from "../steps/page.js";

/** @import { Locator, Page } from "playwright-core" */

const { visit } = useBrowser();
const passphrase = "five pots of quiet rain";

/** @param {Locator} side */
const asking = (side) => side.getByRole("button", { name: "Set up a passkey" });

/** Sets a passkey up in the side sheet of a key. @param {Locator} side */
async function setUp(side) {
  await asking(side).click();
  await side.getByLabel("The key's passphrase, once").fill(passphrase);
  await side.getByRole("button", { name: "Set up the passkey" }).click();
}

/** Opens a message with a locked key, which a passkey unlocks there. @param {Page} page @param {string} sealed */
async function openByPasskey(page, sealed) {
  await openMessage(page, sealed);
  const problem = page.locator("#open-error", { hasText: "This key is locked." });
  await problem.getByRole("button", { name: "Use a passkey" }).click();
  await page.locator("#opened").waitFor();
  assert.equal(await page.locator("#opened-text").textContent(), "behind a lock");
}

test("a passkey unlocks a key in its side sheet and where it is needed, until the passphrase changes", async () => {
  const { context, page, trouble } = await visit();
  const without = await addAuthenticator(page, { hasPrf: false });
  await makeKey(page, { name: "Alice" });
  let side = await openKey(page, "Alice");
  await side.getByText("Letters that you write with this key are signed.").waitFor();
  assert.equal(await asking(side).isVisible(), false, "a key without a passphrase has no passkey");
  await protect(page, "Alice", passphrase);
  const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "behind a lock" });
  side = await openKey(page, "Alice");
  await setUp(side);
  await side.getByText("the password manager or security key that holds it does not support that").waitFor();
  await side.getByRole("button", { name: "Not now" }).filter({ visible: true }).click();
  await without.remove();

  const authenticator = await addAuthenticator(page);
  await setUp(side);
  await untilSaid(page, "A passkey unlocks the key Alice too from now on.");
  await side.getByText("A passkey unlocks this key too, until its passphrase changes.", { exact: true }).waitFor();
  await side.getByText("A passkey unlocks the key Alice too from now on.").waitFor();
  assert.equal(await asking(side).isVisible(), false);
  await lock(page, "Alice");
  await openByPasskey(page, sealed);
  await lock(page, "Alice");
  side = await openKey(page, "Alice");
  await side.getByRole("button", { name: "Use a passkey" }).click();
  await untilSaid(page, "The key Alice is unlocked.");

  await side.getByRole("button", { name: "Change the passphrase" }).click();
  await side.locator('[data-slot="protect-field"]').fill(passphrase);
  await side.getByRole("button", { name: "Protect the key" }).click();
  const gone = side.getByText("its passkey does not unlock it any more");
  await gone.waitFor();
  await setUp(side);
  await gone.waitFor({ state: "hidden" });
  await side.getByRole("button", { name: "Lock", exact: true }).click();
  await authenticator.verifies(false);
  await side.getByRole("button", { name: "Use a passkey" }).click();
  await side.getByText("No passkey was used.").waitFor();
  await side.getByRole("button", { name: "Remove the passkey" }).click();
  await untilSaid(
    page,
    "The passkey does not unlock the key Alice any more. You can delete it in your password manager, too.",
  );
  for (const name of ["Use a passkey", "Remove the passkey"])
    await side.getByRole("button", { name }).waitFor({ state: "hidden" });
  assert.equal(await gone.isVisible(), false, "it was removed here");
  // In a browser without the PRF extension the page says so, and offers nothing.
  await page.addInitScript(() => {
    Reflect.set(PublicKeyCredential, "getClientCapabilities", async () => ({ "extension:prf": false }));
  });
  await page.reload();
  await unlock(page, "Alice", passphrase);
  await side.getByText("A passkey cannot unlock this key here").waitFor();
  assert.equal(await asking(side).isVisible(), false);
  assert.deepEqual(trouble, []);
  await context.close();
});
