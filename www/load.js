import { Problem, byId, explain, takeFiles } from "./dom.js";
import { words } from "./language.js";
import { recognise } from "./recognise.js";

/** Larger than any key file there is. */
const largestFile = 65_536;

/**
 * The form that loads a private key from its file. What was pasted is taken out of the field at once.
 *
 * @param {import("./main.js").App} app
 * @param {(entry: import("./book.js").KeyEntry) => void} done
 */
export function furnishLoading(app, done) {
  const form = byId("load", HTMLFormElement);
  const field = byId("load-text", HTMLTextAreaElement);
  const problem = new Problem(byId("load-error", HTMLElement));

  /** @param {string | Uint8Array} input @param {string} name */
  async function load(input, name) {
    problem.clear();
    try {
      const before = new Map(app.book.keys.map((key) => [key.id, key.name]));
      const entry = await (await app.keyring).import(input, { name });
      field.value = "";
      const known = before.get(entry.id);
      if (known !== undefined) return problem.show((words) => words.load.already(known), field);
      done(entry);
    } catch (error) {
      refuse(error, input);
    } finally {
      if (input instanceof Uint8Array) input.fill(0);
    }
  }

  /** @param {unknown} error @param {string | Uint8Array} input */
  function refuse(error, input) {
    const kind = typeof input === "string" ? recognise(input) : undefined;
    const way = kind && kind !== "privateKey" ? app.wayTo(kind, field.value, () => form.reset()) : undefined;
    const named = kind === "sealed" || kind === "ciphertext" || kind === "invitation" || kind === "certificate";
    if (kind && named) return problem.show((words) => words.found[kind], field, undefined, way);
    problem.show(explain(error, "load"), field, undefined, way);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return problem.show((words) => words.load.textNeeded, field);
    load(field.value, words().load.loadedName);
  });
  takeFiles(form, byId("load-file", HTMLInputElement), async (file) => {
    if (file.size > largestFile) return problem.show((words) => words.load.tooLarge, field);
    const name = file.name.replace(/(-private-key)?\.\w+$/, "").slice(0, 60);
    load(new Uint8Array(await file.arrayBuffer()), name || words().load.loadedName);
  });
  return {
    /** @param {string} text */
    take(text) {
      field.value = text;
      field.focus();
    },
  };
}
