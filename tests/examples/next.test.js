// Next.js: a client component and a server route, built and started for production.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXCHANGED, answer, built, start, works } from "./example.js";

test("next", async (t) => {
  const address = "http://localhost:3210/";
  start(t, await built("next"), "--port", "3210");

  await t.test("the server route", async () => {
    const response = await answer(`${address}seal`);
    assert.deepEqual(await response.json(), EXCHANGED);
  });

  await t.test("the client component, under a policy with a nonce for Next's own scripts", async () => {
    const policy = (await answer(address)).headers.get("content-security-policy") ?? "";
    assert.match(policy, /script-src 'self' 'nonce-[^']+' 'wasm-unsafe-eval';/);
    await works(address);
  });
});
