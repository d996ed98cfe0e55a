import { byId, say, takeFiles, work } from "../ui/dom.js";
import { base64, textOfFile, utf8 } from "../codec/bytes.js";
import { codeOf, explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { put } from "../i18n/language.js";
import { recognise } from "../codec/recognise.js";

/** The largest key file that is read, in bytes. The keyring has the same limit. */
const largest = 65_536;

/** @typedef {import("./keys.js").BenchKey} BenchKey */

/** Step 3: imports a key in any format. @param {import("./workbench.js").Bench} bench */
export function mountImport(bench) {
  const { keys, steps } = bench;
  const form = byId("bench-import", HTMLFormElement);
  const field = byId("import-text", HTMLTextAreaElement);
  const secret = byId("import-passphrase", HTMLInputElement);
  const problem = new Problem(byId("import-error", HTMLElement));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
  const result = mountResult(bench);
  const refuse = mountRefusal(bench, { form, field, secret, problem });
  const clear = () => {
    problem.clear();
    result.clear();
  };
  const reset = () => {
    form.reset();
    byId("import-passphrase-field", HTMLElement).hidden = true;
  };
  form.addEventListener("input", clear);

  /** @param {string | Uint8Array} input */
  const take = async (input) => {
    clear();
    const passphrase = utf8(secret.value);
    try {
      const { key, isPublic, isKnown } = await work(button, () => keys.import(input, passphrase));
      reset();
      if (key) result.show(key, isPublic, isKnown);
    } catch (error) {
      refuse(error, input);
    } finally {
      passphrase.fill(0);
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return problem.show((words) => words.load.textNeeded, field);
    take(field.value);
  });
  takeFiles(form, byId("import-file", HTMLInputElement), async (file) => {
    if (file.size > largest) return problem.show((words) => words.add.tooLarge, field);
    const bytes = new Uint8Array(await file.arrayBuffer());
    await take(textOfFile(bytes) ?? bytes);
    bytes.fill(0);
  });
  return {
    clear() {
      reset();
      clear();
      steps.say("import", "");
    },
  };
}

/** Shows what was imported. @param {import("./workbench.js").Bench} bench */
function mountResult({ keys, steps, code }) {
  const place = byId("import-result", HTMLElement);
  /** @type {BenchKey | undefined} */
  let last;
  /** Whether what was imported last is a public key. */
  let isLastPublic = true;
  code.fill("import", () => {
    const key = last ?? keys.all[0];
    // A private key stands in a file, and not in the code.
    return key && { publicKey: key.publicKey, ...(last && !isLastPublic && { file: "private-key" }) };
  });
  return {
    clear() {
      place.hidden = true;
      last = undefined;
    },
    /** @param {BenchKey} key @param {boolean} isPublic @param {boolean} isKnown */
    show(key, isPublic, isKnown) {
      last = key;
      isLastPublic = isPublic;
      /** @type {import("../i18n/language.js").Text} */
      const said = (words) => words.workbench[isKnown ? "sameKey" : "imported"](key.name(words), key.bits, isPublic);
      put(byId("import-said", HTMLElement), said);
      byId("import-fingerprint", HTMLElement).textContent = key.fingerprint;
      place.hidden = false;
      steps.say("import", (words) => words.workbench.pair(key.bits, key.fingerprint));
      say(said);
      code.show();
    },
  };
}

/**
 * Makes the function that says why something was not imported, or asks for its passphrase.
 *
 * @param {import("./workbench.js").Bench} bench
 * @param {{ form: HTMLFormElement, field: HTMLTextAreaElement, secret: HTMLInputElement, problem: Problem }} view
 */
function mountRefusal({ app }, { form, field, secret, problem }) {
  return (/** @type {unknown} */ error, /** @type {string | Uint8Array} */ input) => {
    const code = codeOf(error);
    if (code === "passphrase-required" || code === "wrong-passphrase") {
      // The content of a file is put into the field, where it waits for its passphrase.
      field.value = typeof input === "string" ? input : (textOfFile(Uint8Array.from(input)) ?? base64(input));
      byId("import-passphrase-field", HTMLElement).hidden = false;
      return problem.show(explain(error, "load"), secret);
    }
    const kind = typeof input === "string" ? recognise(input) : undefined;
    const leads = kind === "sealed" || kind === "ciphertext" || kind === "invitation";
    const way = leads ? app.wayTo(kind, field.value, () => form.reset()) : undefined;
    if (leads) return problem.show((words) => words.found[kind], field, undefined, way);
    problem.showError(error, "anywhere", field);
  };
}
