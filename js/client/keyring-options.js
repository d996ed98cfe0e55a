// The arguments of the keyring's methods: a table of options with their checks for each method, and other checks.
import {
  SEALED_LIMIT,
  bits,
  callback,
  checkId,
  checkName,
  checkOptions,
  checkRecipientCount,
  checkText,
  copyOf,
  flag,
  demand,
  isThumbprint,
  newPassphrase,
  oaepTable,
  oneOf,
  passphrase,
  pssTable,
  seconds,
  signal,
  vaultName,
} from "../base/arguments.js";
import { SealpostError, because, invalid } from "../base/errors.js";
import { bytesOf, isBlob } from "../base/blob.js";
import { KEY_LIMIT, MESSAGE_LIMIT, MODULUS_LIMIT, SIGNED_LIMIT } from "../base/limits.js";
import { checkCiphertext, checkDiagnosed, checkSealed } from "../base/messages.js";
import { sealTable } from "../base/seal-options.js";

/** @import { Progress } from "./keyring-types.js" */

/** The longest backup that is read, in characters. */
const BACKUP_LIMIT = 8 << 20;

/**
 * A copy of a public key's text or bytes, in any form that the wasm module reads.
 *
 * @type {import("../base/arguments.js").Check<Uint8Array>}
 */
const publicKey = (value, name) => copyOf(value, name, KEY_LIMIT, "malformed-key");

/** The thumbprint of a signing key, or null for none. @type {import("../base/arguments.js").Check<string | null>} */
const thumbprintOrNull = (value, name) => {
  if (value === null || isThumbprint(value)) return value;
  throw invalid(`${name} must be the thumbprint of a key, 43 characters of base64url, or null`);
};

// A table of options for each method. The tables that other files use are exported under the method's name. They are
// not members of one object, because bundlers cannot shorten the names of members.
export const open = { vault: vaultName, storage: oneOf("memory", "persistent"), lockAfter: seconds, worker: callback };
const generate = {
  bits,
  name: checkName,
  passphrase: demand(newPassphrase),
  exportable: flag,
  signing: flag,
  signal,
  onProgress: callback,
};
const addSigningKey = { bits, passphrase, signal, onProgress: callback };
const importOptions = {
  passphrase,
  newPassphrase: demand(newPassphrase),
  name: checkName,
  allowWeak: flag,
  exportable: flag,
};
export const encrypt = oaepTable;
export const decrypt = { ...oaepTable, signal };
export const diagnose = { label: oaepTable.label, signal };
export const sign = pssTable;
const seal = { ...sealTable, signal, from: demand(checkId), name: checkName, replyTo: flag };
const signFiles = { from: demand(checkId), name: checkName, replyTo: flag };
export const unseal = { id: checkId, signal };
export const verifyFiles = { signal };
const exportOptions = { passphrase: newPassphrase, plaintext: flag, key: oneOf("encryption", "signing") };
export const backup = { passphrase: newPassphrase };
export const restore = { passphrase, newPassphrase: demand(newPassphrase) };
export const unlockWithPasskey = { signal };
const addPasskey = { passphrase, name: checkName, signal };
export { exportOptions as export };

/**
 * The request for a key search: see `KeyRequest` in js/keygen/searches.js.
 *
 * @param {unknown} options
 * @param {number} defaultBits
 */
export function checkGenerate(options, defaultBits) {
  const {
    bits = defaultBits,
    name = "",
    exportable = true,
    signing = false,
    ...checked
  } = checkOptions(options, generate);
  const params = { name, exportable, signing, passphrase: checked.passphrase };
  return { action: /** @type {const} */ ("generate"), bits, keys: signing ? 2 : 1, params, ...progressOf(checked) };
}

/** As {@link checkGenerate}. @param {string} id @param {unknown} options @param {number} defaultBits */
export function checkAddSigningKey(id, options, defaultBits) {
  const { bits = defaultBits, ...checked } = checkOptions(options, addSigningKey);
  const params = { id, passphrase: checked.passphrase };
  return { action: /** @type {const} */ ("addSigningKey"), bits, keys: 1, params, ...progressOf(checked) };
}

/** @param {{ signal?: AbortSignal, onProgress?: Function }} checked */
function progressOf({ signal, onProgress }) {
  return { signal, onProgress: /** @type {((progress: Progress) => void) | undefined} */ (onProgress) };
}

