import { byId, clone } from "./dom.js";
import { clock, inPart, size, wire as words } from "./text.js";

/**
 * The list of what left this browser by the visitor's hand.
 */
export class Wire {
  #list = byId("wire-list", HTMLOListElement);
  #empty = byId("wire-empty", HTMLParagraphElement);

  /**
   * @param {{ what: string, how: string, bytes: number, text?: string }} item without a text, what left is private and is not shown
   */
  add({ what, how, bytes, text }) {
    const { root, slot } = clone("wire-item");
    const now = new Date();
    const time = slot("time", HTMLTimeElement);
    time.dateTime = now.toISOString();
    time.textContent = clock(now);
    slot("what", HTMLElement).textContent = what;
    slot("how", HTMLElement).textContent = how;
    slot("bytes", HTMLElement).textContent = size(bytes);
    const body = slot("text", HTMLTextAreaElement);
    body.setAttribute("aria-label", what);
    body.value = text === undefined ? words.notShown : inPart(text);
    if (text === undefined) root.dataset.private = "";
    this.#list.prepend(root);
    this.#empty.hidden = true;
  }
}
