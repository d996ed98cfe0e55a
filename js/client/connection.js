// The page's connection to its keyring worker: it replaces a worker that stopped, and dispatches the worker's events.
import { SealpostError } from "../base/errors.js";
import { Generators } from "../keygen/generators.js";
import { Cipher } from "./cipher.js";
import { RpcClient, abortable, notStarted, throwIfAborted } from "./rpc.js";
import { wipe } from "../base/transfer.js";

/** @import { ChangeType, KeyringChange, MakeWorker, WorkerKind } from "./keyring-types.js" */
/** @import { Actions, ConnectionOptions, Started, StorageState, WorkerEvent } from "./protocol.js" */
/** @import { Call } from "./rpc.js" */

export class Connection {
  #options;
  #makeWorker;
  #target;
  /** @type {RpcClient | undefined} */
  #rpc;
  #isClosed = false;
  /**
   * By id, whether a key is unlocked and has a passphrase. Such keys become locked if the worker stops. A key that was
   * in the vault when it was opened is locked or has no passphrase until it changes.
   *
   * @type {Map<string, boolean>}
   */
  #lockable = new Map();

  /**
   * @param {ConnectionOptions} options
   * @param {MakeWorker} makeWorker
   * @param {EventTarget} target The keyring, at which the events are dispatched.
   */
  constructor(options, makeWorker, target) {
    this.#options = options;
    this.#makeWorker = makeWorker;
    this.#target = target;
    this.generators = new Generators(() => this.#newWorker("generator"), options.modules);
    this.cipher = new Cipher(() => this.#newWorker("cipher"));
    /** @type {StorageState} */
    this.storageState = { storage: "memory", reason: null };
  }

  /** Starts the keyring worker, and waits until it has opened its vault. */
  async open() {
    const { started } = this.#connect();
    // The generators warm up while the vault is opened.
    try {
      this.generators.prepare();
    } catch {
      // Only `generate` and `addSigningKey` need generators. They try again and report the error.
    }
    try {
      await started;
    } catch (error) {
      this.generators.terminate();
      throw error;
    }
    // A worker that replaces this one opens the same kind of storage or fails.
    this.#options = { ...this.#options, storage: this.storageState.storage };
  }

  /**
   * Sends a call, which the caller can cancel.
   *
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["params"]} params
   * @returns {Call<Actions[A]["result"]>}
   */
  start(action, params) {
    return this.#connect().call(action, params);
  }

  /**
   * Sends a call and waits for its result. If `signal` aborts, the call is cancelled.
   *
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["params"]} params Bytes in them are wiped if the call fails before they are transferred.
   * @param {AbortSignal} [signal]
   */
  async call(action, params, signal) {
    /** @type {Call<Actions[A]["result"]> | undefined} */
    let call;
    try {
      throwIfAborted(signal);
      call = this.start(action, params);
      return await abortable(call.result, signal);
    } catch (error) {
      wipe(params);
      if (signal?.aborted) {
        call?.cancel();
        call?.result.then(wipe, () => {});
      }
      throw error;
    }
  }

  /** Ends all workers. Calls under way and later ones fail with `disposed`. */
  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rpc?.close(disposed());
    this.generators.terminate();
    this.cipher.close(disposed());
  }

  /** The client of the running worker. Starts a worker if there is none. */
  #connect() {
    if (this.#isClosed) throw disposed();
    if (this.#rpc) return this.#rpc;
    const onEvent = (/** @type {WorkerEvent} */ event) => this.#onEvent(event);
    const rpc = new RpcClient(this.#newWorker("keyring"), this.#options, onEvent, () => this.#onLost());
    rpc.started.then((started) => this.#onStarted(started)).catch(() => {});
    this.#rpc = rpc;
    return rpc;
  }

  /** @param {WorkerKind} kind */
  #newWorker(kind) {
    try {
      return this.#makeWorker(kind);
    } catch (cause) {
      throw notStarted(kind, cause);
    }
  }

  /** The worker has opened its vault. @param {Started} started */
  #onStarted({ ids, ...state }) {
    for (const id of ids) if (!this.#lockable.has(id)) this.#lockable.set(id, false);
    this.#onEvent({ event: "storage", ...state });
  }

  /** @param {WorkerEvent} event */
  #onEvent(event) {
    if (event.event === "change") {
      if (event.type === "removed") this.#lockable.delete(event.id);
      else this.#lockable.set(event.id, event.lockable);
      this.#dispatchChange(event.type, event.id);
    } else {
      if (event.event === "storage" && !this.#setStorageState(event)) return;
      this.#target.dispatchEvent(new Event(event.event));
    }
  }

  /** The worker stopped. Without a vault its keys are gone. In a vault, keys that have a passphrase are now locked. */
  #onLost() {
    this.#rpc = undefined;
    const isMemory = this.storageState.storage === "memory";
    for (const [id, isLockable] of this.#lockable) {
      if (isMemory) this.#dispatchChange("removed", id);
      else if (isLockable) this.#dispatchChange("locked", id);
    }
    if (isMemory) this.#lockable.clear();
    else for (const id of this.#lockable.keys()) this.#lockable.set(id, false);
  }

  /** @param {StorageState} state @returns {boolean} Whether the state has changed. */
  #setStorageState({ storage, reason }) {
    const before = this.storageState;
    this.storageState = { storage, reason };
    return before.storage !== storage || before.reason !== reason;
  }

  /**
   * @param {ChangeType} type
   * @param {string} id
   */
  #dispatchChange(type, id) {
    /** @type {KeyringChange} */
    const detail = { type, id };
    this.#target.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

function disposed() {
  return new SealpostError("disposed", "this keyring is closed: open another");
}
