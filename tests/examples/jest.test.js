// The examples jest, whose tests run under jsdom, and esbuild-server, a bundle for Node.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { EXCHANGED, buildExample, npm } from "./example.js";

test("the example jest passes under jsdom, with require and with import", async () => {
  const folder = await buildExample("jest");
  npm(folder, "test");
  // Control: a failing test fails the command.
  await rm(join(folder, "node_modules/sealpost/js/wasm"), { recursive: true });
  assert.throws(() => npm(folder, "test"), /load-failed|could not be (?:loaded|read)/);
});

test("the example esbuild-server prints the expected result", async () => {
  assert.deepEqual(JSON.parse(npm(await buildExample("esbuild-server"), "run", "--silent", "start")), EXCHANGED);
});
