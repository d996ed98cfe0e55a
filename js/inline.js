// sealpost/inline: the modules and the workers stand in the program itself, and nothing is fetched. A policy must say
// `worker-src blob:` where the keyring is used.
import * as embedded from "./embedded.js";
import { provideModules } from "./module/compile.js";
import { provideWorkers } from "./worker-files.js";

/** @import { MakeWorker } from "./client/keyring-types.js" */

provideModules(() => ({
  base: unpacked(embedded.base).arrayBuffer(),
  kernel: unpacked(embedded.kernel).arrayBuffer(),
}));

/** The program of the workers, which the classic script makes of its own functions. @type {string | undefined} */
let workers = embedded.program;

/** @type {MakeWorker} */
const make = (kind) => {
  const blob = new Blob([workers ?? "", `start("${kind}");`], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const worker = new Worker(url, { name: `sealpost-${kind}` });
  // Its first message shows that the program was read from the URL, which is not needed any more.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
};

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
