// What the page's tests share: the browser, a visitor, and the steps a visitor takes.
import { readFile } from "node:fs/promises";
import { launchChromium } from "../../support/browser/chromium.js";

export { launchProfile } from "../../support/browser/chromium.js";

/** The address of the served page, from `cargo xtask test`. */
export const url = process.env.SEALPOST_URL ?? "";

/** @param {string[]} [more] further switches */
export function launch(more = []) {
  if (!url) {
    throw new Error("SEALPOST_URL is not set: run these tests with `cargo xtask test`, or set it to a served page");
  }
  return launchChromium(more);
}

/**
 * A visitor: a browser context of their own, the page open and ready, every report against the policy and every error
 * of the page kept in `trouble`. Without a service worker, which would answer in place of the server, unless asked for.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions & { init?: string | (() => void), address?: string }} [options]
 */
export async function visit(browser, { init, address = url, ...options } = {}) {
  const context = await browser.newContext({
    permissions: ["clipboard-read", "clipboard-write"],
    serviceWorkers: "block",
    ...options,
  });
  /** @type {string[]} */
  const trouble = [];
  await context.exposeBinding("reportTrouble", (_, text) => trouble.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportTrouble(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  if (init) await context.addInitScript(typeof init === "string" ? { content: init } : init);
  const page = await context.newPage();
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(`console: ${message.text()}`);
  });
  await page.goto(address);
  return { context, page, trouble };
}

/**
 * Has the browser refuse the page its storage, as in a private window, from the next visit on.
 *
 * @param {import("playwright-core").Page} page
 */
export async function keepNothing(page) {
  await beforeWorker(
    page,
    "keyring",
    'IDBFactory.prototype.open = () => { throw new DOMException("planted", "SecurityError"); };',
  );
}

/**
 * Has the workers of a kind run something before anything else, from the next visit on.
 *
 * @param {import("playwright-core").Page} page
 * @param {"keyring" | "generator"} kind
 * @param {string} script
 */
