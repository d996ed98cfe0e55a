// Pictures of the page's states at five widths, light and dark, in both languages, in target/screenshots/, or of those
// whose names have one of the words given; with --readme the one for the README, in docs/page.png. Needs a served page: SEALPOST_URL=http://localhost:8080/ node tests/page/screenshots.js
import { mkdirSync } from "node:fs";
import {
  addPerson,
  chooseReaders,
  findNothing,
  holdKeyring,
  keepNothing,
  keyCard,
  launch,
  makeKey,
  personCard,
  readMessage,
  sealMessage,
  visit,
} from "../steps/keys.js";
import { kept, newerVersion, ownServer, update } from "../../support/browser/site-server.js";

const folder = "target/screenshots";
const widths = [360, 390, 768, 1440, 1920];
const letter = `Dear Bob,

the house is yours from the first of May. The key is under
the third pot, where it always was. Water the fig tree.

Alice`;

/**
 * Opens the invitation of somebody in a browser of their own.
 *
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Page} bob
 */
async function invite(page, bob) {
  await makeKey(bob, { name: "Bob" });
  await keyCard(bob, "Bob").getByRole("button", { name: "Invite" }).click();
  const link = await keyCard(bob, "Bob").getByLabel("Your invitation as a link").inputValue();
  await page.evaluate((link) => location.assign(new URL(link).hash), link);
  await page.locator(".arrival").waitFor();
}

/**
 * Every state, from a fresh page; the steps build on each other, `fresh` begins anew.
 *
 * @type {{ name: string, fresh?: true, steps: (page: import("playwright-core").Page, bob: import("playwright-core").Page) => Promise<unknown> }[]}
 */
const states = [
  { name: "1-empty", fresh: true, steps: async () => {} },
  {
    name: "2-searching",
    steps: async (page) => {
      await findNothing(page);
      await page.reload();
      await page.locator('#make input[value="4096"]').check();
      await page.getByRole("button", { name: "Make a key" }).click();
      await page.locator("#search").waitFor();
      await page.waitForTimeout(700);
    },
  },
  {
    name: "3-first-save",
    fresh: true,
    steps: (page) => makeKey(page, { name: "Alice" }),
  },
  {
    name: "4-errors",
    steps: async (page) => {
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
      await keyCard(page, "Alice").getByRole("button", { name: "Copy public key" }).click();
      await page.locator("#sealed-copy").click();
      await page.waitForTimeout(2300);
    },
  },
  {
    name: "7-opened",
    steps: async (page) => {
      const sealed = await sealMessage(page, { to: "yourself (Alice)", text: letter.replace("Bob", "Alice") });
      await readMessage(page, sealed);
    },
  },
  {
    name: "8-folds",
    steps: async (page) => {
      await keyCard(page, "Alice").locator(":scope > .more > summary").click();
      await keyCard(page, "Alice").getByRole("button", { name: "Back up private key" }).click();
      await page.locator("#oaep > summary").click();
      await page.locator("#encrypt-text").fill("attack at dawn");
      await page.getByRole("button", { name: "Encrypt", exact: true }).click();
      await page.locator("#encrypt-result").waitFor();
      await page.locator("#wire-list summary").first().click();
    },
  },
  {
    name: "9-long",
    fresh: true,
    steps: async (page, bob) => {
      await makeKey(page, { name: "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein", bits: 4096 });
      await addPerson(page, {
        name: "Bartholomäus Quarles van Ufford, Apothecary, Rotterdam",
        publicKey: await makeKey(bob, { name: "B" }),
      });
      await sealMessage(page, { to: "Bartholomäus Quarles van Ufford, Apothecary, Rotterdam", text: "x".repeat(3000) });
      await page.locator("#sealed-save").click();
      await page.getByRole("tab", { name: "Read" }).click();
      await page.getByLabel("A sealed message").fill("not a sealed message");
      await page.getByRole("button", { name: "Open", exact: true }).click();
      await page.locator("#open-error").waitFor();
    },
  },
  {
    name: "10-locked",
    fresh: true,
    steps: async (page) => {
      await makeKey(page, { name: "Alice" });
      const question = keyCard(page, "Alice").getByRole("group", { name: "A passphrase for this key" });
      await question.getByLabel("Passphrase").fill("five pots of quiet rain");
      await question.getByRole("button", { name: "Protect the key" }).click();
      await keyCard(page, "Alice").getByRole("button", { name: "Lock", exact: true }).waitFor();
      await page.reload();
      await keyCard(page, "Alice").getByLabel("Locked. Its passphrase").fill("another one");
      await keyCard(page, "Alice").getByRole("button", { name: "Unlock" }).click();
      await keyCard(page, "Alice").getByText("This is not the passphrase of the key.").waitFor();
    },
  },
  { name: "11-invitation", steps: invite },
  {
    name: "12-verify",
    steps: async (page) => {
      await page.locator(".arrival").getByRole("button", { name: "Add to People" }).click();
      await personCard(page, "Bob").getByRole("button", { name: "Verify" }).click();
    },
  },
  {
    name: "13-changed",
    steps: async (page, bob) => {
      await personCard(page, "Bob").getByRole("button", { name: "It is the same" }).click();
      await personCard(page, "Bob").locator(".verified").waitFor();
      await invite(page, bob);
    },
  },
  {
    name: "14-backup",
    steps: async (page) => {
      await page.locator(".arrival").getByRole("button", { name: "Not now" }).click();
      await keyCard(page, "Alice").getByLabel("Locked. Its passphrase").fill("five pots of quiet rain");
      await keyCard(page, "Alice").getByRole("button", { name: "Unlock" }).click();
      await keyCard(page, "Alice").getByRole("button", { name: "Back up private key" }).click();
      await keyCard(page, "Alice").getByText("Without a passphrase", { exact: true }).click();
      await page.getByRole("button", { name: "Back up everything" }).click();
      await page.getByRole("button", { name: "Forget everything in this browser" }).click();
    },
  },
  {
    name: "15-honest",
    steps: (page) => page.locator("#honest > summary").click(),
  },
  {
    name: "16-practice",
    fresh: true,
    steps: async (page) => {
      const [bob] = await Promise.all([page.context().waitForEvent("page"), page.locator("#practise").click()]);
      await bob.locator("#keys > li").waitFor();
      await page.locator("#contacts > li").waitFor();
    },
  },
  {
    name: "17-nothing-kept",
    fresh: true,
    steps: async (page) => {
      await keepNothing(page);
      await page.reload();
      await makeKey(page, { name: "Alice" });
    },
  },
  {
    name: "18-opening",
    fresh: true,
    steps: async (page) => {
      await makeKey(page, { name: "Alice" });
      await holdKeyring(page, () => page.reload({ waitUntil: "commit" }));
      await page.getByText("Opening what this browser keeps for you.").waitFor();
    },
  },
  {
    name: "19-missing",
    fresh: true,
    steps: async (page) => {
      await page.addInitScript("delete globalThis.WebAssembly");
      await page.reload();
      await page.locator(".notice").first().waitFor();
    },
  },
];

