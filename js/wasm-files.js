// Where the wasm modules are: beside this file. It lies in js/ and not in a folder below, because a bundle that takes the
// place of this file then finds them in `wasm/` beside itself.

/** Written out, because bundlers find files by exactly this form. */
export const wasmFiles = () => ({
  base: new URL("./wasm/sealpost_bg.wasm", import.meta.url),
  kernel: new URL("./wasm/sealpost_kernel.wasm", import.meta.url),
});

/**
 * The folder of the package's files where they are not beside this one: Vite's development server before version 8 serves
 * a copy of this file out of its folder of bundled dependencies in node_modules, which has no other file of the package.
 *
 * @returns {string | undefined} With `/` at its end; undefined where the files are beside this one.
 */
export function packageFolder() {
  const [start, copied] = wasmFiles().base.href.split(/\/node_modules\/\.[^?]*\/deps\//);
  return copied && `${start}/node_modules/sealpost/js/`;
}
