// The directions of imports that docs/architecture.md states in a table of rooms, which are groups of files; circles of
// imports among files; and the limits of files, folders and functions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import * as exceptions from "./exceptions.js";
import { circles, rooms, unordered, violations } from "./graph.js";
import { javascriptImports } from "./javascript.js";
import { handWritten, root } from "./project.js";
import { expanded, rustImports } from "./rust.js";

const FUNCTION_LINES = 60;
const FILE_LINES = 400;
const FOLDER_FILES = 12;

const scripts = handWritten.filter((file) => /\.c?js$/.test(file) && !file.startsWith("examples/"));
const modules = handWritten.filter((file) => /^(src|crates|xtask\/src)\/.*\.rs$/.test(file));
/** The folders of the workspace's crates, by the names that other crates use. */
const crates = Object.fromEntries(
  handWritten.flatMap((file) => {
    const [, name] =
      (/\/Cargo\.toml$/.test(file) && /^name = "(.*)"$/m.exec(readFileSync(join(root, file), "utf8"))) || [];
    const folder = [`${dirname(file)}/src`, dirname(file)].find((folder) => handWritten.includes(`${folder}/lib.rs`));
    return name && folder ? [[name.replaceAll("-", "_"), folder]] : [];
  }),
);
const table = rooms(readFileSync(join(root, "docs/architecture.md"), "utf8"));
const imports = new Map([...rustImports(root, modules, crates), ...(await javascriptImports(root, scripts))]);

/**
 * Writes a project of a few files into a temporary folder.
 *
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} files
 */
