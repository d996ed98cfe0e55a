import { PublicKey } from "./sealpost/index.js";
import { base64, bytesOf, hex, textOf, utf8 } from "./bytes.js";
import { Problem, byId, copy, say, withConfirmation } from "./dom.js";
import { furnishRecipients } from "./messages.js";
import { explain, messages, oaep as words, wire as wireWords } from "./text.js";

/**
 * @typedef {import("./main.js").App} App
 * @typedef {import("./sealpost/index.js").Hash} Hash
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
  furnishDecrypting(app, settings, settingsForm);
}

/**
 * @param {App} app
 * @param {() => { hash: Hash, mgfHash: Hash, label: Uint8Array }} settings
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
  withConfirmation(copyButton, words.copied);
  let recipientName = "";

  const showCount = async () => {
    const recipient = app.book.recipient(keyField.value);
    if (!recipient) {
      count.textContent = "";
      return;
    }
    const used = utf8(field.value).length;
    try {
      await app.ready;
      const max = withKey(recipient.publicKey, (key) => key.maxPlaintext(settings()));
      count.textContent = words.fits(used, max);
      count.toggleAttribute("data-over", used > max);
    } catch (error) {
      count.textContent = explain(error, "encrypt");
      count.toggleAttribute("data-over", true);
    }
  };
  const outdated = () => {
    result.hidden = true;
    output.value = "";
  };
  let shown = "";
  furnishRecipients(keyField, app.book, field, () => {
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
    if (!recipient) return problem.show(words.keyNeededToEncrypt, keyField, { at: app.book, event: "change" });
    try {
      await app.ready;
      const ciphertext = withKey(recipient.publicKey, (key) => key.encrypt(field.value, settings()));
      problem.clear();
      output.value = base64(ciphertext);
      recipientName = recipient.own ? messages.self(recipient.name) : recipient.name;
      result.hidden = false;
      say(words.encrypted);
    } catch (error) {
      problem.show(explain(error, "encrypt"), field);
    }
  });
  copyButton.addEventListener("click", async () => {
    if (!await copy(copyButton, output.value, words.copied)) return problem.show(messages.notCopied, output);
    app.wire.add({ what: wireWords.ciphertext(recipientName), how: wireWords.copied, bytes: output.value.length, text: output.value });
  });
}

/**
 * @param {App} app
 * @param {() => { hash: Hash, mgfHash: Hash, label: Uint8Array }} settings
 * @param {HTMLFormElement} settingsForm
 */
function furnishDecrypting(app, settings, settingsForm) {
  const form = byId("decrypt", HTMLFormElement);
  const keyField = byId("decrypt-key", HTMLSelectElement);
  const field = byId("decrypt-text", HTMLTextAreaElement);
  const count = byId("decrypt-count", HTMLElement);
  const problem = new Problem(byId("decrypt-error", HTMLElement));
  const output = byId("decrypt-output", HTMLTextAreaElement);
  const result = byId("decrypt-result", HTMLElement);
  const copyButton = byId("decrypt-copy", HTMLButtonElement);
  withConfirmation(copyButton, words.copied);

  const showCount = () => {
    const key = app.book.keys.find(({ id }) => id === keyField.value);
    const bytes = bytesOf(field.value);
    count.textContent = key && bytes?.length ? words.length(bytes.length, Math.ceil(key.bits / 8)) : "";
  };
  const showKeys = () => {
    const chosen = keyField.value;
    const options = app.book.keys.map(({ id, name }) => new Option(name, id));
    keyField.replaceChildren(...(options.length > 0 ? options : [new Option(words.noKey, "")]));
    if (app.book.keys.some(({ id }) => id === chosen)) keyField.value = chosen;
    showCount();
  };
  app.book.addEventListener("change", showKeys);
  form.addEventListener("input", showCount);
  for (const place of [form, settingsForm]) place.addEventListener("input", () => problem.clear());
  showKeys();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    result.hidden = true;
    output.value = "";
    if (!keyField.value) {
      return problem.show(words.keyNeededToDecrypt, keyField, { at: app.book, event: "change", mended: () => app.book.keys.length > 0 });
    }
    const ciphertext = bytesOf(field.value);
    if (!ciphertext) return problem.show(words.notBase64, field);
    try {
      const plaintext = await (await app.keyring).decrypt(keyField.value, ciphertext, settings());
      problem.clear();
      const text = textOf(plaintext);
      byId("decrypt-form", HTMLElement).textContent = text === undefined ? words.hex : words.text;
      output.value = text ?? hex(plaintext);
      plaintext.fill(0);
      result.hidden = false;
      say(words.decrypted);
    } catch (error) {
      problem.show(explain(error, "decrypt"), field);
    }
  });
  copyButton.addEventListener("click", async () => {
    if (!await copy(copyButton, output.value, words.copied)) return problem.show(messages.notCopied, output);
    app.wire.add({ what: wireWords.plaintext, how: wireWords.copied, bytes: utf8(output.value).length });
  });
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
