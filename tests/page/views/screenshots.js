// Takes pictures of the page's states on a phone and a screen, light and dark, in both languages, in
// target/screenshots/. Words as arguments select the pictures with one of these words in the name. With --docs it
// takes only the picture in docs/architecture.md, docs/page.png. Needs a served page:
//
// SEALPOST_URL=http://localhost:8080/ node tests/page/views/screenshots.js
import { mkdirSync } from "node:fs";
import { findsUpdate, newerVersion, startSite, untilCached } from "../../support/browser/site-server.js";
import { launch, visit } from "../../support/browser/suite.js";
import { refuseStorage, withholdCandidates } from "../../support/browser/workers.js";
import { chooseBits, invitationOf, keyCard, makeKey, openKey, openVault, protect, unlock } from "../steps/keys.js";
import { chooseReaders, readMessage, sealMessage } from "../steps/messages.js";
import { encryptRaw, openWorkbench } from "../steps/oaep.js";
import { openWire, showView } from "../steps/page.js";
import { addPerson, followInTab, openAdding, openPerson, verifyPerson } from "../steps/people.js";

const folder = "target/screenshots";
const passphrase = "five pots of quiet rain";
const widths = [390, 1440];
const letter = `Dear Bob,

the house is yours from the first of May. The key is under
the third pot, where it always was. Water the fig tree.

Alice`;

/** @import { Page } from "playwright-core" */

/**
 * Follows an invitation of somebody new.
 *
 * @param {Page} page
 * @param {Page} bob a visit of somebody else
 */
async function invite(page, bob) {
  await makeKey(bob, { name: "Bob" });
  await followInTab(page, await invitationOf(bob, "Bob"));
}

/**
 * The states, in order. The steps of a state begin in the state before, or on a fresh page if `fresh` is set.
 *
 * @type {{ name: string, fresh?: true, steps: (page: Page, bob: Page) => Promise<unknown> }[]}
 */
const states = [
  { name: "1-first-visit", fresh: true, steps: async () => {} },
  {
    name: "2-searching",
    steps: async (page) => {
      await withholdCandidates(page);
      await page.reload();
      await chooseBits(page, 4096);
      await page.getByRole("button", { name: "Create my key pair" }).click();
      await page.locator("#search").waitFor();
      await page.waitForTimeout(700);
    },
  },
  {
    name: "3-first-key",
    fresh: true,
    steps: (page) => makeKey(page, { name: "Alice" }),
  },
  {
    name: "4-errors",
    steps: async (page) => {
      await openAdding(page);
      await page.getByLabel("Their public key").fill("-----BEGIN PUBLIC KEY-----\nMIIB");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("button", { name: "Seal", exact: true }).click();
      await page.locator("#compose-error").waitFor();
    },
  },
  {
    name: "5-writing",
    steps: async (page, bob) => {
      await addPerson(page, { name: "Bob", publicKey: await makeKey(bob, { name: "Bob" }) });
      await chooseReaders(page, ["Bob"]);
      await page.getByLabel("Your message").fill(letter);
    },
  },
  {
    name: "6-sealed",
    steps: async (page) => {
      await sealMessage(page, { to: "Bob", text: letter });
      await page.locator("#sealed-copy").click();
      // The button shows for 2 s that the message was copied.
      await page.waitForTimeout(2300);
    },
  },
  { name: "7-what-left", steps: (page) => openWire(page) },
  {
    name: "8-opened",
    steps: async (page) => {
      const sealed = await sealMessage(page, { to: "yourself (Alice)", text: letter.replace("Bob", "Alice") });
      await readMessage(page, sealed);
    },
  },
  {
    name: "9-a-key",
    steps: async (page) => {
      const side = await openKey(page, "Alice");
      await side.locator(".qr svg").waitFor();
    },
  },
  { name: "10-vault", steps: (page) => openVault(page) },
  {
    name: "11-workbench",
    steps: async (page) => {
      await openWorkbench(page);
      await encryptRaw(page, "attack at dawn");
    },
  },
  { name: "12-how", steps: (page) => showView(page, "how") },
  {
    name: "13-long",
    fresh: true,
    steps: async (page, bob) => {
      await makeKey(page, { name: "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein", bits: 4096 });
      await addPerson(page, {
        name: "Bartholomäus Quarles van Ufford, Apothecary, Rotterdam",
        publicKey: await makeKey(bob, { name: "B" }),
      });
      await sealMessage(page, { to: "Bartholomäus Quarles van Ufford, Apothecary, Rotterdam", text: "x".repeat(3000) });
      await page.locator("#sealed-save").click();
    },
  },
  {
    name: "14-locked",
    fresh: true,
    steps: async (page) => {
      await makeKey(page, { name: "Alice" });
      const sealed = await sealMessage(page, { to: "yourself (Alice)", text: "x" });
      await protect(page, "Alice", passphrase);
      await page.reload();
      await showView(page, "read");
      await page.getByLabel("A sealed message").fill(sealed);
      await page.getByRole("button", { name: "Open", exact: true }).click();
      await page.locator("#open-error").waitFor();
    },
  },
  { name: "15-invitation", steps: invite },
  {
    name: "16-verify",
    steps: async (page) => {
      await page.locator(".arrival").getByRole("button", { name: "Add to People" }).click();
      await openPerson(page, "Bob");
    },
  },
  {
    name: "17-changed",
    steps: async (page, bob) => {
      await verifyPerson(page, "Bob");
      await invite(page, bob);
    },
  },
  {
    name: "18-backup",
    steps: async (page) => {
      await page.locator(".arrival").getByRole("button", { name: "Not now" }).click();
      await unlock(page, "Alice", passphrase);
      await openKey(page, "Alice");
      await keyCard(page, "Alice").getByRole("button", { name: "Export private key" }).click();
      await keyCard(page, "Alice").getByText("Without a passphrase", { exact: true }).click();
    },
  },
  {
    name: "19-practice",
    fresh: true,
    steps: async (page) => {
      const [bob] = await Promise.all([page.context().waitForEvent("page"), page.locator("#practise").click()]);
      await bob.locator("#keys > li").waitFor({ state: "attached" });
      await page.locator("#contacts > li").waitFor();
    },
  },
  {
    name: "20-invited",
    fresh: true,
    steps: invite,
  },
  {
    name: "21-nothing-kept",
    fresh: true,
    steps: async (page) => {
      await refuseStorage(page);
      await page.reload();
      await page.locator("#hero-storage").waitFor();
    },
  },
  {
    name: "22-missing",
    fresh: true,
    steps: async (page) => {
      await page.addInitScript("delete globalThis.WebAssembly");
      await page.reload();
      await page.locator(".notice").first().waitFor();
    },
  },
];

