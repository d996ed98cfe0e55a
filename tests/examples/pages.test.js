// Pages without a bundler: modules from a static folder, the classic script on file://, a service worker.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { EXCHANGED, STRICT, built, served, shown, works } from "./example.js";

test("modules from a static folder", async (t) => {
  await works(await served(t, join(await built("plain"), "dist")));
});

test("a service worker", async (t) => {
  const dist = join(await built("service-worker"), "dist");
  await works(await served(t, dist), { ...EXCHANGED, keyring: "worker-failed" });
});

test("the classic script", async (t) => {
  const dist = join(await built("classic"), "dist");
  const page = join(dist, "index.html");

  await t.test("works on file://, under the policy in the page", async () => {
    const requests = await works(pathToFileURL(page).href);
    assert.ok(!requests.some((url) => url.endsWith(".wasm")), "nothing is fetched");
  });

  await t.test("works on a strict host, whose policy says worker-src blob:", async (t) => {
    await works(await served(t, dist, STRICT.replace("worker-src 'self'", "worker-src blob:")));
  });

  await t.test("control: without worker-src blob: the keyring fails, and the policy says why", async () => {
    await writeFile(page, (await readFile(page, "utf8")).replace("worker-src blob:", "worker-src 'none'"));
    const { text, complaints } = await shown(pathToFileURL(page).href);
    assert.match(text, /worker/);
    assert.ok(complaints.some((complaint) => complaint.startsWith("policy: worker-src")), complaints.join("\n"));
  });
});
