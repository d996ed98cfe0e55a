// The programs in docs/ run: an example of every public function, and the guides beside the packages they come from. And
// docs/errors.md has every error.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { importKeyring, installedFolder, internal, root, sealpost, wasmFile } from "./installed.js";

const folder = await mkdtemp(join(tmpdir(), "sealpost-docs-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
await mkdir(join(folder, "node_modules"));
for (const name of ["jsencrypt", "jsrsasign", "node-forge"]) {
  await symlink(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
}
await symlink(installedFolder, join(folder, "node_modules/sealpost"), "junction");

/** What the programs take for granted: assertions, the module's file, and a page's workers. */
const BEFORE = `import assert from "node:assert/strict";
import { NodeWorker } from ${JSON.stringify(new URL("node-worker.js", import.meta.url).href)};
const wasmFile = ${JSON.stringify(wasmFile)};
globalThis.Worker = class extends NodeWorker {
  constructor(url) {
    super(/generator-worker.js$/.test(url) ? "generator" : "keyring");
  }
};
`;

/**
 * Runs a program as a module and gives back what went wrong.
 *
 * @param {string} program
 */
async function trouble(program) {
  const file = join(folder, "program.mjs");
  // The ES module of jsencrypt is one for bundlers, which Node cannot load.
  const loadable = program
    .replace('import JSEncrypt from "jsencrypt";', 'import bundle from "node:module";')
    .replace('import { KEYUTIL, KJUR } from "jsrsasign";', 'import jsrsasign from "jsrsasign";')
    .replace('import assert from "node:assert/strict";\n', "");
  const names = program.includes('"jsencrypt"')
    ? 'const JSEncrypt = bundle.createRequire(import.meta.url)("jsencrypt");\n'
    : program.includes('"jsrsasign"')
      ? "const { KEYUTIL, KJUR } = jsrsasign;\n"
      : "";
  await writeFile(file, BEFORE + names + loadable);
  const env = { ...process.env, SEALPOST_PACKAGE: process.env.SEALPOST_PACKAGE ?? root };
  const { status, stderr } = spawnSync(process.execPath, [file], { cwd: folder, env, encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

/** @param {string} text */
const blocks = (text) => [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code ?? "");

test("control: a program that fails is seen", async () => {
  assert.match(await trouble("assert.equal(1, 2);"), /AssertionError/);
  assert.equal(await trouble("assert.equal(1, 1);"), "");
});

test("the program that README.md begins with", async () => {
  const [program] = blocks(await readFile(join(root, "README.md"), "utf8"));
  assert.match(program ?? "", /unseal/);
  assert.equal(await trouble(program ?? ""), "");
});

const examples = await readFile(join(root, "docs/examples.md"), "utf8");
const sections = examples.split(/^### /m).slice(1);

/** The members of a class of the package, inherited ones included. @param {object | undefined} prototype @returns {string[]} */
function membersOf(prototype) {
  const foreign = [undefined, Object.prototype, Error.prototype, EventTarget.prototype];
  if (foreign.includes(prototype)) return [];
  return [...Object.getOwnPropertyNames(prototype), ...membersOf(Object.getPrototypeOf(prototype))];
}

test("every public function has an example", async () => {
  const described = sections.map((section) => section.split("\n")[0]);
  /** @type {string[]} */
  const names = ["init", "Unsealed.text"];
  const faces = { ...sealpost, ...(await importKeyring()) };
  for (const [name, value] of Object.entries(faces)) {
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
  test(`example: ${section.split("\n")[0]}`, async () => {
    const [program, ...others] = blocks(section);
    assert.ok(program && others.length === 0, "one program for each function");
    assert.equal(await trouble(program), "");
  });
}

test("what the documents link to and name is there", async () => {
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
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to]) => join(dirname(document), to ?? ""));
    const named = text.matchAll(/`((?:src|js|www|tests|docs|examples|xtask)\/[\w./-]+\.(?:rs|js|md|json))`/g);
    const files = [...named].map(([, to]) => to ?? "");
    assert.ok(links.length + files.length > 0 || !/README|SECURITY/.test(document), `control: ${document}`);
    for (const path of [...links, ...files]) if (!existsSync(join(root, path))) missing.push(`${document}: ${path}`);
  }
  assert.deepEqual(missing, []);
});

test("docs/errors.md has every error", async () => {
  const rows = (await readFile(join(root, "docs/errors.md"), "utf8")).matchAll(/^\| `([a-z-]+)` \|/gm);
  const { errorCodes } = await import(internal("base/errors.js"));
  assert.deepEqual([...rows].map(([, code]) => code).sort(), errorCodes.toSorted());
});

for (const guide of (await readdir(join(root, "docs"))).filter((name) => name.startsWith("migrate-from-"))) {
  test(guide, async () => {
    const programs = blocks(await readFile(join(root, "docs", guide), "utf8"));
    assert.ok(programs.length >= 8);
    assert.equal(await trouble(programs.join("\n")), "");
  });
}
