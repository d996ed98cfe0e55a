import { base64, bytesOf, utf8 } from "../codec/bytes.js";
import { byId, copy, run, say, withConfirmation } from "../ui/dom.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { passphraseForm, unlockForm } from "../app/unlock.js";
import { put } from "../i18n/language.js";
import { VerifyingKey } from "../sealpost/index.js";
import { mountMenu } from "./menu.js";
import { hashOptions } from "./oaep.js";

/**
 * @typedef {import("./workbench.js").Bench} Bench
 * @typedef {import("./keys.js").BenchKey} BenchKey
 * @typedef {import("../app/book.js").KeyEntry} KeyEntry
 * @typedef {import("../sealpost/index.js").Hash} Hash
 * @typedef {() => { hash: Hash, saltLength: number }} Pss
 * @typedef {{ publicKey: string, text: string, signature: string }} Signed
 */

/** Steps 6 and 7: signatures with RSASSA-PSS. @param {Bench} bench */
export function mountSigning(bench) {
  const pss = mountPss(bench);
  const verifying = mountVerifying(bench, pss);
  const signing = mountSigner(bench, pss, verifying.take);
  return {
    clear() {
      signing.clear();
      verifying.clear();
    },
  };
}

/**
 * The settings of RSASSA-PSS for both steps. `saltLength` is NaN if it is not a number.
 *
 * @param {Bench} bench
 * @returns {Pss}
 */
function mountPss({ steps, code }) {
  const hash = byId("pss-hash", HTMLSelectElement);
  const salt = saltField();
  hash.append(...hashOptions("SHA-256"));
  salt.defaultValue = "32";
  steps.lend("pss-settings", ["sign", "verify"]);
  byId("pss-settings", HTMLFormElement).addEventListener("input", () => code.show());
  return () => ({
    hash: /** @type {Hash} */ (hash.value),
    saltLength: /^\d{1,4}$/.test(salt.value.trim()) ? Number(salt.value) : NaN,
  });
}

/**
 * Step 6: signs a text. A throw-away key pair gets its signing key when it first signs. A key of one's own gets one only
 * after a question, because from then on its letters are signed.
 *
 * @param {Bench} bench
 * @param {Pss} pss
 * @param {(signed: Signed) => void} next called with each signature, for step 7
 */
function mountSigner(bench, pss, next) {
  const { app, keys, steps, code } = bench;
  const form = byId("sign", HTMLFormElement);
  const keyField = byId("sign-key", HTMLSelectElement);
  const field = byId("sign-text", HTMLTextAreaElement);
  const problem = new Problem(byId("sign-error", HTMLElement));
  const output = mountSignature(app, steps);
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
  const clear = () => {
    problem.clear();
    output.clear();
  };
  mountMenu(
    keyField,
    keys,
    () => keys.pairs,
    () => code.show(),
  );
  for (const watched of [form, byId("pss-settings", HTMLFormElement)]) {
    watched.addEventListener("input", () => {
      clear();
      code.show();
    });
  }
  code.fill("sign", () =>
    keys.pairs.length > 0 && pss().saltLength >= 0 ? { ...pss(), text: field.value } : undefined,
  );

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    clear();
    const key = keys.find(keyField.value);
    if (!key) return problem.show((words) => words.oaep.keyNeededToDecrypt, keyField);
    const options = pss();
    if (!(options.saltLength >= 0)) return problem.show((words) => words.workbench.saltWrong, saltField());
    const own = key.signing ? undefined : app.book.keys.find(({ id }) => id === key.id);
    if (own) askForSigningKey(bench, { form, keyField, button, problem }, key, own, (now) => void sign(now, options));
    else await sign(key, options);
  });

  /** @param {BenchKey} key @param {ReturnType<Pss>} options */
  async function sign(key, options) {
    clear();
    const signed = await signText(bench, { form, field, button, problem }, key, options);
    if (!signed) return;
    output.show(signed.signature);
    next(signed);
    code.show();
  }

  return {
    clear() {
      form.reset();
      clear();
      steps.say("sign", "");
    },
  };
}

/**
 * Signs what is in the field. Undefined if that failed, which is then shown.
 *
 * @param {Bench} bench
 * @param {{ form: HTMLFormElement, field: HTMLTextAreaElement, button: HTMLButtonElement, problem: Problem }} view
 * @param {BenchKey} key
 * @param {ReturnType<Pss>} options
 * @returns {Promise<Signed | undefined>}
 */
async function signText({ app, keys }, { form, field, button, problem }, key, options) {
  const text = field.value;
  try {
    const { publicKey } = await run(viewOf(button), (signal) => keys.signingOf(key, { signal }));
    const signature = base64(await (await keys.keyringOf(key)).sign(key.id, utf8(text), options));
    return { publicKey, text, signature };
  } catch (error) {
    if (codeOf(error) === "aborted") say((words) => words.make.cancelled);
    else {
      const own = codeOf(error) === "key-locked" && app.book.keys.find(({ id }) => id === key.id);
      const unlock = own ? unlockForm(app.keyring, own, () => form.requestSubmit()) : undefined;
      problem.showError(error, "anywhere", field, undefined, undefined, unlock);
    }
    return undefined;
  }
}

