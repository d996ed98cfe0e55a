// How the workers are made: from their files, which lie beside this one, unless an entry brings them along.
import { packageFolder } from "./wasm-files.js";

/** @import { MakeWorker } from "./client/keyring-types.js" */

/** @type {MakeWorker} */
const fromFiles = (kind) => {
  const folder = packageFolder();
  if (folder) return new Worker(`${folder}${kind}-worker.js`, { type: "module", name: `sealpost-${kind}` });
  // Written out, because bundlers find workers by exactly this form.
  return kind === "keyring"
    ? new Worker(new URL("./keyring-worker.js", import.meta.url), { type: "module", name: "sealpost-keyring" })
    : new Worker(new URL("./generator-worker.js", import.meta.url), { type: "module", name: "sealpost-generator" });
};

/**
 * @typedef {object} WorkerSource
 * @property {MakeWorker} make
 * @property {() => Promise<void>} [prepare] Awaited before the first `make`.
 */
/** @type {WorkerSource} */
let source = { make: fromFiles };

/**
 * Sets where the workers come from, for the entries that bring them along.
 *
 * @param {WorkerSource} provided
 */
export function provideWorkers(provided) {
  source = provided;
}

/** What makes the workers, ready to be called. */
export async function workerMaker() {
  await source.prepare?.();
  return source.make;
}
