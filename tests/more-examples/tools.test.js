// Rspack, Angular, Parcel, SvelteKit, Vitest in a browser, and an extension.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";
import {
  EXCHANGED,
  IN_KEYRING,
  STRICT,
  assertWorks,
  assertWorksWithTrustedTypes,
  buildExample,
  freePort,
  npm,
  serve,
  startServer,
  untilAnswer,
} from "../examples/example.js";

test("the build of rspack works under the strict policy, and with Trusted Types", async (t) => {
  const dist = join(await buildExample("rspack"), "dist");
  await assertWorks(await serve(t, dist));
  await assertWorksWithTrustedTypes(t, dist);
});

test("the build of angular works with sealpost/inline", async (t) => {
  const policy = `${STRICT.replace("worker-src 'self'", "worker-src blob:")}; style-src 'self'`;
  await assertWorks(await serve(t, join(await buildExample("angular"), "dist"), policy));
});

test("the build of parcel works with sealpost/inline", async (t) => {
  const dist = join(await buildExample("parcel"), "dist");
  // Parcel writes an import map into the page, which a strict policy allows by its hash.
  const [, map = ""] =
    /<script type=importmap>(.*?)<\/script>/.exec(await readFile(join(dist, "index.html"), "utf8")) ?? [];
  const hash = `'sha256-${createHash("sha256").update(map).digest("base64")}'`;
  const policy = STRICT.replace("worker-src 'self'", "worker-src blob:").replace("script-src", `script-src ${hash}`);
  await assertWorks(await serve(t, dist, policy));
});

test("the example sveltekit works on the server and in the page", async (t) => {
  const port = await freePort();
  const address = `http://localhost:${port}/`;
  startServer(t, await buildExample("sveltekit"), "build/index.js", {
    PORT: String(port),
    ORIGIN: address.slice(0, -1),
  });
  assert.ok((await (await untilAnswer(address)).text()).includes(`<p>${JSON.stringify(EXCHANGED)}</p>`));
  await assertWorks(address);
});

test("the example vitest passes in Chromium", async () => {
  const output = npm(await buildExample("vitest"), "test");
  assert.match(output, /2 passed/);
});

test("the example extension works: the classes in its service worker, the keyring in its page", async (t) => {
  const dist = join(await buildExample("extension"), "dist");
  const profile = await mkdtemp(join(tmpdir(), "sealpost-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.SEALPOST_CHROMIUM ?? "/usr/bin/chromium",
    // Not by this option but by the switch `--headless=new`: that headless mode can load extensions.
    headless: false,
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      `--disable-extensions-except=${dist}`,
      `--load-extension=${dist}`,
    ],
  });
  t.after(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const page = await context.newPage();
  await page.goto(new URL("page.html", worker.url()).href);
  const output = page.locator("output", { hasText: /./ });
  await output.waitFor({ state: "attached", timeout: 60_000 });
  assert.deepEqual(JSON.parse((await output.textContent()) ?? ""), { ...EXCHANGED, ...IN_KEYRING });
});
