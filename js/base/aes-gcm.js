// AES-GCM by WebCrypto, for the content of messages: in the page, and in the cipher worker.

/** @import { NewBytes } from "../index.js" */

/** @typedef {"encrypt" | "decrypt"} Operation */
/** @typedef {{ key: NewBytes, iv: NewBytes, additionalData: NewBytes }} Parameters */

/**
 * Whether a content encryption (`enc`) is left to WebCrypto. Chromium has no AES with 192 bits, and AES-CBC with HMAC
 * would need the MAC's input, ciphertext included, in one buffer.
 *
 * @param {string} enc
 */
export const isNative = (enc) => enc === "A128GCM" || enc === "A256GCM";

/**
 * Encrypts, or decrypts and checks the tag, which is the end of the ciphertext. Wipes the key and, when it encrypts,
 * the plaintext.
 *
 * @param {Operation} operation
 * @param {Parameters} parameters
 * @param {NewBytes} input
 * @returns {Promise<NewBytes | undefined>} Undefined if the tag is wrong.
 */
export async function aesGcm(operation, { key, iv, additionalData }, input) {
  const { subtle } = crypto;
  /** @type {Promise<ArrayBuffer>} */
  let output;
  try {
    const imported = await subtle.importKey("raw", key, "AES-GCM", false, [operation]).finally(() => key.fill(0));
    output = subtle[operation]({ name: "AES-GCM", iv, additionalData }, imported, input);
  } finally {
    // WebCrypto copies the input before it returns the promise, so the input is wiped while another thread encrypts.
    if (operation === "encrypt") input.fill(0);
  }
  try {
    return new Uint8Array(await output);
  } catch (error) {
    // WebCrypto throws an `OperationError` if the tag does not match.
    const isWrongTag = operation === "decrypt" && /** @type {{ name?: unknown }} */ (error).name === "OperationError";
    if (!isWrongTag) throw error;
    return undefined;
  }
}