/** States that need a server of their own, which is stopped or changed. */
const serverStates = [
  {
    name: "23-offline",
    /** @param {Page} page @param {Awaited<ReturnType<typeof startSite>>} server */
    steps: async (page, server) => {
      await makeKey(page, { name: "Alice" });
      server.stop();
      await page.reload();
      await keyCard(page, "Alice").waitFor();
      await page.getByText("Works offline").waitFor();
    },
  },
  {
    name: "24-update",
    /** @param {Page} page @param {Awaited<ReturnType<typeof startSite>>} server */
    steps: async (page, server) => {
      await makeKey(page, { name: "Alice" });
      const newer = await newerVersion();
      server.change = (path) => newer.get(path);
      await findsUpdate(page);
      await page.locator(".notice").waitFor();
    },
  },
];

const chosen = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const browser = await launch();
if (process.argv.includes("--docs")) await docsPicture();
else await allStates();
await browser.close();

/** Takes the pictures of all states. */
async function allStates() {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    let page;
    for (const state of states) {
      if (!page || state.fresh) {
        await page?.context().close();
        page = (await visit(browser, view(colorScheme))).page;
      }
      const bob = (await visit(browser)).page;
      await page.setViewportSize({ width: 1440, height: 900 });
      await state.steps(page, bob);
      await bob.context().close();
      await pictures(page, `${state.name}-${colorScheme}`);
    }
    await page?.context().close();
    for (const { name, steps } of serverStates) {
      const server = await startSite();
      const options = { ...view(colorScheme), serviceWorkers: /** @type {const} */ ("allow"), address: server.address };
      const { page } = await visit(browser, options);
      await untilCached(page);
      await steps(page, server);
      await pictures(page, `${name}-${colorScheme}`);
      await page.context().close();
      server.stop();
    }
  }
}

/** The options of a visit. @param {"light" | "dark"} colorScheme */
function view(colorScheme) {
  return { colorScheme, viewport: { width: 1440, height: 900 }, reducedMotion: /** @type {const} */ ("reduce") };
}

/** Takes the pictures of one state. @param {Page} page @param {string} state */
async function pictures(page, state) {
  await page.bringToFront();
  for (const language of ["ko", "en"]) {
    await page.evaluate((language) => {
      const button = document.querySelector(`[data-language="${language}"]`);
      if (button instanceof HTMLElement) button.click();
    }, language);
    await page.waitForFunction((language) => document.documentElement.lang === language, language);
    for (const width of widths) {
      const name = `${state}-${language}-${width}`;
      if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue;
      await page.setViewportSize({ width, height: width < 480 ? 844 : 900 });
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    }
  }
}

/** Takes the picture in docs/architecture.md: Alice has sealed a message for Bob. */
async function docsPicture() {
  mkdirSync("docs", { recursive: true });
  const { page } = await visit(browser, { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const bob = (await visit(browser)).page;
  await makeKey(page, { name: "Alice", bits: 3072 });
  await keyCard(page, "Alice").locator('[data-slot="advice-no"]').click();
  await makeKey(bob, { name: "Bob", bits: 3072 });
  await addPerson(page, { name: "Bob", publicKey: await invitationOf(bob, "Bob") });
  await verifyPerson(page, "Bob");
  await sealMessage(page, { to: ["Bob", "yourself (Alice)"], text: letter });
  await page.locator("#sealed-copy").click();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(2300);
  await page.screenshot({ path: "docs/page.png" });
}
