// The stream of what a codec returns. The source is read only as far as the stream is read.
import { wipe } from "../base/transfer.js";
import { abortError } from "../client/rpc.js";

/** @import { FileProgress } from "../files.js" */
/** @import { NewBytes } from "../index.js" */
/** @import { Input } from "./source.js" */
/** @import { AsyncCodec } from "./remote-codec.js" */

/**
 * @typedef {object} Work A file under way.
 * @property {Input} input
 * @property {AbortSignal | undefined} signal
 * @property {((progress: FileProgress) => void) | undefined} onProgress
 */

/** After how many milliseconds of work in this thread other tasks get their turn. */
const TURN = 30;

/** Waits until other tasks of this thread, such as timers, had their turn. @returns {Promise<void>} */
function otherTasks() {
  // Browsers have no `setImmediate`, and in runtimes that have it a timer waits for a millisecond or more.
  const { setImmediate: soon = setTimeout } = /** @type {{ setImmediate?: (task: () => void) => void }} */ (globalThis);
  return new Promise((resolve) => soon(resolve));
}

/** One file, from its source through a codec to the stream that the caller reads. */
export class FileStream {
  #input;
  #signal;
  #onProgress;
  /** @type {AsyncCodec | undefined} */
  #codec;
  /** Bytes of the source that were read. */
  #bytes = 0;
  /** What is ready to be read. @type {NewBytes[]} */
  #ready = [];
  #hasEnded = false;
  /** Milliseconds for which the codec has kept this thread busy since the last turn of other tasks. */
  #busy = 0;
  /** Ends the stream with an error, once there is a stream. @type {(error: unknown) => void} */
  #fail = () => {};

  /** @param {Work} work */
  constructor({ input, signal, onProgress }) {
    this.#input = input;
    this.#signal = signal;
    this.#onProgress = onProgress;
    if (signal?.aborted) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /**
   * The stream. `begin` makes the codec, and returns it with the first output.
   *
   * @param {() => Promise<{ codec: AsyncCodec, output: NewBytes[] }>} begin
   * @returns {ReadableStream<NewBytes>}
   */
  stream(begin) {
    return new ReadableStream(
      {
        start: async (controller) => {
          this.#fail = (error) => controller.error(error);
          if (this.#signal?.aborted) return controller.error(abortError(this.#signal));
          await this.#guard(async () => {
            const { codec, output } = await begin();
            this.use(codec);
            this.#ready.push(...output);
          });
        },
        pull: (controller) => this.#guard(() => this.#pull(controller)),
        cancel: (reason) => this.end(reason),
      },
      // Nothing is read before somebody asks for it.
      { highWaterMark: 0 },
    );
  }

  /** @param {AsyncCodec} codec It is wiped at the end. */
  use(codec) {
    this.#codec = codec;
    if (this.#hasEnded) codec.wipe();
  }

  /** Reads a piece of the source. Undefined at its end. */
  async read() {
    const piece = await this.#input.next();
    if (piece && !this.#hasEnded) {
      this.#bytes += piece.length;
      const { total } = this.#input;
      this.#onProgress?.({ bytes: this.#bytes, ...(total !== undefined && { total }) });
    }
    return piece;
  }

  /** Ends everything: no more is read, and the codec is wiped. @param {unknown} [reason] */
  end(reason) {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#codec?.wipe();
    this.#input.cancel(reason);
    wipe(this.#ready);
    this.#ready = [];
  }

  #abort = () => {
    const signal = /** @type {AbortSignal} */ (this.#signal);
    this.end(signal.reason);
    this.#fail(abortError(signal));
  };

  /**
   * Runs a step. If it fails, everything ends.
   *
   * @param {() => Promise<void>} step
   */
  async #guard(step) {
    try {
      await step();
    } catch (error) {
      // After an abort the stream has its error already.
      if (this.#hasEnded) return;
      this.end(error);
      throw error;
    }
  }

  /**
   * Calls the codec. If the source is in memory and the reader does not wait for anything either, everything is done in
   * microtasks: without a pause no timer would run, and no abort would be noticed, before the end of the file.
   *
   * @param {() => NewBytes[] | Promise<NewBytes[]>} call
   */
  async #timed(call) {
    const started = performance.now();
    const pending = call();
    this.#busy += performance.now() - started;
    const output = await pending;
    if (this.#busy > TURN) {
      this.#busy = 0;
      await otherTasks();
    }
    return output;
  }

  /**
   * Gives out the output that is ready. If there is none, reads until the codec has some, or the source ends.
   *
   * @param {ReadableStreamDefaultController<NewBytes>} controller
   */
  async #pull(controller) {
    const codec = /** @type {AsyncCodec} */ (this.#codec);
    let isLast = false;
    while (this.#ready.length === 0 && !isLast) {
      const piece = await this.read();
      if (this.#hasEnded) return;
      isLast = piece === undefined;
      const output = await this.#timed(() => (piece ? codec.update(piece) : codec.finish()));
      if (this.#hasEnded) {
        wipe(output);
        return;
      }
      this.#ready.push(...output);
    }
    for (const output of this.#ready.splice(0)) controller.enqueue(output);
    if (isLast) {
      controller.close();
      this.end();
    }
  }
}
