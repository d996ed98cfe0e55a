// The entry sealpost/inline: all of sealpost and sealpost/keyring, with the wasm modules and the workers' program in
// the script, so that nothing is fetched. For the keyring the page's policy must allow `worker-src blob:`.
import * as embedded from "./embedded.js";
import { provideModules } from "./module/compile.js";
import { provideWorkers, workerOf } from "./worker-files.js";

/** @import { MakeWorker } from "./client/keyring-types.js" */

provideModules(() => ({
  base: unpacked(embedded.base).arrayBuffer(),
  kernel: unpacked(embedded.kernel).arrayBuffer(),
}));

/**
 * The workers' program. The classic script contains it as text; otherwise `prepare` decompresses it.
 *
 * @type {string | undefined}
 */
let workers = embedded.program;

/** @type {MakeWorker} */
const make = (kind) => workerOf(`${workers ?? ""}start("${kind}");`, { name: `sealpost-${kind}` });

provideWorkers({
  make,
  prepare: async () => {
    workers ??= await unpacked(embedded.workers).text();
  },
});

/** @param {string} packed Base64 of gzip. */
function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

export * from "./index.js";
export * from "./keyring.js";
export { default } from "./index.js";
