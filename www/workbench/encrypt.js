import { PublicKey } from "../sealpost/index.js";
import { base64, utf8 } from "../codec/bytes.js";
import { byId, copy, say, withConfirmation } from "../ui/dom.js";
import { explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { put } from "../i18n/language.js";
import { mountMenu } from "./menu.js";

/**
 * @typedef {import("./keys.js").BenchKey} BenchKey
 * @typedef {import("./workbench.js").Bench} Bench
 */

/**
 * Step 4: encrypts a text.
 *
 * @param {Bench} bench
 * @param {(key: BenchKey, ciphertext: string, isWanted: boolean) => void} done called with each ciphertext, and again,
 * with `isWanted`, when the visitor goes on to the next step
 */
export function mountEncrypting(bench, done) {
  const { keys, steps, code, oaep } = bench;
  const form = byId("encrypt", HTMLFormElement);
  const keyField = byId("encrypt-key", HTMLSelectElement);
  const field = byId("encrypt-text", HTMLTextAreaElement);
  const problem = new Problem(byId("encrypt-error", HTMLElement));
  const output = mountOutput(bench);
  const showCount = mountCount(bench, keyField, field);
  let previousKey = "";
  /** @type {{ key: BenchKey, ciphertext: string } | undefined} */
  let last;
  document.querySelector("#step-encrypt [data-next]")?.addEventListener("click", () => {
    if (last) done(last.key, last.ciphertext, true);
  });
  mountMenu(
    keyField,
    keys,
    () => keys.all,
    () => {
      // The menu was filled anew, or another key was selected. If the selected key is the same, the ciphertext stays.
      if (keyField.value !== previousKey) output.clear();
      previousKey = keyField.value;
      showCount();
      code.show();
    },
  );
  for (const watched of [form, oaep.form]) {
    watched.addEventListener("input", () => {
      output.clear();
      problem.clear();
      showCount();
      code.show();
    });
  }
  code.fill("encrypt", () => {
    const key = keys.find(keyField.value);
    return key && { ...oaep.said(), publicKey: key.publicKey, text: field.value };
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    output.clear();
    const key = keys.find(keyField.value);
    if (!key) return askForKey(keys, keyField, problem);
    const ciphertext = await encryptText(bench, field, problem, key);
    if (!ciphertext) return;
    output.show(key, ciphertext);
    last = { key, ciphertext };
    done(key, ciphertext, false);
  });
  return {
    clear() {
      form.reset();
      output.clear();
      problem.clear();
      showCount();
      steps.say("encrypt", "");
    },
  };
}

/** Says that a key is needed first. @param {Bench["keys"]} keys @param {HTMLElement} keyField @param {Problem} problem */
function askForKey(keys, keyField, problem) {
  const mended = () => keys.all.length > 0;
  problem.show((words) => words.oaep.keyNeededToEncrypt, keyField, { at: keys, event: "change", mended });
}

/**
 * Encrypts what is in the field. Undefined if that failed, which is then shown.
 *
 * @param {Bench} bench
 * @param {HTMLTextAreaElement} field
 * @param {Problem} problem
 * @param {BenchKey} key
 */
async function encryptText({ app, oaep }, field, problem, { publicKey }) {
  try {
    await app.ready;
    const ciphertext = base64(withKey(publicKey, (one) => one.encrypt(field.value, oaep.now())));
    problem.clear();
    return ciphertext;
  } catch (error) {
    problem.showError(error, "encrypt", field);
    return undefined;
  }
}

/**
 * Makes the function that shows how many bytes the plaintext has, and how many fit.
 *
 * @param {Bench} bench
 * @param {HTMLSelectElement} keyField
 * @param {HTMLTextAreaElement} field
 */
function mountCount({ app, keys, oaep }, keyField, field) {
  const count = byId("encrypt-count", HTMLElement);
  return async () => {
    const key = keys.find(keyField.value);
    if (!key) return put(count, "");
    const used = utf8(field.value).length;
    try {
      await app.ready;
      const max = withKey(key.publicKey, (one) => one.maxPlaintext(oaep.now()));
      put(count, (words) => words.oaep.fits(used, max));
      count.toggleAttribute("data-over", used > max);
    } catch (error) {
      put(count, explain(error, "encrypt"));
      count.toggleAttribute("data-over", true);
    }
  };
}

/** The ciphertext, which can be copied. @param {Bench} bench */
function mountOutput({ app, steps }) {
  const place = byId("encrypt-result", HTMLElement);
  const field = byId("encrypt-output", HTMLTextAreaElement);
  const button = byId("encrypt-copy", HTMLButtonElement);
  /** The recipient of the ciphertext that is shown. @type {import("../i18n/language.js").Text} */
  let name = () => "";
  withConfirmation(button);
  button.addEventListener("click", async () => {
    // The text and the name may change while the browser copies.
    const text = field.value;
    const whose = name;
    if (!(await copy(button, text, (words) => words.page.copied))) return field.select();
    app.wire.add({ what: (words) => words.wire.ciphertext(whose(words)), how: "copied", bytes: text.length, text });
  });
  return {
    clear() {
      place.hidden = true;
      field.value = "";
    },
    /** @param {BenchKey} key @param {string} ciphertext */
    show(key, ciphertext) {
      name = key.name;
      field.value = ciphertext;
      place.hidden = false;
      steps.say("encrypt", ciphertext.slice(0, 60));
      say((words) => words.oaep.encrypted);
    },
  };
}

/**
 * Reads a public key, passes it to `use`, and frees its memory in the wasm module.
 *
 * @template T
 * @param {string} pem
 * @param {(key: PublicKey) => T} use
 */
function withKey(pem, use) {
  const key = PublicKey.parse(pem);
  try {
    return use(key);
  } finally {
    key.free();
  }
}
