// Seals and unseals messages in the page, where that is possible: then the keyring worker only makes or opens the
// content key. The content is encrypted and encoded, or decoded and decrypted, in the page, so that it is not copied to
// the keyring worker and back.
import { isNative } from "../base/aes-gcm.js";
import { decodeTo, decodedLength, encode } from "../base/base64url.js";
import { ciphertextIn, without } from "../base/sealed-text.js";
import { wipe } from "../base/transfer.js";
import { outOfMemory } from "../module/instance.js";
import { abortable, throwIfAborted } from "./rpc.js";

/** @import { NewBytes } from "../index.js" */
/** @import { Range } from "../base/sealed-text.js" */
/** @import { Cipher } from "./cipher.js" */
/** @import { Connection } from "./connection.js" */
/** @import { Actions, ContentKey, OpenedFields, UnsealedFields } from "./protocol.js" */

/** Length of the tag of AES-GCM in bytes. */
const TAG_LENGTH = 16;
/** Bytes that are encoded or decoded in one task, so that the page stays responsive. A multiple of three. */
const STEP = 3 << 20;

/**
 * Seals a message. The keyring worker does all of it if the message is to be signed, if this page has no WebCrypto, and
 * for content encryptions that are not left to WebCrypto ({@link isNative}).
 *
 * @param {Connection} connection
 * @param {Actions["seal"]["params"] & { plaintext: NewBytes }} params The plaintext is wiped.
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<string>}
 */
export async function sealMessage(connection, params, signal) {
  const { plaintext, publicKeys, options, from } = params;
  if (from || !globalThis.crypto?.subtle || !isNative(options.enc ?? "A256GCM")) {
    return connection.call("seal", params, signal);
  }
  const secrets = { plaintext, key: new Uint8Array() };
  try {
    const started = await connection.call("startSealing", { publicKeys, options }, signal);
    const { key, nonce: iv, authenticated, frame } = started;
    secrets.key = key;
    const parameters = { key, iv, additionalData: new TextEncoder().encode(authenticated) };
    const output = await abortable(connection.cipher.run("encrypt", parameters, plaintext), signal);
    const content = /** @type {NewBytes} */ (output);
    const end = content.length - TAG_LENGTH;
    const [before, between, after] = frame;
    const ciphertext = await encodeInSteps(content.subarray(0, end), signal);
    return before + ciphertext + between + encode(content.subarray(end)) + after;
  } catch (error) {
    throw memoryError(error);
  } finally {
    wipe(secrets);
  }
}

/**
 * Opens a message. The keyring worker does all of it if this page has no WebCrypto, if the ciphertext's place in the
 * text is not certain, and for content encryptions that are not left to WebCrypto ({@link isNative}).
 *
 * @param {Connection} connection
 * @param {string} sealed
 * @param {string | undefined} id The id of the key to open the message with. Undefined for any unlocked key.
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<UnsealedFields>}
 */
export async function unsealMessage(connection, sealed, id, signal) {
  throwIfAborted(signal);
  const ciphertext = globalThis.crypto?.subtle && ciphertextIn(sealed);
  const opened = ciphertext && (await openHere(connection, sealed, ciphertext, id, signal));
  return opened ?? connection.call("unseal", { sealed, id }, signal);
}

/**
 * Opens a message whose content is decrypted in the page. Undefined if the keyring worker has to do all of it.
 *
 * @param {Connection} connection
 * @param {string} sealed
 * @param {Range} ciphertext
 * @param {string | undefined} id
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<UnsealedFields | undefined>}
 */
async function openHere(connection, sealed, ciphertext, id, signal) {
  const { port1: port, port2 } = new MessageChannel();
  const length = ciphertext.end - ciphertext.start;
  const call = connection.start("open", { rest: without(sealed, ciphertext), length, id, port: port2 });
  const content = new Content(connection.cipher, sealed, ciphertext, signal);
  /** @type {Promise<never>} */
  const failed = new Promise((_, reject) => {
    port.onmessage = ({ data }) => {
      content.decrypt(data).then((outcome) => port.postMessage(outcome), reject);
    };
  });
  try {
    const opened = await abortable(Promise.race([call.result, failed]), signal);
    const { plaintext } = content;
    if (!opened || !plaintext) {
      content.abandon();
      return undefined;
    }
    if (opened.isToken) return await connection.call("verify", { opened, token: plaintext }, signal);
    return unsealedFields(opened, plaintext);
  } catch (error) {
    content.abandon();
    call.cancel();
    call.result.catch(() => {});
    throw memoryError(error);
  } finally {
    failed.catch(() => {});
    port.close();
  }
}

