// The wasm module for files: crates/age. It is loaded when the first file is sealed or opened.
import { ageFile } from "../files-urls.js";
import { SealpostError } from "../base/errors.js";
import { compile } from "../module/compile.js";

/** @import { Source } from "../module/compile.js" */

/** Where the module is. @type {() => Source} */
let find = ageFile;

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/**
 * Sets where the module is, for entries that read it from a file or have it compiled.
 *
 * @param {typeof find} provided
 */
export function provideAgeModule(provided) {
  find = provided;
}

/**
 * The compiled module. After a failure the next call tries again.
 *
 * @throws `load-failed`
 */
export function ageModule() {
  compiled ??= load().catch((error) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function load() {
  try {
    return await compile(find());
  } catch (error) {
    // An error of `compile` already says what to do about the main module; its cause is the same here.
    const cause = error instanceof SealpostError ? error.cause : error;
    const advice = "serve sealpost_age.wasm beside sealpost_bg.wasm, and allow 'wasm-unsafe-eval' in the page's policy";
    throw new SealpostError("load-failed", `the module for files could not be loaded: ${advice}`, { cause });
  }
}
