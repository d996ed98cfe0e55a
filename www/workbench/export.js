import { byId, copy, save, say, withConfirmation, work } from "../ui/dom.js";
import { onLanguage, put, words } from "../i18n/language.js";
import { PrivateKey, PublicKey } from "../sealpost/index.js";
import { codeOf } from "../errors/explain.js";
import { Problem } from "../errors/problem.js";
import { unlockForm } from "../app/unlock.js";
import { utf8 } from "../codec/bytes.js";
import { mountPassphrase } from "../ui/passphrase.js";
import { mountMenu } from "./menu.js";

/**
 * @typedef {import("./keys.js").BenchKey} BenchKey
 * @typedef {import("./workbench.js").Bench} Bench
 * @typedef {import("../codec/code/steps.js").Format} Format
 * @typedef {Format | "verifying" | "signing"} Form What is exported: the key for encryption in a format, or the public
 * or the private half of the signing key.
 * @typedef {{ key: BenchKey, text: string, format: Form, encrypted: boolean }} Exported
 */

/** @type {Form[]} */
const publicForms = ["spki", "pkcs1-public", "openssh", "jwk-public", "verifying"];
/** @type {Form[]} */
const privateForms = ["pkcs8", "pkcs1", "jwk", "signing"];
/** The forms that a passphrase can protect. @type {Form[]} */
const protectedForms = ["pkcs8", "signing"];

/** Step 2: exports a key as text. @param {Bench} bench */
export function mountExport(bench) {
  const { keys, steps, code } = bench;
  const form = byId("bench-export", HTMLFormElement);
  const keyField = byId("export-key", HTMLSelectElement);
  const formatField = byId("export-format", HTMLSelectElement);
  const passphrase = byId("export-passphrase", HTMLInputElement);
  const problem = new Problem(byId("export-error", HTMLElement));
  const output = mountOutput(bench, (key) => {
    formatField.value = "pkcs8";
    form.dispatchEvent(new Event("input"));
    // A throw-away key is exported at once. For a key of one's own, the visitor first sees what that means.
    if (key.kind === "throwaway") form.requestSubmit();
    else formatField.focus();
  });
  const weakness = mountPassphrase(passphrase);
  const format = () => /** @type {Form} */ (formatField.value);
  const takesPassphrase = () => protectedForms.includes(format());
  const clear = () => {
    problem.clear();
    output.clear();
  };
  const show = () => {
    const key = keys.find(keyField.value);
    fillForms(formatField, key);
    byId("export-passphrase-field", HTMLElement).hidden = !takesPassphrase();
    const isUnencrypted = privateForms.includes(format()) && !(takesPassphrase() && passphrase.value);
    byId("export-caution", HTMLElement).hidden = !isUnencrypted;
    code.show();
  };
  mountMenu(keyField, keys, () => keys.all, show);
  onLanguage(show);
  form.addEventListener("input", () => {
    clear();
    show();
  });
  code.fill("export", () => {
    if (format() === "verifying") return { format: "spki", file: "signing-key" };
    if (format() === "signing") return { format: "pkcs8", file: "signing-key" };
    return { format: /** @type {Format} */ (format()), file: "private-key" };
  });
  show();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear();
    const key = keys.find(keyField.value);
    if (!key) return problem.show((words) => words.workbench.nothing.export, keyField);
    const weak = key.kind === "own" && takesPassphrase() && passphrase.value ? await weakness() : undefined;
    if (weak) return problem.show(weak, passphrase);
    const secret = takesPassphrase() ? passphrase.value : "";
    const exported = await exportKey(bench, { form, keyField, problem }, { key, format: format(), secret });
    if (exported) output.show(exported);
  });
  return {
    clear() {
      clear();
      passphrase.value = "";
      passphrase.dispatchEvent(new Event("input"));
      steps.say("export", "");
    },
  };
}

/**
 * Exports a key. Undefined if that failed, which is then shown.
 *
 * @param {Bench} bench
 * @param {{ form: HTMLFormElement, keyField: HTMLElement, problem: Problem }} view
 * @param {{ key: BenchKey, format: Form, secret: string }} what `secret`: the passphrase, empty for none
 * @returns {Promise<Exported | undefined>}
 */
async function exportKey(bench, { form, keyField, problem }, { key, format, secret }) {
  const { book, keyring } = bench.app;
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
  const passphrase = utf8(secret);
  try {
    const text = await work(button, () => textOf(bench, key, format, passphrase));
    return { key, text, format, encrypted: passphrase.length > 0 };
  } catch (error) {
    const own = codeOf(error) === "key-locked" && book.keys.find(({ id }) => id === key.id);
    const unlock = own ? unlockForm(keyring, own, () => form.requestSubmit()) : undefined;
    problem.showError(error, "anywhere", keyField, undefined, undefined, unlock);
    return undefined;
  } finally {
    passphrase.fill(0);
  }
}

/**
 * A key as text.
 *
 * @param {Bench} bench
 * @param {BenchKey} key
 * @param {Form} format
 * @param {Uint8Array} passphrase empty for none
 */
