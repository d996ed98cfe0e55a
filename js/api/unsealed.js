// The class of what `unseal` returns: the plaintext, and what the message says about itself.
import { refuseSurplus } from "../base/arguments.js";
import { SealpostError } from "../base/errors.js";
import { TextDecoder } from "../base/node-builtins.js";

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
   * The thumbprint of the key that opened the message.
   * @readonly
   * @type {string}
   */
  keyId;

  /**
   * The name of this key in the message (`kid`), or null. Senders choose it, and it need not be a thumbprint.
   * @readonly
   * @type {string | null}
   */
  kid;

  /**
   * The protected header (RFC 7516 §4). Unprotected headers are not authenticated and are left out.
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
  static {
    refuseSurplus(Unsealed);
  }
}
