import { byId } from "../ui/dom.js";
import { put } from "../i18n/language.js";
import { workerFile } from "./worker-files.js";

/**
 * A request: its address, and when it began, in milliseconds since 1970, so that the times of the page and its workers
 * can be compared. The browser may report a request long after it began, so this time decides whether it was made after
 * loading, not the time of the report.
 *
 * @typedef {{ address: string, at: number }} Reported
 */

/**
 * The requests that the browser reports for the page and its workers. They are shown in the page's section "The wire".
 */
export class Requests {
  /** `own`: whether the request is for one of this page's own files. @type {{ own: boolean, at: number }[]} */
  #all = [];
  /** When the page and its workers had loaded all their files, in milliseconds since 1970. */
  #loadedAt = Infinity;
  #list = byId("requests-list", HTMLOListElement);
  /** For each worker a promise that settles when the worker runs or has failed. @type {Promise<unknown>[]} */
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
   * @param {"keyring" | "generator" | "cipher"} kind
   */
  worker = (kind) => {
    const worker = new Worker(workerFile(kind), { type: "module", name: `sealpost-${kind}` });
    worker.addEventListener("message", ({ data }) => {
      if (Array.isArray(data?.requests)) this.#add("worker", data.requests);
    });
    // A worker sends its first message when it runs, and it runs only once all of its files are loaded.
    const runsOrFailed = new Promise((resolve) => {
      for (const type of ["message", "error"]) worker.addEventListener(type, resolve, { once: true });
    });
    this.#workers.push(runsOrFailed);
    return worker;
  };

  /**
   * To be called when the keyring is open and has made all its workers. Once they run, all files are loaded, and every
   * request from then on is a later one.
   */
  async settle() {
    await Promise.all(this.#workers);
    this.#loadedAt = performance.timeOrigin + performance.now();
    this.#show();
  }

  /** @param {"page" | "worker"} where @param {Reported[]} requests */
  #add(where, requests) {
    for (const { address, at } of requests) {
      const { origin, pathname, href } = new URL(address, location.href);
      // An address of another origin is not shortened. It begins with a scheme, so it is not in the page's folder.
      const path = origin === location.origin ? pathname : href;
      this.#all.push({ at, own: path.startsWith(new URL(".", document.baseURI).pathname) });
      const item = document.createElement("li");
      put(item, (words) => words.wire.request(words.wire[where], path));
      this.#list.append(item);
    }
    this.#show();
  }

  #show() {
    if (this.#loadedAt === Infinity) return;
    const later = this.#all.filter(({ at }) => at > this.#loadedAt).length;
    const foreign = this.#all.filter(({ own }) => !own).length;
    put(byId("requests-page", HTMLElement), (words) => words.wire.requests(this.#all.length - later, later, foreign));
  }
}
