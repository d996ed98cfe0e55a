import { SealpostError } from "../base/errors.js";
import { post } from "../base/transfer.js";

/** @import { ModuleWorker } from "./keyring-types.js" */
/** @import { Actions, Answer, Failure, FromKeyring, Kept, Modules, News, Opening, ToKeyring } from "./protocol.js" */

/**
 * @template T
 * @typedef {{ answer: Promise<T>, cancel: () => void }} Call
 */

/** The page's end of the keyring worker: calls have numbers, and each is answered or fails. */
export class Remote {
  #worker;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: unknown) => void }>} */
  #calls = new Map();
  #count = 0;
  #lost;

  /**
   * @param {ModuleWorker} worker
   * @param {Opening} setting
   * @param {(news: News) => void} told
   * @param {() => void} lost Called once if the worker stops by itself.
   */
  constructor(worker, setting, told, lost) {
    this.#worker = worker;
    this.#lost = lost;
    worker.addEventListener("message", (/** @type {MessageEvent<FromKeyring>} */ { data }) => {
      if (typeof data !== "object" || data === null) return;
      if ("event" in data) told(data);
      else this.#settle(data);
    });
    let hasSpoken = false;
    worker.addEventListener("message", () => (hasSpoken = true));
    worker.addEventListener("messageerror", () => this.#fail());
    worker.addEventListener("error", () => this.#fail(hasSpoken ? stopped() : notStarted("keyring")));
    /** @type {Promise<Kept>} */
    this.started = this.#expect((call) => {
      const start = (/** @type {Modules} */ modules) => this.#post({ call, start: { ...setting, modules } });
      setting.modules.then(start, (error) => this.#fail(error));
    });
    this.started.catch((error) => this.#fail(error));
  }

  /**
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["ask"]} ask
   * @returns {Call<Actions[A]["answer"]>}
   */
  call(action, ask) {
    const answer = this.#expect((call) => this.#post({ call, action, ask }));
    const call = this.#count;
    return { answer, cancel: () => this.#post({ cancel: call }) };
  }

  /**
   * Lets the worker wipe its keys, then ends it. Calls that wait for an answer fail with `error`.
   *
   * @param {SealpostError} error
   */
  close(error) {
    for (const [call, { reject }] of this.#calls) {
      this.#post({ cancel: call });
      reject(error);
    }
    const terminate = () => this.#worker.terminate();
    this.#lost = terminate;
    this.call("close", {}).answer.then(terminate, terminate);
  }

  /** @param {(call: number) => void} send */
  #expect(send) {
    return new Promise((resolve, reject) => {
      this.#calls.set(++this.#count, { resolve, reject });
      send(this.#count);
    });
  }

  /** @param {ToKeyring} message */
  #post(message) {
    post(this.#worker, message);
  }

  /** @param {Answer} message */
  #settle({ call, answer, failure, broken }) {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    if (failure) waiting?.reject(errorOf(failure));
    else waiting?.resolve(answer);
    if (broken) this.#fail();
  }

  /** @param {SealpostError} error */
  #fail(error = stopped()) {
    this.#worker.terminate();
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    this.#lost();
    this.#lost = () => {};
  }
}

/** The error that a worker tells of. @param {Failure} failure */
export function errorOf({ code, message, cause }) {
  return new SealpostError(code, message, cause === undefined ? undefined : { cause });
}

function stopped() {
  const advice = "keys that were in its memory alone are gone; the next call starts it anew";
  return new SealpostError("worker-failed", `the keyring's worker stopped: ${advice}`);
}

/**
 * A worker whose file is missing, blocked, or no script.
 *
 * @param {"keyring" | "generator"} kind
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
  if (signal?.aborted) throw aborted(signal);
}

/**
 * Settles as `promise` does, or fails as soon as `signal` aborts.
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
    const abort = () => reject(aborted(signal));
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** @param {AbortSignal} signal */
function aborted(signal) {
  return new SealpostError("aborted", "the caller aborted this", { cause: signal.reason });
}
