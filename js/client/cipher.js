// AES-GCM for the content of messages: in the page, or in the cipher worker if the message is long.
import { aesGcm } from "../base/aes-gcm.js";
import { post } from "../base/transfer.js";
import { outOfMemory } from "../module/instance.js";

/** @import { NewBytes } from "../index.js" */
/** @import { Operation, Parameters } from "../base/aes-gcm.js" */
/** @import { ModuleWorker } from "./keyring-types.js" */
/** @import { FromCipher } from "./protocol.js" */

/** @typedef {{ resolve: (output: NewBytes | undefined) => void, reject: (error: unknown) => void }} Job */

/** In bytes. Longer contents go to the worker, because WebCrypto would block the page's thread for too long. */
const PAGE_LIMIT = 8 << 20;

export class Cipher {
  #spawn;
  /** The worker, once it runs; undefined if it cannot start. @type {Promise<ModuleWorker | undefined> | undefined} */
  #worker;
  /** Ends the worker, which need not have started. */
  #terminate = () => {};
  /** The jobs that have no result yet, by id. @type {Map<number, Job>} */
  #jobs = new Map();
  #lastId = 0;
  /** Set by {@link close}. @type {Error | undefined} */
  #closed;

  /** @param {() => ModuleWorker} spawn */
  constructor(spawn) {
    this.#spawn = spawn;
  }

  /**
   * Encrypts or decrypts: see {@link aesGcm}. `input` cannot be used afterwards.
   *
   * @param {Operation} operation
   * @param {Parameters} parameters
   * @param {NewBytes} input
   * @returns {Promise<NewBytes | undefined>}
   */
  async run(operation, parameters, input) {
    if (this.#closed) throw this.#closed;
    const worker = input.length > PAGE_LIMIT ? await (this.#worker ??= this.#start()) : undefined;
    if (this.#closed) throw this.#closed;
    if (!worker) return aesGcm(operation, parameters, input).catch(throwOutOfMemory);
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#jobs.set(this.#lastId, { resolve, reject });
      post(worker, { id: this.#lastId, operation, parameters, input });
    });
  }

  /** Ends the worker. @param {Error} error With it, jobs that have no result yet fail, and later jobs too. */
  close(error) {
    this.#closed = error;
    this.#terminate();
    this.#failAll(error);
  }

  /** @returns {Promise<ModuleWorker | undefined>} */
  #start() {
    return new Promise((resolve) => {
      /** @type {ModuleWorker} */
      let worker;
      try {
        worker = this.#spawn();
      } catch {
        return resolve(undefined);
      }
      let hasStarted = false;
      this.#terminate = () => {
        worker.terminate();
        resolve(undefined);
      };
      worker.addEventListener("message", (/** @type {MessageEvent<FromCipher>} */ { data }) => {
        if (!("ready" in data)) return this.#settle(data);
        hasStarted = true;
        return resolve(worker);
      });
      for (const type of /** @type {const} */ (["error", "messageerror"])) {
        // An error before the worker runs means that its file is missing or blocked: from now on the page's thread does
        // the work. After a later error, for which too little memory is the likely cause, the jobs fail, and the next
        // job starts another worker.
        worker.addEventListener(type, () => {
          if (hasStarted) this.#worker = undefined;
          this.#terminate();
          this.#failAll(outOfMemory());
        });
      }
      return undefined;
    });
  }

  /** @param {Exclude<FromCipher, { ready: true }>} result */
  #settle({ id, failure, output }) {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    if (failure === undefined) job?.resolve(output);
    else job?.reject(outOfMemory(failure));
  }

  /** @param {Error} error */
  #failAll(error) {
    for (const { reject } of this.#jobs.values()) reject(error);
    this.#jobs.clear();
  }
}

/** With valid parameters WebCrypto fails only if there is too little memory. @param {unknown} cause @returns {never} */
function throwOutOfMemory(cause) {
  throw outOfMemory(cause);
}
