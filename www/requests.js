import { byId } from "./dom.js";
import { put } from "./language.js";

/** As many generators as the keyring makes at most; where it makes fewer, the others only wait. */
const generators = Math.min(2, navigator.hardwareConcurrency || 1);
/** Milliseconds to wait for a worker to have loaded its files. */
const patience = 10_000;

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
  /** Generators that are made ahead, so that nothing is loaded later. @type {Worker[]} */
  #waiting = [];

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
   * Makes one of the page's workers, or hands out one that waits.
   *
   * @param {"keyring" | "generator"} kind
   */
  worker = (kind) => (kind === "generator" ? this.#waiting.shift() : undefined) ?? this.#make(kind);

  /** Loads what is still missing; from then on the page has all it needs. */
  async settle() {
    await Promise.all(Array.from({ length: generators }, () => this.#prepare()));
    this.#loaded = performance.timeOrigin + performance.now();
    this.#show();
  }

  /** @param {"keyring" | "generator"} kind */
  #make(kind) {
    const worker = new Worker(new URL(`./workers/${kind}-worker.js`, import.meta.url), {
      type: "module",
      name: `sealpost ${kind}`,
    });
    worker.addEventListener("message", ({ data }) => {
      if (Array.isArray(data?.requests)) this.#add("worker", data.requests);
    });
    return worker;
  }

  /** Makes a generator ahead. One that fails is forgotten, so that the search which needs it makes another. */
  async #prepare() {
    const worker = this.#make("generator");
    this.#waiting.push(worker);
    await new Promise((resolve) => {
      setTimeout(resolve, patience);
      worker.addEventListener("message", resolve, { once: true });
      worker.addEventListener("error", () => {
        this.#waiting = this.#waiting.filter((one) => one !== worker);
        resolve(undefined);
      });
    });
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
    byId("requests-fold", HTMLDetailsElement).hidden = false;
    put(byId("requests-page", HTMLElement), (words) => words.wire.requests(this.#all.length - later, later, foreign));
  }
}
