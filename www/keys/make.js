import { drawCurve } from "../ui/curve.js";
import { byId, say } from "../ui/dom.js";
import { Problem } from "../errors/problem.js";
import { onLanguage, put, words } from "../i18n/language.js";
import { cleanName, markIn } from "../codec/names.js";

/**
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../main.js").App} App
 */

/**
 * The form that makes a key, and the running search that takes its place meanwhile.
 *
 * @param {App} app
 * @param {(entry: KeyEntry) => void} done
 */
export function furnishMaking(app, done) {
  const form = byId("make", HTMLFormElement);
  const nameField = byId("make-name", HTMLInputElement);
  const problem = new Problem(byId("make-error", HTMLElement));
  const panel = byId("search", HTMLElement);
  const cancel = byId("search-cancel", HTMLButtonElement);
  const button = form.querySelector("button");
  let proposed = "";
  /** Proposes a name, unless one was typed. */
  const rename = () => {
    if (nameField.value !== proposed) return;
    proposed = nameFor(app.book.keys.length);
    nameField.value = proposed;
  };
  onLanguage(rename);
  rename();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mark = markIn(nameField.value);
    if (mark) return problem.show((words) => words.names.mark(mark), nameField);
    const name = cleanName(nameField.value);
    if (!name) return problem.show((words) => words.you.nameNeeded, nameField);
    problem.clear();
    if (button) button.disabled = true;
    const stop = new AbortController();
    const abort = () => stop.abort();
    cancel.addEventListener("click", abort);
    const show = showSearch(form, panel, cancel);
    try {
      const bits = Number(new FormData(form).get("bits"));
      const entry = await (await app.keyring).generate({ bits, name, signal: stop.signal, onProgress: show.progress });
      show.end();
      proposed = nameField.value;
      done(entry);
    } catch (error) {
      show.end();
      if (button) button.disabled = false;
      button?.focus();
      if (stop.signal.aborted) say((words) => words.make.cancelled);
      else problem.showError(error, "anywhere");
    } finally {
      cancel.removeEventListener("click", abort);
      if (button) button.disabled = false;
    }
  });
  return { rename };
}

/** Leads to the form, which may be folded. */
export function focusMaking() {
  byId("make-fold", HTMLDetailsElement).open = true;
  byId("make-name", HTMLInputElement).focus();
}

/** @param {number} n how many keys there are */
function nameFor(n) {
  return n === 0 ? words().make.firstName : words().make.nextName(n + 1);
}

/**
 * Whether a key's name is one that the page proposed.
 *
 * @param {string} name
 */
export function isProposed(name) {
  return name.replace(/ \d+$/, "") === words().make.firstName;
}

/**
 * Shows the search after a blink (a short one needs no picture) and keeps its figures moving.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement} panel
 * @param {HTMLButtonElement} cancel
 */
function showSearch(form, panel, cancel) {
  const elapsedPlace = byId("search-elapsed", HTMLElement);
  const candidatesPlace = byId("search-candidates", HTMLElement);
  const probabilityPlace = byId("search-probability", HTMLElement);
  const addPoint = drawCurve(byId("curve", HTMLElement));
  const start = performance.now();
  const tick = () => {
    const milliseconds = performance.now() - start;
    put(elapsedPlace, (words) => words.search.elapsed(milliseconds));
  };
  /** @param {number} probability */
  const showProbability = (probability) => put(probabilityPlace, (words) => words.search.ended(probability));
  tick();
  candidatesPlace.textContent = "0";
  showProbability(0);
  const opening = setTimeout(() => {
    panel.style.minHeight = `${form.offsetHeight}px`;
    form.hidden = true;
    panel.hidden = false;
    cancel.focus({ preventScroll: true });
    say((words) => words.search.searching);
  }, 80);
  const clock = setInterval(tick, 100);
  return {
    /** @param {import("../sealpost/keyring.js").Progress} progress */
    progress({ elapsed, candidates, probability }) {
      candidatesPlace.textContent = String(candidates);
      showProbability(probability);
      addPoint(elapsed, probability);
    },
    end() {
      clearTimeout(opening);
      clearInterval(clock);
      panel.hidden = true;
      form.hidden = false;
    },
  };
}