function planted(t, files) {
  const folder = mkdtempSync(join(tmpdir(), "sealpost-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/**
 * Asserts that each measured figure is at most its exception, and that each exception is needed.
 *
 * @param {Record<string, number>} measured The figures that exceed the limit.
 * @param {Record<string, number>} excepted
 */
function withExceptions(measured, excepted) {
  const grown = Object.entries(measured).filter(([name, figure]) => figure > (excepted[name] ?? 0));
  const unneeded = Object.keys(excepted).filter((name) => measured[name] === undefined);
  assert.equal(
    [...grown.map(([name, figure]) => `${name}: ${figure}`), ...unneeded.map((name) => `${name}: no exception`)].join(
      "\n",
    ),
    "",
    "divide what is too large; in tests/architecture/exceptions.js, remove the exceptions that are no longer needed",
  );
}

test("every import is one that the table in docs/architecture.md allows", () => {
  assert.ok(scripts.length > 100 && modules.length > 50, "control: the files are found");
  const count = [...imports.values()].reduce((sum, { size }) => sum + size, 0);
  assert.ok(count > 500, `control: ${count} imports are read`);
  assert.deepEqual(unordered(table), [], "rooms that may import each other");
  assert.equal(violations(table, imports).join("\n"), "");
});

test("no files import each other in a circle", () => {
  const isWithin = (/** @type {string[]} */ inner, /** @type {string[]} */ outer) =>
    inner.every((file) => outer.includes(file));
  const found = circles(imports);
  const grown = found.filter((circle) => !exceptions.circles.some((known) => isWithin(circle, known)));
  assert.equal(grown.map((circle) => circle.join(", ")).join("\n"), "", "new circles");
  const gone = exceptions.circles.filter((known) => !found.some((circle) => isWithin(circle, known)));
  assert.deepEqual(gone, [], "remove these from tests/architecture/exceptions.js");
});

test("control: an import that is not allowed and a circle are found in JavaScript", async (t) => {
  const folder = planted(t, {
    "js/base/errors.js": 'export { seal } from "../api/seal.js";\n',
    "js/base/text.js":
      "// import './errors.js'\n/** @import { A } from './errors.js' */\nexport const text = \"import './errors.js'\";\n",
    "js/api/seal.js": 'export const seal = () => import("../base/text.js");\n',
    "js/api/one.js": 'import { two } from "./two.js";\nexport const one = () => two;\n',
    "js/api/two.js": 'import "./seal.js";\nexport const two = () => import("./one.js");\n',
  });
  const files = ["js/base/errors.js", "js/base/text.js", "js/api/seal.js", "js/api/one.js", "js/api/two.js"];
  const found = await javascriptImports(folder, files);
  const order = rooms("```directions\nbase: js/base/ <-\napi: js/api/ <- base\n```\n");
  const upward = "js/base/errors.js imports js/api/seal.js: base may not import api";
  assert.deepEqual(violations(order, found), [upward]);
  assert.deepEqual(circles(found), [["js/api/one.js", "js/api/two.js"]]);
  const unlisted = violations(rooms("```directions\nbase: js/base/ <-\n```"), found);
  assert.ok(unlisted.includes("js/api/one.js: it is in no room"));
});

test("control: an import that is not allowed and a circle are found in Rust", (t) => {
  const folder = planted(t, {
    "src/lib.rs": "mod error;\nmod key;\npub mod jwe;\npub use key::Key;\n",
    // `crate::Key` counts as an import of src/key.rs, which defines the name that the root re-exports.
    "src/error.rs": "// use crate::jwe::seal;\nuse crate::Key;\npub struct Error(Option<Key>);\n",
    "src/key.rs":
      'pub struct Key;\nconst TEXT: &str = "crate::jwe::seal";\n#[cfg(test)]\nmod tests {\n    use crate::jwe::seal;\n}\n',
    "src/jwe.rs": "mod opening;\nmod sealing;\npub use self::{opening::open, sealing::{seal as wrap}};\n",
    "src/jwe/opening.rs": "use super::sealing;\npub fn open() { sealing::seal() }\n",
    "src/jwe/sealing.rs": "use other::Kernel;\npub fn seal() { super::opening::open() }\n",
    "other/src/lib.rs": "mod kernel;\npub use kernel::Kernel;\n",
    "other/src/kernel.rs": "pub struct Kernel;\n",
  });
  const files = ["lib", "error", "key", "jwe", "jwe/opening", "jwe/sealing"].map((name) => `src/${name}.rs`);
  const found = rustImports(folder, [...files, "other/src/lib.rs", "other/src/kernel.rs"], { other: "other/src" });
  const order = rooms(
    "```directions\nother: other/ <-\nerror: src/error.rs <-\nkey: src/key.rs <- error\njwe: src/jwe* <- key other\nlib: src/lib.rs <- key\n```",
  );
  assert.deepEqual(violations(order, found), ["src/error.rs imports src/key.rs: error may not import key"]);
  assert.deepEqual(circles(found), [["src/jwe/opening.rs", "src/jwe/sealing.rs"]]);
  assert.deepEqual([...(found.get("src/jwe/sealing.rs") ?? [])], ["other/src/kernel.rs", "src/jwe/opening.rs"]);
  assert.deepEqual(expanded("a::{b, c::{self, D as E}, f::*}"), [
    ["a", "b"],
    ["a", "c"],
    ["a", "c", "D"],
    ["a", "f", "*"],
  ]);
});

test("a table with a circle, an unknown room or a room without files is refused", () => {
  const block = (/** @type {string} */ lines) => rooms(`\`\`\`directions\n${lines}\n\`\`\``);
  assert.deepEqual(unordered(block("a: a/ <- b\nb: b/ <- a\nc: c/ <- a")), [["a", "b"]]);
  assert.deepEqual(violations(block("a: a/ <- z"), new Map()), ["a: no room z", "a: it has no files"]);
  assert.throws(() => rooms("no table"), /no block/);
  assert.throws(() => block("a <- b"), /not a line/);
});

test(`functions of JavaScript have at most ${FUNCTION_LINES} lines`, (t) => {
  const rule = { noExcessiveLinesPerFunction: { level: "error", options: { maxLines: FUNCTION_LINES } } };
  const folder = planted(t, {
    "biome.json": JSON.stringify({ linter: { rules: { preset: "none", complexity: rule } } }),
    "long.js": `export function long() {\n${"  long();\n".repeat(FUNCTION_LINES + 1)}}\n`,
  });
  const program = join(root, "node_modules/@biomejs/biome/bin/biome");
  const words = ["lint", `--config-path=${folder}`, "--max-diagnostics=none", "--reporter=json"];
  const long = (/** @type {string[]} */ files) => {
    const { stdout } = spawnSync(process.execPath, [program, ...words, ...files], { cwd: root, encoding: "utf8" });
    const { diagnostics, summary } = JSON.parse(stdout);
    assert.equal(summary.unchanged, files.length, "control: all files were read");
    /** @type {Record<string, number>} */
    const counts = {};
    for (const { category, location } of diagnostics) {
      assert.equal(category, "lint/complexity/noExcessiveLinesPerFunction");
      counts[location.path] = (counts[location.path] ?? 0) + 1;
    }
    return counts;
  };
  assert.deepEqual(Object.values(long([join(folder, "long.js")])), [1], "control");
  withExceptions(long(scripts), exceptions.functions);
});

test(`files have at most ${FILE_LINES} lines`, () => {
  const lines = (/** @type {string} */ file) => readFileSync(join(root, file), "utf8").split("\n").length - 1;
  const measured = [...scripts, ...modules].map((file) => /** @type {const} */ ([file, lines(file)]));
  // The tables of the page's texts may be longer.
  const long = measured.filter(([file, count]) => count > FILE_LINES && !file.startsWith("www/i18n/"));
  withExceptions(Object.fromEntries(long), exceptions.files);
});

test(`folders have at most ${FOLDER_FILES} files beside their subfolders`, () => {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const file of handWritten) counts[dirname(file)] = (counts[dirname(file)] ?? 0) + 1;
  const measured = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > FOLDER_FILES));
  // The root of js/ is exempt: the package's entries are there, and the files whose URLs bundlers rewrite.
  delete measured["js"];
  withExceptions(measured, exceptions.folders);
});

test("an exception that is not needed, or too small, is refused", () => {
  withExceptions({ a: 70 }, { a: 70 });
  withExceptions({ a: 69 }, { a: 70 });
  assert.throws(() => withExceptions({ a: 70 }, {}), /a: 70/);
  assert.throws(() => withExceptions({ a: 71 }, { a: 70 }), /a: 71/);
  assert.throws(() => withExceptions({}, { a: 70 }), /a: no exception/);
});
