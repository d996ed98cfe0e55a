// Bundles for servers, of the main entry and of sealpost/files: if the wasm files are not beside the bundle, the error
// says so.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { build } from "esbuild";
import { installedFolder } from "../../support/installed.js";

const folder = mkdtempSync(join(tmpdir(), "sealpost-"));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "node_modules"));
symlinkSync(installedFolder, join(folder, "node_modules/sealpost"), "junction");

const USE = `
const outcome = (run) => { try { return run(); } catch ({ code, message, cause }) { return { code, message, cause: String(cause) }; } };
const first = outcome(() => sealpost.PrivateKey.generate({ bits: 2048 }).bits);
sealpost.default().then(() => 0, ({ code }) => code).then((init) => console.log(JSON.stringify({ first, init })));
`;
/** @type {Record<string, string>} */
const PROGRAMS = {
  import: `import * as sealpost from "sealpost";${USE}`,
  require: `const sealpost = require("sealpost");${USE}`,
};

const USE_OF_FILES = `
const key = PrivateKey.generate({ bits: 2048 });
const read = async (stream) => { let text = ""; for await (const bytes of stream) text += Buffer.from(bytes).toString(); return text; };
const exchange = async () => read((await unsealFile(sealFile(Buffer.from("x"), key.publicKey()), key)).stream);
exchange().catch(({ code, cause }) => code + " " + cause).then((text) => console.log(JSON.stringify(text)));
`;
/** @type {Record<string, string>} */
const PROGRAMS_FOR_FILES = {
  import: `import { PrivateKey } from "sealpost"; import { sealFile, unsealFile } from "sealpost/files";${USE_OF_FILES}`,
  require: `const { PrivateKey } = require("sealpost"); const { sealFile, unsealFile } = require("sealpost/files");${USE_OF_FILES}`,
};

/**
 * Bundles a program with esbuild, for Node, and runs it.
 *
 * @param {"import" | "require"} how
 * @param {import("esbuild").BuildOptions & { format: "esm" | "cjs" }} options
 * @param {boolean | "without files"} [withWasm] Whether js/wasm is copied beside the bundle, or all of it but the module
 * for files.
 */
async function run(how, options, withWasm = false, programs = PROGRAMS) {
  // node_modules must be above the bundle for `external`.
  const place = mkdtempSync(join(folder, "bundle-"));
  const outfile = join(place, options.format === "esm" ? "bundle.mjs" : "bundle.cjs");
  const stdin = { contents: programs[how] ?? "", resolveDir: folder };
  await build({ stdin, outfile, bundle: true, platform: "node", logLevel: "silent", ...options });
  if (withWasm) cpSync(join(installedFolder, "js/wasm"), join(place, "wasm"), { recursive: true });
  if (withWasm === "without files") rmSync(join(place, "wasm/sealpost_age.wasm"));
  const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: "utf8", cwd: tmpdir() });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

for (const [how, format] of /** @type {const} */ ([
  ["import", "esm"],
  ["import", "cjs"],
  ["require", "cjs"],
])) {
  test(`a bundle in ${format} of a program with ${how} works with the wasm beside it, or says what is missing`, async () => {
    assert.deepEqual(await run(how, { format }, true), { first: 2048, init: 0 });
    const { first, init } = await run(how, { format });
    assert.deepEqual([first.code, init], ["load-failed", "load-failed"]);
    assert.match(first.message, /beside it.*external.*sealpost\/inline/);
    // In CommonJS `import.meta.url` is undefined, which fails before the wasm file is looked for.
    assert.match(first.cause, how === "import" && format === "cjs" ? /TypeError/ : /ENOENT.*wasm.sealpost_bg\.wasm/);
  });

  test(`a bundle in ${format} of a program with ${how} of sealpost/files works with the wasm beside it`, async () => {
    assert.equal(await run(how, { format }, true, PROGRAMS_FOR_FILES), "x");
    const missing = await run(how, { format }, "without files", PROGRAMS_FOR_FILES);
    assert.match(missing, how === "import" && format === "cjs" ? /^load-failed .*TypeError/ : /^load-failed .*ENOENT/);
  });

  test(`a bundle in ${format} of a program with ${how} that leaves sealpost out works`, async () => {
    assert.deepEqual(await run(how, { format, external: ["sealpost"] }), { first: 2048, init: 0 });
  });
}

test("sealpost/inline needs a call of init, but no files beside the bundle", async () => {
  const program = `import init, { PrivateKey } from "sealpost/inline"; init().then(() => console.log(PrivateKey.generate({ bits: 2048 }).bits));`;
  const outfile = join(folder, "inline.mjs");
  const stdin = { contents: program, resolveDir: folder };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" });
  const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: "utf8" });
  assert.equal(stdout, "2048\n", stderr);
});
