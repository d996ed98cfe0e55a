// The entries that package.json exports, for `import` and `require`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { fails } from "../../support/assertions.js";
import {
  importKeyring,
  installedFolder,
  internal,
  root,
  sealpost,
  uninitialised,
  wasmFile,
} from "../../support/installed.js";

/** `require` in a module of the project that has installed the package. @type {(id: string) => any} */
const load = createRequire(join(process.env.SEALPOST_PACKAGE ?? root, "package.json"));
const folder = installedFolder;
/** Names that CommonJS modules have besides their exports. */
const marks = ["__esModule", "module.exports"];

/** The exported names of a module, sorted. @param {object} module */
const names = (module) =>
  Object.keys(module)
    .filter((name) => !marks.includes(name))
    .sort();

/** Seals and opens a text with an entry. @param {typeof sealpost} entry */
function exchange({ PrivateKey, seal, unseal }) {
  const key = PrivateKey.generate({ bits: 2048 });
  return unseal(seal("text", key.publicKey()), key).text();
}

test("every file that package.json exports exists", async () => {
  /** @param {unknown} entry @returns {string[]} */
  const targets = (entry) => (typeof entry === "string" ? [entry] : Object.values(Object(entry)).flatMap(targets));
  const { exports: entries } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  assert.ok(targets(entries).length > 10);
  for (const target of targets(entries)) assert.ok((await stat(join(folder, target))).size > 0, target);
});

test("import and require give the same classes, which share one wasm instance", async () => {
  const required = load("sealpost");
  assert.deepEqual(names(required), names(sealpost));
  for (const name of names(sealpost)) {
    // The default exports are two functions: bundlers disagree about the default of a CommonJS module, so the entry for
    // `import` has a function of its own, which calls the same loader.
    if (name !== "default") assert.equal(required[name], Reflect.get(sealpost, name), name);
  }
  const key = required.PrivateKey.generate({ bits: 2048 });
  assert.equal(sealpost.unseal(sealpost.seal("text", key.publicKey()), key).text(), "text");
  assert.equal(load("sealpost/keyring").Keyring, (await importKeyring()).Keyring);
});

test("every entry is in strict mode: its functions have no property `caller`", async () => {
  const isSloppy = (/** @type {unknown} */ value) => typeof value === "function" && Object.hasOwn(value, "caller");
  assert.ok(isSloppy(runInThisContext("(function sloppy() {})")), "control");
  for (const name of ["", "/encrypt", "/keyring", "/files", "/inline"]) {
    assert.deepEqual(Object.values(load(`sealpost${name}`)).filter(isSloppy), [], name);
  }
});

test("in a bundle without the files beside it, Node's entry is loaded by init with the module's bytes", async () => {
  const shared = JSON.stringify(fileURLToPath(internal("cjs/index.js")));
  const bytes = `require("node:fs").readFileSync(${JSON.stringify(wasmFile)})`;
  const program = `const sealpost = require(${shared}); sealpost.default(${bytes}).then(() => console.log(sealpost.engine()));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--eval", program], { encoding: "utf8" });
  assert.equal(stdout, "simd128\n", stderr);
});

test("Node's entry exports the same names as the entry for other platforms", async (t) => {
  const { sealpost: plain } = await uninitialised(t);
  assert.deepEqual(names(plain), names(sealpost));
});

test("without workers the keyring can be imported, and open fails with worker-failed", async () => {
  assert.equal(typeof Worker, "undefined", "control: this runtime has no workers");
  const error = await fails("worker-failed", async () => (await importKeyring()).Keyring.open());
  assert.ok(error instanceof sealpost.SealpostError);
  assert.match(error.message, /needs workers/);
});

test("sealpost/inline fetches nothing, as a module and as a classic script", async (t) => {
  t.mock.method(globalThis, "fetch", () => assert.fail("something was fetched"));
  const module = await import(internal("inline.js"));
  const script = load("sealpost/inline");
  assert.deepEqual(names(module), names({ ...sealpost, ...(await importKeyring()) }));
  assert.deepEqual(names(script), names(module));
  for (const entry of [module, script]) {
    await fails("not-initialized", () => exchange(entry));
    await entry.default();
    assert.equal(exchange(entry), "text");
    assert.equal(entry.engine(), sealpost.engine());
    assert.ok(sealpost.isSealpostError(new entry.SealpostError("aborted", "text")));
  }
});

test("no file of the package evaluates text as code, and package.json has no dependencies or scripts", async () => {
  const evil = /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|setTimeout\s*\(\s*["'`]/;
  assert.match('x = eval("1")', evil, "control");
  assert.match('new Function("return this")()', evil, "control");
  const scripts = (await readdir(join(folder, "js"), { recursive: true })).filter((name) => /\.[cm]?js$/.test(name));
  assert.ok(scripts.length > 20);
  for (const script of scripts) assert.doesNotMatch(await readFile(join(folder, "js", script), "utf8"), evil, script);
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"]) {
    assert.equal(manifest[kind], undefined, kind);
  }
});
