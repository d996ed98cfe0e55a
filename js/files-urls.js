// The addresses of the wasm module for files and of the worker for files. This file is in js/ itself for the same
// reason as wasm-files.js: a bundler may keep the relative addresses, which then mean files beside the bundle.
import { packageFolder } from "./wasm-files.js";

/** The module's default address. Bundlers find the file by exactly this form, `new URL(…, import.meta.url)`. */
export function ageFile() {
  const folder = packageFolder();
  return folder ? `${folder}wasm/sealpost_age.wasm` : new URL("./wasm/sealpost_age.wasm", import.meta.url);
}

/** Makes the worker in which a page seals and opens files. */
export function makeFilesWorker() {
  const folder = packageFolder();
  if (folder) return new Worker(`${folder}files-worker.js`, { type: "module", name: "sealpost-files" });
  return new Worker(new URL("./files-worker.js", import.meta.url), { type: "module", name: "sealpost-files" });
}
