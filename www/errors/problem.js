// The place of a form's error, and how an error of the package is shown there.
import { clone, copy, say, withConfirmation } from "../ui/dom.js";
import { put } from "../i18n/language.js";
import { commandsIn, explain } from "./explain.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * Something beside the field that mends an error: an event, and whether it did.
 *
 * @typedef {{ at: EventTarget, event: string, mended?: () => boolean }} Elsewhere
 */

/** @typedef {{ text: Text, act: () => void }} Way A button that leads on. */
/** @typedef {{ form: HTMLElement, field: HTMLElement }} Form A form that mends an error. Its field gets the focus. */

/**
 * The place for one form's error: it stands where it happened, and stays until its cause is changed.
 */
export class Problem {
  #place;
  /** What the place stands after. */
  #before;
  /** @type {HTMLElement | undefined} */
  #field;
  /** @type {Elsewhere | undefined} */
  #elsewhere;
  #changed = () => this.clear();
  #changedElsewhere = () => {
    if (this.#elsewhere?.mended?.() !== false) this.clear();
  };

  /** @param {HTMLElement} place */
  constructor(place) {
    this.#place = place;
    this.#before = place.previousElementSibling;
  }

  /**
   * @param {Text} text
   * @param {HTMLElement} [field] where to mend it; it gets the focus
   * @param {Elsewhere} [elsewhere] where else it can be mended
   * @param {Way | (Way | undefined)[]} [ways] buttons that lead to where it belongs
   * @param {Form} [form]
   */
  show(text, field, elsewhere, ways, form) {
    this.clear();
    const message = document.createElement("span");
    put(message, text);
    this.#place.replaceChildren(message);
    for (const way of [ways].flat()) if (way) this.#place.append(this.#button(way));
    if (form) this.#place.append(form.form);
    // A side sheet has many forms and one place, which goes where the field is: the field is scrolled into view.
    const around = this.#place.dataset.slot ? field?.closest("form") : undefined;
    if (!around?.contains(this.#place)) around?.append(this.#place);
    this.#place.hidden = false;
    say(text);
    this.#elsewhere = elsewhere;
    elsewhere?.at.addEventListener(elsewhere.event, this.#changedElsewhere);
    if (!field) return;
    this.#field = field;
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", this.#changed);
    (form?.field ?? field).focus();
  }

  /**
   * Shows why the package refused something, and the commands that its error recommends, each with a button to copy it.
   *
   * @param {unknown} error
   * @param {import("./explain.js").Place} place
   * @param {HTMLElement} [field]
   * @param {Elsewhere} [elsewhere]
   * @param {Way | (Way | undefined)[]} [ways]
   * @param {Form} [form]
   */
  showError(error, place, field, elsewhere, ways, form) {
    this.show(explain(error, place), field, elsewhere, ways, form);
    this.#place.firstElementChild?.after(...commandsIn(error).map(commandLine));
  }

  /** @param {Way} way */
  #button({ text, act }) {
    const button = document.createElement("button");
    button.type = "button";
    put(button, text);
    button.addEventListener("click", () => {
      this.clear();
      act();
    });
    return button;
  }

  clear() {
    this.#place.hidden = true;
    this.#place.replaceChildren();
    if (this.#place.dataset.slot) this.#before?.after(this.#place);
    this.#field?.removeAttribute("aria-invalid");
    this.#field?.removeEventListener("input", this.#changed);
    this.#field = undefined;
    this.#elsewhere?.at.removeEventListener(this.#elsewhere.event, this.#changedElsewhere);
    this.#elsewhere = undefined;
  }
}

/** A command to be run elsewhere, and a button that copies it. @param {string} command */
function commandLine(command) {
  const { root, slot } = clone("command");
  // A line may end between words, and not after a hyphen.
  slot("text", HTMLElement).replaceChildren(
    ...command.split(/(?= )/).map((word) => {
      const element = document.createElement("span");
      element.textContent = word;
      return element;
    }),
  );
  const button = slot("copy", HTMLButtonElement);
  withConfirmation(button);
  button.addEventListener("click", async () => {
    if (await copy(button, command, (words) => words.page.commandCopied)) return;
    getSelection()?.selectAllChildren(slot("text", HTMLElement));
  });
  return root;
}
