import { byId, copy, say, withConfirmation } from "../ui/dom.js";
import { onLanguage, put, words } from "../i18n/language.js";
import { tools } from "../codec/code/tools.js";

/**
 * @typedef {import("../codec/code/steps.js").Tool} Tool
 * @typedef {import("../codec/code/steps.js").Step} Step
 */
/**
 * Returns the values that are filled into the code of a step; undefined if some are still missing.
 *
 * @template {Step} S
 * @typedef {() => Parameters<Tool[S]>[0] | undefined} Filling
 */

/** The code of the open step for the chosen tool, filled with what was entered in the step. */
export class CodePane {
  #steps;
  #place = byId("code", HTMLElement);
  #hint = byId("code-hint", HTMLElement);
  #copy = byId("code-copy", HTMLButtonElement);
  #tools = byId("code-tools", HTMLFieldSetElement);
  /** @type {Map<Step, () => any>} */
  #fillings = new Map();
  #code = "";
  #pane = byId("bench-code", HTMLDetailsElement);
  /** Whether the code has room beside the steps. */
  #isWide = matchMedia("(min-width: 62rem)");
  /** Whether the code is unfolded where it stands in the open step. */
  #isUnfolded = false;

  /** @param {import("./steps.js").Steps} steps @param {import("../app/wire.js").Wire} wire */
  constructor(steps, wire) {
    this.#steps = steps;
    this.#tools.append(...Object.keys(tools).map((name, k) => tab(name, k === 0)));
    this.#tools.addEventListener("change", () => this.show());
    withConfirmation(this.#copy);
    this.#copy.addEventListener("click", async () => {
      const code = this.#code;
      const isPrivate = ["encrypt", "sign", "verify"].includes(steps.current);
      if (await copy(this.#copy, code, (words) => words.elsewhere.copied)) return wire.addCode(code, isPrivate);
      getSelection()?.selectAllChildren(this.#place);
      say((words) => words.page.notCopied);
    });
    steps.addEventListener("change", () => {
      this.#put();
      this.show();
    });
    this.#pane.addEventListener("toggle", () => {
      if (!this.#isWide.matches) this.#isUnfolded = this.#pane.open;
    });
    this.#isWide.addEventListener("change", () => this.#put());
    this.#put();
    onLanguage(() => this.show());
  }

  /**
   * Sets the function that returns the values for a step's code.
   *
   * @template {Step} S
   * @param {S} step
   * @param {Filling<S>} filling
   */
  fill(step, filling) {
    this.#fillings.set(step, filling);
  }

  /** Puts the code beside the steps, unfolded, or on a narrow screen into the open step, folded until it is wanted. */
  #put() {
    const place = this.#isWide.matches
      ? byId("workbench", HTMLElement)
      : this.#steps.body(this.#steps.current)?.parentElement;
    if (place && this.#pane.parentElement !== place) place.append(this.#pane);
    this.#pane.open = this.#isWide.matches || this.#isUnfolded;
  }

  /** Shows the code anew. To be called after the values in it have changed. */
  show() {
    const step = this.#steps.current;
    const checked = this.#tools.querySelector(":checked");
    const name = checked instanceof HTMLInputElement ? checked.value : "";
    const filling = this.#fillings.get(step)?.();
    const code = filling && tools[name]?.[step](filling);
    this.#code = code ?? "";
    this.#copy.hidden = !code;
    if (code) this.#place.replaceChildren(...coloured(code));
    else
      this.#place.textContent =
        filling || step === "generate" ? words().elsewhere.none : words().workbench.nothing[step];
    this.#place.toggleAttribute("data-empty", !code);
    const file = /(?:private|signing)-key\.pem/.exec(step === "generate" ? "" : this.#code)?.[0];
    const hint = (/** @type {import("../i18n/language.js").Words} */ { workbench }) =>
      file?.startsWith("signing") ? workbench.withSigningKey : workbench.withFile;
    put(this.#hint, file ? hint : "");
  }
}

/** @param {string} name @param {boolean} checked */
function tab(name, checked) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "code-tool";
  input.value = name;
  input.defaultChecked = checked;
  input.checked = checked;
  const face = document.createElement("span");
  face.textContent = name;
  label.append(input, face);
  return label;
}

/** The lines of a code; those with a comment become elements, which CSS colours. @param {string} code */
function coloured(code) {
  return code.split(/(?<=\n)/).map((line) => {
    if (!/^\s*(#|\/\/)/.test(line)) return line;
    const comment = document.createElement("i");
    comment.textContent = line;
    return comment;
  });
}
