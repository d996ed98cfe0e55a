// Clickjacking, on a host that does not send the header with frame-ancestors: in a frame the page shows only a link to
// itself, and starts and stores nothing.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { launchFirefox } from "../../support/browser/firefox.js";
import { startSite } from "../../support/browser/site-server.js";
import { launch, skipWithout } from "../../support/browser/suite.js";
import { launchWebKit } from "../../support/browser/webkit.js";

/** Starts the page on a host without headers, and two pages that frame it, one of another site and one of the same. */
async function hosts() {
  const server = await startSite();
  const framing = (/** @type {string} */ fragment) =>
    `<!doctype html><title>framing</title><iframe width="600" height="400" src="${server.address}${fragment}"></iframe>`;
  server.change = (path, body) => (path === "framing.html" ? Buffer.from(framing("")) : body);
  const foreign = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(framing(request.url === "/" ? "" : "#m=a.b.c.d.e"));
  });
  foreign.unref();
  await new Promise((resolve) => foreign.listen(0, "127.0.0.1", () => resolve(undefined)));
  const place = foreign.address();
  return {
    server,
    foreign: `http://127.0.0.1:${typeof place === "object" ? place?.port : ""}/`,
    /** Whether the page requested a worker, and so started. */
    started: () => server.log.some((path) => path.includes("-worker.js") || path === "/sw.js"),
    stop() {
      server.stop();
      foreign.closeAllConnections();
      foreign.close();
    },
  };
}

/** What a document shows and has stored after 1.5 s, in which a page would have started. It runs in the page. */
async function inDocument() {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const databases = await indexedDB.databases?.().catch(() => []);
  return {
    text: document.body.innerText.trim(),
    elements: [...document.body.querySelectorAll("*")].map(({ localName }) => localName),
    bodies: document.querySelectorAll("body").length,
    links: [...document.querySelectorAll("a")].map(({ href, target, rel }) => ({ href, target, rel })),
    databases: databases?.length ?? 0,
    registrations: (await navigator.serviceWorker?.getRegistrations().catch(() => []))?.length ?? 0,
  };
}

/** What {@link inDocument} gives for the link alone. @param {string} address */
const linkAlone = (address) => ({
  text: "Open sealpost in a tab of its own",
  elements: ["a"],
  bodies: 1,
  links: [{ href: address, target: "_blank", rel: "noopener" }],
  databases: 0,
  registrations: 0,
});

test("Chromium: a frame shows a link that opens the page in a tab of its own, and nothing else", async () => {
  const { server, foreign, started, stop } = await hosts();
  const browser = await launch();
  try {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      // Sets `stray` once the page's header is visible.
      const look = () => {
        if (document.querySelector(".masthead")?.checkVisibility()) globalThis.stray = true;
        requestAnimationFrame(look);
      };
      look();
    });
    const page = await context.newPage();
    for (const [address, fragment] of /** @type {const} */ ([
      [foreign, ""],
      [`${foreign}message`, "#m=a.b.c.d.e"],
      [`${server.address}framing.html`, ""],
    ])) {
      await page.goto(address);
      const frame = page.frames().find((one) => one !== page.mainFrame());
      assert.deepEqual(await frame?.evaluate(inDocument), linkAlone(`${server.address}${fragment}`), address);
      assert.equal(await frame?.evaluate(() => globalThis.stray), undefined, "nothing else was shown before");
    }
    assert.equal(started(), false);
    await page.goto(foreign);
    const link = page.frameLocator("iframe").getByRole("link");
    const [tab] = await Promise.all([context.waitForEvent("page"), link.click()]);
    await tab.locator("#requests-page", { hasText: "since it was loaded" }).waitFor();
    assert.equal(await tab.evaluate(() => globalThis.opener), null);
    assert.equal(await tab.evaluate(() => globalThis.stray), true, "control: what is shown is noticed");
    assert.equal(started(), true, "control: in a tab the page starts");
    assert.ok((await tab.evaluate(inDocument)).elements.length > 100);
  } finally {
    await browser.close();
    stop();
  }
});

test("Firefox: a frame shows the link and nothing else", { skip: skipWithout("Firefox") }, async () => {
  const { server, foreign, started, stop } = await hosts();
  const browser = await launchFirefox();
  try {
    const page = await browser.newPage();
    for (const address of [foreign, `${server.address}framing.html`]) {
      await page.goto(address);
      const frame = page.frames().find((one) => one !== page.mainFrame());
      assert.deepEqual(await frame?.evaluate(inDocument), linkAlone(server.address), address);
    }
    assert.equal(started(), false);
    await page.goto(server.address);
    await page.waitForFunction(() => document.querySelector("#storage[data-live]"));
    assert.equal(started(), true, "control: without a frame the page starts");
  } finally {
    await browser.close();
    stop();
  }
});

test("WebKitGTK: a frame shows the link and nothing else", { skip: skipWithout("WebKit") }, async () => {
  const { server, foreign, started, stop } = await hosts();
  const browser = await launchWebKit();
  try {
    await browser.goto(`${server.address}framing.html`);
    const shown = await browser.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const { contentDocument } = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
      return [...(contentDocument?.querySelectorAll("body *") ?? [])].map(({ outerHTML }) => outerHTML);
    });
    const link = `<a href="${server.address}" target="_blank" rel="noopener">Open sealpost in a tab of its own</a>`;
    assert.deepEqual(shown, [link]);
    await browser.goto(foreign);
    await browser.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
    assert.equal(started(), false, "nor in the frame of another site, whose content cannot be read from outside");
    await browser.goto(server.address);
    await browser.evaluate(async () => {
      while (!document.querySelector("#storage[data-live]")) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    assert.equal(started(), true, "control: without a frame the page starts");
  } finally {
    await browser.close();
    stop();
  }
});
