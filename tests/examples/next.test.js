// Next.js: a client component and a server route, built and started for production.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXCHANGED, assertWorks, buildExample, freePort, startScript, untilAnswer } from "./example.js";

test("the example next works", async (t) => {
  const port = await freePort();
  const address = `http://localhost:${port}/`;
  startScript(t, await buildExample("next"), "start", "--port", String(port));

  await t.test("the server route seals", async () => {
    const response = await untilAnswer(`${address}seal`);
    assert.deepEqual(await response.json(), EXCHANGED);
  });

  await t.test("the client component works under a policy with a nonce for the scripts of Next.js", async () => {
    const policy = (await untilAnswer(address)).headers.get("content-security-policy") ?? "";
    assert.match(policy, /script-src 'self' 'nonce-[^']+' 'wasm-unsafe-eval';/);
    await assertWorks(address);
  });
});
