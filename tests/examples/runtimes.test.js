// Node, Deno, Bun and workerd.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { AS_FILE, EXCHANGED, IN_KEYRING, buildExample, freePort, npm, startScript, untilAnswer } from "./example.js";

/** A program that takes `PublicKey` and `seal` from sealpost/encrypt, and the rest from sealpost. An ES module. */
const SENDING = `import * as sealpost from "sealpost";
import { PublicKey, seal } from "sealpost/encrypt";
import { exchange } from "../shared/exchange.js";

console.log(JSON.stringify(exchange({ ...sealpost, PublicKey, seal })));
`;

for (const [name, expected] of /** @type {const} */ ([
  ["node-esm", { ...EXCHANGED, ...AS_FILE }],
  ["node-commonjs", EXCHANGED],
  ["deno", { ...EXCHANGED, ...AS_FILE, ...IN_KEYRING }],
  ["bun", { ...EXCHANGED, ...AS_FILE, ...IN_KEYRING }],
])) {
  test(`the example ${name} prints the expected result`, async () => {
    const folder = await buildExample(name);
    assert.deepEqual(JSON.parse(npm(folder, "run", "--silent", "start")), expected);
    // SENDING is no CommonJS.
    if (name === "node-commonjs") return;
    await writeFile(join(folder, "main.js"), SENDING);
    assert.deepEqual(JSON.parse(npm(folder, "run", "--silent", "start")), EXCHANGED, "sealpost/encrypt");
  });
}

test("the example workerd answers with the expected result", async (t) => {
  const port = await freePort();
  startScript(t, await buildExample("workerd"), "start", `--socket-addr=http=localhost:${port}`);
  const response = await untilAnswer(`http://localhost:${port}/`);
  assert.deepEqual(await response.json(), { ...EXCHANGED, ...AS_FILE });
});

test("sealpost/encrypt works in workerd", async (t) => {
  const folder = await buildExample("workerd");
  const [program, config] = ["main.js", "config.capnp"].map((name) => join(folder, name));
  const text = await readFile(String(config), "utf8");
  const modules = /( *\(name = ")sealpost_bg(\.wasm", wasm = embed "dist\/)sealpost_bg(\.wasm"\),\n)/;
  const added = text.replace(modules, (line, start, middle, end) => {
    return `${line}${start}sealpost_encrypt_bg${middle}sealpost_encrypt_bg${end}`;
  });
  assert.notEqual(added, text);
  await writeFile(String(config), added);
  const served = SENDING.replace(
    /console.*/,
    "export default { fetch: () => Response.json(exchange({ ...sealpost, PublicKey, seal })) };",
  );
  await writeFile(String(program), served);
  npm(folder, "run", "build");
  const port = await freePort();
  startScript(t, folder, "start", `--socket-addr=http=localhost:${port}`);
  const response = await untilAnswer(`http://localhost:${port}/`);
  assert.deepEqual(await response.json(), EXCHANGED);
});
