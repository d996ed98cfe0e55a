import { PublicKey } from "../sealpost/index.js";
import { base64, bytesOf, hex, textOf, utf8 } from "../codec/bytes.js";
import { byId, copy, say, withConfirmation } from "../ui/dom.js";
import { codeOf, explain } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { mountElsewhere } from "../ui/elsewhere.js";
import { put } from "../i18n/language.js";
import { recognise } from "../codec/recognise.js";
import { unlockForm } from "../app/unlock.js";
import { keepPrivateKeysOut } from "../errors/private-keys.js";
import { mountMenu } from "./menu.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../sealpost/index.js").Hash} Hash
 * @typedef {() => { hash: Hash, mgfHash: Hash, label: Uint8Array }} Settings what the form of the settings says now
 * @typedef {{ hash: Hash, mgfHash: Hash }} Found the hashes that a ciphertext was encrypted with
 * @typedef {(id: string, ciphertext: Uint8Array, options: { label: Uint8Array }) => Promise<Found | null>} Diagnose
 */

/** @type {Hash[]} */
const hashes = ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256"];

/**
 * Sets up the view for raw RSA-OAEP. It has three settings (hash, MGF1 hash and
 * label), a form that encrypts and a form that decrypts.
 *
 * @param {App} app
 */
export function mountWorkbench(app) {
  const hashField = byId("oaep-hash", HTMLSelectElement);
  const mgfField = byId("oaep-mgf", HTMLSelectElement);
  const labelField = byId("oaep-label", HTMLInputElement);
  const settingsForm = byId("oaep-settings", HTMLFormElement);
  hashField.append(...hashes.map((hash) => new Option(hash, hash, hash === "SHA-256", hash === "SHA-256")));
  mgfField.append(...hashes.map((hash) => new Option(hash, hash)));

  const settings = () => ({
    hash: /** @type {Hash} */ (hashField.value),
    // The first option of the MGF1 hash has no value: it stands for the same hash.
    mgfHash: /** @type {Hash} */ (mgfField.value || hashField.value),
    label: utf8(labelField.value),
  });
  mountEncrypting(app, settings, settingsForm);
  const { take } = mountDecrypting(app, settings, settingsForm, (found) => {
    hashField.value = found.hash;
    mgfField.value = found.mgfHash;
  });
  return {
    /** @param {string} text a ciphertext pasted in another section; it is put in the form that decrypts */
    take(text) {
      app.router.go("workbench");
      take(text);
    },
  };
}

/**
 * @param {App} app
 * @param {Settings} settings
 * @param {HTMLFormElement} settingsForm
 */
