import { SealpostError } from "../base/errors.js";

/** @import { NewBytes } from "../index.js" */

/** An opened message. */
export class Unsealed {
  /**
   * The message.
   * @readonly
   * @type {NewBytes}
   */
  plaintext;

  /**
   * The thumbprint of the key that opened it.
   * @readonly
   * @type {string}
   */
  keyId;

  /**
   * The name that the message has for this key, or null. Senders choose such names as they like.
   * @readonly
   * @type {string | null}
   */
  kid;

  /**
   * The protected header (RFC 7516 §4). What is not protected has no sender and is left out.
   * @readonly
   * @type {{ readonly [member: string]: unknown }}
   */
  header;

  /**
   * What the sender's application authenticated besides (RFC 7516 §7.2.1), which only the JSON forms can carry.
   * @readonly
   * @type {NewBytes | undefined}
   */
  aad;

  /**
   * @param {NewBytes} plaintext
   * @param {Pick<Unsealed, "keyId" | "kid" | "header" | "aad">} rest
   */
  constructor(plaintext, { keyId, kid, header, aad }) {
    this.plaintext = plaintext;
    this.keyId = keyId;
    this.kid = kid;
    this.header = header;
    this.aad = aad;
  }

  /**
   * The message as text, which must be UTF-8.
   *
   * @throws `malformed-message`
   */
  text() {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.plaintext);
    } catch {
      throw new SealpostError("malformed-message", "the message is not text in UTF-8: use its bytes, plaintext");
    }
  }
}
