// The type declarations: the files in tests/types/ compile, and each line after `@ts-expect-error` in them is an error.
// The programs of the documentation compile, too.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  // With the library of the DOM, whose types of streams differ from those of @types/node.
  ["node-project.ts", "es2022,dom", "--typeRoots", types, "--types", "node"],
  ["using.ts", "es2022,esnext.disposable", "--typeRoots", "none"],
  ["files.ts", "es2022,dom,dom.asynciterable", "--typeRoots", "none"],
  ["inline.ts", "es2022,dom", "--typeRoots", "none"],
  ["commonjs.cts", "es2022", "--typeRoots", "none"],
]) {
  test(`${file} compiles with the library ${[library, ...more.slice(2)].join(" ")}`, (t) => {
    const folder = makeFolder(t);
    copyFileSync(join(root, "tests/types", String(file)), join(folder, String(file)));
    assert.equal(errorsOf(folder, [...more, "--lib", String(library)], [String(file)]), "");
  });
}

for (const library of ["es2023", "es2023,dom,dom.asynciterable"]) {
  test(`the programs of the documentation compile with the library ${library}`, (t) => {
    const folder = makeFolder(t);
    const files = [];
    for (const document of ["README.md", "docs/examples.md", "docs/files.md", "docs/recipes.md"]) {
      const lines = readFileSync(join(root, document), "utf8").split("\n");
      for (const { line, code } of programsOf(lines)) {
        const file = `${document.replace(/\W/g, "-")}-line-${line}.ts`;
        writeFileSync(join(folder, file), code);
        files.push(file);
      }
    }
    assert.ok(files.length > 80);
    // docs/examples.md says that all of its programs have these two names.
    const assertion = 'type Assert = typeof import("node:assert/strict");';
    writeFileSync(
      join(folder, "globals.d.ts"),
      `${assertion}\ndeclare const assert: Assert;\ndeclare const wasmFile: string;\n`,
    );
    const strict = ["--exactOptionalPropertyTypes", "--typeRoots", types, "--types", "node", "--lib", library];
    assert.equal(errorsOf(folder, strict, ["globals.d.ts", ...files]), "");
  });
}

/**
 * The programs in a Markdown text that import nothing but this package and Node's modules, and the lines of their fences.
 *
 * @param {string[]} lines
 */
function programsOf(lines) {
  const programs = [];
  for (let start = lines.indexOf("```js"); start >= 0; start = lines.indexOf("```js", start + 1)) {
    const code = lines.slice(start + 1, lines.indexOf("```", start)).join("\n");
    const imported = [...code.matchAll(/from "([^"]+)"/g)].map(([, name = ""]) => name);
    const isOwn = imported.every((name) => /^(?:node:|sealpost)/.test(name));
    if (isOwn && imported.some((name) => name.startsWith("sealpost"))) programs.push({ line: start + 1, code });
  }
  return programs;
}

/** A folder whose files find the package. @param {import("node:test").TestContext} t */
function makeFolder(t) {
  mkdirSync(place, { recursive: true });
  const folder = mkdtempSync(join(place, "types-"));
  t.after(() => rmSync(folder, { recursive: true }));
  // This makes TypeScript take .ts files as ES modules.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

/**
 * What the compiler prints if it refuses files.
 *
 * @param {string} folder
 * @param {string[]} more Options beside those of every run.
 * @param {string[]} files
 */
function errorsOf(folder, more, files) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, ...options, ...more, ...files], {
    cwd: folder,
    encoding: "utf8",
  });
  return status === 0 ? "" : stdout || String(status);
}
