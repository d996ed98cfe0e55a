import { byId } from "../ui/dom.js";
import { put } from "../i18n/language.js";
import { workerFile } from "./worker-files.js";

/**
 * A request: its address, and when it began, in milliseconds since 1970, so that the times of the page and its workers
 * can be compared. The browser may report a request long after it began, so this time decides whether it was made after
 * loading, not the time of the report.
 *
 * @typedef {{ address: string, at: number }} Reported
 * @typedef {"page" | "worker" | "serviceWorker"} Requester
 */

/**
 * The requests that reached the server, as the browser reports them for the page, its workers and the service worker.
 * A request that a cache answered did not reach the server, so it is not among them. The status bar shows the number of
 * requests, and a drawer lists them.
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
    // Some browsers report the page itself twice.
    let isReported = false;
    new PerformanceObserver((list) => {
      const requests = reached(list.getEntries());
      if (!isReported) this.#add("page", requests.slice(0, 1));
      isReported ||= requests.length > 0;
    }).observe({ type: "navigation", buffered: true });
    new PerformanceObserver((list) => this.#add("page", reached(list.getEntries()))).observe({
      type: "resource",
      buffered: true,
    });
    const { serviceWorker } = navigator;
    serviceWorker?.addEventListener("message", ({ data }) => {
      if (Array.isArray(data?.requests)) this.#add("serviceWorker", data.requests);
    });
    serviceWorker?.startMessages();
  }

  /**
   * Starts one of the page's workers, whose requests are then counted, too.
   *
   * @param {"keyring" | "generator" | "cipher" | "files"} kind
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
   * To be called when the keyring is open and has made its generator workers, and the files are kept for use without a
   * network. From then on every request counts as made after the page was loaded.
   */
  async settle() {
    await Promise.all(this.#workers);
    // The browser reports requests a moment after they have ended.
    await new Promise((resolve) => setTimeout(resolve, 100));
    this.#loadedAt = performance.timeOrigin + performance.now();
    this.#show();
  }

  /**
   * Counts the request for the service worker's script at its registration, which the browser does not report. The
   * browser's own later requests for a newer version of the script are not counted.
   */
  addServiceWorker() {
    this.#add("serviceWorker", [{ address: "sw.js", at: performance.timeOrigin }]);
  }

  /** @param {Requester} where what made the requests @param {Reported[]} requests */
  #add(where, requests) {
    for (const { address, at } of requests) {
      const { origin, pathname, href } = new URL(address, document.baseURI);
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
    put(byId("requests-page", HTMLElement), (words) => words.wire.requests(this.#all.length, later, foreign));
    const button = byId("wire-open", HTMLElement);
    button.toggleAttribute("data-foreign", foreign > 0);
    button.toggleAttribute("data-settled", true);
  }
}

/**
 * The requests that reached the server without the service worker. `workerStart` is 0 if a request did not go through
 * the service worker, which reports its own; `transferSize` is 0 if a cache answered.
 *
 * @param {PerformanceEntryList} entries
 * @returns {Reported[]}
 */
function reached(entries) {
  return /** @type {PerformanceResourceTiming[]} */ (entries)
    .filter(({ workerStart, transferSize }) => workerStart === 0 && transferSize > 0)
    .map(({ name, startTime }) => ({ address: name, at: performance.timeOrigin + startTime }));
}
