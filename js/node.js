// The entry for `import` in Node: ready as soon as it is loaded. The classes are those of the CommonJS build, which
// node.cjs gives to `require`: one instance of the module and one set of classes, however the package is loaded.
import { readFileSync } from "node:fs";
import { load, loadSync } from "./cjs/module/instance.js";

/** @import { Input, Both } from "./index.js" */

/** @type {{ base: Uint8Array, kernel: Uint8Array } | undefined} */
let files;
try {
  // Written out, because bundlers for servers find files by exactly this form.
  const base = readFileSync(new URL("./wasm/sealpost_bg.wasm", import.meta.url));
  const kernel = readFileSync(new URL("./wasm/sealpost_kernel.wasm", import.meta.url));
  files = { base, kernel };
} catch {
  // A bundle that renders a page on a server must load, and has no use for them. What has one will be told to init().
}
if (files) loadSync(files);

export * from "./cjs/index.js";

/**
 * As in every entry; here it has nothing left to do. (Bundlers do not agree on what the default of CommonJS is.)
 *
 * @param {Input | PromiseLike<Input> | Both} [input]
 * @returns {Promise<void>}
 */
export default function init(input) {
  return load(input);
}
