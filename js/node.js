// The entry `sealpost` for `import` in Node. It loads the wasm module from its file: programs need not call `init`. It
// exports the CommonJS build, as node.cjs does: a program that uses both `import` and `require` has one instance of the
// wasm module and one set of classes.
import { readFileSync } from "node:fs";
import { load, loadSync } from "./cjs/module/instance.js";

/** @import { Input, Both } from "./index.js" */

/** @type {{ base: Uint8Array, kernel: Uint8Array } | undefined} */
let files;
try {
  // Bundlers for servers find the files by exactly this form, `new URL(…, import.meta.url)`.
  const base = readFileSync(new URL("./wasm/sealpost_bg.wasm", import.meta.url));
  const kernel = readFileSync(new URL("./wasm/sealpost_kernel.wasm", import.meta.url));
  files = { base, kernel };
} catch {
  // A server's bundle may not contain the files. The import must not fail then, because such a server may only render
  // pages; calls that need the wasm module fail with `not-initialized`.
}
if (files) loadSync(files);

export * from "./cjs/index.js";

/**
 * `init` of js/index.js, for programs that call it in every runtime: here the wasm module is loaded already. This entry
 * defines it again, because bundlers differ in what the default export of a CommonJS module is.
 *
 * @param {Input | PromiseLike<Input> | Both} [input]
 * @returns {Promise<void>}
 */
export default function init(input) {
  return load(input);
}
