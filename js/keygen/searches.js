// The page's side of making a key: generators search, the keyring worker gets what they find, the page sees neither.
import { probabilityOfEnd } from "./generators.js";
import { abortable } from "../client/rpc.js";
import { wipe } from "../base/transfer.js";

/** @import { Connection } from "../client/connection.js" */
/** @import { Progress } from "../client/keyring-types.js" */
/** @import { Actions, KeyOptions } from "../client/protocol.js" */
/** @import { Call } from "../client/rpc.js" */

/**
 * @typedef {object} Aim
 * @property {number} bits
 * @property {KeyOptions} keyOptions
 * @property {AbortSignal | undefined} signal
 * @property {((progress: Progress) => void) | undefined} onProgress
 */

/** Milliseconds between two calls of `onProgress`. */
const PROGRESS_EVERY = 50;

/** Searches one after the other. */
export class Searches {
  #connection;
  /** Settles when no search is under way or waiting. */
  #turn = Promise.resolve();

  /** @param {Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /** @param {Aim} aim */
  async generate(aim) {
    const previous = this.#turn;
    /** @type {() => void} */
    let done = () => {};
    this.#turn = new Promise((resolve) => (done = resolve));
    try {
      await abortable(previous, aim.signal);
      return await this.#search(aim);
    } finally {
      wipe(aim.keyOptions);
      previous.then(done);
    }
  }

  /** @param {Aim} aim */
  async #search({ bits, keyOptions, signal, onProgress }) {
    const connection = this.#connection;
    const { generators } = connection;
    const started = performance.now();
    const progress = () => {
      const { candidates } = generators;
      return { elapsed: performance.now() - started, candidates, probability: probabilityOfEnd(bits, candidates) };
    };
    /** @type {Call<Actions["generate"]["result"]> | undefined} */
    let call;
    let timer;
    try {
      const entry = await new Promise((resolve, reject) => {
        const ports = generators.start(bits, reject);
        call = connection.start("generate", { ...keyOptions, ports });
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
