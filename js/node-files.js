// The entry sealpost/files for `import` in Node. The wasm module for files is read when the first file is sealed or
// opened; node.js loads the other one.
import { readFile } from "node:fs/promises";
import "./node.js";
import { provideAgeModule } from "./cjs/files/module.js";

// Bundlers for servers find the file by exactly this form, `new URL(…, import.meta.url)`.
provideAgeModule(() => readFile(new URL("./wasm/sealpost_age.wasm", import.meta.url)));

export * from "./cjs/files.js";
