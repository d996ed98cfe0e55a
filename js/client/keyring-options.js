// The arguments of the keyring's methods: a table of options with their checks for each method, and other checks.
import {
  bits,
  callback,
  checkId,
  checkName,
  checkOptions,
  checkRecipientCount,
  checkText,
  copyOf,
  flag,
  newPassphrase,
  oaepTable,
  oneOf,
  passphrase,
  seconds,
  signal,
  vaultName,
} from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { KEY_LIMIT } from "../base/limits.js";

/** The longest backup that is read, in characters. */
const BACKUP_LIMIT = 8 << 20;

/**
 * A copy of a public key's text or bytes, in any form that the wasm module reads.
 *
 * @type {import("../base/arguments.js").Check<Uint8Array>}
 */
const publicKey = (value, name) => copyOf(value, name, KEY_LIMIT, "malformed-key");

// The options of each method, in an export with the method's name. They are exports and not properties of one object
// because bundlers can shorten the names of exports only.
export const open = { vault: vaultName, storage: oneOf("memory", "persistent"), lockAfter: seconds, worker: callback };
export const generate = {
  bits,
  name: checkName,
  passphrase: newPassphrase,
  exportable: flag,
  signal,
  onProgress: callback,
};
const importOptions = { passphrase, newPassphrase, name: checkName, allowWeak: flag, exportable: flag };
export const decrypt = { ...oaepTable, signal };
export const diagnose = { label: oaepTable.label, signal };
export const seal = { signal };
export const unseal = { id: checkId, signal };
const exportOptions = { passphrase: newPassphrase, plaintext: flag };
export const backup = { passphrase: newPassphrase };
export const restore = { passphrase, newPassphrase };
export { exportOptions as export, importOptions as import };

/** @param {unknown} contact */
export function checkContact(contact) {
  const checked = checkOptions(contact, { publicKey, name: checkName, verified: flag });
  const { publicKey: key, name, verified } = checked;
  if (key === undefined || name === undefined) throw invalid("a contact needs publicKey and name");
  return { publicKey: key, name, verified };
}

/** @param {unknown} text */
export function checkBackup(text) {
  if (typeof text !== "string") throw invalid("the backup must be a string");
  if (text.length > BACKUP_LIMIT) throw new SealpostError("message-too-long", "this is too long to be a backup");
  return text;
}

/** The public keys of a message's recipients, as PEM text. @param {unknown} value */
export function checkPublicKeys(value) {
  /** @type {unknown[]} */
  let texts = [];
  try {
    if (Array.isArray(value)) texts = [...value];
  } catch {
    // A proxy with a trap that throws is refused below, like any value that is not an array.
  }
  if (texts.length === 0) throw invalid("publicKeys must be an array of public keys as PEM text, at least one");
  checkRecipientCount(texts.length);
  return texts.map((text) => {
    const checked = checkText(text, "a public key");
    // Called only because it checks the length in bytes.
    copyOf(checked, "the public key", KEY_LIMIT, "malformed-key");
    return checked;
  });
}
