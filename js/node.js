// The entry `sealpost` for `import` in Node. It loads the wasm module from its file: programs need not call `init`. It
// exports the CommonJS build, as node.cjs does: a program that uses both `import` and `require` has one instance of the
// wasm module and one set of classes.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "node:util";
import { checkCount } from "./cjs/base/arguments.js";
import { load } from "./cjs/module/instance.js";
import { start } from "./node/start.cjs";

/** @import { Input, Both } from "./index.js" */

start(
  types.isKeyObject,
  // Next.js, Nitro and other tools that trace the files of a server find the wasm files by this form.
  () => ({
    base: readFileSync(join(dirname(fileURLToPath(import.meta.url)), "wasm/sealpost_bg.wasm")),
    kernel: readFileSync(join(dirname(fileURLToPath(import.meta.url)), "wasm/sealpost_kernel.wasm")),
  }),
  // webpack finds the wasm files by exactly this form, and emits them.
  () => ({
    base: readFileSync(new URL("./wasm/sealpost_bg.wasm", import.meta.url)),
    kernel: readFileSync(new URL("./wasm/sealpost_kernel.wasm", import.meta.url)),
  }),
  // A bundle in CommonJS has no `import.meta.url`.
  () => ({
    base: readFileSync(join(__dirname, "wasm/sealpost_bg.wasm")),
    kernel: readFileSync(join(__dirname, "wasm/sealpost_kernel.wasm")),
  }),
);

export * from "./cjs/index.js";

/**
 * `init` of js/index.js, for programs that call it in every runtime: here the wasm module is loaded already. This entry
 * defines it again, because bundlers differ in what the default export of a CommonJS module is.
 *
 * @param {Input | PromiseLike<Input> | Both} [input]
 * @returns {Promise<void>}
 */
export default async function init(input) {
  checkCount(arguments, 1);
  await load(input);
}
