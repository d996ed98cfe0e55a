import { byId, say } from "../ui/dom.js";
import { drawCurve } from "../ui/curve.js";
import { put } from "../i18n/language.js";

/** Shows the running search for primes, in place of the form that started the search. */
export class Search {
  #form;
  #panel = byId("search", HTMLElement);
  #candidates = byId("search-candidates", HTMLElement);
  #addPoint = drawCurve(byId("curve", HTMLElement));
  #opening;
  #clock;

  /** A search is shown only after 80 ms, because a shorter one needs no picture. @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
    form.querySelector("button.primary")?.setAttribute("aria-busy", "true");
    const start = performance.now();
    const tick = () => {
      const milliseconds = performance.now() - start;
      put(byId("search-elapsed", HTMLElement), (words) => words.search.elapsed(milliseconds));
    };
    tick();
    this.#candidates.textContent = "0";
    this.#showProbability(0);
    this.#opening = setTimeout(() => this.#open(), 80);
    this.#clock = setInterval(tick, 100);
  }

  /** @param {import("../sealpost/keyring.js").Progress} progress */
  progress = ({ elapsed, candidates, probability }) => {
    this.#candidates.textContent = String(candidates);
    this.#showProbability(probability);
    this.#addPoint(elapsed, probability);
  };

  end() {
    clearTimeout(this.#opening);
    clearInterval(this.#clock);
    this.#panel.hidden = true;
    this.#form.hidden = false;
    this.#form.querySelector("button.primary")?.removeAttribute("aria-busy");
  }

  #open() {
    this.#panel.style.minHeight = `${this.#form.offsetHeight}px`;
    this.#form.hidden = true;
    this.#panel.hidden = false;
    byId("search-cancel", HTMLButtonElement).focus({ preventScroll: true });
    say((words) => words.search.searching);
  }

  /** @param {number} probability */
  #showProbability(probability) {
    put(byId("search-probability", HTMLElement), (words) => words.search.ended(probability));
  }
}
