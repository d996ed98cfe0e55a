import { byId, say } from "../ui/dom.js";
import { put } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */
/** @typedef {keyof import("../i18n/language.js").Words["practice"]} Step */

/** The guide of the practice: the steps, with the present one marked, above the views. */
export class Guide {
  #place = byId("guide", HTMLElement);
  #list = byId("guide-steps", HTMLOListElement);
  #go = byId("guide-go", HTMLButtonElement);
  #end = byId("guide-end", HTMLButtonElement);

  /** @param {Text} title @param {readonly Step[]} steps @param {number} now the index of the present step */
  show(title, steps, now) {
    put(byId("guide-title", HTMLElement), title);
    this.#list.replaceChildren(
      ...steps.map((step, k) => {
        const item = document.createElement("li");
        const text = document.createElement("span");
        put(text, (words) => /** @type {string} */ (words.practice[step]));
        if (steps.length > 1) item.append(figure(k + 1, steps.length));
        item.append(text);
        if (k === now) {
          item.dataset.now = "";
          item.setAttribute("aria-current", "step");
        }
        return item;
      }),
    );
    this.#place.hidden = false;
    const step = steps[now];
    if (step) say((words) => /** @type {string} */ (words.practice[step]));
  }

  /**
   * Shows or hides the button beside the step, such as the one that goes to the other window.
   *
   * @param {{ text: Text, act: () => void, isNext?: boolean }} [button] `isNext`: it is the view's next step, and filled
   */
  offerWindow(button) {
    this.#go.hidden = button === undefined;
    if (!button) return;
    put(this.#go, button.text);
    this.#go.onclick = button.act;
    this.#go.classList.toggle("primary", Boolean(button.isNext));
    this.#go.classList.toggle("strong", !button.isNext);
  }

  /** Sets the button that ends the practice. @param {Text} text @param {() => void} act */
  offerEnd(text, act) {
    put(this.#end, text);
    this.#end.onclick = act;
  }

  hide() {
    this.#place.hidden = true;
  }
}

/** The number of a step. @param {number} k the step, from 1 on @param {number} n of so many */
function figure(k, n) {
  const place = document.createElement("span");
  place.className = "at";
  place.textContent = `${k}/${n}`;
  return place;
}
