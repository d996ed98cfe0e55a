// Node, Deno, Bun and workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AS_FILE, EXCHANGED, IN_KEYRING, buildExample, freePort, npm, startScript, untilAnswer } from "./example.js";

for (const [name, expected] of /** @type {const} */ ([
  ["node-esm", { ...EXCHANGED, ...AS_FILE }],
  ["node-commonjs", EXCHANGED],
  ["deno", { ...EXCHANGED, ...AS_FILE, ...IN_KEYRING }],
  ["bun", { ...EXCHANGED, ...AS_FILE, ...IN_KEYRING }],
])) {
  test(`the example ${name} prints the expected result`, async () => {
    const output = npm(await buildExample(name), "run", "--silent", "start");
    assert.deepEqual(JSON.parse(output), expected);
  });
}

test("the example workerd answers with the expected result", async (t) => {
  const port = await freePort();
  startScript(t, await buildExample("workerd"), "start", `--socket-addr=http=localhost:${port}`);
  const response = await untilAnswer(`http://localhost:${port}/`);
  assert.deepEqual(await response.json(), { ...EXCHANGED, ...AS_FILE });
});
