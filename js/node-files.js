// The entry sealpost/files for `import` in Node. The wasm module for files is read when the first file is sealed or
// opened; node.js loads the main wasm module.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import "./node.js";
import { provideAgeModule } from "./cjs/files/module.js";

/** The same three places as in node.js. */
const places = [
  async () => readFile(join(dirname(fileURLToPath(import.meta.url)), "wasm/sealpost_age.wasm")),
  async () => readFile(new URL("./wasm/sealpost_age.wasm", import.meta.url)),
  async () => readFile(join(__dirname, "wasm/sealpost_age.wasm")),
];

provideAgeModule(async () => {
  /** @type {unknown[]} */
  const causes = [];
  for (const place of places) {
    try {
      return await place();
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw causes[0];
});

export * from "./cjs/files.js";
