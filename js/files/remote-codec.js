// The page's end of the worker for files. A codec in the worker has the methods of one in the page, but asynchronous.
import { SealpostError } from "../base/errors.js";
import { post, wipe } from "../base/transfer.js";
import { errorOf } from "../client/rpc.js";
import { makeFilesWorker } from "../files-urls.js";
import { Codec } from "./codec.js";
import { ageModule } from "./module.js";

/** @import { NewBytes } from "../index.js" */
/** @import { ModuleWorker } from "../client/keyring-types.js" */
/** @import { Failure } from "../client/protocol.js" */
/** @import { SealParams } from "./codec.js" */

/**
 * @template T
 * @typedef {T | Promise<T>} MaybePromise
 */
/**
 * @typedef {object} AsyncCodec A codec in this thread or in the worker. See {@link Codec}.
 * @property {(params: SealParams) => MaybePromise<NewBytes[]>} seal
 * @property {(armor: boolean | undefined) => MaybePromise<void>} open
 * @property {(bytes: Uint8Array) => MaybePromise<NewBytes[]>} update
 * @property {() => MaybePromise<NewBytes[]>} finish
 * @property {() => MaybePromise<NewBytes | undefined>} stanzas
 * @property {(fileKey: Uint8Array) => MaybePromise<NewBytes[]>} unlock
 * @property {() => void} wipe
 */

/**
 * A call of a method of the codec with the number `file`. "create" makes the codec.
 *
 * @typedef {{ call: number, file: number, method: string, args: unknown[] }} ToFiles
 */
/** @typedef {{ call: number, result?: unknown, failure?: Failure }} FromFiles */

/** How many bytes are sent to the worker at once. Each message takes some tens of microseconds. */
const BATCH = 512 << 10;

/** The worker, which all files of the page share. */
class FilesWorker {
  #worker;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: unknown) => void }>} */
  #pending = new Map();
  #calls = 0;
  #files = 0;
  isRunning = true;

