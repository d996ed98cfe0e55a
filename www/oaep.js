import { PublicKey } from "./sealpost/index.js";
import { base64, bytesOf, hex, textOf, utf8 } from "./bytes.js";
import { Problem, byId, codeOf, copy, explain, say, withConfirmation } from "./dom.js";
import { furnishElsewhere } from "./elsewhere.js";
import { put } from "./language.js";
import { recognise } from "./recognise.js";
import { furnishMenu } from "./recipients.js";

/**
 * @typedef {import("./main.js").App} App
 * @typedef {import("./sealpost/index.js").Hash} Hash
 * @typedef {() => { hash: Hash, mgfHash: Hash, label: Uint8Array }} Settings
 */

/** @type {Hash[]} */
const hashes = ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256"];

/**
 * The room of raw RSA-OAEP, folded away: three settings, encrypt and decrypt.
 *
 * @param {App} app
 */
export function furnishDetails(app) {
  const hashField = byId("oaep-hash", HTMLSelectElement);
  const mgfField = byId("oaep-mgf", HTMLSelectElement);
  const labelField = byId("oaep-label", HTMLInputElement);
  const settingsForm = byId("oaep-settings", HTMLFormElement);
  hashField.append(...hashes.map((hash) => new Option(hash, hash, hash === "SHA-256", hash === "SHA-256")));
  mgfField.append(...hashes.map((hash) => new Option(hash, hash)));

  const settings = () => ({
    hash: /** @type {Hash} */ (hashField.value),
    mgfHash: /** @type {Hash} */ (mgfField.value || hashField.value),
    label: utf8(labelField.value),
  });
  furnishEncrypting(app, settings, settingsForm);
  const { take } = furnishDecrypting(app, settings, settingsForm, (found) => {
    hashField.value = found.hash;
    mgfField.value = found.mgfHash;
  });
  return {
    /** @param {string} text a raw ciphertext, to be decrypted by hand */
    take(text) {
      byId("oaep", HTMLDetailsElement).open = true;
      take(text);
    },
  };
}

/**
 * @param {App} app
 * @param {Settings} settings
 * @param {HTMLFormElement} settingsForm
 */
function furnishEncrypting(app, settings, settingsForm) {
  const form = byId("encrypt", HTMLFormElement);
  const keyField = byId("encrypt-key", HTMLSelectElement);
  const field = byId("encrypt-text", HTMLTextAreaElement);
  const count = byId("encrypt-count", HTMLElement);
  const problem = new Problem(byId("encrypt-error", HTMLElement));
  const output = byId("encrypt-output", HTMLTextAreaElement);
  const result = byId("encrypt-result", HTMLElement);
  const copyButton = byId("encrypt-copy", HTMLButtonElement);
  const elsewhere = furnishElsewhere(byId("encrypt-elsewhere", HTMLDetailsElement));
  withConfirmation(copyButton);
  /** @type {import("./language.js").Text} */
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
  const outdated = () => {
    result.hidden = true;
    output.value = "";
  };
  let shown = "";
  furnishMenu(keyField, app.book, () => {
    if (keyField.value !== shown) outdated();
    shown = keyField.value;
    showCount();
  });
  for (const place of [form, settingsForm]) {
    place.addEventListener("input", () => {
      outdated();
      problem.clear();
      showCount();
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    outdated();
    shown = keyField.value;
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
      problem.show(explain(error, "encrypt"), field);
    }
  });
  copyButton.addEventListener("click", async () => {
    const text = output.value;
    const whom = recipientName;
    const copied = await copy(copyButton, text, (words) => words.page.copied);
    if (!copied) return problem.show((words) => words.page.notCopied, output);
    app.wire.add({ what: (words) => words.wire.ciphertext(whom(words)), how: "copied", bytes: text.length, text });
  });
}

/**
 * @param {App} app
 * @param {Settings} settings
 * @param {HTMLFormElement} settingsForm
 * @param {(found: { hash: Hash, mgfHash: Hash }) => void} set
 */
