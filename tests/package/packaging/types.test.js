// The type declarations: the files in tests/types/ compile, and their lines after `@ts-expect-error` do not.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../support/installed.js";

const place = process.env.SEALPOST_PACKAGE ?? join(root, "target");
const types = join(root, "node_modules/@types");
const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];

for (const [file, library, ...more] of [
  ["main.ts", "es2022", "--typeRoots", "none"],
  // The resolution of modules that bundlers use.
  ["main.ts", "es2022", "--typeRoots", "none", "--module", "esnext", "--moduleResolution", "bundler"],
  ["keyring.ts", "es2022,dom", "--typeRoots", "none"],
  // No line has `--skipLibCheck`, so the declarations of sealpost and of @types/node are checked too.
  ["node-project.ts", "es2022", "--typeRoots", types, "--types", "node"],
  ["using.ts", "es2022,esnext.disposable", "--typeRoots", "none"],
  ["files.ts", "es2022,dom,dom.asynciterable", "--typeRoots", "none"],
  ["inline.ts", "es2022,dom", "--typeRoots", "none"],
  ["commonjs.cts", "es2022", "--typeRoots", "none"],
]) {
  test(`${file} compiles with the library ${[library, ...more.slice(2)].join(" ")}`, (t) => {
    mkdirSync(place, { recursive: true });
    const folder = mkdtempSync(join(place, "types-"));
    t.after(() => rmSync(folder, { recursive: true }));
    copyFileSync(join(root, "tests/types", String(file)), join(folder, String(file)));
    // This makes TypeScript take .ts files as ES modules.
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout, status } = spawnSync(
      process.execPath,
      [tsc, ...options, ...more, "--lib", String(library), String(file)],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    assert.equal(status, 0, stdout);
  });
}
