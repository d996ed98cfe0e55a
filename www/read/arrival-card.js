import { byId, clone, say } from "../ui/dom.js";
import { put } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/** A card above the sheet that shows what came by a link or from another window, and waits for a click. */
export class ArrivalCard {
  #place;
  #clone = clone("arrival");
  /** The element that had the focus before the card was shown. */
  #before = document.activeElement;
  root = this.#clone.root;
  slot = this.#clone.slot;

  /**
   * @param {HTMLElement} place
   * @param {Text} title
   * @param {Text} text
   * @param {boolean} [named] whether the card has a field for a name
   */
  constructor(place, title, text, named = false) {
    this.#place = place;
    const heading = this.slot("title", HTMLElement);
    put(heading, title);
    put(this.slot("text", HTMLElement), text);
    put(this.slot("yes", HTMLButtonElement), (words) => words.arrival.understood);
    const no = this.slot("no", HTMLButtonElement);
    no.hidden = true;
    no.addEventListener("click", () => this.end());
    this.slot("form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      if (no.hidden) this.end();
    });
    if (!named) this.slot("name-field", HTMLElement).remove();
    place.append(this.root);
    heading.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
    say(title);
    place.dispatchEvent(new Event("change"));
  }

  /**
   * Removes the card. If the card has the focus, another card gets it, or the element that had it before, or the title
   * of the sheet.
   */
  end() {
    if (!this.root.isConnected) return;
    const had = this.root.contains(document.activeElement);
    this.root.remove();
    this.#place.dispatchEvent(new Event("change"));
    if (!had) return;
    const before = this.#before;
    const next =
      this.#place.querySelector("h2") ?? (before?.checkVisibility() && before !== document.body ? before : null);
    (next instanceof HTMLElement ? next : byId("write-title", HTMLElement)).focus({ preventScroll: true });
  }
}
