// The entry sealpost/files for `import` in Node. The wasm module for files is read when the first file is sealed or
// opened; node.js loads the main wasm module.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import "./node.js";
import { provideAgeModule } from "./cjs/files/module.js";

provideAgeModule(async () => {
  try {
    // Next.js, Nitro and other tools that trace the files of a server find the wasm file by this form.
    return await readFile(join(dirname(fileURLToPath(import.meta.url)), "wasm/sealpost_age.wasm"));
  } catch {
    // webpack finds the wasm file by exactly this form, and emits it.
    return readFile(new URL("./wasm/sealpost_age.wasm", import.meta.url));
  }
});

export * from "./cjs/files.js";
