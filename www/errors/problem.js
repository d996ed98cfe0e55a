// Shows the error of a form, with commands, buttons or another form that help to mend the error.
import { clone, copy, element, say, withConfirmation } from "../ui/dom.js";
import { put } from "../i18n/language.js";
import { commandsIn, explain } from "./explain.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * Something other than the field that can mend an error: when `at` dispatches `event`, the error disappears, unless
 * `mended` returns false.
 *
 * @typedef {{ at: EventTarget, event: string, mended?: () => boolean }} Elsewhere
 */

/**
 * @typedef {{ text: Text, act: () => void }} Way A button below the error, and what a click on it does.
 * @typedef {{ form: HTMLElement, field: HTMLElement }} Form A form below the error that mends it, such as a form that
 * unlocks a key. The field gets the focus.
 */

/**
 * The place for the error of one form. The error stays until the visitor changes what caused it.
 */
export class Problem {
  #place;
  /** The element after which `clear` puts the place back. */
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
   * Shows an error in place of the previous one.
   *
   * @param {Text} text
   * @param {HTMLElement} [field] the field with the mistake; it gets the focus, and an input in it removes the error
   * @param {Elsewhere} [elsewhere] what else can mend the error
   * @param {Way | (Way | undefined)[]} [ways] buttons below the error
   * @param {Form} [form] a form below the error; its field gets the focus instead of `field`
   */
  show(text, field, elsewhere, ways, form) {
    this.clear();
    const message = document.createElement("span");
    put(message, text);
    this.#place.replaceChildren(message);
    for (const way of [ways].flat()) if (way) this.#place.append(this.#button(way));
    if (form) this.#place.append(form.form);
    // A side sheet has several forms and one place for errors. The place moves into the form of the field: the field gets
    // the focus, and with it is scrolled into view.
    const around = this.#place.dataset.slot ? field?.closest("form") : undefined;
    if (!around?.contains(this.#place)) around?.append(this.#place);
    this.#place.hidden = false;
    say(text);
    this.#elsewhere = elsewhere;
    elsewhere?.at.addEventListener(elsewhere.event, this.#changedElsewhere);
    (form?.field ?? field)?.focus();
    if (!field) return;
    this.#field = field;
    field.setAttribute("aria-invalid", "true");
    field.addEventListener("input", this.#changed);
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

  /** Adds a fold below the error, with what few visitors need. @param {Text} title @param {Text} text */
  more(title, text) {
    const [fold, summary, content] = [element("details"), element("summary"), element("p")];
    put(summary, title);
    put(content, text);
    fold.append(summary, content);
    this.#place.append(fold);
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

/** A command to be run in a terminal, and a button that copies it. @param {string} command */
function commandLine(command) {
  const { root, slot } = clone("command");
  // Each word is an element: a line may end between words, but not after a hyphen in a word.
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
