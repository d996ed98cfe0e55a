// Runs the keyring's workers in threads of Node, which offers them the globals of a dedicated worker.
import { Worker as Thread, isMainThread, parentPort, workerData } from "node:worker_threads";
import { internal } from "./installed.js";

/** A web worker, as far as the keyring uses one. */
export class NodeWorker extends EventTarget {
  #thread;
  /** @type {(bytes: number) => void} */
  #answer = () => {};

  /**
   * @param {"keyring" | "generator"} kind
   * @param {{ endless?: boolean, insecure?: boolean }} [options] A generator whose candidates never arrive: a search of
   * real ones may end at any time, however long it is on average. Or a context without `crypto.subtle`, as on plain http.
   */
  constructor(kind, { endless = false, insecure = false } = {}) {
    super();
    this.kind = kind;
    /** What came from the worker. @type {unknown[]} */
    this.received = [];
    this.terminated = false;
    this.#thread = new Thread(new URL(import.meta.url), {
      workerData: { module: internal(`${kind}-worker.js`), mute: endless && kind === "generator", insecure },
    });
    this.#thread.on("message", (data) => {
      if (data.memory !== undefined) return this.#answer(data.memory);
      // As it arrives: the page wipes bytes after use.
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

  /** Bytes of memory of the worker's wasm instance. @returns {Promise<number>} */
  memory() {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.postMessage("memory");
    });
  }

  /** Keeps the worker from reading what is sent to it, until what this returns is called. */
  hold() {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    this.postMessage({ gate });
    return () => {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    };
  }

  /** Makes a class of the wasm module trap. @param {string} name @param {string} method */
  trap(name, method) {
    this.postMessage({ trap: { name, method } });
  }

  /** Makes the worker throw where nobody catches it. */
  crash() {
    this.postMessage("crash");
  }

  terminate() {
    this.terminated = true;
    this.#thread.terminate();
  }
}

/**
 * What makes a keyring's workers, and a list of those that it made. `searches.endless` holds for generators made later.
 *
 * @param {{ endless?: boolean, insecure?: boolean }} [searches]
 */
export function spawner(searches = {}) {
  /** @type {NodeWorker[]} */
  const workers = [];
  const worker = (/** @type {"keyring" | "generator"} */ kind) => {
    const made = new NodeWorker(kind, searches);
    workers.push(made);
    return /** @type {any} */ (made);
  };
  return { workers, worker, searches };
}

/** Node takes up to a thousand messages from one port before it looks at the next one; browsers take them in order. */
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
    // The bindings answer with the instance's exports when they are asked once more.
    if (data === "memory") {
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
    // On this one port alone: Node itself tells of errors over others.
    if (workerData.mute && data.port) data.port.postMessage = () => {};
    scope.onmessage(new MessageEvent("message", { data }));
  });
}