export async function beforeWorker(page, kind, script) {
  await page.route(`**/${kind}-worker.js`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

/**
 * Has the search for a key's primes go on without end, from the next visit on: what is found never arrives.
 *
 * @param {import("playwright-core").Page} page
 */
export async function findNothing(page) {
  await beforeWorker(
    page,
    "generator",
    `{
       const { postMessage } = MessagePort.prototype;
       MessagePort.prototype.postMessage = function (message, ...more) {
         if (!message?.candidate) postMessage.call(this, message, ...more);
       };
     }`,
  );
}

/**
 * The keyring's worker, the newest one where there was another.
 *
 * @param {import("playwright-core").Page} page
 */
export function workerOf(page) {
  const worker = page.workers().findLast((one) => one.url().endsWith("keyring-worker.js"));
  if (!worker) throw new Error("the page has no keyring worker");
  return worker;
}

/**
 * Breaks the keyring's worker down.
 *
 * @param {import("playwright-core").Page} page
 */
export function breakDown(page) {
  // The page ends the worker at once, and an answer that was on its way may never come.
  workerOf(page)
    .evaluate(() => {
      setTimeout(() => {
        throw new Error("planted");
      });
    })
    .catch(() => {});
}

/**
 * Holds the keyring's worker back once the page asks for it: by then its styles and scripts are there. Gives back what
 * lets it go on.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} load
 */
export async function holdKeyring(page, load) {
  /** @type {(goOn: () => Promise<void>) => void} */
  let reach = () => {};
  const reached = new Promise((/** @type {(goOn: () => Promise<void>) => void} */ resolve) => (reach = resolve));
  await page.route("**/keyring-worker.js", (route) => reach(() => route.continue()), { times: 1 });
  await load();
  return reached;
}

/**
 * Opens everything that folds.
 *
 * @param {import("playwright-core").Page} page
 */
export const unfold = (page) =>
  page.evaluate(() =>
    document.querySelectorAll("details").forEach((fold) => {
      fold.open = true;
    }),
  );

/**
 * Makes a key and gives back its public half, as the page shows it.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ name: string, bits?: number }} key
 */
export async function makeKey(page, { name, bits = 2048 }) {
  if (!(await page.locator("#make").isVisible())) await page.locator("#make-fold > summary").click();
  await page.getByLabel("A name for the key").fill(name);
  await page.locator(`#make input[value="${bits}"]`).check();
  await page.getByRole("button", { name: "Make a key" }).click();
  const card = keyCard(page, name);
  await card.waitFor({ timeout: 120_000 });
  await hasFocusIn(page, "#keys > li", name);
  return card.locator('[data-slot="pem"]').inputValue();
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export function keyCard(page, name) {
  return page.locator("#keys > li").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/**
 * Saves a private key to a file, unprotected, and gives back the file's text.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export async function saveKey(page, name) {
  const card = keyCard(page, name);
  await card.getByRole("button", { name: "Back up private key" }).click();
  await card.getByText("Without a passphrase", { exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("button", { name: "Save the unprotected file" }).click(),
  ]);
  return readFile(await file.path(), "utf8");
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export function personCard(page, name) {
  return page.locator("#contacts > li").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/**
 * @param {import("playwright-core").Page} page
 * @param {{ name: string, publicKey: string }} person
 */
export async function addPerson(page, { name, publicKey }) {
  if (!(await page.locator("#add").isVisible())) await page.locator("#add-fold > summary").click();
  await page.getByLabel("Their public key").fill(publicKey);
  await page.getByLabel("Their name").fill(name);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await personCard(page, name).waitFor();
  await hasFocusIn(page, "#contacts > li", name);
}

/**
 * Waits until the focus is in the card of this name. A card may stand there before the form that made it is done; the
 * focus goes to it last.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} cards
 * @param {string} name
 */
function hasFocusIn(page, cards, name) {
  return page.waitForFunction(
    ([cards, name]) => document.activeElement?.closest(cards)?.querySelector("h3")?.textContent === name,
    /** @type {const} */ ([cards, name]),
  );
}

/**
 * Chooses these readers, and no others.
 *
 * @param {import("playwright-core").Page} page
 * @param {string[]} names as the page shows them
 */
export async function chooseReaders(page, names) {
  for (const chip of await page.locator("#recipients .chip").all()) {
    const name = await chip.locator('[data-slot="name"]').innerText();
    await chip.locator("input").setChecked(names.includes(name));
  }
}

/**
 * The names of the readers that are chosen.
 *
 * @param {import("playwright-core").Page} page
 */
export function chosenReaders(page) {
  return page.locator('#recipients .chip:has(:checked) [data-slot="name"]').allInnerTexts();
}

/**
 * Writes to someone and gives back the sealed message.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ to: string | string[], text: string }} letter
 */
export async function sealMessage(page, { to, text }) {
  await page.getByRole("tab", { name: "Write" }).click();
  if (await page.locator("#sealed").isVisible()) await page.getByRole("button", { name: "Write another" }).click();
  await chooseReaders(page, [to].flat());
  await page.getByLabel("Your message").fill(text);
  await page.getByRole("button", { name: "Seal", exact: true }).click();
  await page.locator("#sealed").waitFor({ timeout: 60_000 });
  return page.getByLabel("The sealed message").inputValue();
}

/**
 * Pastes a sealed message and opens it.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} sealed
 */
export async function openMessage(page, sealed) {
  await page.getByRole("tab", { name: "Read" }).click();
  if (await page.locator("#opened").isVisible()) await page.getByRole("button", { name: "Read another" }).click();
  await page.getByLabel("A sealed message").fill(sealed);
  await page.getByRole("button", { name: "Open", exact: true }).click();
}

/**
 * Opens a sealed message that must open, and gives back its text.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} sealed
 */
export async function readMessage(page, sealed) {
  await openMessage(page, sealed);
  await page.locator("#opened").waitFor({ timeout: 60_000 });
  return page.locator("#opened-text").innerText();
}
