// The memory of a page's keyring worker: its wasm memory, its heap, and the buffers that passed through crypto.subtle.
import { keyringWorker } from "../../support/browser/workers.js";

/** @import { Page } from "playwright-core" */
/** @typedef {{ name: string, hex: string }} Needle */

/**
 * A script for the worker that records every plaintext that AES in WebCrypto takes or returns, and whether one was a
 * data key (32 bytes) or a private key in PKCS#8 (a long SEQUENCE, 0x30). Private keys must not pass through WebCrypto,
 * because nobody wipes WebCrypto's own copies.
 */
export const recordBuffers = `
  self.recorded = [];
  for (const name of ["encrypt", "decrypt"]) {
    const original = SubtleCrypto.prototype[name];
    SubtleCrypto.prototype[name] = async function (algorithm, key, data) {
      const answer = await original.call(this, algorithm, key, data);
      const plaintext = name === "encrypt" ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(answer);
      self.recorded.push(plaintext);
      if (plaintext.length === 32) self.hadDataKey = true;
      if (plaintext.length > 1000 && plaintext[0] === 0x30) self.hadPrivateKey = true;
      return answer;
    };
  }
`;

export class WorkerMemory {
  #page;
  #worker;

  /** @param {Page} page whose keyring is open */
  constructor(page) {
    this.#page = page;
    this.#worker = keyringWorker(page);
  }

  /** The names of the needles that are in the wasm memory, and in recorded buffers. @param {Needle[]} needles */
  find(needles) {
    return this.#worker.evaluate(async (needles) => {
      // @ts-expect-error: the address is the site's; called again, initSync returns the instance that is there
      const { memory } = (await import("/sealpost/wasm/sealpost.js")).initSync();
      const scope = /** @type {any} */ (self);
      const hex = (/** @type {Uint8Array} */ bytes) => {
        const parts = [];
        for (let at = 0; at < bytes.length; at += 1) parts.push((bytes[at] ?? 0).toString(16).padStart(2, "0"));
        return parts.join("");
      };
      const within = (/** @type {string} */ text) =>
        needles.filter(({ hex }) => text.includes(hex)).map(({ name }) => name);
      return {
        wasm: within(hex(new Uint8Array(memory.buffer))),
        buffers: within((scope.recorded ?? []).map(hex).join(" ")),
        hadDataKey: scope.hadDataKey ?? false,
        hadPrivateKey: scope.hadPrivateKey ?? false,
      };
    }, needles);
  }

  /** Sizes in bytes: the wasm memory, and the used heap of the worker after a garbage collection. */
  async sizes() {
    const wasm = await this.#worker.evaluate(async () => {
      // @ts-expect-error: as above
      const { memory } = (await import("/sealpost/wasm/sealpost.js")).initSync();
      return /** @type {number} */ (memory.buffer.byteLength);
    });
    return { wasm, heap: await this.#heap() };
  }

  async #heap() {
    const session = await this.#page.context().newCDPSession(this.#page);
    /** @type {string | undefined} */
    let target;
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.url === this.#worker.url()) target = sessionId;
    });
    await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    if (!target) throw new Error("the keyring's worker cannot be inspected");
    const sessionId = target;
    const ask = (/** @type {number} */ id, /** @type {string} */ method) =>
      new Promise((resolve) => {
        session.on("Target.receivedMessageFromTarget", ({ message }) => {
          const answer = JSON.parse(message);
          if (answer.id === id) resolve(answer.result);
        });
        session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) });
      });
    await ask(1, "HeapProfiler.collectGarbage");
    const { usedSize } = await ask(2, "Runtime.getHeapUsage");
    await session.detach();
    return /** @type {number} */ (usedSize);
  }
}
