import { byId, run, say, work } from "../ui/dom.js";
import { put, words } from "../i18n/language.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";

/**
 * @typedef {import("./keys.js").BenchKey} BenchKey
 * @typedef {import("./workbench.js").Bench} Bench
 */

/** Step 1: makes a throw-away key pair, which the visitor can keep in the rail. @param {Bench} bench */
export function mountGenerate(bench) {
  const { keys, steps, code, app } = bench;
  const form = byId("bench-make", HTMLFormElement);
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
  const problem = new Problem(byId("bench-make-error", HTMLElement));
  const result = mountResult(bench, problem);
  const view = {
    button,
    cancel: byId("bench-make-cancel", HTMLButtonElement),
    status: byId("bench-make-status", HTMLElement),
    /** @param {number} seconds @returns {import("../i18n/language.js").Text} */
    running: (seconds) => (words) => words.workbench.searching(seconds),
  };
  const bits = () => Number(new FormData(form).get("bench-bits"));
  const clear = () => {
    result.clear();
    problem.clear();
    steps.say("generate", "");
  };
  form.addEventListener("change", () => code.show());
  code.fill("generate", () => ({ bits: bits() }));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    clear();
    const size = bits();
    const start = performance.now();
    try {
      const key = await run(view, (signal) => keys.generate({ bits: size, signal }));
      if (key) result.show(key, (performance.now() - start) / 1000);
    } catch (error) {
      if (codeOf(error) === "aborted") say((words) => words.make.cancelled);
      else problem.showError(error, "anywhere");
    }
  });
  app.router.addEventListener("change", () => code.show());
  return { clear };
}

/** Shows the key pair that was made, with the button that keeps it. @param {Bench} bench @param {Problem} problem */
function mountResult({ keys, steps }, problem) {
  const place = byId("bench-made", HTMLElement);
  const text = byId("bench-made-text", HTMLElement);
  const keep = byId("bench-keep", HTMLButtonElement);
  /** @type {BenchKey | undefined} */
  let shown;
  keep.addEventListener("click", async () => {
    const key = shown;
    if (!key) return;
    try {
      const isHalf = keys.find(key.id)?.signing !== null;
      const entry = await work(keep, () => keys.keep(key, key.name(words())));
      keep.hidden = true;
      const said = (/** @type {import("../i18n/language.js").Words} */ words) =>
        words.workbench.kept(entry.name, isHalf, entry.protection !== "none");
      put(text, said);
      say(said);
    } catch (error) {
      problem.showError(error, "anywhere");
    }
  });
  return {
    clear() {
      shown = undefined;
      place.hidden = true;
    },
    /** @param {BenchKey} key @param {number} seconds */
    show(key, seconds) {
      shown = key;
      put(text, (words) => words.workbench.made(key.name(words), key.bits, seconds));
      byId("bench-made-fingerprint", HTMLElement).textContent = key.fingerprint;
      keep.hidden = false;
      place.hidden = false;
      steps.say("generate", (words) => words.workbench.pair(key.bits, key.fingerprint));
      say((words) => words.workbench.made(key.name(words), key.bits, seconds));
    },
  };
}
