// The worker's end of the worker for files: it has a codec for each file that is under way.
import { SealpostError } from "../base/errors.js";
import { post, wipe } from "../base/transfer.js";
import { internalError } from "../module/instance.js";
import { Codec } from "./codec.js";

/** @import { ToFiles } from "./remote-codec.js" */

/**
 * @typedef {object} Scope The members of the worker's global scope that are used.
 * @property {(message: any, transfer: any[]) => void} postMessage
 * @property {(event: MessageEvent<ToFiles>) => void} onmessage
 */

/**
 * Length in bytes of a piece of output. Where a page writes a file, each piece is a message to another process: with
 * pieces of 128 KiB Chromium writes half as fast.
 */
const PIECE = 512 << 10;

/**
 * The methods of a codec that the page calls, except `wipe`, by their names.
 *
 * @type {Record<string, (codec: Codec, args: any[]) => unknown>}
 */
const methods = {
  seal: (codec, [params]) => codec.seal(params),
  open: (codec, [armor]) => codec.open(armor),
  update: (codec, [batch, length, used]) => {
    codec.reuse(used.splice(0));
    // The batch is returned for its memory, which would otherwise pile up here until the next garbage collection.
    return { output: codec.update(batch.subarray(0, length)), batch };
  },
  finish: (codec) => codec.finish(),
  stanzas: (codec) => codec.stanzas(),
  unlock: (codec, [fileKey]) => codec.unlock(fileKey),
};

/** Serves the page's calls. @param {Scope} scope */
export function serve(scope) {
  /** @type {Map<number, Codec>} */
  const codecs = new Map();

  /** @param {ToFiles} message */
  const perform = async ({ file, method, args }) => {
    const codec = codecs.get(file);
    if (method === "create") {
      codecs.set(file, await Codec.create(/** @type {WebAssembly.Module} */ (args[0]), PIECE));
    } else if (method === "wipe") {
      codecs.delete(file);
      codec?.wipe();
    } else if (codec && Object.hasOwn(methods, method)) {
      return methods[method]?.(codec, args);
    }
    return undefined;
  };

  scope.onmessage = async ({ data }) => {
    try {
      post(scope, { call: data.call, result: await perform(data) });
    } catch (error) {
      const { code, message, cause } = error instanceof SealpostError ? error : internalError(error);
      const failure = { code, message, cause: code === "internal-error" ? String(cause) : undefined };
      post(scope, { call: data.call, failure });
    } finally {
      wipe(data.args);
    }
  };
}
