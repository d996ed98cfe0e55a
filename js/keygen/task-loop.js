// Runs a generator's task (a key search or the warm-up) in slices, between which the worker receives messages.
import { post } from "../base/transfer.js";
import { call } from "../module/instance.js";

/** @import { SealpostError } from "../base/errors.js" */
/** @import { FromGenerator } from "../client/protocol.js" */

/**
 * @typedef {object} Task
 * @property {boolean} idle Whether the task has nothing to do for now. To go on, it sets `idle` to false and calls
 * `resume`.
 * @property {() => void} step Runs one slice.
 * @property {() => void} end Frees what the task has in the wasm module's memory, and closes its port if it has one.
 * @property {() => void} close Ends the task after a failure: like `end`, but without a call of the wasm module, whose
 * memory may be inconsistent.
 */

/** The only task of this worker. @type {Task | undefined} */
let task;
let isScheduled = false;
/** The number of the task's job, for reports. */
let jobNumber = 0;
const schedule = scheduler();

/**
 * Starts the task of a job. The previous task must have ended.
 *
 * @param {number} job The job's number.
 * @param {() => Task} make
 */
export function startTask(job, make) {
  jobNumber = job;
  attempt(() => (task = make()));
  resume();
}

/** Ends the task, if there is one. */
export function stopTask() {
  task?.end();
  task = undefined;
}

/** Schedules the next slice, after the messages that are waiting. */
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
    const failure = code === "internal-error" ? { code, message, cause: String(cause) } : { code, message };
    report({ job: jobNumber, candidates: 0, failure });
  }
}

/**
 * The fastest way in this engine to run a function after the messages that are waiting. WebKit has no `scheduler`, and
 * there a message of the worker to itself takes a millisecond, and the promise of a digest a fifth of that. The message
 * is for pages without a secure context, which have no `crypto.subtle` either.
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