/** These have a server of their own, to be stopped or changed. */
const serverStates = [
  {
    name: "20-offline",
    /** @param {import("playwright-core").Page} page @param {Awaited<ReturnType<typeof ownServer>>} server */
    steps: async (page, server) => {
      await makeKey(page, { name: "Alice" });
      server.stop();
      await page.reload();
      await keyCard(page, "Alice").waitFor();
      await page.getByText("This page is kept in this browser now").waitFor();
    },
  },
  {
    name: "21-update",
    /** @param {import("playwright-core").Page} page @param {Awaited<ReturnType<typeof ownServer>>} server */
    steps: async (page, server) => {
      await makeKey(page, { name: "Alice" });
      const newer = await newerVersion();
      server.change = (path) => newer.get(path);
      await update(page);
      await page.locator(".notice").waitFor();
    },
  },
];

const chosen = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const browser = await launch();
if (process.argv.includes("--readme")) await readmePicture();
else await allStates();
await browser.close();

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
      const server = await ownServer();
      const options = { ...view(colorScheme), serviceWorkers: /** @type {const} */ ("allow"), address: server.address };
      const { page } = await visit(browser, options);
      await kept(page);
      await steps(page, server);
      await pictures(page, `${name}-${colorScheme}`);
      await page.context().close();
      server.stop();
    }
  }
}

/** @param {"light" | "dark"} colorScheme */
function view(colorScheme) {
  return { colorScheme, viewport: { width: 1440, height: 900 }, reducedMotion: /** @type {const} */ ("reduce") };
}

/** Of one state. @param {import("playwright-core").Page} page @param {string} state */
async function pictures(page, state) {
  await page.bringToFront();
  for (const language of ["ko", "en"]) {
    await page.evaluate((language) => {
      const button = document.querySelector(`[data-language="${language}"]`);
      if (button instanceof HTMLElement) button.click();
    }, language);
    for (const width of widths) {
      const name = `${state}-${language}-${width}`;
      if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue;
      await page.setViewportSize({ width, height: width < 480 ? 780 : width === 1920 ? 1080 : 900 });
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    }
  }
}

/** Alice has sealed a message for Bob, on a screen wide enough for the three rooms. */
async function readmePicture() {
  mkdirSync("docs", { recursive: true });
  const width = 1360;
  const { page } = await visit(browser, { viewport: { width, height: 1000 }, reducedMotion: "reduce" });
  const bob = (await visit(browser)).page;
  await makeKey(page, { name: "Alice", bits: 3072 });
  await keyCard(page, "Alice").getByRole("button", { name: "Not now" }).click();
  await addPerson(page, { name: "Bob", publicKey: await makeKey(bob, { name: "Bob", bits: 3072 }) });
  await sealMessage(page, { to: "Bob", text: letter });
  await keyCard(page, "Alice").getByRole("button", { name: "Copy public key" }).click();
  await page.locator("#sealed-copy").click();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(2300);
  const wire = await page.locator("#wire").boundingBox();
  const scrolled = await page.evaluate(() => scrollY);
  const height = Math.round((wire?.y ?? 0) + scrolled + (wire?.height ?? 0));
  await page.screenshot({ path: "docs/page.png", fullPage: true, clip: { x: 0, y: 0, width, height } });
}
