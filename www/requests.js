import { byId } from "./dom.js";
import { put } from "./language.js";

/**
 * The requests that the browser reports for the page and its workers, shown under the wire.
 */
export class Requests {
  /** @type {{ where: "page" | "worker", path: string }[]} */
  #all = [];
  #loaded = Infinity;
  #list = byId("requests-list", HTMLOListElement);

  constructor() {
    this.#add("page", [location.href]);
    new PerformanceObserver((list) => this.#add("page", list.getEntries().map(({ name }) => name)))
      .observe({ type: "resource", buffered: true });
    put(byId("requests-page", HTMLElement), (words) => words.wire.loading);
  }

  /**
   * Makes one of the page's workers, and hears of its requests.
   *
   * @param {"keyring" | "generator"} kind
   */
  worker = (kind) => {
    const worker = new Worker(new URL(`./workers/${kind}-worker.js`, import.meta.url), {
      type: "module",
      name: `sealpost ${kind}`,
    });
    worker.addEventListener("message", ({ data }) => {
      if (Array.isArray(data?.requests)) this.#add("worker", data.requests);
    });
    return worker;
  };

  /** From now on the page has all it needs. */
  loaded() {
    this.#loaded = this.#all.length;
    this.#show();
  }

  /** @param {"page" | "worker"} where @param {string[]} addresses */
  #add(where, addresses) {
    for (const address of addresses) {
      const { origin, pathname, href } = new URL(address, location.href);
      const path = origin === location.origin ? pathname : href;
      this.#all.push({ where, path });
      const item = document.createElement("li");
      put(item, (words) => words.wire.request(words.wire[where], path));
      this.#list.append(item);
    }
    this.#show();
  }

  #show() {
    if (this.#loaded === Infinity) return;
    // A worker that is made later loads the page's own files once more, from what the browser keeps.
    const scripts = new Set(["page", "worker"]);
    const own = this.#all.filter(({ where, path }, k) => scripts.has(where) && (k < this.#loaded || isOwn(path)));
    const others = this.#all.length - own.length;
    byId("requests-fold", HTMLDetailsElement).hidden = false;
    put(byId("requests-page", HTMLElement), (words) => words.wire.requests(own.length, others));
  }
}

/** @param {string} path */
function isOwn(path) {
  const folder = new URL(".", import.meta.url).pathname;
  return path.startsWith(folder) && /\.(js|wasm)$/.test(path);
}
