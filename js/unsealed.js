import { SealpostError } from "./errors.js";

/** @import { NewBytes } from "./index.js" */

/** An opened message. */
export class Unsealed {
  /**
   * @param {NewBytes} plaintext
   * @param {string | null} kid
   * @param {{ readonly [member: string]: unknown }} header
   */
  constructor(plaintext, kid, header) {
    /** @readonly The message. */
    this.plaintext = plaintext;
    /** @readonly The thumbprint of the key that the sender named, or null. */
    this.kid = kid;
    /** @readonly The protected header (RFC 7516 §4). */
    this.header = header;
  }

  /** The message as text, which must be UTF-8. */
  text() {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.plaintext);
    } catch {
      throw new SealpostError("malformed-message", "the message is not text in UTF-8: use its bytes, plaintext");
    }
  }
}