  /** @param {ModuleWorker} worker */
  constructor(worker) {
    this.#worker = worker;
    worker.addEventListener("message", (/** @type {MessageEvent<FromFiles>} */ { data }) => this.#settle(data));
    worker.addEventListener("error", () => this.#stop());
    worker.addEventListener("messageerror", () => this.#stop());
  }

  /** Makes a codec, and returns its number. */
  async create() {
    this.#files += 1;
    const file = this.#files;
    await this.call(file, "create", await ageModule());
    return file;
  }

  /**
   * @param {number} file
   * @param {string} method
   * @param {unknown[]} args Bytes in them are transferred.
   * @returns {Promise<any>}
   */
  call(file, method, ...args) {
    return new Promise((resolve, reject) => {
      this.#calls += 1;
      this.#pending.set(this.#calls, { resolve, reject });
      post(this.#worker, { call: this.#calls, file, method, args });
    });
  }

  /** @param {FromFiles} response */
  #settle({ call, result, failure }) {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    if (failure) pending?.reject(errorOf(failure));
    else pending?.resolve(result);
  }

  #stop() {
    this.isRunning = false;
    this.#worker.terminate();
    const error = new SealpostError("worker-failed", "the worker for files stopped: seal or open the file again");
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/**
 * @typedef {{ output: NewBytes[], batch: NewBytes }} Sent The output for a batch, and the batch, whose memory is
 * reused.
 */

/** @implements {AsyncCodec} */
class RemoteCodec {
  #worker;
  #file;
  /** Bytes that are not sent yet: the first `#length` of the batch. */
  #batch = new Uint8Array(BATCH);
  #length = 0;
  /** The batch that is filled next. */
  #spare = new Uint8Array(BATCH);
  /** Output that was copied. The worker uses its memory again. @type {NewBytes[]} */
  #used = [];
  /** The batch that the worker has. @type {Promise<Sent> | undefined} */
  #sent;
  #isWiped = false;

  /**
   * @param {FilesWorker} worker
   * @param {number} file
   */
  constructor(worker, file) {
    this.#worker = worker;
    this.#file = file;
  }

  /** @param {SealParams} params */
  seal(params) {
    return this.#call("seal", params);
  }

  /** @param {boolean | undefined} armor */
  open(armor) {
    return this.#call("open", armor);
  }

  /** @param {Uint8Array} bytes They are copied, because the batch is transferred. */
  async update(bytes) {
    /** @type {NewBytes[]} */
    const outputs = [];
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + BATCH - this.#length);
      this.#batch.set(piece, this.#length);
      this.#length += piece.length;
      at += piece.length;
      if (this.#length === BATCH) outputs.push(...(await this.#send()));
    }
    return outputs;
  }

  async finish() {
    const outputs = await this.#flush();
    return [...outputs, ...(await this.#call("finish"))];
  }

  async stanzas() {
    // The header is short, and the file key is needed before more is sent. There is no output before that.
    await this.#flush();
    return this.#call("stanzas");
  }

  /** @param {Uint8Array} fileKey */
  unlock(fileKey) {
    return this.#call("unlock", fileKey);
  }

  wipe() {
    this.#isWiped = true;
    wipe([this.#batch, this.#spare, this.#used]);
    if (this.#worker.isRunning) this.#call("wipe").catch(() => {});
  }

  /**
   * Sends the batch, and returns the output for the one before: while the worker has one batch, the next is filled.
   *
   * @returns {Promise<NewBytes[]>}
   */
  async #send() {
    const output = await this.#receive();
    if (this.#length === 0) return output;
    this.#sent = this.#call("update", this.#batch, this.#length, this.#used).then((/** @type {Sent} */ sent) => {
      if (this.#isWiped) wipe([sent.batch, ...sent.output]);
      return sent;
    });
    // `#receive` throws the error.
    this.#sent.catch(() => {});
    this.#batch = this.#spare;
    this.#length = 0;
    this.#used = [];
    return output;
  }

  /**
   * The output for the batch that was sent last, copied. Chromium does not count memory that was transferred when it
   * decides whether to collect garbage, so that hundreds of megabytes would pile up in this thread.
   *
   * @returns {Promise<NewBytes[]>}
   */
  async #receive() {
    if (!this.#sent) return [];
    const { output, batch } = await this.#sent;
    this.#sent = undefined;
    this.#spare = batch;
    this.#used = output;
    return output.map((piece) => piece.slice());
  }

  /** Sends what is left, and returns all output that is complete. */
  async #flush() {
    const output = await this.#send();
    return [...output, ...(await this.#receive())];
  }

  /**
   * @param {string} method
   * @param {unknown[]} args
   * @returns {Promise<any>}
   */
  #call(method, ...args) {
    if (!this.#worker.isRunning) {
      wipe(args);
      return Promise.reject(new SealpostError("worker-failed", "the worker for files stopped: try it again"));
    }
    return this.#worker.call(this.#file, method, ...args);
  }
}

/** @type {FilesWorker | undefined} */
let worker;
/** Whether a worker could not start: then the page does the work. */
let isWorkerMissing = false;

/**
 * Makes a codec: in a page in the worker, elsewhere in this thread. If the worker cannot start, because its file is not
 * where it should be or a policy forbids it, the page does the work in this thread, in pieces.
 *
 * @param {(() => ModuleWorker) | undefined} makeWorker Given by the caller. With it a worker does the work outside of
 * pages too, and if that cannot start, this fails. It is called only if no worker for files is running yet.
 * @returns {Promise<AsyncCodec>}
 */
export async function makeCodec(makeWorker) {
  const module = await ageModule();
  if (makeWorker || (isPage() && !isWorkerMissing)) {
    try {
      if (!worker?.isRunning) worker = new FilesWorker((makeWorker ?? makeFilesWorker)());
      return new RemoteCodec(worker, await worker.create());
    } catch (error) {
      const isStarted = error instanceof SealpostError && error.code !== "worker-failed";
      if (isStarted || makeWorker) throw error;
      isWorkerMissing = true;
    }
  }
  return Codec.create(module);
}

/** Whether this is a page, whose thread draws and answers to clicks. */
function isPage() {
  return typeof document !== "undefined" && typeof Worker !== "undefined";
}
