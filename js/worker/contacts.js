// Lists and changes the contacts of one keyring, in memory and in the vault, and finds out which contact signed a
// message.
import { claimsOf } from "../api/sealing.js";
import { invalid } from "../base/errors.js";
import { publicKeyInfo } from "./key-state.js";
import { CONTACTS_LIMIT } from "../vault/contact-record.js";
import { utf8 } from "../vault/encryption.js";
import { call } from "../module/instance.js";

/** @import { Unsealed } from "../api/unsealed.js" */
/** @import { RsaJwk } from "../index.js" */
/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */
/** @import { Contact } from "../client/keyring-types.js" */
/** @import { PutContactParams, UnsealedFields } from "../client/protocol.js" */

export class Contacts {
  #state;
  #persistence;

  /**
   * @param {State} state
   * @param {Persistence} persistence
   */
  constructor(state, persistence) {
    this.#state = state;
    this.#persistence = persistence;
  }

  async list() {
    await this.#persistence.refresh();
    return [...this.#state.contacts.values()];
  }

  /**
   * Adds a contact, or changes the one with this public key. `verified: true` sets the date of verification, unless the
   * contact has one already; false removes the date, and without `verified` the date stays as it is.
   *
   * A date of verification is valid for the two keys that were compared. If the contact's signing key is added,
   * replaced or removed, the date moves to `verifiedBefore`, where it stays until `verified` is given, true or false.
   *
   * @param {PutContactParams} params
   */
  put({ publicKey, name, verified, signing: given }) {
    const info = publicKeyInfo(call(({ RawPublicKey }) => RawPublicKey.parse(publicKey)));
    return this.#edit((contacts) => {
      const previous = contacts.get(info.id);
      const { added = new Date(), signing: before = null } = previous ?? {};
      const signing = given === undefined ? before : given;
      if (signing !== before && this.#isTaken(signing, info.id, contacts)) {
        throw invalid("this signing key is another contact's, one of yours, or the key for encryption itself");
      }
      return insert(contacts, { ...info, name, signing, added, ...marks(previous, signing, verified) });
    });
  }

  /**
   * Whether a signing key belongs to somebody else than the contact, or serves another purpose.
   *
   * @param {string | null} signing
   * @param {string} id The id of the contact.
   * @param {Map<string, Contact>} contacts
   */
  #isTaken(signing, id, contacts) {
    if (signing === null) return false;
    const isOthers = (/** @type {Contact} */ other) => other.id !== id && other.signing === signing;
    return (
      contacts.has(signing) || signing === id || this.#state.hasKey(signing) || [...contacts.values()].some(isOthers)
    );
  }

  /**
   * An opened message, with what the keyring knows of its sender. If the sender is a contact, the keyring remembers
   * that the message was read.
   *
   * @param {Unsealed} unsealed
   * @param {AbortSignal} signal The page does not get the message of an aborted call, which is therefore not remembered.
   * @returns {Promise<UnsealedFields>}
   */
  async receive(unsealed, signal) {
    signal.throwIfAborted();
    const { plaintext, keyId, kid, header, aad, sender } = unsealed;
    const claims = claimsOf(unsealed);
    const opened = { plaintext, keyId, kid, header, aad, sender: null, contact: null, writer: null, delivery: null };
    if (!sender || !claims) return opened;
    const { enc = null, name = null, reply_to, digest } = claims;
    const { contact, delivery } = await this.#persistence.receive(
      sender.id,
      [sender.messageId, digest, Number(sender.signedAt), Date.now()],
      signal,
    );
    const hasOtherKey = contact !== null && enc !== null && enc !== contact.id;
    const writer = { name, encryption: enc, replyTo: replyTo(reply_to, enc), hasOtherKey };
    return { ...opened, sender: { ...sender, known: contact !== null }, contact, writer, delivery };
  }

  /** @param {string} id */
  remove(id) {
    return this.#edit((contacts) => void contacts.delete(id));
  }

  /**
   * Adds the contacts of a backup that this keyring does not have, with their dates of verification. `newVerified`
   * names the added contacts that have such a date, because nobody has compared their keys in this keyring. Contacts
   * that this keyring already has do not change, and neither does their verification: somebody else may have written
   * the backup, which therefore does not tell whose keys the user of this keyring has compared. If another contact or
   * key of this keyring has the signing key of an added contact, the contact is added without it, and without the date.
   *
   * @param {Contact[]} restored
   */
  async restore(restored) {
    if (restored.length === 0) return { contacts: [], newContacts: [], newVerified: [] };
    return this.#edit((all) => {
      /** @type {Contact[]} */
      const added = [];
      for (const contact of restored) {
        if (all.has(contact.id)) continue;
        const isTaken = this.#isTaken(contact.signing, contact.id, all);
        added.push(insert(all, isTaken ? { ...contact, signing: null, verified: null } : contact));
      }
      return {
        contacts: restored.map(({ id }) => /** @type {Contact} */ (all.get(id))),
        newContacts: added.map(({ id }) => id),
        newVerified: added.filter(({ verified }) => verified !== null).map(({ id }) => id),
      };
    });
  }

  /**
   * @template T
   * @param {(contacts: Map<string, Contact>) => T} edit Changes a copy of the map, in which it may replace
   * contacts but must not change their objects. It may throw, and is called again if another tab wrote first.
   * @returns {Promise<T>} What `edit` returned when it was last called.
   */
  #edit(edit) {
    return this.#persistence.change(async () => {
      const contacts = new Map(this.#state.contacts);
      const result = edit(contacts);
      const apply = () => {
        this.#state.setContacts(contacts);
        return result;
      };
      return { write: { contacts }, apply };
    });
  }
}

/**
 * The dates of verification of a contact after a change.
 *
 * @param {Contact | undefined} previous
 * @param {string | null} signing The signing key after the change.
 * @param {boolean | undefined} verified
 * @returns {Pick<Contact, "verified" | "verifiedBefore">}
 */
function marks(previous, signing, verified) {
  const { verified: date = null, verifiedBefore = null } = previous ?? {};
  const isSame = !previous || previous.signing === signing;
  if (verified === true) return { verified: (isSame ? date : null) ?? new Date(), verifiedBefore: null };
  if (verified === false) return { verified: null, verifiedBefore: null };
  return isSame ? { verified: date, verifiedBefore } : { verified: null, verifiedBefore: date ?? verifiedBefore };
}

/**
 * The key for encryption that a signed message encloses, as SPKI in PEM. Null if there is none, if it is not a valid
 * key, or if its thumbprint is not `id`.
 *
 * @param {RsaJwk | undefined} jwk
 * @param {string | null} id The thumbprint of the writer's key for encryption, as the message gives it.
 */
function replyTo(jwk, id) {
  if (!jwk) return null;
  try {
    const input = utf8(JSON.stringify(jwk));
    const info = publicKeyInfo(call(({ RawPublicKey }) => RawPublicKey.parse(input)));
    return info.id === id ? info.publicKey : null;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === "internal-error") throw error;
    return null;
  }
}

/**
 * Adds or replaces a contact. Throws if there would be more than {@link CONTACTS_LIMIT}.
 *
 * @param {Map<string, Contact>} contacts
 * @param {Contact} contact
 */
function insert(contacts, contact) {
  contacts.set(contact.id, contact);
  if (contacts.size > CONTACTS_LIMIT) throw invalid(`a vault takes at most ${CONTACTS_LIMIT} contacts: remove some`);
  return contact;
}
