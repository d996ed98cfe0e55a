// The view that is shown. Its name is in the fragment of the address, so that the browser's Back works.

/** @typedef {"write" | "read" | "workbench" | "how" | "people" | "me"} View */

/** @type {readonly View[]} */
const views = ["write", "read", "workbench", "how", "people", "me"];
const root = document.documentElement;

/** Dispatches "change" when another view is shown. app/first.js has chosen the first one. */
export class Router extends EventTarget {
  constructor() {
    super();
    addEventListener("hashchange", () => this.#read());
    // A link to the present address fires no "hashchange", but another view may be shown: see `show`.
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
      const view = views.find((one) => link?.getAttribute("href") === `#/${one}`);
      if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(view);
    });
    this.#mark();
  }

  get view() {
    return /** @type {View} */ (root.dataset.view);
  }

  /** Shows a view, which gets an entry in the browser's history. @param {View} view */
  go(view) {
    if (view === this.view) return;
    if (location.hash !== `#/${view}`) history.pushState(null, "", `#/${view}`);
    this.#show(view);
  }

  /**
   * Shows a view without an entry in the browser's history, for example when a message came by a link.
   *
   * @param {View} view
   */
  show(view) {
    if (view !== this.view) this.#show(view);
  }

  #read() {
    // A fragment with an invitation or a message (docs/links.md) names no view.
    if (/^#[km]=/.test(location.hash)) return;
    const name = /^#\/(\w+)$/.exec(location.hash)?.[1];
    const view = views.find((one) => one === name) ?? (location.hash.length < 2 ? "write" : undefined);
    if (view && view !== this.view) this.#show(view);
  }

  /** @param {View} view */
  #show(view) {
    root.dataset.view = view;
    this.#mark();
    scrollTo(0, 0);
    this.dispatchEvent(new Event("change"));
  }

  /** Marks the links to the view that is shown. */
  #mark() {
    for (const link of document.querySelectorAll('a[href^="#/"]')) {
      if (link.getAttribute("href") === `#/${this.view}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}
