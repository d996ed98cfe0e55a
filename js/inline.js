// sealpost/inline: the modules and the workers stand in the program itself, and nothing is fetched. A policy must say
// `worker-src blob:` where the keyring is used.
import * as embedded from "./embedded.js";
import { internals } from "./internals.js";
import { provide } from "./wasm.js";

/** @import { MakeWorker } from "./keyring.js" */

provide(() => ({ base: unpacked(embedded.base), kernel: unpacked(embedded.kernel) }));

/** @type {MakeWorker} */
internals.makeWorker = (kind) => {
  const source = new Blob([embedded.workers, `start("${kind}");`], { type: "text/javascript" });
  const url = URL.createObjectURL(source);
  const worker = new Worker(url, { name: `sealpost ${kind}` });
  // It has been started from the URL, and whatever happens next comes from the worker.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
};

/** @param {string} packed Base64 of gzip. */
function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

export * from "./index.js";
export * from "./keyring.js";
export { default } from "./index.js";
