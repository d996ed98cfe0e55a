// The package as it is published: publint and arethetypeswrong find nothing, and the workflows pin their actions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { publint } from "publint";
import { installedFolder, root } from "../../support/installed.js";

/** What publint reports of the package in a folder. @param {string} folder */
const problems = async (folder) => (await publint({ pkgDir: folder, pack: false, strict: true })).messages;

test("publint finds no problem", async (t) => {
  assert.deepEqual(await problems(installedFolder), []);
  const control = mkdtempSync(join(tmpdir(), "sealpost-"));
  t.after(() => rmSync(control, { recursive: true }));
  writeFileSync(join(control, "package.json"), '{ "name": "control", "version": "1.0.0", "main": "./absent.js" }');
  assert.ok((await problems(control)).length > 0, "control: a package without its main file");
});

/** Entries that exist only as ES modules, because only configurations that are ES modules import them. */
const MODULES = ["rollup", "esbuild"];
/** Exported files that are served or bundled and not imported. */
const FILES = [
  "keyring-worker.js",
  "generator-worker.js",
  "cipher-worker.js",
  "files-worker.js",
  "encrypt.wasm",
  "sealpost.wasm",
  "kernel.wasm",
  "age.wasm",
];

test("arethetypeswrong finds types for every entry, for import and for require", () => {
  const manifest = JSON.parse(readFileSync(join(root, "node_modules/@arethetypeswrong/cli/package.json"), "utf8"));
  const program = join(root, "node_modules/@arethetypeswrong/cli", manifest.bin.attw);
  // This profile has every resolution, also that of Node 10, for which there are `types` and `typesVersions`.
  const attw = (/** @type {string[]} */ ...words) =>
    spawnSync(process.execPath, [program, "--pack", installedFolder, ...words], { encoding: "utf8" });
  const { status, stdout, stderr } = attw("--profile", "strict", "--exclude-entrypoints", ...FILES, ...MODULES);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /"sealpost\/inline"/);
  const modules = attw("--profile", "esm-only", "--entrypoints", ...MODULES);
  assert.equal(modules.status, 0, modules.stdout + modules.stderr);
  assert.match(modules.stdout, /"sealpost\/rollup"/);
  assert.notEqual(attw("--profile", "strict").status, 0, "control: the files without types are reported");
});

test("the workflows name actions by commit, which cannot be moved to other code", () => {
  const folder = join(root, ".github/workflows");
  const used = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").match(/uses:.*/g) ?? []);
  assert.ok(used.length > 3);
  for (const line of used) assert.match(line, /^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});