/** What is known of the sender of a message that is not signed. */
const UNSIGNED = { sender: null, contact: null, writer: null, delivery: null };

/**
 * What `unseal` gives for a message that is not signed.
 *
 * @param {OpenedFields} opened
 * @param {NewBytes} plaintext
 * @returns {UnsealedFields}
 */
function unsealedFields(opened, plaintext) {
  const { keyId, kid = null, header, aad } = opened;
  return { plaintext, keyId, kid, header: JSON.parse(header), aad, ...UNSIGNED };
}

/** The content of a message that is being opened. */
class Content {
  #cipher;
  #decode;
  /**
   * The decoded ciphertext, with room for the tag; a promise of undefined if the ciphertext is not base64url. Each
   * attempt to decrypt uses these bytes up, because they may be transferred to the cipher worker. Undefined after an
   * attempt.
   *
   * @type {Promise<NewBytes | undefined> | undefined}
   */
  #bytes;
  /** @type {NewBytes | undefined} */
  plaintext;
  #isAbandoned = false;

  /**
   * @param {Cipher} cipher
   * @param {string} sealed
   * @param {Range} ciphertext
   * @param {AbortSignal | undefined} signal
   */
  constructor(cipher, sealed, ciphertext, signal) {
    this.#cipher = cipher;
    this.#decode = () => decodeInSteps(sealed, ciphertext, signal);
    // The ciphertext is decoded while the keyring worker opens the content key.
    this.#bytes = this.#decode();
    this.#bytes.catch(() => {});
  }

  /**
   * Decrypts the content with a content key, which is wiped. If the encrypted key did not decrypt, the content key is
   * random, and the result is "wrong", as for a damaged content (RFC 7516 §11.5).
   *
   * @param {ContentKey} contentKey
   * @returns {Promise<"opened" | "wrong" | "malformed">}
   */
  async decrypt({ key, nonce: iv, authenticated: additionalData, tag }) {
    try {
      const bytes = await (this.#bytes ?? this.#decode());
      this.#bytes = undefined;
      if (!bytes) return "malformed";
      bytes.set(tag, bytes.length - tag.length);
      // There is a plaintext already if an earlier attempt succeeded and its private key was locked meanwhile.
      wipe(this.plaintext);
      this.plaintext = await this.#cipher.run("decrypt", { key, iv, additionalData }, bytes);
      if (this.#isAbandoned) this.abandon();
      return this.plaintext ? "opened" : "wrong";
    } finally {
      // A key that was transferred has the length 0.
      wipe(key);
    }
  }

  /** Wipes the plaintext, also one that is still being decrypted. */
  abandon() {
    this.#isAbandoned = true;
    wipe(this.plaintext);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {AbortSignal | undefined} signal
 */
async function encodeInSteps(bytes, signal) {
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) {
    if (at > 0) await nextTask(signal);
    text += encode(bytes.subarray(at, at + STEP));
  }
  return text;
}

/**
 * @param {string} text
 * @param {Range} range
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<NewBytes | undefined>} With room for the tag. Undefined if the text is not base64url.
 */
async function decodeInSteps(text, { start, end }, signal) {
  // Before this work begins, the call that opens the content key is sent.
  await nextTask(signal);
  const length = decodedLength(end - start);
  if (length === undefined) return undefined;
  const bytes = new Uint8Array(length + TAG_LENGTH);
  for (let at = 0; at < length; at += STEP) {
    if (at > 0) await nextTask(signal);
    const [from, to] = [start + (at / 3) * 4, Math.min(start + ((at + STEP) / 3) * 4, end)];
    if (!decodeTo(text, from, to, bytes.subarray(at, Math.min(at + STEP, length)))) return undefined;
  }
  return bytes;
}

/** Resolves in a new task, after the messages that are waiting. @param {AbortSignal | undefined} signal */
async function nextTask(signal) {
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(null);
  });
  throwIfAborted(signal);
}

/**
 * The error for a RangeError, which engines throw when they cannot allocate an array or a string.
 *
 * @param {unknown} error
 */
function memoryError(error) {
  return error instanceof RangeError ? outOfMemory(error) : error;
}
