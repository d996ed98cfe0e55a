import { clone, copy, say, withConfirmation } from "./dom.js";
import { put, words } from "../i18n/language.js";
import { sealedSnippets } from "../codec/snippets.js";

/** What `mount` has returned for each <details> element. @type {WeakMap<HTMLElement, ReturnType<typeof mount>>} */
const mounted = new WeakMap();

/**
 * Fills a <details> element, "Decrypt this elsewhere", with code that decrypts one sealed message with a tool of the
 * visitor's choice.
 *
 * @param {HTMLDetailsElement} fold
 * @param {import("../app/wire.js").Wire} wire lists the code that is copied, because the message is in it
 */
export function mountElsewhere(fold, wire) {
  const made = mounted.get(fold) ?? mount(fold, wire);
  mounted.set(fold, made);
  return made;
}

/** @param {HTMLDetailsElement} fold @param {import("../app/wire.js").Wire} wire */
function mount(fold, wire) {
  const summary = document.createElement("summary");
  put(summary, (words) => words.elsewhere.title);
  const { root, slot } = clone("elsewhere");
  fold.replaceChildren(summary, root);
  const menu = slot("kind", HTMLSelectElement);
  const field = slot("code", HTMLTextAreaElement);
  const copyButton = slot("copy", HTMLButtonElement);
  withConfirmation(copyButton);
  /** @type {Record<string, string | undefined>} */
  let snippets = {};
  const show = () => {
    const code = snippets[menu.value];
    field.value = code ?? words().elsewhere.none;
    copyButton.hidden = code === undefined;
  };
  menu.addEventListener("change", show);
  // A form around the <details> element hides it when one of the form's inputs changes. That must not
  // happen when a tool is chosen.
  fold.addEventListener("input", (event) => event.stopPropagation());
  copyButton.addEventListener("click", async () => {
    const text = field.value;
    const copied = await copy(copyButton, text, (words) => words.elsewhere.copied);
    if (copied) wire.addCode(text);
    else say((words) => words.page.notCopied);
  });
  /** @param {Record<string, string | undefined>} made */
  const fill = (made) => {
    snippets = made;
    const chosen = menu.value;
    menu.replaceChildren(...Object.keys(made).map((name) => new Option(name, name)));
    if (chosen in made) menu.value = chosen;
    show();
    fold.hidden = false;
  };
  return {
    /** @param {string} sealed */
    sealed: (sealed) => fill(sealedSnippets(sealed)),
  };
}
