// The documentation is true: its programs run, every public function has an example, every error is in docs/errors.md,
// and the files that it names exist.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  importFiles,
  importKeyring,
  installedFolder,
  internal,
  root,
  sealpost,
  wasmFile,
} from "../../support/installed.js";

const folder = await mkdtemp(join(tmpdir(), "sealpost-docs-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
await mkdir(join(folder, "node_modules"));
for (const name of ["jsencrypt", "jsrsasign", "node-forge"]) {
  await symlink(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
}
await symlink(installedFolder, join(folder, "node_modules/sealpost"), "junction");

/** The lines before each program: assertions, the path of the wasm module, and the workers of a page. */
const BEFORE = `import assert from "node:assert/strict";
import { NodeWorker } from ${JSON.stringify(new URL("../../support/node-worker.js", import.meta.url).href)};
const wasmFile = ${JSON.stringify(wasmFile)};
globalThis.Worker = class extends NodeWorker {
  constructor(url) {
    super(/generator-worker.js$/.test(url) ? "generator" : "keyring");
  }
};
`;

/**
 * Runs a program as a module. Returns its standard error, or nothing if it succeeded.
 *
 * @param {string} program
 */
async function failureOf(program) {
  const file = join(folder, "program.mjs");
  // Node cannot load the ES module of jsencrypt, which is for bundlers.
  const loadable = program
    .replace('import JSEncrypt from "jsencrypt";', 'import bundle from "node:module";')
    .replace('import assert from "node:assert/strict";\n', "");
  const names = program.includes('"jsencrypt"')
    ? 'const JSEncrypt = bundle.createRequire(import.meta.url)("jsencrypt");\n'
    : "";
  await writeFile(file, BEFORE + names + loadable);
  const env = { ...process.env, SEALPOST_PACKAGE: process.env.SEALPOST_PACKAGE ?? root };
  const { status, stderr } = spawnSync(process.execPath, [file], { cwd: folder, env, encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

/** The programs in a Markdown text. @param {string} text */
const blocks = (text) => [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code ?? "");

/** The files that a Markdown text links to, and those of its pictures. @param {string} text */
const linksOf = (text) => [...text.matchAll(/(?:\]\(|\bsrc(?:set)?=")(?!https?:)([^)"#]+)/g)].map(([, to]) => to ?? "");

test("control: a program that fails is reported", async () => {
  assert.match(await failureOf("assert.equal(1, 2);"), /AssertionError/);
  assert.equal(await failureOf("assert.equal(1, 1);"), "");
});

test("the programs in README.md for Node, for the keyring and for signed messages run as they stand", async () => {
  // The remaining program is for a page. tests/interop/recipes.test.js runs it with README.md's program for a server.
  const programs = blocks(await readFile(join(root, "README.md"), "utf8")).filter((code) => !code.includes("fetch("));
  for (const [at, expected] of [/unseal/, /Keyring\.open/, /from: alice/].entries()) {
    assert.match(programs[at] ?? "", expected);
    // A page closes its keyring when it is left; here its workers would keep the process alive.
    const end = programs[at]?.includes("const keyring") ? "keyring.close();" : "";
    assert.equal(await failureOf((programs[at] ?? "") + end), "");
  }
});

test("README.md is below 10 kB and links only to what is in the package", async () => {
  const text = await readFile(join(root, "README.md"), "utf8");
  assert.ok(Buffer.byteLength(text) < 10_000);
  const links = linksOf(text);
  assert.ok(links.length > 5 && links.some((link) => link.endsWith(".svg")));
  assert.deepEqual(
    links.filter((link) => !existsSync(join(installedFolder, link))),
    [],
  );
});

const examples = await readFile(join(root, "docs/examples.md"), "utf8");
const sections = examples.split(/^### /m).slice(1);

/**
 * The names of the members of a class, without those of the platform's classes.
 *
 * @param {object | undefined} prototype
 * @returns {string[]}
 */
function membersOf(prototype) {
  const foreign = [undefined, Object.prototype, Error.prototype, EventTarget.prototype];
  if (foreign.includes(prototype)) return [];
  return [...Object.getOwnPropertyNames(prototype), ...membersOf(Object.getPrototypeOf(prototype))];
}

test("every public function has an example in docs/examples.md", async () => {
  const described = sections.map((section) => section.split("\n")[0]);
  /** The default export, and a method of an object that has no exported class. @type {string[]} */
  const names = ["init", "Unsealed.text"];
  const entries = { ...sealpost, ...(await importKeyring()), ...(await importFiles()) };
  for (const [name, value] of Object.entries(entries)) {
    if (typeof value !== "function" || name === "default" || name === "module.exports") continue;
    const prototype = membersOf(value.prototype).filter((member) => member !== "constructor");
    const statics = Object.getOwnPropertyNames(value).filter((member) => !/^(length|name|prototype)$/.test(member));
    const members = name === "SealpostError" ? [] : [...statics, ...prototype];
    names.push(...(members.length > 0 ? members.map((member) => `${name}.${member}`) : [name]));
  }
  assert.ok(names.length > 30);
  assert.deepEqual(described.toSorted(), names.toSorted());
});

for (const section of sections) {
  test(`the example runs: ${section.split("\n")[0]}`, async () => {
    const [program, ...others] = blocks(section);
    assert.ok(program && others.length === 0, "an example is one program");
    assert.equal(await failureOf(program), "");
  });
}

test("the files that the documents link to and name exist", async () => {
  const names = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md"));
  const documents = [
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "examples/README.md",
    ...names.map((name) => `docs/${name}`),
  ];
  /** @type {string[]} */
  const missing = [];
  for (const document of documents) {
    const text = await readFile(join(root, document), "utf8");
    const links = linksOf(text).map((to) => join(dirname(document), to));
    const named = text.matchAll(/`((?:src|js|www|tests|docs|examples|xtask)\/[\w./-]+\.(?:rs|js|md|json))`/g);
    const files = [...named].map(([, to]) => to ?? "");
    assert.ok(links.length + files.length > 0 || !/README|SECURITY/.test(document), `control: ${document}`);
    for (const path of [...links, ...files]) if (!existsSync(join(root, path))) missing.push(`${document}: ${path}`);
  }
  assert.deepEqual(missing, []);
});

test("docs/errors.md lists every error code", async () => {
  // The first table has the reasons with values, the second the codes.
  const [, table = ""] = (await readFile(join(root, "docs/errors.md"), "utf8")).split("| code |");
  const rows = table.matchAll(/^\| `([a-z-]+)` \|/gm);
  const { errorCodes } = await import(internal("base/errors.js"));
  assert.deepEqual([...rows].map(([, code]) => code).sort(), errorCodes.toSorted());
});

for (const guide of (await readdir(join(root, "docs"))).filter((name) => name.startsWith("migrate-from-"))) {
  test(`the programs in docs/${guide} run`, async () => {
    const programs = blocks(await readFile(join(root, "docs", guide), "utf8"));
    assert.ok(programs.length >= 8);
    assert.equal(await failureOf(programs.join("\n")), "");
  });
}
