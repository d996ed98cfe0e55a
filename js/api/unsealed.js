// The classes of the results of `unseal`, that of the main entry and that of the keyring: the plaintext, and what the
// message says about itself.
import { refuseSurplus } from "../base/arguments.js";
import { SealpostError } from "../base/errors.js";
import { TextDecoder } from "../base/node-builtins.js";

/** @import { NewBytes } from "../index.js" */
/** @import { Contact, Delivery, Writer } from "../client/keyring-types.js" */

/**
 * @typedef {object} Sender Who signed a message.
 * @property {string} id The thumbprint of the verifying key.
 * @property {boolean} known Whether this verifying key is one of those that the option `from` named, or, in the
 * keyring, the key of a contact. If not, anybody may have made the key: the signature then says only that the key's
 * owner wrote the message.
 * @property {string} verifyingKey In SPKI PEM.
 * @property {string[]} audience The thumbprints of the keys for which the sender sealed the message.
 * @property {Date} signedAt When the message was signed, by the sender's word. The date may be in the future.
 * @property {string} messageId The ID that the sender gave the message, by which a reader notices that the message is
 * delivered again.
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
   * The name of this key in the message (`kid`), or null if the message does not name it. Senders choose the name,
   * which need not be a thumbprint. Null in a signed message, whose signature does not cover the name.
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

/** A message that a keyring has opened. */
export class Received extends Unsealed {
  /**
   * The contact who signed the message. Null if it is not signed, or by somebody whom the keyring does not know.
   * @readonly
   * @type {Contact | null}
   */
  contact;

  /**
   * What the message says of its writer. Null if it is not signed.
   * @readonly
   * @type {Writer | null}
   */
  writer;

  /**
   * Whether the message was read before. Null if no contact signed it.
   * @readonly
   * @type {Delivery | null}
   */
  delivery;

  /**
   * @param {NewBytes} plaintext
   * @param {Pick<Received, "keyId" | "kid" | "header" | "aad" | "sender" | "contact" | "writer" | "delivery">} rest
   */
  constructor(plaintext, rest) {
    super(plaintext, rest);
    this.contact = rest.contact;
    this.writer = rest.writer;
    this.delivery = rest.delivery;
  }
}
