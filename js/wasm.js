// The one instance of the wasm module in this realm: how it is loaded, accelerated and called.
import bindgenInit, * as raw from "./wasm/sealpost.js";
import { checkBytes } from "./check.js";
import { SealpostError, hasCode, invalid } from "./errors.js";

/** @import { Bytes, Input, WasmModule } from "./index.js" */
/** @import { Modules } from "./messages.js" */

/** @typedef {Input | PromiseLike<Input>} Source */

/** `(v128, v128, v128) => f64x2.relaxed_madd`: an engine that finds it valid will run the kernel. */
const PROBE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0], // "\0asm", version 1
  ...[1, 8, 1, 96, 3, 123, 123, 123, 1, 123], // the type
  ...[3, 2, 1, 0], // one function of it
  ...[10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 135, 2, 11], // its code
);

/** Where the modules are, unless `init` is told. @type {() => { base: Source, kernel?: Source }} */
let places = () => {
  const folder = leftBehind();
  return folder ? { base: `${folder}wasm/sealpost_bg.wasm`, kernel: `${folder}wasm/sealpost_kernel.wasm` } : beside();
};

/** Beside this file. Written out, because bundlers find files by this form. */
const beside = () => ({
  base: new URL("./wasm/sealpost_bg.wasm", import.meta.url),
  kernel: new URL("./wasm/sealpost_kernel.wasm", import.meta.url),
});

/**
 * The folder that the package's files are in where they are not beside this one: Vite's development server, before its
 * version 8, serves a copy of this file out of a folder of its own in node_modules, which has nothing else of them.
 */
export function leftBehind() {
  const [start, copied] = beside().base.href.split(/\/node_modules\/\.[^?]*\/deps\//);
  return copied && `${start}/node_modules/sealpost/js/`;
}

let state = /** @type {"empty" | "ready" | "broken"} */ ("empty");
/** @type {Promise<Modules> | undefined} */
let modules;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * Says where the modules are from now on: for the entries that bring them along.
 *
 * @param {typeof places} find
 */
export function provide(find) {
  places = find;
}

/**
 * The compiled modules: those of the first call, which a worker gets by message instead of fetching them again.
 *
 * @param {Source | { base: Source, kernel?: Source }} [input]
 */
export function compiled(input) {
  modules ??= compileBoth(input).catch((error) => {
    modules = undefined;
    throw error;
  });
  return modules;
}

/**
 * Loads the modules once, whoever asks and how often; what failed may be tried again.
 *
 * @param {Source | { base: Source, kernel?: Source }} [input]
 */
export function load(input) {
  if (state === "broken") return Promise.reject(internalError());
  loading ??= instantiate(input).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {Source | { base: Source, kernel?: Source }} [input] */
async function instantiate(input) {
  const { base, kernel } = await compiled(input);
  try {
    accelerate(kernel, await bindgenInit({ module_or_path: ours(base) }));
  } catch (cause) {
    modules = undefined;
    throw loadFailed(cause);
  }
  state = "ready";
}

/**
 * The bindings keep whatever could be instantiated, were it another program's module.
 *
 * @param {WebAssembly.Module} module
 */
function ours(module) {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === "rawprivatekey_parse")) return module;
  throw new TypeError("this is not sealpost's WebAssembly module");
}

/**
 * Puts the kernel to work on the memory of the instance. The module does without it where it is missing, does not fit,
 * or fails the known-answer test that `installKernel` runs.
 *
 * @param {WebAssembly.Module | undefined} kernel
 * @param {{ memory: WebAssembly.Memory }} instance
 */
function accelerate(kernel, { memory }) {
  if (!kernel) return;
  try {
    const { square, multiply } = new WebAssembly.Instance(kernel, { env: { memory } }).exports;
    /** @type {WebAssembly.Table} */
    const table = raw.functionTable();
    const place = table.grow(2);
    table.set(place, square);
    table.set(place + 1, multiply);
    raw.installKernel(place, place + 1);
  } catch (error) {
    // As said, the module does without; but not after a trap in the middle of it.
    if (!(error instanceof WebAssembly.RuntimeError)) return;
    state = "broken";
    throw error;
  }
}

/**
 * Loads the modules unless that has been done.
 *
 * @param {Bytes | WasmModule | { base: Bytes | WasmModule, kernel?: Bytes | WasmModule | undefined }} source
 */
export function loadSync(source) {
  if (state === "broken") throw internalError();
  if (loading && state === "empty") throw invalid("init() is still running: await it");
  if (loading) return;
  const both = isPair(source) ? source : { base: source };
  try {
    const base = ours(compileSync(both.base));
    const kernel = both.kernel && isAccelerable() ? kernelSync(both.kernel) : undefined;
    accelerate(kernel, raw.initSync({ module: base }));
    modules = Promise.resolve({ base, kernel });
  } catch (cause) {
    if (cause instanceof SealpostError) throw cause;
    throw loadFailed(cause);
  }
  loading = Promise.resolve();
  state = "ready";
}

