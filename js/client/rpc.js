// The page's side of the calls to the keyring worker: requests, responses, aborts, and the errors of workers that do
// not start or that stop.
import { SealpostError } from "../base/errors.js";
import { post } from "../base/transfer.js";

/** @import { ModuleWorker, WorkerKind } from "./keyring-types.js" */
/** @import { Actions, ConnectionOptions, Failure, FromKeyring, Response } from "./protocol.js" */
/** @import { Started, ToKeyring, WorkerEvent } from "./protocol.js" */

/**
 * A call that was sent. `cancel` asks the worker to drop it.
 *
 * @template T
 * @typedef {{ result: Promise<T>, cancel: () => void }} Call
 */

/** A client of one keyring worker. Each call has an id, and at most one response. */
export class RpcClient {
  #worker;
  /**
   * The calls that have no response yet, by id.
   *
   * @type {Map<number, { resolve: (result: any) => void, reject: (error: unknown) => void }>}
   */
  #pending = new Map();
  #lastId = 0;
  #hasReceived = false;
  #onLost;

  /**
   * @param {ModuleWorker} worker
   * @param {ConnectionOptions} options
   * @param {(event: WorkerEvent) => void} onEvent
   * @param {() => void} onLost Called once if the worker does not start, stops, or cannot be used any more, without
   * `close`.
   */
  constructor(worker, options, onEvent, onLost) {
    this.#worker = worker;
    this.#onLost = onLost;
    worker.addEventListener("message", (/** @type {MessageEvent<FromKeyring>} */ { data }) => {
      this.#hasReceived = true;
      if (typeof data !== "object" || data === null) return;
      if ("event" in data) onEvent(data);
      else this.#settle(data);
    });
    worker.addEventListener("messageerror", () => this.#fail());
    worker.addEventListener("error", () => this.#fail(this.#hasReceived ? stopped() : notStarted("keyring")));
    /** Resolves when the worker has opened its vault. @type {Promise<Started>} */
    this.started = this.#request((id) => {
      const { modules, ...start } = options;
      // The worker opens its vault while the modules are being compiled.
      this.#post({ id, start });
      modules.then(
        (modules) => this.#post({ modules }),
        (error) => this.#fail(error),
      );
    });
    this.started.catch((error) => this.#fail(error));
  }

  /**
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["params"]} params
   * @returns {Call<Actions[A]["result"]>}
   */
  call(action, params) {
    const result = this.#request((id) => this.#post({ id, action, params }));
    const id = this.#lastId;
    return { result, cancel: () => this.#post({ cancel: id }) };
  }

  /**
   * Has the worker wipe its keys, then terminates it. Pending calls fail with `error`. The connection is not told if
   * the worker stops meanwhile.
   *
   * @param {SealpostError} error
   */
  close(error) {
    for (const [id, { reject }] of this.#pending) {
      this.#post({ cancel: id });
      reject(error);
    }
    const terminate = () => this.#worker.terminate();
    this.#onLost = terminate;
    this.call("close", {}).result.then(terminate, terminate);
  }

  /**
   * Sends a request with a new id. The promise settles with the response, and rejects if `send` throws.
   *
   * @param {(id: number) => void} send
   * @returns {Promise<any>}
   */
  #request(send) {
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#pending.set(this.#lastId, { resolve, reject });
      send(this.#lastId);
    });
  }

  /** @param {ToKeyring} message */
  #post(message) {
    post(this.#worker, message);
  }

  /** @param {Response} response */
  #settle({ id, result, failure, broken }) {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    if (failure) call?.reject(errorOf(failure));
    else call?.resolve(result);
    if (broken) this.#fail();
  }

  /** Gives the worker up: terminates it, and rejects all pending calls. @param {SealpostError} error */
  #fail(error = stopped()) {
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#onLost();
    this.#onLost = () => {};
  }
}

/** The error that a worker reported. @param {Failure} failure */
export function errorOf({ code, message, ...options }) {
  return new SealpostError(code, message, options);
}

function stopped() {
  const advice = "keys that were in its memory alone are gone; the next call starts it anew";
  return new SealpostError("worker-failed", `the keyring's worker stopped: ${advice}`);
}

/**
 * The error for a worker whose file is missing, is blocked by a policy, or is not a script.
 *
 * @param {WorkerKind} kind
 * @param {unknown} [cause]
 */
export function notStarted(kind, cause) {
  const advice =
    `serve ${kind}-worker.js as JavaScript, allow it in the page's policy (worker-src), tell Keyring.open where it is ` +
    "with the option worker, or use sealpost/inline";
  return new SealpostError("worker-failed", `the ${kind} worker could not start: ${advice}`, { cause });
}

/** @param {AbortSignal} [signal] */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw abortError(signal);
}

/**
 * Settles as `promise` does, or rejects as soon as `signal` aborts.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function abortable(promise, signal) {
  if (!signal) return promise;
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError(signal));
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** @param {AbortSignal} signal */
export function abortError(signal) {
  return new SealpostError("aborted", "the caller aborted this", { cause: signal.reason });
}