/**
 * Asks whether a key of one's own gets a signing key, and for its passphrase if it has one: it is encrypted anew.
 *
 * @param {Bench} bench
 * @param {{ form: HTMLFormElement, keyField: HTMLElement, button: HTMLButtonElement, problem: Problem }} view
 * @param {BenchKey} key
 * @param {KeyEntry} own the same key in the rail
 * @param {(key: BenchKey) => void} sign adds the signing key if it is not there, and signs
 */
function askForSigningKey({ app, keys }, { form, keyField, button, problem }, key, own, sign) {
  /** @type {import("../i18n/language.js").Text} */
  const add = (words) => words.signing.add;
  /** @type {import("../i18n/language.js").Text} */
  const label = (words) => words.protect.unlockKey(own.name);
  const now = { ...key };
  const make = async (/** @type {Uint8Array} */ passphrase) => {
    now.signing = await run(viewOf(button), (signal) => keys.signingOf(key, { signal, passphrase }));
  };
  const asks = own.protection === "passphrase";
  const unlock = () => unlockForm(app.keyring, own, () => form.requestSubmit());
  problem.show(
    (words) => words.workbench.ownSigning(own.name),
    keyField,
    undefined,
    asks ? undefined : { text: add, act: () => sign(key) },
    own.locked ? unlock() : asks ? passphraseForm(label, add, make, () => sign(now)) : undefined,
  );
}

const saltField = () => byId("pss-salt", HTMLInputElement);

/** The elements that show the search for a signing key: see `run`. @param {HTMLButtonElement} button */
const viewOf = (button) => ({
  button,
  cancel: byId("sign-cancel", HTMLButtonElement),
  status: byId("sign-status", HTMLElement),
  /** @param {number} seconds @returns {import("../i18n/language.js").Text} */
  running: (seconds) => (words) => words.workbench.makingSigningKey(seconds),
});

/** The signature, which can be copied. @param {Bench["app"]} app @param {Bench["steps"]} steps */
function mountSignature(app, steps) {
  const place = byId("sign-result", HTMLElement);
  const field = byId("sign-output", HTMLTextAreaElement);
  const button = byId("sign-copy", HTMLButtonElement);
  withConfirmation(button);
  button.addEventListener("click", async () => {
    const text = field.value;
    if (!(await copy(button, text, (words) => words.page.copied))) return field.select();
    app.wire.add({ what: (words) => words.wire.signature, how: "copied", bytes: text.length, text });
  });
  return {
    clear() {
      place.hidden = true;
      field.value = "";
    },
    /** @param {string} signature */
    show(signature) {
      field.value = signature;
      place.hidden = false;
      steps.say("sign", signature.slice(0, 60));
      say((words) => words.workbench.signed);
    },
  };
}

/** Step 7: verifies a signature. @param {Bench} bench @param {Pss} pss */
function mountVerifying({ app, steps, code }, pss) {
  const form = byId("verify", HTMLFormElement);
  const keyField = byId("verify-key", HTMLTextAreaElement);
  const field = byId("verify-text", HTMLTextAreaElement);
  const signatureField = byId("verify-signature", HTMLTextAreaElement);
  const problem = new Problem(byId("verify-error", HTMLElement));
  const found = byId("verify-found", HTMLElement);
  const clear = () => {
    problem.clear();
    found.hidden = true;
    steps.say("verify", "");
  };
  for (const watched of [form, byId("pss-settings", HTMLFormElement)]) {
    watched.addEventListener("input", () => {
      clear();
      code.show();
    });
  }
  code.fill("verify", () => {
    const signature = bytesOf(signatureField.value);
    const isKey = /^-----BEGIN PUBLIC KEY-----[\w+/=\s]+-----END PUBLIC KEY-----$/.test(keyField.value.trim());
    if (!isKey || !signature?.length || !(pss().saltLength >= 0)) return undefined;
    return { ...pss(), text: field.value, publicKey: keyField.value, signature: base64(signature) };
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear();
    const signature = bytesOf(signatureField.value);
    if (!signature?.length) return problem.show((words) => words.workbench.signatureNeeded, signatureField);
    const options = pss();
    if (!(options.saltLength >= 0)) return problem.show((words) => words.workbench.saltWrong, saltField());
    try {
      await app.ready;
      const key = VerifyingKey.parse(keyField.value);
      const isValid = key.verify(utf8(field.value), signature, options);
      key.free();
      if (!isValid) return problem.show((words) => words.workbench.notValid, signatureField);
      found.hidden = false;
      put(found, (words) => words.workbench.valid);
      steps.say("verify", (words) => words.workbench.valid);
      say((words) => words.workbench.valid);
    } catch (error) {
      problem.showError(error, "anywhere", keyField);
    }
  });
  return {
    /** @param {Signed} signed */
    take(signed) {
      keyField.value = signed.publicKey;
      field.value = signed.text;
      signatureField.value = signed.signature;
      clear();
    },
    clear() {
      form.reset();
      clear();
    },
  };
}
