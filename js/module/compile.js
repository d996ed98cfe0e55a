// Fetches and compiles the two WebAssembly modules from whatever `init` is given: the base, which is sealpost's main
// module, and the kernel, which is optional and has accelerated arithmetic for engines with relaxed SIMD.
import { checkBytes } from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { bytesOfFile } from "../base/node-builtins.js";
import { BASE, packageFolder, wasmFiles } from "../wasm-files.js";
import { hasRelaxedSimd } from "./kernel.js";

/** @import { Bytes, Input, WasmModule } from "../index.js" */
/** @import { Modules } from "../client/protocol.js" */

/** @typedef {Input | PromiseLike<Input>} Source */
/** @typedef {Source | { base: Source, kernel?: Source }} Sources The base, or both modules. */
/**
 * Sources that can be compiled synchronously.
 *
 * @typedef {Bytes | WasmModule | { base: Bytes | WasmModule, kernel?: Bytes | WasmModule | undefined }} SyncSources
 */

/** Where the modules are if `init` is called without arguments. @type {() => { base: Source, kernel?: Source }} */
let findModules = () => {
  const folder = packageFolder();
  return folder ? { base: `${folder}wasm/${BASE.file}`, kernel: `${folder}wasm/sealpost_kernel.wasm` } : wasmFiles();
};

/**
 * Sets where the modules are, for an entry that contains them (inline.js) or reads them from files (Node).
 *
 * @param {typeof findModules} find
 */
export function provideModules(find) {
  findModules = find;
}

/**
 * Compiles the base, and the kernel if the engine has relaxed SIMD.
 *
 * @param {Sources} [input]
 * @returns {Promise<Modules>}
 */
export async function compileAll(input) {
  /** @type {{ base: Source, kernel?: Source }} */
  const { base, kernel } = isPair(input) ? checkPair(input) : input === undefined ? defaultModules() : { base: input };
  // The kernel is optional: it is fetched only if the engine has relaxed SIMD, and a failure to load it is ignored.
  const accelerated = kernel && hasRelaxedSimd() ? compile(kernel).catch(() => undefined) : undefined;
  return { base: assertSealpostModule(await compile(base)), kernel: await accelerated };
}

/**
 * `compileAll`, but synchronous.
 *
 * @param {SyncSources} source
 * @returns {Modules}
 */
export function compileAllSync(source) {
  const { base, kernel } = isPair(source) ? checkPair(source) : { base: source };
  return {
    base: assertSealpostModule(compileSync(base)),
    kernel: kernel && hasRelaxedSimd() ? kernelSync(kernel) : undefined,
  };
}

/** @param {Bytes | WasmModule} source */
function kernelSync(source) {
  try {
    return compileSync(source);
  } catch {
    // The base works without the kernel: as in `compileAll`, the failure is ignored.
    return undefined;
  }
}

/** @param {Bytes | WasmModule} source */
function compileSync(source) {
  if (kindOf(source) === "WebAssembly.Module") return /** @type {WebAssembly.Module} */ (source);
  return new WebAssembly.Module(checkBytes(source, "the module", Infinity));
}

/**
 * Throws if the module is not sealpost's base. The code that wasm-bindgen generates does not check this.
 *
 * @param {WebAssembly.Module} module
 */
function assertSealpostModule(module) {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === BASE.mark)) return module;
  throw loadFailed(new TypeError("this is not sealpost's WebAssembly module"));
}

/**
 * @param {any} source
 * @returns {source is { base: any, kernel?: any }}
 */
function isPair(source) {
  return kindOf(source) === "Object" && "base" in source;
}

/**
 * @template {object} T
 * @param {T} pair
 */
function checkPair(pair) {
  if (Object.keys(pair).every((name) => ["base", "kernel"].includes(name))) return pair;
  throw invalid("init() takes no other members than base and kernel");
}

function defaultModules() {
  try {
    return findModules();
  } catch (cause) {
    if (cause instanceof SealpostError) throw cause;
    // `import.meta.url` is not a URL in a bundle that is a classic script.
    throw loadFailed(new TypeError("this script has no address of its own: bundle as an ES module", { cause }));
  }
}

/**
 * Compiles one module from any input that `init` takes for it.
 *
 * @param {Source} input
 * @returns {Promise<WebAssembly.Module>}
 * @throws `load-failed`, also if `input` is a promise that rejects; `invalid-argument`
 */
export async function compile(input) {
  /** @type {unknown} */
  let source;
  try {
    source = await input;
  } catch (cause) {
    throw loadFailed(cause);
  }
  const kind = ArrayBuffer.isView(source) ? "ArrayBuffer" : kindOf(source);
  if (!["WebAssembly.Module", "ArrayBuffer", "Response", "Request", "URL", "String"].includes(kind)) {
    throw invalid("init() takes a URL, a Request or Response, the bytes of the module, or a WebAssembly.Module");
  }
  if (kind === "WebAssembly.Module") return /** @type {WebAssembly.Module} */ (source);
  try {
    const url = ["String", "URL"].includes(kind) ? String(source) : "";
    const found = inlinedBytes(url) ?? bytesOfFile(url);
    if (found) return await WebAssembly.compile(/** @type {BufferSource} */ (found));
    if (kind === "ArrayBuffer") return await WebAssembly.compile(checkBytes(source, "the module", Infinity));
    const response = kind === "Response" ? /** @type {Response} */ (source) : await fetch(/** @type {URL} */ (source));
    // Error texts leave out query and fragment, which may contain secrets.
    const [address] = response.url.split(/[?#]/);
    if (!response.ok) throw new Error(`the server answered with status ${response.status} at ${address}`);
    const type = response.headers.get("content-type");
    if (type?.startsWith("text/html")) throw new Error(`the server answered with a page, and no module, at ${address}`);
    // `compileStreaming` refuses every type but this one, and servers often send another.
    return type === "application/wasm"
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw loadFailed(cause);
  }
}

/**
 * The bytes of a `data:` URL, which Vite's library mode makes of the modules. They are decoded here, because a policy
 * of `connect-src 'self'` does not allow fetching them.
 *
 * @param {string} url
 */
function inlinedBytes(url) {
  const [, base64] = /^data:application\/wasm;base64,(.*)$/s.exec(url) ?? [];
  return base64 === undefined ? undefined : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The class of a built-in object, by `Symbol.toStringTag`. @param {unknown} value */
function kindOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

const ADVICE =
  `serve ${BASE.file} where it is looked for (see the cause), allow 'wasm-unsafe-eval' in the page's policy, tell ` +
  "init() where it is, or use sealpost/inline";

/** @param {unknown} cause @param {string} [advice] What to do. */
export function loadFailed(cause, advice = ADVICE) {
  return new SealpostError("load-failed", `the WebAssembly module could not be loaded: ${advice}`, { cause });
}
