// What every view does with the document: find elements, clone templates, announce, copy, save, take files, ask before
// something is done, run tasks.
import { fill, put, words } from "../i18n/language.js";

/** @typedef {import("../i18n/language.js").Text} Text */

/**
 * The element with this id. Throws if there is none of this class.
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
 * A copy of the element in a template, and a function that finds the elements marked data-slot in the copy.
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
 * A new element with these classes.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 */
export function element(tag, className) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  return made;
}

/** A new button, which submits no form. @param {string} className @param {Text} [text] */
export function button(className, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  if (text) put(made, text);
  return made;
}

/**
 * Tells a screen reader, through the page's live region, what the eye can see anyway.
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
 * Gives a button a second label, "Copied", in the same place as the first, so that nothing moves when `copy` shows it.
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
 * Puts text on the clipboard. Returns whether that succeeded: outside a secure context, for example, browsers refuse.
 *
 * @param {HTMLButtonElement} button shows for two seconds that the text was copied
 * @param {string} text
 * @param {Text} said what is announced to a screen reader
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
 * Saves a file, as a download.
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
  // A browser may begin to read the address only some time after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A file name of letters, digits and hyphens, and then `what`. Every file system takes such a name.
 *
 * @param {string} name of a key or a person
 * @param {string} what the rest of the file name, such as `public-key.pem`
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
 * Prepares a button that shows a question before something is done. While the question is shown, it takes the button's
 * place; the focus goes to the field in the question, or else to the answer "no", and back to the button after that.
 * Throws if `place` lacks one of its parts.
 *
 * @param {HTMLElement} place an element with the button [data-ask], the question .confirm and in it [data-no]
 */
export function askFirst(place) {
  const ask = place.querySelector("[data-ask]");
  const question = place.querySelector(".confirm");
  const no = place.querySelector("[data-no]");
  if (!(ask instanceof HTMLButtonElement && question instanceof HTMLElement && no instanceof HTMLButtonElement)) {
    throw new Error("a question lacks [data-ask], .confirm or [data-no]");
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
    // This keeps a side sheet around the question open.
    event.preventDefault();
    show(false);
  });
  return { open: () => show(true), close: () => show(false) };
}

/**
 * Runs a task that a button has started. The button is disabled until the task ends. After 100 ms the page also says
 * that the task runs, and shows a button that cancels it.
 *
 * @template T
 * @param {object} view
 * @param {HTMLButtonElement} view.button
 * @param {HTMLButtonElement} view.cancel aborts the task's signal
 * @param {HTMLElement} view.status
 * @param {(seconds: number) => Text} view.running what the status says after so many seconds
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
 * Runs a short task that cannot be cancelled. Its button is disabled until the task ends. After 100 ms the button is
 * also marked as busy, and a screen reader is told so.
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
 * Remembers which element has the focus, because a button loses the focus when it is disabled or hidden. Returns a
 * function that gives the focus back, to be called when the button is enabled again. If the visitor has moved the focus
 * elsewhere meanwhile, it stays there.
 *
 * @param {HTMLButtonElement} button
 * @param {...HTMLElement} others elements that may have had the focus instead of the button meanwhile
 */
function keepFocus(button, ...others) {
  const had = document.activeElement;
  return () => {
    const now = document.activeElement;
    const lost = now === null || now === document.body || (now instanceof HTMLElement && others.includes(now));
    if (lost) (had instanceof HTMLElement && had.isConnected && had !== document.body ? had : button).focus();
  };
}
