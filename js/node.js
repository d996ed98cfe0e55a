// The entry for Node: the same as index.js, ready as soon as it is loaded. The package has it as CommonJS, in js/cjs/,
// and a module around that for `import`: one instance and one set of classes, however it is loaded.
import { readFileSync } from "node:fs";
import { initSync } from "./index.js";

const [base, kernel] = ["sealpost_bg", "sealpost_kernel"].map((name) =>
  readFileSync(new URL(`./wasm/${name}.wasm`, import.meta.url)),
);
initSync({ base: /** @type {Buffer} */ (base), kernel });

export * from "./index.js";
export { default } from "./index.js";
