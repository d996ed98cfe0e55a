// The entry sealpost/rollup: a plugin for Rollup, and for Rolldown. It emits the wasm modules as assets and the workers
// as chunks, under the names that the build gives them, which Rollup does not do by itself.
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { filesNamedIn, replaced } from "./bundled-files.js";

/**
 * What the plugin uses of Rollup's context.
 *
 * @typedef {object} PluginContext
 * @property {(file: any) => string} emitFile
 */
/**
 * The members of a Rollup plugin that this one has.
 *
 * @typedef {object} SealpostPlugin
 * @property {string} name
 * @property {(this: PluginContext, code: string, id: string) => Promise<{ code: string, map: null } | null>} transform
 */

/**
 * The plugin, for `plugins` in the configuration. The output must be in the format "es".
 *
 * @returns {SealpostPlugin}
 */
export default function sealpost() {
  return {
    name: "sealpost",
    async transform(code, id) {
      const files = filesNamedIn(code);
      if (files.length === 0) return null;
      /** @type {Map<string, string>} */
      const urls = new Map();
      for (const { file, isWorker } of files) {
        const path = join(dirname(id), file);
        const reference = isWorker
          ? this.emitFile({ type: "chunk", id: path, name: basename(file, ".js") })
          : this.emitFile({ type: "asset", name: basename(file), source: await readFile(path) });
        urls.set(file, `new URL(import.meta.ROLLUP_FILE_URL_${reference})`);
      }
      return { code: replaced(code, urls), map: null };
    },
  };
}
