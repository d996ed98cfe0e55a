// The part of the keyring for contacts and backups.
import { checkId, checkOptions, refuseSurplus } from "../base/arguments.js";
import { afterReading } from "../base/blob.js";
import { invalid } from "../base/errors.js";
import { wipe, wipedOnError } from "../base/transfer.js";
import { ownConnection } from "./keyrings.js";
import * as optionsOf from "./keyring-options.js";
import { Target } from "./keyring-target.js";

/** @import { BlobLike, Passphrase } from "../index.js" */
/** @import { Backup, Contact, Restored } from "./keyring-types.js" */

/** The part of `Keyring` for contacts and backups. */
export class ContactsTarget extends Target {
  /** The contacts, in the order they were added. @returns {Promise<Contact[]>} */
  async contacts() {
    return ownConnection(this).call("contacts", {});
  }

  /**
   * Adds a contact, or changes the one with the same public key. A vault takes 1,000 contacts.
   *
   * A mark of verification is for the keys that were compared. If `signing` changes and `verified` is left out, the
   * date of the mark moves to `verifiedBefore`. With `verified`, true or false, `verifiedBefore` becomes null. A new
   * `signing` must be neither a key of another contact, for encryption or signing, nor one of your own keys, nor the
   * contact's public key itself.
   *
   * @param {object} contact
   * @param {string} contact.publicKey In any form that `PublicKey.parse` reads; at most 64 KiB.
   * @param {string} contact.name At most 200 characters.
   * @param {boolean} [contact.verified] True marks the key as verified, false takes the mark away; left out, it stays.
   * @param {string | null} [contact.signing] The thumbprint of the contact's signing key, or null to remove it; left
   * out, it stays.
   * @returns {Promise<Contact>}
   * @throws Those of `PublicKey.parse`
   */
  async putContact(contact) {
    return ownConnection(this).call("putContact", optionsOf.checkContact(contact));
  }

  /**
   * Removes a contact. It is no error if there is none with this id.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async removeContact(id) {
    await ownConnection(this).call("removeContact", { id: checkId(id, "id") });
  }

  /**
   * All keys that are unlocked and exportable, and all contacts, as one encrypted text: a JWE under the passphrase,
   * described in docs/vault.md. The result says which keys are in it and which are not.
   *
   * @param {{ passphrase: Passphrase }} options
   * @returns {Promise<Backup>}
   * @throws `key-locked` if a key in it was locked meanwhile; `storage-unavailable` where the page has no WebCrypto
   */
  async backup(options) {
    const { passphrase } = checkOptions(options, optionsOf.backup);
    if (!passphrase) throw invalid("a backup needs the option passphrase");
    return ownConnection(this).call("backup", { passphrase });
  }

  /**
   * Adds the keys and contacts of a backup. Keys and contacts that the keyring has already do not change, nor do their
   * signing keys and marks of verification. The result says which contacts are new, and which of these the backup marks
   * as verified.
   *
   * @param {string | BlobLike} text At most 8 Mi characters.
   * @param {object} options
   * @param {Passphrase} options.passphrase That of the backup.
   * @param {Passphrase} [options.newPassphrase] Protects the added keys in this keyring.
   * @returns {Promise<Restored>}
   * @throws `wrong-passphrase`, `malformed-message`, `unsupported-algorithm`, `message-too-long`, `vault-unsupported`,
   * those of `PublicKey.parse` if the key of a contact in the backup is refused, and with `newPassphrase` `key-locked`
   * if all keys were locked meanwhile
   */
  async restore(text, options) {
    const { passphrase, newPassphrase } = checkOptions(options, optionsOf.restore);
    if (!passphrase) {
      wipe(newPassphrase);
      throw invalid("restoring needs the option passphrase");
    }
    const ask = { passphrase, newPassphrase };
    const given = wipedOnError(ask, () => optionsOf.backupText(text));
    return afterReading(given, (read) => ownConnection(this).call("restore", { ...ask, text: read }), ask);
  }

  static {
    refuseSurplus(ContactsTarget);
  }
}
