// The one instance of the wasm module in this realm: how it is loaded, and how it is called.
import bindgenInit, * as raw from "./wasm/sealpost.js";
import { checkBytes } from "./check.js";
import { SealpostError, hasCode, invalid } from "./errors.js";

/** @import { Bytes, Input, WasmModule } from "./index.js" */

let state = /** @type {"empty" | "ready" | "broken"} */ ("empty");
/** @type {Promise<WebAssembly.Module> | undefined} */
let module;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * The compiled module: that of the first call, which a worker gets by message instead of fetching it again.
 *
 * @param {Input | PromiseLike<Input>} [input]
 */
export function compiled(input) {
  module ??= compile(input).catch((error) => {
    module = undefined;
    throw error;
  });
  return module;
}

/**
 * Loads the module once, whoever asks and how often; one that failed may be tried again.
 *
 * @param {Input | PromiseLike<Input>} [input]
 */
export function load(input) {
  if (state === "broken") return Promise.reject(internalError());
  loading ??= instantiate(input).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {Input | PromiseLike<Input>} [input] */
async function instantiate(input) {
  const from = await compiled(input);
  try {
    await bindgenInit({ module_or_path: ours(from) });
  } catch (cause) {
    module = undefined;
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
 * Loads the module unless that has been done.
 *
 * @param {Bytes | WasmModule} source
 */
export function loadSync(source) {
  if (loading && state === "empty") throw invalid("init() is still running: await it");
  if (loading) return;
  const binary = kindOf(source) === "WebAssembly.Module" ? undefined : checkBytes(source, "the module", Infinity);
  try {
    const from = binary ? new WebAssembly.Module(binary) : /** @type {WebAssembly.Module} */ (source);
    raw.initSync({ module: ours(from) });
    module = Promise.resolve(from);
  } catch (cause) {
    throw loadFailed(cause);
  }
  loading = Promise.resolve();
  state = "ready";
}

/**
 * @param {Input | PromiseLike<Input>} [input]
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(input) {
  const source = (await input) ?? new URL("./wasm/sealpost_bg.wasm", import.meta.url);
  const kind = kindOf(source);
  if (!["WebAssembly.Module", "Uint8Array", "ArrayBuffer", "Response", "Request", "URL", "String"].includes(kind)) {
    throw invalid("init() takes a URL, a Request or Response, the bytes of the module, or a WebAssembly.Module");
  }
  if (kind === "WebAssembly.Module") return source;
  try {
    if (kind.includes("Array")) return await WebAssembly.compile(checkBytes(source, "the module", Infinity));
    const response = kind === "Response" ? /** @type {Response} */ (source) : await fetch(/** @type {URL} */ (source));
    if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
    // Only exactly this type may be compiled while it arrives; servers that send another are common.
    return response.headers.get("content-type") === "application/wasm"
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
    "serve sealpost_bg.wasm, allow 'wasm-unsafe-eval' in the page's policy, or tell init() where it is, and try again";
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
  if (state === "empty") throw new SealpostError("not-initialized", "sealpost is not loaded yet: await init() first");
  if (state === "broken") throw internalError();
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

/** Whether the instance is lost, and with it the keys in it. */
export function isBroken() {
  return state === "broken";
}

/** @param {unknown} [cause] */
function internalError(cause) {
  const text = "something unexpected stopped sealpost: reload the page or restart the program, and please report it";
  return new SealpostError("internal-error", text, { cause });
}
