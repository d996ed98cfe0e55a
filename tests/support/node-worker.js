// Runs the package's workers in threads of Node. The same file is the thread's entry: it gives the worker's script the
// globals of a dedicated worker. The scripts run as modules and not as the bundles that browsers load, so that the
// tests can reach the instance of the wasm module.
import { Worker as Thread, isMainThread, parentPort, workerData } from "node:worker_threads";
import { internal } from "./installed.js";

/**
 * @typedef {object} Options
 * @property {boolean} [endless] The generators' candidates never reach the keyring worker, so that a key search never
 *   ends. With real candidates it may end at any time, however long it takes on average.
 * @property {boolean} [insecure] A context without `crypto.subtle`, as on plain http.
 */

/** The part of the `Worker` interface that the package uses, and ways to make a worker fail. */
export class NodeWorker extends EventTarget {
  #thread;
  /** @type {(bytes: number) => void} */
  #answer = () => {};

  /**
   * @param {"keyring" | "generator" | "cipher" | "files"} kind
   * @param {Options} [options]
   */
  constructor(kind, { endless = false, insecure = false } = {}) {
    super();
    this.kind = kind;
    /** All messages from the worker. @type {unknown[]} */
    this.received = [];
    this.terminated = false;
    this.#thread = new Thread(new URL(import.meta.url), {
      workerData: { module: internal(`scripts/${kind}-worker.js`), mute: endless && kind === "generator", insecure },
    });
    this.#thread.on("message", (data) => {
      if (data.memory !== undefined) return this.#answer(data.memory);
      // A copy, because the page wipes bytes after use.
      this.received.push(structuredClone(data));
      this.dispatchEvent(new MessageEvent("message", { data }));
    });
    this.#thread.on("error", () => this.dispatchEvent(new Event("error")));
  }

  /**
   * @param {unknown} message
   * @param {any[]} [transfer]
   */
  postMessage(message, transfer) {
    this.#thread.postMessage(message, transfer);
  }

  /** The size of the memory of the worker's wasm instance, in bytes. @returns {Promise<number>} */
  memory() {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.postMessage("memory");
    });
  }

  /** Blocks the worker's thread. Returns a function that lets it continue. */
  hold() {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    this.postMessage({ gate });
    return () => {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    };
  }

  /** Makes a method of the wasm module's class `name` trap. @param {string} name @param {string} method */
  trap(name, method) {
    this.postMessage({ trap: { name, method } });
  }

  /** Makes the worker throw an exception that nothing catches. */
  crash() {
    this.postMessage("crash");
  }

  terminate() {
    this.terminated = true;
    this.#thread.terminate();
  }
}

/**
 * A function to pass to `Keyring.open` as `worker`, the list of workers that it has made, and their options
 * (`workerOptions`), which the caller may change for workers that are made afterwards.
 *
 * @param {Options} [workerOptions]
 * @param {(message: any) => void} [onMessage] Called with each message from a worker, before the keyring gets it.
 */
export function spawner(workerOptions = {}, onMessage = () => {}) {
  /** @type {NodeWorker[]} */
  const workers = [];
  const worker = (/** @type {"keyring" | "generator" | "cipher"} */ kind) => {
    const created = new NodeWorker(kind, workerOptions);
    // Listeners are called in the order in which they are added: this one before the keyring's.
    created.addEventListener("message", (event) => onMessage(/** @type {MessageEvent} */ (event).data));
    workers.push(created);
    return /** @type {any} */ (created);
  };
  return { workers, worker, workerOptions };
}

/**
 * A message channel that delivers each message in a task of its own. Node delivers up to a thousand messages of one
 * port before it looks at the next port; browsers deliver in the order of sending.
 */
class FairChannel {
  port1 = { onmessage: (/** @type {{ data: unknown }} */ event) => void event };
  port2 = { postMessage: (/** @type {unknown} */ data) => void setImmediate(() => this.port1.onmessage({ data })) };
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const scope = /** @type {any} */ (globalThis);
  scope.self = scope;
  scope.MessageChannel = FairChannel;
  scope.postMessage = (/** @type {unknown} */ message, /** @type {any[]} */ transfer) =>
    port.postMessage(message, transfer);
  if (workerData.insecure) Object.defineProperty(crypto, "subtle", { value: undefined });
  await import(workerData.module);
  port.on("message", async (data) => {
    if (data === "memory") {
      // When the wasm module is already loaded, `default` of its bindings only returns the exports of the instance.
      const { memory } = await (await import(internal("wasm/sealpost.js"))).default();
      return port.postMessage({ memory: memory.buffer.byteLength });
    }
    if (data.gate) return void Atomics.wait(data.gate, 0, 0);
    if (data.trap) {
      const {
        [data.trap.name]: { prototype },
      } = await import(internal("wasm/sealpost.js"));
      prototype[data.trap.method] = () => {
        throw new WebAssembly.RuntimeError(`trap in ${data.trap.method}`);
      };
      return undefined;
    }
    if (data === "crash") throw new Error("this is the crash that a test asked for");
    // Only the port to the keyring worker is muted: a generator still reports progress and errors to the page.
    if (workerData.mute && data.port) data.port.postMessage = () => {};
    scope.onmessage(new MessageEvent("message", { data }));
  });
}