async function textOf({ app, keys }, key, format, passphrase) {
  await app.ready;
  if (format === "verifying") return key.signing?.publicKey ?? "";
  if (publicForms.includes(format)) return publicText(key.publicKey, format);
  const keyring = await keys.keyringOf(key);
  /** @type {"signing" | "encryption"} */
  const which = format === "signing" ? "signing" : "encryption";
  const how =
    passphrase.length > 0 ? { passphrase, key: which } : { plaintext: /** @type {const} */ (true), key: which };
  const pem = await keyring.export(key.id, how);
  if (protectedForms.includes(format)) return pem;
  const parsed = PrivateKey.parse(pem);
  try {
    return format === "pkcs1" ? parsed.toPem({ format: "pkcs1" }) : JSON.stringify(parsed.toJwk(), null, 2);
  } finally {
    parsed.free();
  }
}

/** @param {string} pem @param {Form} format */
function publicText(pem, format) {
  const key = PublicKey.parse(pem);
  try {
    if (format === "jwk-public") return JSON.stringify(key.toJwk(), null, 2);
    return key.toPem({ format: format === "openssh" ? "openssh" : format === "spki" ? "spki" : "pkcs1" });
  } finally {
    key.free();
  }
}

/** Fills the menu with the forms that a key has. @param {HTMLSelectElement} menu @param {BenchKey | undefined} key */
function fillForms(menu, key) {
  const hasPrivate = !key || key.kind === "throwaway" || key.kind === "own";
  /** @param {Form} form */
  const isThere = (form) => (form !== "verifying" && form !== "signing") || Boolean(key?.signing);
  const chosen = menu.value || "spki";
  const { formats, publicHalf, privateHalf } = words().workbench;
  const group = (/** @type {string} */ label, /** @type {Form[]} */ members) => {
    const element = document.createElement("optgroup");
    element.label = label;
    element.append(...members.filter(isThere).map((format) => new Option(formats[format], format)));
    return element;
  };
  const groups = [group(publicHalf, publicForms), group(privateHalf, privateForms)];
  menu.replaceChildren(...(hasPrivate ? groups : groups.slice(0, 1)));
  menu.value = chosen;
  if (menu.selectedIndex < 0) menu.value = "spki";
}

/**
 * Shows what was exported, with the buttons that copy and save it, and one that exports the private half after the
 * public one.
 *
 * @param {Bench} bench
 * @param {(key: BenchKey) => void} exportPrivate
 */
function mountOutput({ app, steps }, exportPrivate) {
  const place = byId("export-result", HTMLElement);
  const field = byId("export-output", HTMLTextAreaElement);
  const copyButton = byId("export-copy", HTMLButtonElement);
  const other = byId("export-private", HTMLButtonElement);
  /** @type {Exported | undefined} */
  let shown;
  withConfirmation(copyButton);
  /** Lists what was exported among what left this browser. @param {"copied" | "saved"} how */
  const report = (how) => {
    if (!shown) return;
    const { key, text, format, encrypted } = shown;
    const isPublic = publicForms.includes(format);
    const what = isPublic ? "publicKey" : encrypted ? "encryptedKey" : "privateKey";
    const item = { what: said(what, key), how, bytes: text.length };
    app.wire.add(what === "privateKey" ? item : { ...item, text });
  };
  copyButton.addEventListener("click", async () => {
    const copied = await copy(copyButton, field.value, (words) => words.page.copied);
    if (copied) report("copied");
    else field.select();
  });
  other.addEventListener("click", () => {
    if (shown) exportPrivate(shown.key);
  });
  byId("export-save", HTMLButtonElement).addEventListener("click", () => {
    if (!shown) return;
    // The code for other software reads private keys from files with these names.
    const usual = publicForms.includes(shown.format) ? "public-key" : "private-key";
    const { format } = shown;
    const name = format === "signing" || format === "verifying" ? `${format}-key` : usual;
    const end = { openssh: "pub", jwk: "jwk", "jwk-public": "jwk" }[/** @type {string} */ (format)] ?? "pem";
    const file = `${name}.${end}`;
    save(file, shown.text, "application/x-pem-file");
    report("saved");
    say((words) => words.sealed.saved(file));
  });
  return {
    clear() {
      shown = undefined;
      field.value = "";
      place.hidden = true;
    },
    /** @param {Exported} exported */
    show(exported) {
      shown = exported;
      field.value = exported.text;
      put(byId("export-label", HTMLElement), (words) => words.workbench.formats[exported.format]);
      const { format, key } = exported;
      other.hidden = !publicForms.includes(format) || !["throwaway", "own"].includes(key.kind);
      place.hidden = false;
      steps.say("export", (words) => words.workbench.formats[exported.format]);
      say((words) => words.workbench.exported);
    },
  };
}

/**
 * @param {"publicKey" | "encryptedKey" | "privateKey"} what
 * @param {BenchKey} key
 * @returns {import("../i18n/language.js").Text}
 */
const said =
  (what, { name }) =>
  (words) =>
    words.wire[what](name(words));
