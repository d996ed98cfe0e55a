// Connects the parts of the keyring worker, and passes the page's messages (client/protocol.js) on to them.
import { post } from "../base/transfer.js";
import { call, loadSync } from "../module/instance.js";
import { createActions } from "./actions.js";
import { CallQueue } from "./call-queue.js";
import { Contacts } from "./contacts.js";
import { Keys } from "./keys.js";
import { Persistence } from "./persistence.js";
import { State } from "./state.js";

/** @import { Modules, ToKeyring, WorkerEvent } from "../client/protocol.js" */
/** @import { CallContext } from "./actions.js" */
/** @import { Page } from "./call-queue.js" */

/**
 * @typedef {Page & { onmessage: (event: MessageEvent<ToKeyring>) => void, onmessageerror: () => void }} WorkerScope The
 * members of the worker's global scope that are used.
 */

/** Serves the page's calls. @param {WorkerScope} scope */
export function serve(scope) {
  const emit = (/** @type {WorkerEvent} */ event) => post(scope, event);
  const state = new State(emit);
  const persistence = new Persistence(state, emit);
  const keys = new Keys(state, persistence);
  const contacts = new Contacts(state, persistence);
  const actions = createActions(state, persistence, keys, contacts, () => calls.abortAll());

  const calls = new CallQueue(scope, ({ request: { action, params }, controller: { signal }, lockCount }) => {
    // TypeScript does not know that `params` belong to this action.
    const perform = /** @type {(params: any, context: CallContext) => unknown} */ (actions[action]);
    // Actions such as `decrypt` throw errors of the wasm module, which `call` turns into a SealpostError.
    return call(() => perform(params, { signal, lockCount }));
  });
  /** @type {(modules: Modules) => void} */
  let provide = () => {};
  const loaded = new Promise((/** @type {(modules: Modules) => void} */ resolve) => (provide = resolve)).then(loadSync);
  // The promise is awaited, and its error reported, when the vault is open.
  loaded.catch(() => {});

  scope.onmessage = ({ data }) => {
    if (typeof data !== "object" || data === null) return;
    keys.lockIfDue();
    if ("cancel" in data) calls.cancel(data.cancel);
    else if ("modules" in data) provide(data.modules);
    else if ("start" in data) calls.open(data.id, () => keys.open(data.start, loaded));
    else if (Object.hasOwn(actions, data.action)) calls.add(data, state.locking.count);
  };
  scope.onmessageerror = () => {
    throw new Error("a message from the page could not be read");
  };
}
