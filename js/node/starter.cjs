// What all entries for Node do when they are imported: they load their wasm module from its file, and let calls take
// keys of node:crypto. They pass in what they import from Node's modules, because a bundle that is an ES module cannot
// `require` them.
"use strict";
const { keyObjectExporter } = require("./key-object.cjs");

const ADVICE =
  "a bundle for a server needs the folder js/wasm of the package beside it, or leaves sealpost out (external), or uses " +
  "sealpost/inline; Deno needs --allow-read. The cause says where it was looked for";

/** @typedef {{ base: Uint8Array, kernel?: Uint8Array }} Files */
/**
 * The functions of the entry's own modules.
 *
 * @typedef {object} Parts
 * @property {typeof import("../api/jwk.js").provideKeyObjects} provideKeyObjects
 * @property {typeof import("../module/compile.js").loadFailed} loadFailed
 * @property {typeof import("../module/compile.js").provideModules} provideModules
 * @property {typeof import("../module/instance.js").loadAtStart} loadAtStart
 */

/**
 * Returns the function that an entry calls to load the module. Each of its arguments `places` looks for the files in
 * one place, and the first that finds them is used. If none does, the import does not fail, because a server may only
 * render pages; each call that needs the module fails with `load-failed`, whose cause is the error of the first
 * function, and `init` tries again.
 *
 * @param {Parts} parts
 * @returns {(isKeyObject: ((value: unknown) => boolean) | undefined, ...places: (() => Files)[]) => void} For the first
 * argument see `keyObjectExporter`.
 */
exports.starter =
  ({ provideKeyObjects, loadFailed, provideModules, loadAtStart }) =>
  (isKeyObject, ...places) => {
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
