// The address of the module of sealpost/encrypt. In the bundles this file takes the place of js/wasm-files.js, and the
// address is relative to js/: the ES module is there, and in that for CommonJS, which is in js/cjs/, the build
// (xtask/bundle-entries.js) puts an address in place of `import.meta.url` from which it leads to js/ too.

/** The default address. Bundlers find the file by exactly this form, `new URL(…, import.meta.url)`. */
export const wasmFiles = () => ({ base: new URL("./wasm/sealpost_encrypt_bg.wasm", import.meta.url) });

/** The name of the module's file, and a function that only this module exports. */
export const BASE = { file: "sealpost_encrypt_bg.wasm", mark: "max_plaintext" };

/**
 * The address of js/, if this file is served from elsewhere: see js/wasm-files.js.
 *
 * @returns {string | undefined} With `/` at its end. Undefined if the other files are beside this one.
 */
export function packageFolder() {
  const [start, copied] = wasmFiles().base.href.split(/\/node_modules\/\.[^?]*\/deps\//);
  return copied && `${start}/node_modules/sealpost/js/`;
}
