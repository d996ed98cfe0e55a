// The addresses of the wasm modules, relative to this file. It is in js/ itself so that a bundle in its place finds the
// modules in `wasm/` beside the bundle.

/** The default addresses. Bundlers recognise files by exactly this expression. */
export const wasmFiles = () => ({
  base: new URL("./wasm/sealpost_bg.wasm", import.meta.url),
  kernel: new URL("./wasm/sealpost_kernel.wasm", import.meta.url),
});

/**
 * The address of js/, if the package's other files are not beside this one. Vite's development server before version 8
 * serves a copy of this file from its cache in node_modules, which has no other file of the package.
 *
 * @returns {string | undefined} With `/` at its end; undefined if the files are beside this one.
 */
export function packageFolder() {
  const [start, copied] = wasmFiles().base.href.split(/\/node_modules\/\.[^?]*\/deps\//);
  return copied && `${start}/node_modules/sealpost/js/`;
}
