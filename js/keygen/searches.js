// Runs `Keyring.generate` and `addSigningKey` in the page: starts the generators and the keyring worker's call, reports
// progress, and ends the search. Generators send candidates to the keyring worker over ports that the page does not
// read.
import { probabilityOfEnd } from "./generators.js";
import { abortable } from "../client/rpc.js";
import { wipe } from "../base/transfer.js";

/** @import { Connection } from "../client/connection.js" */
/** @import { Progress } from "../client/keyring-types.js" */
/** @import { Actions, AddSigningKeyParams, GenerateParams } from "../client/protocol.js" */
/** @import { Call } from "../client/rpc.js" */

/** @typedef {"generate" | "addSigningKey"} SearchAction */
/**
 * @typedef {object} KeyRequest
 * @property {number} bits Of the modulus.
 * @property {number} keys How many keys to search for, one after the other.
 * @property {SearchAction} action
 * @property {Omit<GenerateParams, "ports"> | Omit<AddSigningKeyParams, "ports">} params Those of the action.
 * @property {AbortSignal | undefined} signal
 * @property {((progress: Progress) => void) | undefined} onProgress
 */

/** Milliseconds between two calls of `onProgress`. */
const PROGRESS_EVERY = 50;

/** The key searches of one keyring, of which only one runs at a time. */
export class Searches {
  #connection;
  /** Resolves when all searches that were started have ended. */
  #last = Promise.resolve();

  /** @param {Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /** @param {KeyRequest} request */
  async generate(request) {
    const previous = this.#last;
    /** @type {() => void} */
    let done = () => {};
    this.#last = new Promise((resolve) => (done = resolve));
    try {
      await abortable(previous, request.signal);
      return await this.#search(request);
    } finally {
      wipe(request.params);
      previous.then(done);
    }
  }

  /** @param {KeyRequest} request */
  async #search({ bits, keys, action, params, signal, onProgress }) {
    const connection = this.#connection;
    const { generators } = connection;
    const started = performance.now();
    const progress = () => {
      const { candidates } = generators;
      return {
        elapsed: performance.now() - started,
        candidates,
        probability: probabilityOfEnd(bits, candidates, keys),
      };
    };
    /** @type {Call<Actions[SearchAction]["result"]> | undefined} */
    let call;
    let timer;
    try {
      const entry = await new Promise((resolve, reject) => {
        const ports = generators.start(bits, reject);
        call = connection.start(action, /** @type {any} */ ({ ...params, ports }));
        abortable(call.result, signal).then(resolve, reject);
        if (onProgress) timer = setInterval(() => onProgress(progress()), PROGRESS_EVERY);
      });
      generators.stop();
      return entry;
    } catch (error) {
      generators.terminate();
      call?.cancel();
      call?.result.catch(() => {});
      throw error;
    } finally {
      clearInterval(timer);
    }
  }
}
