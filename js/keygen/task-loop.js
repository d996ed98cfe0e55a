// Runs the task of a generator in slices, between which the worker receives messages.
import { post } from "../base/transfer.js";
import { call } from "../module/instance.js";

/** @import { SealpostError } from "../base/errors.js" */
/** @import { FromGenerator } from "../client/protocol.js" */

/**
 * @typedef {object} Task
 * @property {boolean} idle Whether it has nothing to do until `resume` is called.
 * @property {() => void} step Runs one slice.
 * @property {() => void} end Frees what it has in the module's memory, and closes its port.
 * @property {() => void} close Closes its port alone: after a failure the module's memory may be inconsistent.
 */

/** The only task of this worker. @type {Task | undefined} */
let task;
let isScheduled = false;
/** The number of its job. */
let number = 0;
const schedule = scheduler();

/**
 * Starts the task of a job. There must be no other.
 *
 * @param {number} job Its number.
 * @param {() => Task} make
 */
export function startTask(job, make) {
  number = job;
  attempt(() => (task = make()));
  resume();
}

export function stopTask() {
  task?.end();
  task = undefined;
}

/** Runs the next slice after the messages that are waiting. */
export function resume() {
  if (!task || task.idle || isScheduled) return;
  isScheduled = true;
  schedule(() => {
    isScheduled = false;
    if (task) attempt(() => task?.step());
    resume();
  });
}

/** Tells the page about progress or failure. @param {FromGenerator} message */
export function report(message) {
  post(/** @type {any} */ (self), message);
}

/** Runs a part of the task. If it fails, the task ends, and the page gets the error. @param {() => void} operation */
function attempt(operation) {
  try {
    call(operation);
  } catch (error) {
    const { code, message, cause } = /** @type {SealpostError} */ (error);
    task?.close();
    task = undefined;
    const failure = { code, message, cause: code === "internal-error" ? String(cause) : undefined };
    report({ job: number, candidates: 0, failure });
  }
}

/**
 * The fastest way of this engine to run a function after the messages that are waiting. WebKit has no `scheduler`, and
 * a message to oneself takes a millisecond there; the promise of a digest takes a fifth of that.
 *
 * @returns {(operation: () => void) => void}
 */
function scheduler() {
  /** @type {{ scheduler?: { postTask(operation: () => void): void } }} */
  const { scheduler } = globalThis;
  if (scheduler) return (operation) => scheduler.postTask(operation);
  const { subtle } = crypto;
  const nothing = new Uint8Array();
  if (subtle) return (operation) => void subtle.digest("SHA-256", nothing).then(operation);
  const { port1, port2 } = new MessageChannel();
  return (operation) => {
    port1.onmessage = operation;
    port2.postMessage(null);
  };
}