function furnishDecrypting(app, settings, settingsForm, set) {
  const form = byId("decrypt", HTMLFormElement);
  const keyField = byId("decrypt-key", HTMLSelectElement);
  const field = byId("decrypt-text", HTMLTextAreaElement);
  const count = byId("decrypt-count", HTMLElement);
  const problem = new Problem(byId("decrypt-error", HTMLElement));
  const output = byId("decrypt-output", HTMLTextAreaElement);
  const result = byId("decrypt-result", HTMLElement);
  const copyButton = byId("decrypt-copy", HTMLButtonElement);
  const elsewhereFold = byId("decrypt-elsewhere", HTMLDetailsElement);
  const elsewhere = furnishElsewhere(elsewhereFold);
  /** @param {Uint8Array} ciphertext */
  const showElsewhere = (ciphertext) => elsewhere.oaep(base64(ciphertext), settings());
  const found = (/** @type {Found} */ pair, /** @type {Uint8Array} */ ciphertext) => {
    set(pair);
    showElsewhere(ciphertext);
  };
  const diagnose = furnishDiagnosis(app, settings, found, { keyField, field, problem });
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
  for (const place of [form, settingsForm]) {
    place.addEventListener("input", () => {
      problem.clear();
      diagnose.offer(false);
      elsewhereFold.hidden = true;
    });
  }
  showKeys();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    result.hidden = true;
    output.value = "";
    diagnose.offer(false);
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
      problem.show(explain(error, "decrypt"), field);
      diagnose.offer(codeOf(error) === "decryption-failed");
    }
  });
  copyButton.addEventListener("click", async () => {
    const copied = await copy(copyButton, output.value, (words) => words.page.copied);
    if (!copied) return problem.show((words) => words.page.notCopied, output);
    app.wire.add({ what: (words) => words.wire.plaintext, how: "copied", bytes: utf8(output.value).length });
  });

  /** Not a raw ciphertext: what it is instead, where that is known. */
  function refuse() {
    const kind = recognise(field.value);
    const way =
      kind &&
      app.wayTo(kind, field.value, () => {
        field.value = "";
      });
    problem.show((words) => (kind ? words.found[kind] : words.oaep.notBase64), field, undefined, way);
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
 * The offer to find out which settings a ciphertext was made with. It is made for what the visitor pasted, waits for a
 * click, and its result is shown here and nowhere else: whoever tells a stranger the outcome helps them to decrypt.
 *
 * @param {App} app
 * @param {Settings} settings
 * @param {(found: { hash: Hash, mgfHash: Hash }, ciphertext: Uint8Array) => void} set
 * @param {{ keyField: HTMLSelectElement, field: HTMLTextAreaElement, problem: Problem }} form
 */
function furnishDiagnosis(app, settings, set, { keyField, field, problem }) {
  const button = byId("decrypt-diagnose", HTMLButtonElement);
  button.addEventListener("click", async () => {
    const ciphertext = bytesOf(field.value);
    if (!ciphertext) return;
    try {
      const found = await diagnosing(await app.keyring)?.(keyField.value, ciphertext, { label: settings().label });
      button.hidden = true;
      if (!found) return problem.show((words) => words.oaep.undiagnosed);
      set(found, ciphertext);
      problem.show((words) => words.oaep.diagnosed(found.hash, found.mgfHash));
    } catch (error) {
      problem.show(explain(error));
    }
  });
  return {
    /** @param {boolean} fits whether settings may be what failed */
    async offer(fits) {
      button.hidden = !fits || !diagnosing(await app.keyring);
    },
  };
}

/** @typedef {(id: string, ciphertext: Uint8Array, options: { label: Uint8Array }) => Promise<Found | null>} Diagnose */
/** @typedef {{ hash: Hash, mgfHash: Hash }} Found */

/** @param {object} keyring @returns {Diagnose | undefined} */
function diagnosing(keyring) {
  const { diagnose } = /** @type {{ diagnose?: Diagnose }} */ (keyring);
  return diagnose?.bind(keyring);
}

/**
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
