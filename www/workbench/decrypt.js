import { base64, bytesOf, hex, textOf, utf8 } from "../codec/bytes.js";
import { byId, copy, say, withConfirmation } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { put } from "../i18n/language.js";
import { recognise } from "../codec/recognise.js";
import { unlockForm } from "../app/unlock.js";
import { keepPrivateKeysOut } from "../errors/private-keys.js";
import { mountMenu } from "./menu.js";

/**
 * @typedef {import("./keys.js").BenchKey} BenchKey
 * @typedef {import("./workbench.js").Bench} Bench
 */

/** Step 5: decrypts a ciphertext. @param {Bench} bench */
export function mountDecrypting(bench) {
  const { app, keys, steps, oaep } = bench;
  const form = byId("decrypt", HTMLFormElement);
  const keyField = byId("decrypt-key", HTMLSelectElement);
  const field = byId("decrypt-text", HTMLTextAreaElement);
  const problem = new Problem(byId("decrypt-error", HTMLElement));
  const output = mountOutput(bench, problem);
  const diagnosis = mountDiagnosis(bench, { keyField, field, problem });
  const refuse = mountRefusal(bench, field, problem);
  const clearOutcome = () => {
    problem.clear();
    diagnosis.clear();
    output.clear();
  };
  const input = mountInput(bench, keyField, field, clearOutcome);
  for (const watched of [form, oaep.form]) {
    watched.addEventListener("input", () => {
      problem.clear();
      diagnosis.clear();
      input.show();
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    output.clear();
    diagnosis.clear();
    const key = keys.find(keyField.value);
    if (!key) {
      const elsewhere = { at: keys, event: "change", mended: () => keys.pairs.length > 0 };
      return problem.show((words) => words.oaep.keyNeededToDecrypt, keyField, elsewhere);
    }
    const ciphertext = bytesOf(field.value);
    // `recognise` needs the wasm module.
    if (!ciphertext) return app.ready.then(refuse);
    try {
      const keyring = await keys.keyringOf(key);
      output.show(await keyring.decrypt(key.id, ciphertext, oaep.now()));
    } catch (error) {
      const locked = codeOf(error) === "key-locked" && app.book.keys.find(({ id }) => id === key.id);
      const unlock = locked ? unlockForm(app.keyring, locked, () => form.requestSubmit()) : undefined;
      problem.showError(error, "decrypt", field, undefined, undefined, unlock);
      diagnosis.offer(codeOf(error) === "decryption-failed");
    }
  });

  return {
    take: input.take,
    offer: input.offer,
    clear() {
      form.reset();
      clearOutcome();
      input.show();
      steps.say("decrypt", "");
    },
  };
}

/**
 * The fields for the key and the ciphertext, with the count of bytes.
 *
 * @param {Bench} bench
 * @param {HTMLSelectElement} keyField
 * @param {HTMLTextAreaElement} field
 * @param {() => void} clearOutcome
 */
function mountInput({ keys, code, oaep }, keyField, field, clearOutcome) {
  const count = byId("decrypt-count", HTMLElement);
  /** The ciphertext that step 4 has put in the field. */
  let offered = "";
  const show = () => {
    const key = keys.find(keyField.value);
    const length = bytesOf(field.value)?.length;
    put(count, key && length ? (words) => words.oaep.length(length, Math.ceil(key.bits / 8)) : "");
    code.show();
  };
  mountMenu(keyField, keys, () => keys.pairs, show);
  code.fill("decrypt", () => {
    const ciphertext = bytesOf(field.value);
    // What cannot be a ciphertext, such as a private key, must not appear in the code, too.
    const key = keys.find(keyField.value);
    const fits = key ? ciphertext?.length === Math.ceil(key.bits / 8) : (ciphertext?.length ?? 0) <= 1024;
    return ciphertext && ciphertext.length > 0 && fits ? { ...oaep.said(), ciphertext: base64(ciphertext) } : undefined;
  });
  return {
    show,
    /** @param {string} text */
    take(text) {
      field.value = text;
      show();
      field.focus();
    },
    /**
     * Takes a ciphertext that step 4 has made, if the workbench has the private key.
     *
     * @param {BenchKey} key
     * @param {string} text
     * @param {boolean} isWanted whether it replaces a text that the visitor entered
     */
    offer(key, text, isWanted) {
      const isPair = keys.pairs.some(({ id }) => id === key.id);
      const isFree = !field.value || field.value === offered;
      if (!isPair || field.value === text || !(isFree || isWanted)) return;
      offered = text;
      field.value = text;
      keyField.value = key.id;
      clearOutcome();
      show();
    },
  };
}

/** The plaintext, which can be copied. @param {Bench} bench @param {Problem} problem */
function mountOutput({ app, steps }, problem) {
  const field = byId("decrypt-output", HTMLTextAreaElement);
  const result = byId("decrypt-result", HTMLElement);
  const button = byId("decrypt-copy", HTMLButtonElement);
  withConfirmation(button);
  button.addEventListener("click", async () => {
    const copied = await copy(button, field.value, (words) => words.page.copied);
    if (!copied) return problem.show((words) => words.page.notCopied, field);
    // The entry has no `text`: the list of what left this browser must not show a plaintext.
    app.wire.add({ what: (words) => words.wire.plaintext, how: "copied", bytes: utf8(field.value).length });
  });
  return {
    clear() {
      result.hidden = true;
      field.value = "";
    },
    /** Shows a plaintext, and wipes it. @param {Uint8Array<ArrayBuffer>} plaintext */
    show(plaintext) {
      problem.clear();
      const text = textOf(plaintext);
      put(byId("decrypt-form", HTMLElement), (words) =>
        text === undefined ? words.oaep.plaintextHex : words.oaep.plaintext,
      );
      field.value = text ?? hex(plaintext);
      plaintext.fill(0);
      result.hidden = false;
      steps.say("decrypt", (words) => words.oaep.decrypted);
      say((words) => words.oaep.decrypted);
    },
  };
}

/**
 * Makes the function that refuses a text that is not a ciphertext. Private keys do not stay in the field.
 *
 * @param {Bench} bench
 * @param {HTMLTextAreaElement} field
 * @param {Problem} problem
 */
function mountRefusal({ app }, field, problem) {
  /**
   * Empties the field. The button that takes the key to where it is imported has the only copy.
   *
   * @param {string} input
   */
  const refusePrivateKey = (input) => {
    field.value = "";
    const way = app.wayTo("privateKey", input, () => {});
    problem.show((words) => words.errors.decrypt["private-key-given"], field, undefined, way);
  };
  keepPrivateKeysOut(app, field, refusePrivateKey);
  /** Says what the text is, if that is known, with a button that takes it to the view where it belongs. */
  return () => {
    const kind = recognise(field.value);
    if (kind === "privateKey") return refusePrivateKey(field.value);
    const way =
      kind &&
      app.wayTo(kind, field.value, () => {
        field.value = "";
      });
    problem.show((words) => (kind ? words.found[kind] : words.oaep.notBase64), field, undefined, way);
  };
}

/**
 * The button that finds out with which hashes a ciphertext was encrypted. The search runs only when the visitor clicks,
 * on the ciphertext in the form, and its answer is shown only here. Senders must not learn the answers: with enough of
 * them they could decrypt other ciphertexts (Manger, CRYPTO 2001).
 *
 * @param {Bench} bench
 * @param {{ keyField: HTMLSelectElement, field: HTMLTextAreaElement, problem: Problem }} form
 */
function mountDiagnosis({ keys, code, oaep }, { keyField, field, problem }) {
  const button = byId("decrypt-diagnose", HTMLButtonElement);
  // The answer has a place of its own, because it is not an error.
  const answer = byId("decrypt-found", HTMLElement);
  button.addEventListener("click", async () => {
    const ciphertext = bytesOf(field.value);
    const key = keys.find(keyField.value);
    if (!ciphertext || !key) return;
    try {
      const keyring = await keys.keyringOf(key);
      const found = await keyring.diagnose(key.id, ciphertext, { label: oaep.now().label });
      button.hidden = true;
      if (!found) return problem.show((words) => words.oaep.undiagnosed);
      oaep.set(found);
      problem.clear();
      const text = (/** @type {import("../i18n/language.js").Words} */ words) =>
        words.oaep.diagnosed(found.hash, found.mgfHash);
      put(answer, text);
      answer.hidden = false;
      say(text);
      code.show();
    } catch (error) {
      problem.showError(error, "anywhere");
    }
  });
  return {
    clear() {
      button.hidden = true;
      answer.hidden = true;
    },
    /** Shows the button. @param {boolean} useful whether wrong hashes may be why the decryption failed */
    offer(useful) {
      button.hidden = !useful;
    },
  };
}
