// The addresses of the wasm modules. This file is in js/ itself because a bundler may keep the relative addresses,
// which then mean `wasm/` beside the bundle.

/** The default addresses. Bundlers find the files by exactly this form, `new URL(…, import.meta.url)`. */
export const wasmFiles = () => ({
  base: new URL("./wasm/sealpost_bg.wasm", import.meta.url),
  kernel: new URL("./wasm/sealpost_kernel.wasm", import.meta.url),
});

/** The name of the main module's file, and a function that only this module exports. */
export const BASE = { file: "sealpost_bg.wasm", mark: "rawprivatekey_parse" };

/**
 * The address of js/, if this file is served from elsewhere. Vite's development server before version 8 serves a copy
 * of this file from its cache, node_modules/.vite/deps/, which has neither the wasm modules nor the workers.
 *
 * @returns {string | undefined} With `/` at its end. Undefined if the other files are beside this one.
 */
export function packageFolder() {
  const [start, copied] = wasmFiles().base.href.split(/\/node_modules\/\.[^?]*\/deps\//);
  return copied && `${start}/node_modules/sealpost/js/`;
}
