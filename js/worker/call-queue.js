// The queue of the page's calls in the keyring worker: their order, their cancellation and their responses.
import { SealpostError } from "../base/errors.js";
import { post, wipe } from "../base/transfer.js";
import { internalError, isBroken } from "../module/instance.js";

/** @import { Actions, Failure, FromKeyring, Request } from "../client/protocol.js" */

/**
 * @typedef {object} Call
 * @property {Request} request
 * @property {AbortController} controller
 * @property {number} lockCount How often keys had been locked when the call arrived (`Locking.count` in locking.js).
 */
/**
 * The worker's global scope, whose `postMessage` sends the responses to the page.
 *
 * @typedef {{ postMessage: (message: FromKeyring, transfer: Transferable[]) => void }} Page
 */

/**
 * Actions that start as soon as their message arrives, before all calls that wait, once the vault is open.
 *
 * @type {Set<keyof Actions>}
 */
const URGENT = new Set(["lock", "close"]);

/**
 * Starts calls, except `URGENT` ones, in the order of their arrival, without waiting for one to end before the next
 * starts. Before each start, the messages that have arrived are read, so that a call that one of them cancels never
 * starts.
 */
export class CallQueue {
  #page;
  #perform;
  /** Whether the vault is open. No call starts before that. */
  #isOpen = false;
  /** The calls that have no response yet, by id. @type {Map<number, Call>} */
  #calls = new Map();
  /** The calls that have not started, in the order of their arrival. @type {Set<Call>} */
  #waiting = new Set();
  /**
   * The last `generate`, `addSigningKey` or `addPasskey` that succeeded. It can still be cancelled, which removes the
   * key or the passkey that it added.
   *
   * @type {Call | undefined}
   */
  #undoable;
  /** The queue sends itself messages through this channel. Each is read after all messages that arrived before it. */
  #channel = new MessageChannel();
  #isTickSent = false;

  /**
   * @param {Page} page
   * @param {(call: Call) => unknown} perform Runs the action of a call.
   */
  constructor(page, perform) {
    this.#page = page;
    this.#perform = perform;
    this.#channel.port1.onmessage = () => this.#startNext();
  }

  /**
   * Runs the operation that opens the vault. If it succeeds, calls can start.
   *
   * @param {number} id
   * @param {() => Promise<unknown>} operation
   */
  async open(id, operation) {
    this.#isOpen = await this.#respond(id, operation);
    if (this.#isOpen) this.#tick();
  }

  /**
   * @param {Request} request
   * @param {number} lockCount
   */
  add(request, lockCount) {
    const call = { request, controller: new AbortController(), lockCount };
    this.#calls.set(request.id, call);
    if (this.#isOpen && URGENT.has(request.action)) {
      this.#start(call);
    } else {
      this.#waiting.add(call);
      if (this.#isOpen) this.#tick();
    }
  }

  /** Drops a call that has not started. Aborts the signal of one that has. @param {number} id */
  cancel(id) {
    const call = this.#calls.get(id) ?? (this.#undoable?.request.id === id ? this.#undoable : undefined);
    if (!call) return;
    const { controller } = call;
    controller.abort(aborted());
    if (this.#waiting.delete(call)) this.#finish(call, () => controller.signal.throwIfAborted());
  }

  /** Aborts all calls that have no response yet. */
  abortAll() {
    for (const { controller } of this.#calls.values()) controller.abort(aborted());
  }

  /** Schedules the start of the next call, after the messages that have arrived. */
  #tick() {
    if (this.#waiting.size === 0 || this.#isTickSent) return;
    this.#isTickSent = true;
    this.#channel.port2.postMessage(null);
  }

  #startNext() {
    this.#isTickSent = false;
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    this.#start(next);
    this.#tick();
  }

  /** @param {Call} call */
  #start(call) {
    this.#finish(call, () => this.#perform(call));
  }

  /**
   * Runs `operation`, responds to the call with its outcome, and forgets the call.
   *
   * @param {Call} call
   * @param {() => unknown} operation
   */
  async #finish(call, operation) {
    const { id, action, params } = call.request;
    const succeeded = await this.#respond(id, operation);
    if (succeeded && ["generate", "addSigningKey", "addPasskey"].includes(action)) this.#undoable = call;
    this.#calls.delete(id);
    wipe(params);
  }

  /**
   * Responds to a call with what `operation` returns, resolves to, or throws.
   *
   * @param {number} id
   * @param {() => unknown} operation
   * @returns {Promise<boolean>} Whether `operation` succeeded.
   */
  async #respond(id, operation) {
    try {
      post(this.#page, { id, result: await operation() });
      return true;
    } catch (error) {
      const failure = failureOf(error instanceof SealpostError ? error : internalError(error));
      post(this.#page, { id, failure, broken: isBroken() });
      return false;
    }
  }
}

/** @param {SealpostError} error @returns {Failure} */
function failureOf({ code, message, reason, values, cause }) {
  // Only an `internal-error` is passed on with its cause, which is the trap or bug that the error reports.
  if (code === "internal-error") return { code, message, cause: String(cause) };
  return reason === undefined ? { code, message, values } : { code, message, reason, values };
}

function aborted() {
  return new SealpostError("aborted", "the caller dropped this call");
}
