import { byId } from "../ui/dom.js";
import { put } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */
/** @typedef {import("../codec/code/steps.js").Step} Step */

/** @type {readonly Step[]} */
export const order = ["generate", "export", "import", "encrypt", "decrypt", "sign", "verify"];

/**
 * The steps of the workbench. Each is a row that unfolds; exactly one is open. Dispatches "change" when another step is
 * opened.
 */
export class Steps extends EventTarget {
  /** @type {Map<Step, { button: HTMLButtonElement, body: HTMLElement, state: HTMLElement }>} */
  #rows = new Map();
  /** @type {Step} */
  #open = "generate";

  constructor() {
    super();
    for (const item of document.querySelectorAll("#workbench [data-step]")) {
      if (item instanceof HTMLElement) this.#mount(item, /** @type {Step} */ (item.dataset.step));
    }
    for (const button of document.querySelectorAll("#workbench [data-next]")) {
      if (!(button instanceof HTMLButtonElement)) continue;
      const step = /** @type {Step} */ (button.dataset.next);
      put(button, (words) => words.workbench.next(words.workbench.titles[step]));
      button.addEventListener("click", () => {
        this.open(step);
        this.#rows.get(step)?.button.focus();
        this.body(step)?.closest("li")?.scrollIntoView({ block: "nearest" });
      });
    }
    this.#show();
  }

  get current() {
    return this.#open;
  }

  /** @param {Step} step */
  open(step) {
    if (step === this.#open) return;
    this.#open = step;
    this.#show();
    this.dispatchEvent(new Event("change"));
  }

  /** The body of a row. @param {Step} step */
  body(step) {
    return this.#rows.get(step)?.body;
  }

  /**
   * Sets what a row says of the step's result while it is folded. With a text, the step is marked as done, and its result
   * is scrolled into view.
   *
   * @param {Step} step
   * @param {Text | string} text empty if there is no result
   */
  say(step, text) {
    const row = this.#rows.get(step);
    if (!row) return;
    put(row.state, text);
    row.body.closest("li")?.toggleAttribute("data-done", text !== "");
    if (text !== "") row.body.querySelector(".result:not([hidden])")?.scrollIntoView({ block: "nearest" });
  }

  /**
   * Has several steps share a form with settings: when one of these steps is opened, the form moves to the top of its
   * row.
   *
   * @param {string} id of the form
   * @param {Step[]} steps
   */
  lend(id, steps) {
    const form = byId(id, HTMLElement);
    const place = () => {
      if (!steps.includes(this.#open)) return;
      this.body(this.#open)?.prepend(form);
      form.hidden = false;
    };
    this.addEventListener("change", place);
    place();
  }

  /** @param {HTMLElement} item @param {Step} step */
  #mount(item, step) {
    const body = document.createElement("div");
    body.className = "step-body";
    body.id = `step-${step}`;
    body.append(...item.childNodes);
    const part = (/** @type {string} */ name) => {
      const element = document.createElement("span");
      element.className = `step-${name}`;
      return element;
    };
    const [number, title, state] = [part("number"), part("title"), part("state")];
    number.textContent = String(order.indexOf(step) + 1);
    put(title, (words) => words.workbench.titles[step]);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "step-head";
    button.setAttribute("aria-controls", body.id);
    button.append(number, title, state);
    button.addEventListener("click", () => this.open(step));
    const heading = document.createElement("h3");
    heading.append(button);
    item.append(heading, body);
    this.#rows.set(step, { button, body, state });
  }

  #show() {
    for (const [step, { button, body }] of this.#rows) {
      const isOpen = step === this.#open;
      button.setAttribute("aria-expanded", String(isOpen));
      body.hidden = !isOpen;
      body.closest("li")?.toggleAttribute("data-open", isOpen);
    }
  }
}
