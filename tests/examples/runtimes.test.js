// Node, Deno, Bun and workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXCHANGED, IN_KEYRING, answer, built, freePort, npm, start } from "./example.js";

for (const [name, expected] of /** @type {const} */ ([
  ["node-esm", EXCHANGED],
  ["node-commonjs", EXCHANGED],
  ["deno", { ...EXCHANGED, ...IN_KEYRING }],
  ["bun", { ...EXCHANGED, ...IN_KEYRING }],
])) {
  test(`the example ${name} prints the expected result`, async () => {
    const output = npm(await built(name), "run", "--silent", "start");
    assert.deepEqual(JSON.parse(output), expected);
  });
}

test("the example workerd answers with the expected result", async (t) => {
  const port = await freePort();
  start(t, await built("workerd"), "start", `--socket-addr=http=localhost:${port}`);
  const response = await answer(`http://localhost:${port}/`);
  assert.deepEqual(await response.json(), EXCHANGED);
});