/** @param {Bytes | WasmModule} source */
function kernelSync(source) {
  try {
    return compileSync(source);
  } catch {
    // What is no kernel is done without, as in `init`.
    return undefined;
  }
}

/** @param {Bytes | WasmModule} source */
function compileSync(source) {
  if (kindOf(source) === "WebAssembly.Module") return /** @type {WebAssembly.Module} */ (source);
  return new WebAssembly.Module(checkBytes(source, "the module", Infinity));
}

/**
 * @param {any} source
 * @returns {source is { base: any, kernel?: any }}
 */
function isPair(source) {
  return kindOf(source) === "Object" && "base" in source;
}

function isAccelerable() {
  return WebAssembly.validate(PROBE);
}

/**
 * @param {Source | { base: Source, kernel?: Source }} [input]
 * @returns {Promise<Modules>}
 */
async function compileBoth(input) {
  /** @type {{ base: Source, kernel?: Source }} */
  const { base, kernel } = isPair(input) ? input : input === undefined ? found() : { base: input };
  // Only what will run is fetched. A kernel that cannot be had is done without.
  const accelerated = kernel && isAccelerable() ? compile(kernel).catch(() => undefined) : undefined;
  return { base: await compile(base), kernel: await accelerated };
}

function found() {
  try {
    return places();
  } catch (cause) {
    // A bundle that is a classic script.
    throw loadFailed(new TypeError("this script has no address of its own: bundle as an ES module", { cause }));
  }
}

/**
 * @param {Source} input
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(input) {
  const source = await input;
  const kind = kindOf(source);
  if (!["WebAssembly.Module", "Uint8Array", "ArrayBuffer", "Response", "Request", "URL", "String"].includes(kind)) {
    throw invalid("init() takes a URL, a Request or Response, the bytes of the module, or a WebAssembly.Module");
  }
  if (kind === "WebAssembly.Module") return /** @type {WebAssembly.Module} */ (source);
  try {
    if (kind.includes("Array")) return await WebAssembly.compile(checkBytes(source, "the module", Infinity));
    const response = kind === "Response" ? /** @type {Response} */ (source) : await fetch(/** @type {URL} */ (source));
    // Without what may be a secret of the caller's.
    const [place] = response.url.split(/[?#]/);
    if (!response.ok) throw new Error(`the server answered with status ${response.status} at ${place}`);
    const type = response.headers.get("content-type");
    if (type?.startsWith("text/html")) throw new Error(`the server answered with a page, and no module, at ${place}`);
    // Only exactly this type may be compiled while it arrives; servers that send another are common.
    return type === "application/wasm"
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw loadFailed(cause);
  }
}

/** @param {unknown} value */
function kindOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** @param {unknown} cause */
function loadFailed(cause) {
  const advice =
    "serve sealpost_bg.wasm where it is looked for (see the cause), allow 'wasm-unsafe-eval' in the page's policy, tell " +
    "init() where it is, or use sealpost/inline";
  return new SealpostError("load-failed", `the WebAssembly module could not be loaded: ${advice}`, { cause });
}

/**
 * Calls into wasm and turns whatever is thrown into a {@link SealpostError}.
 *
 * @template T
 * @param {(module: typeof raw) => T} operation
 * @returns {T}
 */
export function call(operation) {
  checkReady();
  try {
    return operation(raw);
  } catch (thrown) {
    if (thrown instanceof SealpostError) throw thrown;
    if (hasCode(thrown)) throw new SealpostError(thrown.code, thrown.message);
    // A trap, or something nobody thought of: the instance's memory is not to be trusted any more.
    state = "broken";
    throw internalError(thrown);
  }
}

/**
 * Frees objects of wasm's. Where the instance is lost they are lost with it, and an attempt to free them would fail and hide
 * why.
 *
 * @param {({ free(): void } | undefined)[]} objects
 */
export function release(...objects) {
  if (state !== "ready") return;
  call(() => {
    for (const object of objects) object?.free();
  });
}

/** Bytes for which nobody asks before: the instance has as much, or the system has none at all. */
const SMALL = 8 << 20;

/**
 * Throws if wasm's memory cannot take so many bytes more. Running out of it in the middle would be a trap.
 *
 * @param {number} bytes
 */
export function checkMemory(bytes) {
  if (bytes <= SMALL || call((raw) => raw.reserve(bytes))) return;
  throw outOfMemory();
}

/** @param {unknown} [cause] */
export function outOfMemory(cause) {
  const advice = "free some memory, or send it in smaller parts";
  return new SealpostError("message-too-long", `there is not enough memory for this message: ${advice}`, { cause });
}

/** Throws unless the instance can be called. */
export function checkReady() {
  if (state === "empty") throw new SealpostError("not-initialized", "sealpost is not loaded yet: await init() first");
  if (state === "broken") throw internalError();
}

/** Whether the instance is lost, and with it the keys in it. */
export function isBroken() {
  return state === "broken";
}

/** @param {unknown} [cause] */
export function internalError(cause) {
  const text = "something unexpected stopped sealpost: reload the page or restart the program, and please report it";
  return new SealpostError("internal-error", text, { cause });
}
