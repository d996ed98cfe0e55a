// What both entries for Node do when they are imported: they load the wasm module from its file. The entries import
// Node's modules and pass functions of them to this file, because a bundle that is an ES module cannot `require` Node's
// modules.
"use strict";
const { provideKeyObjects } = require("../cjs/api/jwk.js");
const { loadFailed, provideModules } = require("../cjs/module/compile.js");
const { loadAtStart } = require("../cjs/module/instance.js");
const { keyObjectExporter } = require("./key-object.cjs");

const ADVICE =
  "a bundle for a server needs the folder js/wasm of the package beside it, or leaves sealpost out (external), or uses " +
  "sealpost/inline; Deno needs --allow-read. The cause says where it was looked for";

/** @typedef {{ base: Uint8Array, kernel: Uint8Array }} Files */

/**
 * Loads the module with the first function in `places` that finds the files. If none does, the import does not fail,
 * because a server may only render pages. Then each call that needs the module fails with `load-failed`, whose cause is
 * the error of the first function, and `init` tries again.
 *
 * @param {((value: unknown) => boolean) | undefined} isKeyObject See `keyObjectExporter`.
 * @param {(() => Files)[]} places Each reads the files from one place, and throws if they are not there.
 */
exports.start = (isKeyObject, ...places) => {
  provideKeyObjects(keyObjectExporter(isKeyObject));
  const read = () => {
    /** @type {unknown[]} */
    const causes = [];
    for (const place of places) {
      try {
        return place();
      } catch (cause) {
        causes.push(cause);
      }
    }
    throw loadFailed(causes[0], ADVICE);
  };
  provideModules(read);
  loadAtStart(read);
};