/** @param {unknown} options */
export function checkSeal(options) {
  const { signal, from: id, name, replyTo, ...checked } = checkOptions(options, seal);
  if (id === undefined && (name !== undefined || replyTo !== undefined)) {
    throw invalid('name and replyTo say who signs: they need the option "from"');
  }
  if (id !== undefined && (checked.header || checked.aad)) {
    throw invalid("header and aad cannot stand beside from: the signature would not cover them");
  }
  return { signal, from: id === undefined ? undefined : { id, name, replyTo }, options: checked };
}

/** @param {unknown} options */
export function checkSignFiles(options) {
  const { from: id, name, replyTo } = checkOptions(options, signFiles);
  if (id === undefined) throw invalid('a letter with files is signed by the key that the option "from" names');
  return { id, name, replyTo };
}

/** @param {unknown} options */
export function checkImport(options) {
  const { name = "", allowWeak = false, exportable = true, ...checked } = checkOptions(options, importOptions);
  const { passphrase, newPassphrase } = checked;
  return { passphrase, newPassphrase, name, allowWeak, exportable };
}

/** @param {unknown} options */
export function checkAddPasskey(options) {
  const { passphrase, ...checked } = checkOptions(options, addPasskey);
  if (!passphrase) throw invalid("adding a passkey needs the option passphrase: the key's");
  return { passphrase, ...checked };
}

/** @param {unknown} contact */
export function checkContact(contact) {
  const checked = checkOptions(contact, { publicKey, name: checkName, verified: flag, signing: thumbprintOrNull });
  const { publicKey: key, name, verified, signing } = checked;
  if (key === undefined || name === undefined) throw invalid("a contact needs publicKey and name");
  return { publicKey: key, name, verified, signing };
}

/** @param {unknown} text */
function checkBackup(text) {
  if (typeof text !== "string") throw invalid("the backup must be a string");
  if (text.length > BACKUP_LIMIT)
    throw new SealpostError("message-too-long", "this is too long to be a backup", because("backup-too-long"));
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
    // The copy is not used: the call checks the length in bytes.
    copyOf(checked, "the public key", KEY_LIMIT, "malformed-key");
    return checked;
  });
}

// Arguments that may be Blobs. Other values are copied before anything is awaited, so that the caller may change them
// after the call.

/** A copy of a key. @param {unknown} input @param {(input: unknown) => Uint8Array} copyOfKey */
export function keyBytes(input, copyOfKey) {
  return isBlob(input) ? bytesOf(input, "the key", KEY_LIMIT, "malformed-key") : copyOfKey(input);
}

/**
 * The longest plaintext for RSAES-OAEP that is sent to the worker, in bytes. The worker checks the exact limit of the
 * key.
 */
const PLAINTEXT_LIMIT = 64 << 10;

/** A copy of a plaintext for RSAES-OAEP. @param {unknown} value */
export function plaintextBytes(value) {
  return bytesOfAny(value, "the plaintext", PLAINTEXT_LIMIT);
}

/** A copy of a message that is to be sealed or signed. @param {unknown} value @param {boolean} [isSealedAndSigned] */
export function messageBytes(value, isSealedAndSigned = false) {
  return bytesOfAny(value, "the message", isSealedAndSigned ? SIGNED_LIMIT : MESSAGE_LIMIT);
}

/** @param {unknown} value @param {string} what @param {number} limit */
function bytesOfAny(value, what, limit) {
  return isBlob(value) ? bytesOf(value, what, limit) : copyOf(value, what, limit);
}

/**
 * A copy of a ciphertext. If the ciphertext is longer than the largest modulus, the copy ends one byte after that
 * length.
 *
 * @param {unknown} value
 */
export function ciphertextBytes(value) {
  if (!isBlob(value)) return checkCiphertext(value).slice();
  return bytesOf(Blob.prototype.slice.call(value, 0, MODULUS_LIMIT / 8 + 1), "the ciphertext", Infinity);
}

/** A copy of a ciphertext, or the text of a sealed message. @param {unknown} value */
export function diagnosedInput(value) {
  if (isBlob(value)) return ciphertextBytes(value);
  const checked = checkDiagnosed(value);
  return typeof checked === "string" ? checked : checked.slice();
}

/** The text of a sealed message. @param {unknown} value */
export function sealedText(value) {
  return isBlob(value) ? textOfBlob(value, "the sealed message", SEALED_LIMIT).then(checkSealed) : checkSealed(value);
}

/** The text of a backup. @param {unknown} value */
export function backupText(value) {
  return isBlob(value) ? textOfBlob(value, "the backup", BACKUP_LIMIT).then(checkBackup) : checkBackup(value);
}

/** @type {(blob: import("../index.js").BlobLike, what: string, limit: number) => Promise<string>} */
async function textOfBlob(blob, what, limit) {
  return new TextDecoder().decode(await bytesOf(blob, what, limit));
}
