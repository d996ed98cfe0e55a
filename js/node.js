// The entry for `import` in Node. The module is loaded from its file, without `init`. The classes are those of the
// CommonJS build, which node.cjs gives to `require`: so a program has one instance of the module and one set of
// classes.
import { readFileSync } from "node:fs";
import { load, loadSync } from "./cjs/module/instance.js";

/** @import { Input, Both } from "./index.js" */

/** @type {{ base: Uint8Array, kernel: Uint8Array } | undefined} */
let files;
try {
  // Bundlers for servers recognise files by exactly this expression.
  const base = readFileSync(new URL("./wasm/sealpost_bg.wasm", import.meta.url));
  const kernel = readFileSync(new URL("./wasm/sealpost_kernel.wasm", import.meta.url));
  files = { base, kernel };
} catch {
  // A server's bundle may not contain the files. It must load all the same, to render pages; other calls then fail with
  // `not-initialized`.
}
if (files) loadSync(files);

export * from "./cjs/index.js";

/**
 * As in the other entries. Here the module is loaded already. It is defined again, because bundlers differ in what the
 * default export of a CommonJS module is.
 *
 * @param {Input | PromiseLike<Input> | Both} [input]
 * @returns {Promise<void>}
 */
export default function init(input) {
  return load(input);
}
