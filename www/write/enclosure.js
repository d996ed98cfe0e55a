import { byId, takeFiles } from "../ui/dom.js";
import { put } from "../i18n/language.js";

/** The largest file, in bytes: the longest plaintext of a sealed message. */
const largestFile = 64 * 1024 * 1024;

/** The file that is to be sealed, if one was chosen. A text that is already written stays, but is not sealed. */
export class Enclosure {
  #problem;
  #text;
  #place = byId("enclosure", HTMLElement);
  #label = byId("text-file-label", HTMLElement);
  /** @type {File | undefined} */
  file;

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTextAreaElement} text
   * @param {import("../errors/problem.js").Problem} problem
   * @param {(file: File) => void} chosen called with a file that was chosen or dropped
   */
  constructor(form, text, problem, chosen) {
    this.#problem = problem;
    this.#text = text;
    takeFiles(form, byId("text-file", HTMLInputElement), chosen);
    byId("enclosure-drop", HTMLButtonElement).addEventListener("click", () => {
      this.drop();
      text.focus();
    });
  }

  /** @param {File} file */
  take(file) {
    if (file.size > largestFile) return this.#problem.show((words) => words.write.fileTooLarge);
    this.#problem.clear();
    this.file = file;
    const hasText = this.#text.value !== "";
    put(byId("enclosure-name", HTMLElement), file.name);
    put(byId("enclosure-size", HTMLElement), (words) => words.size(file.size));
    put(byId("enclosure-hint", HTMLElement), ({ write }) => (hasText ? write.enclosureFirst : write.enclosureHint));
    this.#show(true);
    byId("enclosure-drop", HTMLButtonElement).focus();
  }

  drop() {
    this.file = undefined;
    this.#show(false);
  }

  /** @param {boolean} on */
  #show(on) {
    this.#place.hidden = !on;
    this.#label.hidden = on;
  }
}
