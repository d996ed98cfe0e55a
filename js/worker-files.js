// Makes the keyring's workers: from their files in js/, or, in an entry point that contains the workers' program
// (inline.js), with the function that it gives to `provideWorkers`.
import { packageFolder } from "./wasm-files.js";

/** @import { MakeWorker } from "./client/keyring-types.js" */

/** @type {MakeWorker} */
const fromFiles = (kind) => {
  // Undefined unless this file is a copy, without the workers' files beside it.
  const folder = packageFolder();
  if (folder) return new Worker(`${folder}${kind}-worker.js`, { type: "module", name: `sealpost-${kind}` });
  // Bundlers find the workers by exactly this form, `new Worker(new URL(…, import.meta.url))`.
  switch (kind) {
    case "keyring":
      return new Worker(new URL("./keyring-worker.js", import.meta.url), { type: "module", name: "sealpost-keyring" });
    case "generator":
      return new Worker(new URL("./generator-worker.js", import.meta.url), {
        type: "module",
        name: "sealpost-generator",
      });
    default:
      return new Worker(new URL("./cipher-worker.js", import.meta.url), { type: "module", name: "sealpost-cipher" });
  }
};

/**
 * @typedef {object} WorkerSource
 * @property {MakeWorker} make
 * @property {() => Promise<void>} [prepare] Awaited before the first `make`.
 */
/** @type {WorkerSource} */
let source = { make: fromFiles };

/**
 * Sets how the workers are made, for entries that contain the workers' program.
 *
 * @param {WorkerSource} provided
 */
export function provideWorkers(provided) {
  source = provided;
}

/** Resolves to the function that makes the workers, once `prepare` has ended. */
export async function workerMaker() {
  await source.prepare?.();
  return source.make;
}
