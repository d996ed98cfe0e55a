// Looks into a page's keyring worker: its wasm memory, its heap, and the buffers that went through crypto.subtle.
import { workerOf } from "../keyring.js";

/** @import { Page } from "playwright-core" */
/** @typedef {{ name: string, hex: string }} Needle */

/**
 * Keeps every buffer that is given to AES or comes from it, and notes whether one was a data key or PKCS#8 of a private key,
 * which must not go that way: WebCrypto's own copies are not wiped.
 */
export const keepBuffers = `
  self.kept = [];
  for (const name of ["encrypt", "decrypt"]) {
    const original = SubtleCrypto.prototype[name];
    SubtleCrypto.prototype[name] = async function (how, key, data) {
      const answer = await original.call(this, how, key, data);
      const plaintext = name === "encrypt" ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(answer);
      self.kept.push(plaintext);
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
    this.#worker = workerOf(page);
  }

  /** Which of the needles are in the wasm memory, and in kept buffers. @param {Needle[]} needles */
  find(needles) {
    return this.#worker.evaluate(async (needles) => {
      // @ts-expect-error: the address is the site's; the bindings give back what they have loaded
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
        buffers: within((scope.kept ?? []).map(hex).join(" ")),
        hadDataKey: scope.hadDataKey ?? false,
        hadPrivateKey: scope.hadPrivateKey ?? false,
      };
    }, needles);
  }

  /** Bytes of the wasm memory, and of the worker's heap after a collection. */
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
