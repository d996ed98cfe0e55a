// The package under test: the one installed in SEALPOST_PACKAGE, or the repository itself while it is being worked on.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

const { resolve } = createRequire(join(process.env.SEALPOST_PACKAGE ?? root, "package.json"));
/** The folder of the package. */
export const installedFolder = dirname(resolve("sealpost/package.json"));
const folder = join(installedFolder, "js");
/** @type {{ exports: Record<string, { node: { import: string } }> }} */
const { exports: entries } = JSON.parse(await readFile(join(installedFolder, "package.json"), "utf8"));

/** What `import` finds for an entry here. @param {string} entry */
const imported = (entry) => import(pathToFileURL(join(folder, "..", entries[entry]?.node.import ?? entry)).href);

/** The main entry. @type {typeof import("../../js/index.js")} */
export const sealpost = await imported(".");

/** The keyring's entry. @type {() => Promise<typeof import("../../js/keyring.js")>} */
export const importKeyring = () => imported("./keyring");

/** Where a file of the package is, of which `exports` says nothing. @param {string} name */
export const internal = (name) => pathToFileURL(join(folder, name)).href;

/** The wasm module's file. */
export const wasmFile = resolve("sealpost/sealpost.wasm");

/**
 * A copy of the modules that nobody has initialised.
 *
 * @param {import("node:test").TestContext} t
 * @returns {Promise<{ sealpost: typeof sealpost, wasm: typeof import("../../js/wasm/sealpost.js") }>}
 */
export async function uninitialised(t) {
  const copy = await mkdtemp(join(tmpdir(), "sealpost-"));
  t.after(() => rm(copy, { recursive: true }));
  await cp(folder, join(copy, "js"), { recursive: true });
  await cp(join(folder, "../package.json"), join(copy, "package.json"));
  const load = (/** @type {string} */ name) => import(pathToFileURL(join(copy, "js", name)).href);
  return { sealpost: await load("index.js"), wasm: await load("wasm/sealpost.js") };
}

/**
 * Asserts that `operation` fails with an error of the package and the given code, whose text has none of `secrets`.
 *
 * @param {import("../../js/index.js").ErrorCode} code
 * @param {() => unknown} operation
 * @param {string[]} secrets
 */
export async function fails(code, operation, ...secrets) {
  const error = await Promise.resolve()
    .then(operation)
    .then(
      () => assert.fail(`nothing was thrown where ${code} was expected`),
      (thrown) => thrown,
    );
  assert.equal(error.name, "SealpostError", error.stack);
  assert.equal(error.code, code, error.message);
  assert.ok(error instanceof Error && error.message.length > 20, "an error says what to do");
  for (const secret of secrets) assert.ok(!String(error.stack).includes(secret), "an error repeats what was passed in");
  return /** @type {import("../../js/index.js").SealpostError} */ (error);
}