function mountEncrypting(app, settings, settingsForm) {
  const form = byId("encrypt", HTMLFormElement);
  const keyField = byId("encrypt-key", HTMLSelectElement);
  const field = byId("encrypt-text", HTMLTextAreaElement);
  const count = byId("encrypt-count", HTMLElement);
  const problem = new Problem(byId("encrypt-error", HTMLElement));
  const output = byId("encrypt-output", HTMLTextAreaElement);
  const result = byId("encrypt-result", HTMLElement);
  const copyButton = byId("encrypt-copy", HTMLButtonElement);
  // Code with which other software decrypts the same ciphertext.
  const elsewhere = mountElsewhere(byId("encrypt-elsewhere", HTMLDetailsElement));
  withConfirmation(copyButton);
  /** The name of the recipient of the ciphertext that is shown. @type {import("../i18n/language.js").Text} */
  let recipientName = () => "";

  const showCount = async () => {
    const recipient = app.book.recipient(keyField.value);
    if (!recipient) return put(count, "");
    const used = utf8(field.value).length;
    try {
      await app.ready;
      const max = withKey(recipient.publicKey, (key) => key.maxPlaintext(settings()));
      put(count, (words) => words.oaep.fits(used, max));
      count.toggleAttribute("data-over", used > max);
    } catch (error) {
      put(count, explain(error, "encrypt"));
      count.toggleAttribute("data-over", true);
    }
  };
  const clearResult = () => {
    result.hidden = true;
    output.value = "";
  };
  let previousKey = "";
  mountMenu(keyField, app.book, () => {
    // The menu is filled anew. The ciphertext that is shown is still right unless that selected another key.
    if (keyField.value !== previousKey) clearResult();
    previousKey = keyField.value;
    showCount();
  });
  for (const watched of [form, settingsForm]) {
    watched.addEventListener("input", () => {
      clearResult();
      problem.clear();
      showCount();
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearResult();
    previousKey = keyField.value;
    const recipient = app.book.recipient(keyField.value);
    if (!recipient) {
      const mended = () => app.book.recipients.length > 0;
      return problem.show((words) => words.oaep.keyNeededToEncrypt, keyField, {
        at: app.book,
        event: "change",
        mended,
      });
    }
    try {
      await app.ready;
      const ciphertext = withKey(recipient.publicKey, (key) => key.encrypt(field.value, settings()));
      problem.clear();
      output.value = base64(ciphertext);
      const { name, own } = recipient;
      recipientName = (words) => (own ? words.messages.self(name) : name);
      elsewhere.oaep(output.value, settings());
      result.hidden = false;
      say((words) => words.oaep.encrypted);
    } catch (error) {
      problem.showError(error, "encrypt", field);
    }
  });
  copyButton.addEventListener("click", async () => {
    // Both may change while the browser copies.
    const text = output.value;
    const name = recipientName;
    const copied = await copy(copyButton, text, (words) => words.page.copied);
    if (!copied) return problem.show((words) => words.page.notCopied, output);
    // The page's list of what left this browser.
    app.wire.add({ what: (words) => words.wire.ciphertext(name(words)), how: "copied", bytes: text.length, text });
  });
}

/**
 * @param {App} app
 * @param {Settings} settings
 * @param {HTMLFormElement} settingsForm
 * @param {(found: Found) => void} setHashes changes the settings
 */
function mountDecrypting(app, settings, settingsForm, setHashes) {
  const form = byId("decrypt", HTMLFormElement);
  const keyField = byId("decrypt-key", HTMLSelectElement);
  const field = byId("decrypt-text", HTMLTextAreaElement);
  const count = byId("decrypt-count", HTMLElement);
  const problem = new Problem(byId("decrypt-error", HTMLElement));
  const output = byId("decrypt-output", HTMLTextAreaElement);
  const result = byId("decrypt-result", HTMLElement);
  const copyButton = byId("decrypt-copy", HTMLButtonElement);
  // Code with which other software decrypts the same ciphertext. It is shown whether or not it decrypts here.
  const elsewhereFold = byId("decrypt-elsewhere", HTMLDetailsElement);
  const elsewhere = mountElsewhere(elsewhereFold);
  /** @param {Uint8Array} ciphertext */
  const showElsewhere = (ciphertext) => elsewhere.oaep(base64(ciphertext), settings());
  const applyFound = (/** @type {Found} */ found, /** @type {Uint8Array} */ ciphertext) => {
    setHashes(found);
    showElsewhere(ciphertext);
  };
  const diagnosis = mountDiagnosis(app, settings, applyFound, { keyField, field, problem });
  withConfirmation(copyButton);

  const showCount = () => {
    const key = app.book.keys.find(({ id }) => id === keyField.value);
    const length = bytesOf(field.value)?.length;
    if (!key || !length) return put(count, "");
    put(count, (words) => words.oaep.length(length, Math.ceil(key.bits / 8)));
  };
  const showKeys = () => {
    const chosen = keyField.value;
    const options = app.book.keys.map(({ id, name }) => new Option(name, id));
    const none = new Option("", "");
    put(none, (words) => words.oaep.noKey);
    keyField.replaceChildren(...(options.length > 0 ? options : [none]));
    if (app.book.keys.some(({ id }) => id === chosen)) keyField.value = chosen;
    showCount();
  };
  app.book.addEventListener("change", showKeys);
  form.addEventListener("input", showCount);
  keepPrivateKeysOut(app, field, refusePrivateKey);
  for (const watched of [form, settingsForm]) {
    watched.addEventListener("input", () => {
      problem.clear();
      diagnosis.offer(false);
      elsewhereFold.hidden = true;
    });
  }
  showKeys();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    result.hidden = true;
    output.value = "";
    diagnosis.offer(false);
    elsewhereFold.hidden = true;
    if (!keyField.value) {
      const mended = () => app.book.keys.length > 0;
      return problem.show((words) => words.oaep.keyNeededToDecrypt, keyField, {
        at: app.book,
        event: "change",
        mended,
      });
    }
    const ciphertext = bytesOf(field.value);
    if (!ciphertext) {
      // `recognise` needs the wasm module.
      await app.ready;
      return refuse();
    }
    if (ciphertext.length > 0) showElsewhere(ciphertext);
    try {
      const plaintext = await (await app.keyring).decrypt(keyField.value, ciphertext, settings());
      problem.clear();
      const text = textOf(plaintext);
      put(byId("decrypt-form", HTMLElement), (words) =>
        text === undefined ? words.oaep.plaintextHex : words.oaep.plaintext,
      );
      output.value = text ?? hex(plaintext);
      plaintext.fill(0);
      result.hidden = false;
      say((words) => words.oaep.decrypted);
    } catch (error) {
      const locked = codeOf(error) === "key-locked" && app.book.keys.find(({ id }) => id === keyField.value);
      const unlock = locked ? unlockForm(app.keyring, locked, () => form.requestSubmit()) : undefined;
      problem.showError(error, "decrypt", field, undefined, undefined, unlock);
      diagnosis.offer(codeOf(error) === "decryption-failed");
    }
  });
  copyButton.addEventListener("click", async () => {
    const copied = await copy(copyButton, output.value, (words) => words.page.copied);
    if (!copied) return problem.show((words) => words.page.notCopied, output);
    // Without the text, which the list must not show.
    app.wire.add({ what: (words) => words.wire.plaintext, how: "copied", bytes: utf8(output.value).length });
  });

  /** Shows what the input is instead of a ciphertext, and a button that takes it to its section, if either is known. */
  function refuse() {
    const kind = recognise(field.value);
    if (kind === "privateKey") return refusePrivateKey(field.value);
    const way =
      kind &&
      app.wayTo(kind, field.value, () => {
        field.value = "";
      });
    problem.show((words) => (kind ? words.found[kind] : words.oaep.notBase64), field, undefined, way);
  }

  /** Empties the field. The button that takes the key to where it is imported has the only copy. @param {string} input */
  function refusePrivateKey(input) {
    field.value = "";
    const way = app.wayTo("privateKey", input, () => {});
    problem.show((words) => words.errors.decrypt["private-key-given"], field, undefined, way);
  }

  return {
    /** @param {string} text */
    take(text) {
      field.value = text;
      showCount();
      field.focus();
    },
  };
}

