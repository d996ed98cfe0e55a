import { byId } from "./dom.js";
import { put } from "./language.js";
import { workerFile } from "./worker-files.js";

/**
 * A request: its address, and when it began, in milliseconds of the clock that all threads share. A report may come long
 * after its request, so this is what tells a later one.
 *
 * @typedef {{ address: string, at: number }} Reported
 */

/**
 * The requests that the browser reports for the page and its workers, shown under the wire.
 */
export class Requests {
  /** @type {{ own: boolean, at: number }[]} */
  #all = [];
  /** When the page had all it needs. */
  #loaded = Infinity;
  #list = byId("requests-list", HTMLOListElement);
  /** The workers made so far, each settled when it runs or has failed. @type {Promise<unknown>[]} */
  #workers = [];

  constructor() {
    this.#add("page", [{ address: location.href, at: performance.timeOrigin }]);
    new PerformanceObserver((list) =>
      this.#add(
        "page",
        list.getEntries().map(({ name, startTime }) => ({ address: name, at: performance.timeOrigin + startTime })),
      ),
    ).observe({ type: "resource", buffered: true });
    put(byId("requests-page", HTMLElement), (words) => words.wire.loading);
  }

  /**
   * Makes one of the page's workers.
   *
   * @param {"keyring" | "generator"} kind
   */
  worker = (kind) => {
    const worker = new Worker(workerFile(kind), { type: "module", name: `sealpost-${kind}` });
    worker.addEventListener("message", ({ data }) => {
      if (Array.isArray(data?.requests)) this.#add("worker", data.requests);
    });
    // Its first message says that it runs, so that all of its files are there.
    const runs = new Promise((resolve) => {
      for (const type of ["message", "error"]) worker.addEventListener(type, resolve, { once: true });
    });
    this.#workers.push(runs);
    return worker;
  };

  /** To be called when the keyring is open and has made all its workers: once they run, the page has all it needs. */
  async settle() {
    await Promise.all(this.#workers);
    this.#loaded = performance.timeOrigin + performance.now();
    this.#show();
  }

  /** @param {"page" | "worker"} where @param {Reported[]} requests */
  #add(where, requests) {
    for (const { address, at } of requests) {
      const { origin, pathname, href } = new URL(address, location.href);
      const path = origin === location.origin ? pathname : href;
      this.#all.push({ at, own: path.startsWith(new URL(".", import.meta.url).pathname) });
      const item = document.createElement("li");
      put(item, (words) => words.wire.request(words.wire[where], path));
      this.#list.append(item);
    }
    this.#show();
  }

  #show() {
    if (this.#loaded === Infinity) return;
    const later = this.#all.filter(({ at }) => at > this.#loaded).length;
    const foreign = this.#all.filter(({ own }) => !own).length;
    put(byId("requests-page", HTMLElement), (words) => words.wire.requests(this.#all.length - later, later, foreign));
  }
}
