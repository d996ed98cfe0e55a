// The package under test: the one that is installed in the folder SEALPOST_PACKAGE, or else the working copy.
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

/** Imports an entry of the package by the file that `exports` names for Node. @param {string} entry */
const imported = (entry) => import(pathToFileURL(join(folder, "..", entries[entry]?.node.import ?? entry)).href);

/** The entry for pages that only send. @type {() => Promise<typeof import("../../js/encrypt.js")>} */
export const importEncrypt = () => imported("./encrypt");

/** Whether public keys are those of sealpost/encrypt, which reads no formats of OpenSSH. */
export const isPublicHalf = Boolean(process.env.SEALPOST_PUBLIC_HALF);

/**
 * The main entry. If SEALPOST_PUBLIC_HALF is set, with the public half of sealpost/encrypt: `PublicKey`, `seal`, and
 * the public keys of private ones.
 *
 * @type {typeof import("../../js/index.js")}
 */
export const sealpost = isPublicHalf ? withPublicHalf(await imported("."), await importEncrypt()) : await imported(".");

/** @param {typeof sealpost} main @param {Awaited<ReturnType<typeof importEncrypt>>} half */
function withPublicHalf(main, { PublicKey, seal }) {
  const { publicKey } = main.PrivateKey.prototype;
  main.PrivateKey.prototype.publicKey = function () {
    return PublicKey.parse(publicKey.call(this).toDer());
  };
  return { ...main, PublicKey, seal };
}

/** The keyring's entry. @type {() => Promise<typeof import("../../js/keyring.js")>} */
export const importKeyring = () => imported("./keyring");

/** The entry for files. @type {() => Promise<typeof import("../../js/files.js")>} */
export const importFiles = () => imported("./files");

/** The URL of a file in js/, also of one that `exports` does not name. @param {string} name */
export const internal = (name) => pathToFileURL(join(folder, name)).href;

/** The path of the main wasm module. */
export const wasmFile = resolve("sealpost/sealpost.wasm");

/**
 * The memory of the wasm instance that the main entry uses in Node.
 *
 * @returns {Promise<WebAssembly.Memory>}
 */
export async function wasmMemory() {
  /** @type {typeof import("../../js/wasm/sealpost.js")} */
  const bindings = await import(internal("cjs/wasm/sealpost.js"));
  // When the wasm module is already loaded, `initSync` of its bindings only returns the exports of the instance.
  return /** @type {any} */ (bindings.initSync)().memory;
}

/**
 * A copy of the package's modules, deleted after the test, whose wasm module is not loaded yet.
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