/**
 * Sets up the button that finds out with which hashes a ciphertext was encrypted. The search runs only when the visitor
 * clicks, on the ciphertext in the form, and its answer is shown only here. Senders must not learn the answers: with
 * enough of them they could decrypt other ciphertexts (Manger, CRYPTO 2001).
 *
 * @param {App} app
 * @param {Settings} settings
 * @param {(found: Found, ciphertext: Uint8Array) => void} applyFound
 * @param {{ keyField: HTMLSelectElement, field: HTMLTextAreaElement, problem: Problem }} form
 */
function mountDiagnosis(app, settings, applyFound, { keyField, field, problem }) {
  const button = byId("decrypt-diagnose", HTMLButtonElement);
  button.addEventListener("click", async () => {
    const ciphertext = bytesOf(field.value);
    if (!ciphertext) return;
    try {
      const found = await diagnoseOf(await app.keyring)?.(keyField.value, ciphertext, { label: settings().label });
      button.hidden = true;
      if (!found) return problem.show((words) => words.oaep.undiagnosed);
      applyFound(found, ciphertext);
      problem.show((words) => words.oaep.diagnosed(found.hash, found.mgfHash));
    } catch (error) {
      problem.showError(error, "anywhere");
    }
  });
  return {
    /** Shows or hides the button. @param {boolean} useful whether wrong hashes may be why the decryption failed */
    async offer(useful) {
      button.hidden = !useful || !diagnoseOf(await app.keyring);
    },
  };
}

/** The method `diagnose` of a keyring, bound to it, if any. @param {object} keyring @returns {Diagnose | undefined} */
function diagnoseOf(keyring) {
  const { diagnose } = /** @type {{ diagnose?: Diagnose }} */ (keyring);
  return diagnose?.bind(keyring);
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
