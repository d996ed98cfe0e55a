// Makes the keyring's workers: from their files in js/, or, in an entry point that contains the workers' program
// (inline.js), with the function that this entry gives to `provideWorkers`.
import { SealpostError } from "./base/errors.js";
import { packageFolder } from "./wasm-files.js";

/** @import { MakeWorker } from "./client/keyring-types.js" */

/**
 * Makes a worker from its file. If this file is of another origin than the page, the worker is made from a small script
 * of the page's origin, which imports the file: browsers start no worker from another origin, but a worker may import
 * from one.
 *
 * @type {MakeWorker}
 */
const fromFiles = (kind) => {
  try {
    return fromFile(kind);
  } catch (error) {
    // The small script needs a URL of the web. In a bundle of webpack, `import.meta.url` begins with `file:`.
    if (/** @type {{ name?: unknown }} */ (error).name !== "SecurityError" || !/^https?:/.test(import.meta.url))
      throw error;
    const address = `${import.meta.url.replace(/[^/]*$/, "")}${kind}-worker.js`;
    return workerOf(`import ${JSON.stringify(address)};`, { type: "module", name: `sealpost-${kind}` });
  }
};

/**
 * Makes a worker from the text of its script. The page's policy must allow `worker-src blob:`.
 *
 * @param {string} script
 * @param {WorkerOptions} options
 */
export function workerOf(script, options) {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url, options);
  // After the worker's first message the URL has been read and is not needed any more.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
}

/** @type {MakeWorker} */
const fromFile = (kind) => {
  // Set if this file is a copy that does not have the workers' files beside it.
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

/**
 * Resolves to the function that makes the workers, once `prepare` has ended.
 *
 * @throws `worker-failed` if this runtime has no workers.
 */
export async function workerMaker() {
  if (typeof Worker === "undefined") {
    const advice = "use PrivateKey and PublicKey, or the option worker";
    throw new SealpostError("worker-failed", `the keyring needs workers, which this runtime has not: ${advice}`);
  }
  await source.prepare?.();
  return source.make;
}
