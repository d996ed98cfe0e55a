// The entry for Node: the same as index.js, ready as soon as it is imported.
import { readFileSync } from "node:fs";
import { initSync } from "./index.js";

initSync(readFileSync(new URL("./wasm/sealpost_bg.wasm", import.meta.url)));

export * from "./index.js";
export { default } from "./index.js";
