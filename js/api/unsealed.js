// The class of what `unseal` returns: the plaintext, and what the message says about itself.
import { refuseSurplus } from "../base/arguments.js";
import { SealpostError } from "../base/errors.js";
import { TextDecoder } from "../base/node-builtins.js";

/** @import { NewBytes } from "../index.js" */

/**
 * @typedef {object} Sender Who signed a message.
 * @property {string} id The thumbprint of the verifying key.
 * @property {boolean} known Whether it is one of those that the option `from` named. If not, anybody may have made the
 * key: the signature then says only that the owner of this key wrote the message.
 * @property {string} verifyingKey In SPKI PEM.
 * @property {string[]} audience The thumbprints of the keys for which the sender sealed the message.
 * @property {Date} signedAt The sender's word for when they signed. It may be in the future.
 * @property {string} messageId By which it can be seen that a message comes a second time.
 */

/** An opened message. */
export class Unsealed {
  /**
   * The message.
   * @readonly
   * @type {NewBytes}
   */
  plaintext;

  /**
   * The thumbprint of the key that opened the message.
   * @readonly
   * @type {string}
   */
  keyId;

  /**
   * The name of this key in the message (`kid`), or null. Senders choose it, and it need not be a thumbprint. Null in a
   * signed message, whose signature does not cover it.
   * @readonly
   * @type {string | null}
   */
  kid;

  /**
   * The protected header (RFC 7516 §4). Unprotected headers are not authenticated and are left out. Empty in a signed
   * message, whose signature does not cover it.
   * @readonly
   * @type {{ readonly [member: string]: unknown }}
   */
  header;

  /**
   * Additional authenticated data of the sender (RFC 7516 §7.2.1, `aad`), which only the JSON forms can have.
   * @readonly
   * @type {NewBytes | undefined}
   */
  aad;

  /**
   * Who signed the message. Null if nobody did: then anybody who has the public key may have written it.
   * @readonly
   * @type {Sender | null}
   */
  sender;

  /**
   * @param {NewBytes} plaintext
   * @param {Pick<Unsealed, "keyId" | "kid" | "header" | "aad" | "sender">} rest
   */
  constructor(plaintext, { keyId, kid, header, aad, sender }) {
    this.plaintext = plaintext;
    this.keyId = keyId;
    this.kid = kid;
    this.header = header;
    this.aad = aad;
    this.sender = sender;
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
  static {
    refuseSurplus(Unsealed);
  }
}
