// The part of the keyring for letters with files (docs/files.md): the token in a sealed file, which names the files.
import { checkBytes, checkId, checkOptions, checkText, copyOf, refuseSurplus } from "../base/arguments.js";
import { decode, encode } from "../base/base64url.js";
import { invalid } from "../base/errors.js";
import { FILES_LIMIT, SIGNED_LIMIT } from "../base/limits.js";
import { Received } from "../api/unsealed.js";
import { ownConnection } from "../client/keyrings.js";
import * as optionsOf from "../client/keyring-options.js";
import { PasskeysTarget } from "../client/keyring-passkeys.js";

/** @import { Bytes } from "../index.js" */
/** @import { Received as ReceivedMessage } from "../api/unsealed.js" */
/** @import { FileClaim } from "../api/sealing.js" */
/** @import { SignedFile } from "../client/keyring-types.js" */

/**
 * The longest token in bytes that is sent to the worker: somewhat more than the module reads. The error for a longer
 * token has the code of the module's.
 */
const TOKEN_LIMIT = 9 << 20;
/** The longest name and media type, in characters. */
const TEXT_LIMIT = 256;
const DIGEST_LENGTH = 32;

/** The part of `Keyring` for letters with files. */
export class FilesTarget extends PasskeysTarget {
  /**
   * Signs a letter with files: its text, and name, type, length and SHA-256 of up to 1,000 files. The result is the
   * token that goes with the files into a sealed file for the same recipients, as docs/files.md describes.
   *
   * @param {string | Bytes} text At most 1 MiB; it may be empty.
   * @param {readonly SignedFile[]} files
   * @param {readonly string[]} publicKeys Of the recipients, in PEM.
   * @param {{ from: string, name?: string, replyTo?: boolean }} options As for `seal`.
   * @returns {Promise<string>}
   * @throws Those of `PublicKey.parse`, `key-locked`, `message-too-long`, `random-unavailable`
   */
  async signFiles(text, files, publicKeys, options) {
    const ask = {
      from: optionsOf.checkSignFiles(options),
      files: checkFiles(files),
      publicKeys: optionsOf.checkPublicKeys(publicKeys),
      text: copyOf(text, "the text", SIGNED_LIMIT),
    };
    return new TextDecoder().decode(await ownConnection(this).call("signFiles", ask));
  }

  /**
   * Verifies the token of a letter with files. Says which contact signed it, and whether it was read before, as `unseal`
   * does of a signed message. The caller compares the files with `files`: none may be missing, surplus or different.
   *
   * @param {string | Bytes} token
   * @param {string} keyId The thumbprint of the key that opened the sealed file: `keyId` of `unsealFile`.
   * @param {{ signal?: AbortSignal }} [options] An abort ends the call. A letter that is not remembered as read by then is not
   * remembered.
   * @returns {Promise<{ letter: ReceivedMessage, files: SignedFile[] }>}
   * @throws `signature-invalid`, also for the token of a signed message, and `aborted`
   */
  async verifyFiles(token, keyId, options) {
    const { signal } = checkOptions(options, optionsOf.verifyFiles);
    // The token, which has the text of the letter, is copied last: no check can fail afterwards.
    const ask = { keyId: checkId(keyId, "keyId"), token: copyOf(token, "the token", TOKEN_LIMIT, "signature-invalid") };
    const { letter, files } = await ownConnection(this).call("verifyFiles", ask, signal);
    return { letter: new Received(letter.plaintext, letter), files: files.map(signedFile) };
  }

  static {
    refuseSurplus(FilesTarget);
  }
}

/** @param {FileClaim} claim @returns {SignedFile} */
function signedFile({ name, type, length, sha256 }) {
  return { name, type, length, sha256: /** @type {Uint8Array} */ (decode(sha256, 0, sha256.length, 0)) };
}

/** @param {unknown} value */
function checkFiles(value) {
  /** @type {unknown[]} */
  let files = [];
  try {
    if (Array.isArray(value)) files = [...value];
  } catch {
    // A proxy with a trap that throws is refused below, like any value that is not an array.
  }
  if (files.length === 0 || files.length > FILES_LIMIT) throw invalid(`files must be an array of 1 to ${FILES_LIMIT}`);
  return files.map((file) => checkFile(file));
}

const shortText = (/** @type {unknown} */ value, /** @type {string} */ name) => {
  const text = checkText(value, name);
  if (Array.from(text).length > TEXT_LIMIT)
    throw invalid(`${name} of a file must have at most ${TEXT_LIMIT} characters`);
  return text;
};
const lengthOf = (/** @type {unknown} */ value) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value < 1e15) return value;
  throw invalid("length of a file must be its number of bytes, a whole number below 10^15");
};
const digestOf = (/** @type {unknown} */ value) => {
  const bytes = checkBytes(value, "sha256 of a file", DIGEST_LENGTH, "invalid-argument");
  if (bytes.length !== DIGEST_LENGTH) throw invalid("sha256 of a file must have 32 bytes");
  return encode(bytes);
};

/** @param {unknown} file @returns {FileClaim} */
function checkFile(file) {
  const {
    name = "",
    type,
    length,
    sha256,
  } = checkOptions(file, { name: shortText, type: shortText, length: lengthOf, sha256: digestOf });
  if (name === "" || type === undefined || length === undefined || sha256 === undefined) {
    throw invalid("each of files needs name, type, length and sha256");
  }
  return { name, type, length, sha256 };
}
