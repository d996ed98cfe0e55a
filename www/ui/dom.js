// The few things every view does with the document: find, clone, tell, copy, save, take a file.
import { fill, put, words } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * The element with this id, known to be of this class.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`index.html has no ${type.name} #${id}`);
}

/**
 * A copy of a template's one element, and a function that finds its slots.
 *
 * @param {string} id
 */
export function clone(id) {
  const root = byId(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(root instanceof HTMLElement)) throw new Error(`template #${id} is empty`);
  /**
   * @template {Element} T
   * @param {string} name
   * @param {new () => T} type
   * @returns {T}
   */
  const slot = (name, type) => {
    const element = root.querySelector(`[data-slot="${name}"]`);
    if (element instanceof type) return element;
    throw new Error(`template #${id} has no ${type.name} "${name}"`);
  };
  return { root, slot };
}

/**
 * Tells a screen reader, through the page's only live region, what the eye can see anyway.
 *
 * @param {Text} text
 */
export function say(text) {
  const region = byId("said", HTMLOutputElement);
  region.textContent = "";
  requestAnimationFrame(() => {
    fill(region, text(words()));
  });
}

/**
 * Gives a button a second face, "Copied", in the same box, so that nothing moves when it shows.
 *
 * @param {HTMLButtonElement} button
 */
export function withConfirmation(button) {
  const usual = document.createElement("span");
  usual.textContent = button.textContent;
  usual.setAttribute("data-t", button.getAttribute("data-t") ?? "page.copy");
  button.removeAttribute("data-t");
  const done = document.createElement("span");
  put(done, (words) => words.page.copied);
  done.setAttribute("aria-hidden", "true");
  button.replaceChildren(usual, done);
}

/**
 * Puts text on the clipboard. False where the browser refuses, as it does outside a secure context.
 *
 * @param {HTMLButtonElement} button
 * @param {string} text
 * @param {Text} said
 */
export async function copy(button, text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return false;
  }
  button.dataset.done = "";
  setTimeout(() => delete button.dataset.done, 2000);
  say(said);
  return true;
}

/**
 * Hands a file to the visitor.
 *
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} type
 */
export function save(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A name that every file system takes.
 *
 * @param {string} name
 * @param {string} what
 */
export function fileName(name, what) {
  const plain = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return `${plain || "sealpost"}-${what}`;
}

/**
 * Lets a form take files, dropped on it or chosen.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} chooser
 * @param {(file: File, files: File[]) => void} take called with the first file, and with all
 */
export function takeFiles(form, chooser, take) {
  chooser.addEventListener("change", () => {
    const files = [...(chooser.files ?? [])];
    if (files[0]) take(files[0], files);
    chooser.value = "";
  });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.dataset.over = "";
  });
  form.addEventListener("dragleave", (event) => {
    if (event.relatedTarget instanceof Node && form.contains(event.relatedTarget)) return;
    delete form.dataset.over;
  });
  form.addEventListener("drop", (event) => {
    delete form.dataset.over;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files[0]) return;
    event.preventDefault();
    take(files[0], files);
  });
}

/**
 * A step that asks before it acts: a button that shows a question, and gets the focus back when it is declined. The
 * focus goes to the field that the question has, or to the harmless answer.
 *
 * @param {HTMLElement} place an element with the button [data-ask], the question .confirm and in it [data-no]
 */
export function askFirst(place) {
  const ask = place.querySelector("[data-ask]");
  const question = place.querySelector(".confirm");
  const no = place.querySelector("[data-no]");
  if (!(ask instanceof HTMLButtonElement && question instanceof HTMLElement && no instanceof HTMLButtonElement)) {
    throw new Error("a question needs its button, its text and its way back");
  }
  /** @param {boolean} open */
  const show = (open) => {
    question.hidden = !open;
    if (ask.parentElement) ask.parentElement.hidden = open;
    (open ? (question.querySelector("input") ?? no) : ask).focus();
  };
  ask.addEventListener("click", () => show(true));
  no.addEventListener("click", () => show(false));
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // A side sheet around it stays open.
    event.preventDefault();
    show(false);
  });
  return { open: () => show(true), close: () => show(false) };
}

/**
 * Runs a task under a button: locked at once, said to run (and with a way to stop it) when it takes longer than a
 * blink.
 *
 * @template T
 * @param {object} view
 * @param {HTMLButtonElement} view.button
 * @param {HTMLButtonElement} view.cancel
 * @param {HTMLElement} view.status
 * @param {(seconds: number) => Text} view.running
 * @param {(signal: AbortSignal) => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function run({ button, cancel, status, running }, task) {
  const giveBack = keepFocus(button, cancel);
  const stop = new AbortController();
  const abort = () => stop.abort();
  const start = performance.now();
  const show = () => {
    cancel.hidden = false;
    put(status, running((performance.now() - start) / 1000));
  };
  cancel.addEventListener("click", abort);
  button.disabled = true;
  const first = setTimeout(() => {
    say(running(0));
    show();
  }, 100);
  const beat = setInterval(show, 200);
  try {
    return await task(stop.signal);
  } finally {
    clearTimeout(first);
    clearInterval(beat);
    cancel.removeEventListener("click", abort);
    cancel.hidden = true;
    button.disabled = false;
    giveBack();
    put(status, "");
  }
}

/**
 * Runs a short task that cannot be stopped: its button is locked at once, and shown and said to work when it takes
 * longer than a blink.
 *
 * @template T
 * @param {HTMLButtonElement} button
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function work(button, task) {
  const giveBack = keepFocus(button);
  button.disabled = true;
  const first = setTimeout(() => {
    button.setAttribute("aria-busy", "true");
    say((words) => words.page.working);
  }, 100);
  try {
    return await task();
  } finally {
    clearTimeout(first);
    button.removeAttribute("aria-busy");
    button.disabled = false;
    giveBack();
  }
}

/**
 * A button that is locked or hidden loses the focus. What it gives back: a function to call once it can have it again.
 *
 * @param {HTMLButtonElement} button
 * @param {...HTMLElement} others that stand in for it meanwhile
 */
function keepFocus(button, ...others) {
  const had = document.activeElement;
  return () => {
    const now = document.activeElement;
    const lost = now === null || now === document.body || (now instanceof HTMLElement && others.includes(now));
    if (lost) (had instanceof HTMLElement && had.isConnected && had !== document.body ? had : button).focus();
  };
}
