// The only instance of the wasm module in this realm. This file loads it, adds the accelerated kernel (a second,
// optional wasm module), and turns what calls of it throw into a SealpostError.
import bindgenInit, * as raw from "../wasm/sealpost.js";
import { SealpostError, because, invalid, parseRecord } from "../base/errors.js";
import { compileAll, compileAllSync, loadFailed } from "./compile.js";
import { install } from "./kernel.js";

/** @import { Sources, SyncSources } from "./compile.js" */
/** @import { Modules } from "../client/protocol.js" */

let state = /** @type {"empty" | "ready" | "broken"} */ ("empty");
/** The trap or bug that broke the instance: the cause of each `internal-error` about the instance. @type {unknown} */
let firstCause;
/** Why `loadAtStart` did not load the modules. @type {unknown} */
let startFailure;
/** @type {Promise<Modules> | undefined} */
let modules;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * The compiled modules. The first call compiles them. Workers get them by message, so that each is fetched and compiled
 * only once.
 *
 * @param {Sources} [input]
 */
export function compiled(input) {
  modules ??= compileAll(input).catch((error) => {
    modules = undefined;
    throw error;
  });
  return modules;
}

/**
 * Loads the modules, once for all callers. After a failure the next call tries again.
 *
 * @param {Sources} [input]
 */
export function load(input) {
  if (state === "broken") return Promise.reject(internalError());
  loading ??= instantiate(input).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @param {Sources} [input] */
async function instantiate(input) {
  const { base, kernel } = await compiled(input);
  try {
    accelerate(kernel, await bindgenInit({ module_or_path: base }));
  } catch (cause) {
    modules = undefined;
    throw loadFailed(cause);
  }
  state = "ready";
}

/**
 * Adds the kernel. If it is missing, cannot be instantiated, or fails its test, the main module computes without it.
 *
 * @param {WebAssembly.Module | undefined} kernel
 * @param {{ memory: WebAssembly.Memory }} instance
 */
function accelerate(kernel, { memory }) {
  if (!kernel) return;
  try {
    install(kernel, memory);
  } catch (error) {
    // Without the kernel the module still works, unless a trap has left its memory in an inconsistent state.
    if (!(error instanceof WebAssembly.RuntimeError)) return;
    markBroken(error);
    throw error;
  }
}

/**
 * `load`, but synchronous.
 *
 * @param {SyncSources} source
 */
export function loadSync(source) {
  if (state === "broken") throw internalError();
  if (loading && state === "empty") throw invalid("init() is still running: await it");
  if (loading) return;
  try {
    const compiledNow = compileAllSync(source);
    accelerate(compiledNow.kernel, raw.initSync({ module: compiledNow.base }));
    modules = Promise.resolve(compiledNow);
  } catch (cause) {
    if (cause instanceof SealpostError) throw cause;
    throw loadFailed(cause);
  }
  loading = Promise.resolve();
  state = "ready";
}

/**
 * Loads the modules when an entry is imported. If that fails, calls that need the module throw the error.
 *
 * @param {() => SyncSources} read
 */
export function loadAtStart(read) {
  try {
    loadSync(read());
  } catch (error) {
    startFailure = error;
  }
}

/**
 * Calls the wasm module and turns whatever is thrown into a {@link SealpostError}. `operation` must not run code of the
 * package's callers: an error that neither the wasm module nor this package throws makes the instance unusable.
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
    const known = thrown instanceof Error ? parseRecord(thrown.message) : undefined;
    if (known) throw new SealpostError(known.code, known.message, known);
    // A trap or a bug. The instance's memory may be inconsistent, so it is not used again.
    markBroken(thrown);
    throw internalError();
  }
}

/**
 * Frees objects of the wasm module. After a trap nothing is done: the instance is not used again, and an error of
 * `free` would replace the error that is being thrown.
 *
 * @param {({ free(): void } | undefined)[]} objects
 */
export function release(...objects) {
  if (state !== "ready") return;
  call(() => {
    for (const object of objects) object?.free();
  });
}

/**
 * In bytes. `hasMemory` does not check an allocation of at most this size: if it fails, no other call would work
 * either.
 */
const UNCHECKED_MEMORY = 8 << 20;

/**
 * Whether the wasm module can allocate this many bytes. A failed allocation during another call would trap.
 *
 * @param {number} bytes
 */
export function hasMemory(bytes) {
  return bytes <= UNCHECKED_MEMORY || call((raw) => raw.reserve(bytes));
}

/** Throws `message-too-long` unless {@link hasMemory}. @param {number} bytes */
export function checkMemory(bytes) {
  if (!hasMemory(bytes)) throw outOfMemory();
}

/** @param {unknown} [cause] */
export function outOfMemory(cause) {
  const advice = "free some memory, or send it in smaller parts";
  return new SealpostError("message-too-long", `there is not enough memory for this message: ${advice}`, {
    ...because("not-enough-memory"),
    cause,
  });
}

/** Throws unless the wasm module is loaded and no trap or bug has made it unusable. */
export function checkReady() {
  if (state === "empty") throw startFailure ?? notInitialized();
  if (state === "broken") throw internalError();
}

function notInitialized() {
  return new SealpostError("not-initialized", "sealpost is not loaded yet: await init() first");
}

/** Whether a trap or bug has made the instance unusable. Then the keys in its memory are unusable too. */
export function isBroken() {
  return state === "broken";
}

/** @param {unknown} cause */
function markBroken(cause) {
  if (state !== "broken") firstCause = cause;
  state = "broken";
}

/** @param {unknown} [cause] The cause, if it is not the one that broke the instance. */
export function internalError(cause = firstCause) {
  const text = "something unexpected stopped sealpost: reload the page or restart the program, and report it";
  return new SealpostError("internal-error", text, { cause });
}
