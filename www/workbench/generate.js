import { byId, run, say, work } from "../ui/dom.js";
import { put, words } from "../i18n/language.js";
import { Problem } from "../errors/problem.js";

/** @typedef {import("./keys.js").BenchKey} BenchKey */

/**
 * Step 1: makes a throw-away key pair, which the visitor can keep in the rail.
 *
 * @param {import("./workbench.js").Bench} bench
 */
export function mountGenerate({ keys, steps, code, app }) {
  const form = byId("bench-make", HTMLFormElement);
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
  const cancel = byId("bench-make-cancel", HTMLButtonElement);
  const status = byId("bench-make-status", HTMLElement);
  const problem = new Problem(byId("bench-make-error", HTMLElement));
  const result = byId("bench-made", HTMLElement);
  const keep = byId("bench-keep", HTMLButtonElement);
  /** @type {BenchKey | undefined} */
  let made;
  const bits = () => Number(new FormData(form).get("bench-bits"));
  const clear = () => {
    made = undefined;
    result.hidden = true;
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
      const key = await run(
        { button, cancel, status, running: (seconds) => (words) => words.workbench.searching(seconds) },
        (signal) => keys.generate({ bits: size, signal }),
      );
      if (key) show(key, (performance.now() - start) / 1000);
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code === "aborted") say((words) => words.make.cancelled);
      else problem.showError(error, "anywhere");
    }
  });

  /** @param {BenchKey} key @param {number} seconds */
  function show(key, seconds) {
    made = key;
    put(byId("bench-made-text", HTMLElement), (words) => words.workbench.made(key.name(words), key.bits, seconds));
    byId("bench-made-fingerprint", HTMLElement).textContent = key.fingerprint;
    keep.hidden = false;
    result.hidden = false;
    steps.say("generate", (words) => words.workbench.pair(key.bits, key.fingerprint));
    say((words) => words.workbench.made(key.name(words), key.bits, seconds));
  }

  keep.addEventListener("click", async () => {
    const key = made;
    if (!key) return;
    try {
      const entry = await work(keep, () => keys.keep(key, key.name(words())));
      keep.hidden = true;
      const said = (/** @type {import("../i18n/language.js").Words} */ words) => words.workbench.kept(entry.name);
      put(byId("bench-made-text", HTMLElement), said);
      say(said);
    } catch (error) {
      problem.showError(error, "anywhere");
    }
  });
  app.router.addEventListener("change", () => code.show());
  return { clear };
}
