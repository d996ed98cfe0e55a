// sealpost/inline: the modules and the workers stand in the program itself, and nothing is fetched. A policy must say
// `worker-src blob:` where the keyring is used.
import * as embedded from "./embedded.js";
import { internals } from "./internals.js";
import { provide } from "./wasm.js";

/** @import { MakeWorker } from "./keyring-types.js" */

provide(() => ({ base: unpacked(embedded.base).arrayBuffer(), kernel: unpacked(embedded.kernel).arrayBuffer() }));

/** The program of the workers, which the classic script makes of its own functions. @type {string | undefined} */
let workers = embedded.program;

internals.prepareWorkers = async () => {
  workers ??= await unpacked(embedded.workers).text();
};

/** @type {MakeWorker} */
internals.makeWorker = (kind) => {
  const source = new Blob([workers ?? "", `start("${kind}");`], { type: "text/javascript" });
  const url = URL.createObjectURL(source);
  const worker = new Worker(url, { name: `sealpost-${kind}` });
  // It has been started from the URL, and whatever happens next comes from the worker.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
};

/** @param {string} packed Base64 of gzip. */
function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

export * from "./index.js";
export * from "./keyring.js";
export { default } from "./index.js";
