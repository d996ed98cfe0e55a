// AES-GCM for the content of messages: in the page, or in the cipher worker if the message is long.
import { aesGcm } from "../base/aes-gcm.js";
import { post } from "../base/transfer.js";
import { outOfMemory } from "../module/instance.js";

/** @import { NewBytes } from "../index.js" */
/** @import { Operation, Parameters } from "../base/aes-gcm.js" */
/** @import { ModuleWorker } from "./keyring-types.js" */
/** @import { FromCipher } from "./protocol.js" */

/** @typedef {{ resolve: (output: NewBytes | undefined) => void, reject: (error: unknown) => void }} Job */

/** In bytes. Longer contents go to the worker: here WebCrypto would block the page's thread for too long. */
const PAGE_LIMIT = 8 << 20;

export class Cipher {
  #spawn;
  /** The worker, once it runs; undefined if it cannot start. @type {Promise<ModuleWorker | undefined> | undefined} */
  #worker;
  /** @type {(() => void) | undefined} */
  #terminate;
  /** The jobs without a result, by id. @type {Map<number, Job>} */
  #jobs = new Map();
  #lastId = 0;

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
    const worker = input.length > PAGE_LIMIT ? await (this.#worker ??= this.#start()) : undefined;
    if (!worker) return aesGcm(operation, parameters, input);
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#jobs.set(this.#lastId, { resolve, reject });
      post(worker, { id: this.#lastId, operation, parameters, input });
    });
  }

  close() {
    this.#terminate?.();
    this.#fail();
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
      this.#terminate = () => worker.terminate();
      worker.addEventListener("message", (/** @type {MessageEvent<FromCipher>} */ { data }) => {
        if ("ready" in data) resolve(worker);
        else this.#settle(data);
      });
      for (const type of /** @type {const} */ (["error", "messageerror"])) {
        // Before the worker runs, this means that its file is missing or blocked: the page's thread does its work.
        worker.addEventListener(type, () => {
          resolve(undefined);
          this.close();
        });
      }
      return undefined;
    });
  }

  /** @param {Exclude<FromCipher, { ready: true }>} result */
  #settle({ id, failure, output }) {
    const job = this.#jobs.get(id);
    this.#jobs.delete(id);
    // With valid parameters WebCrypto fails only if there is too little memory.
    if (failure === undefined) job?.resolve(output);
    else job?.reject(outOfMemory(failure));
  }

  /** The worker has stopped: its jobs fail, and the next one starts another. */
  #fail() {
    this.#worker = this.#worker && this.#jobs.size > 0 ? undefined : this.#worker;
    for (const { reject } of this.#jobs.values()) reject(outOfMemory());
    this.#jobs.clear();
  }
}
