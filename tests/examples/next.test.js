// Next.js: a client component, a Server Component and a server route, built as a standalone server.
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { EXCHANGED, assertWorks, buildExample, freePort, startServer, untilAnswer } from "./example.js";

test("the example next works", async (t) => {
  const port = await freePort();
  const address = `http://localhost:${port}/`;
  const folder = await buildExample("next");
  // The server of `.next/standalone` that `npm start` runs, moved away from the package that it was built with.
  const moved = await mkdtemp(join(tmpdir(), "sealpost-standalone-"));
  t.after(() => rm(moved, { recursive: true }));
  await cp(join(folder, ".next/standalone"), moved, { recursive: true, verbatimSymlinks: true });
  startServer(t, moved, "server.js", { PORT: String(port), HOSTNAME: "localhost" });

  await t.test("the Server Component seals and unseals", async () => {
    const html = await (await untilAnswer(`${address}server`)).text();
    assert.match(html.replaceAll("<!-- -->", ""), /unsealed on the server: Meet me at noon\./);
  });

  await t.test("the server route answers with the expected result", async () => {
    const response = await untilAnswer(`${address}seal`);
    assert.deepEqual(await response.json(), EXCHANGED);
  });

  await t.test("the client component works under a policy with a nonce for the scripts of Next.js", async () => {
    const policy = (await untilAnswer(address)).headers.get("content-security-policy") ?? "";
    assert.match(policy, /script-src 'self' 'nonce-[^']+' 'wasm-unsafe-eval';/);
    await assertWorks(address);
  });
});
