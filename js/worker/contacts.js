// Lists and changes the contacts of one keyring, in memory and in the vault.
import { invalid } from "../base/errors.js";
import { publicKeyInfo } from "./key-state.js";
import { CONTACTS_LIMIT } from "../vault/contact-record.js";
import { call } from "../module/instance.js";

/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */
/** @import { Contact } from "../client/keyring-types.js" */
/** @import { PutContactParams } from "../client/protocol.js" */

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
   * Adds a contact, or changes the one with this public key. `verified: true` sets the date of verification if there is
   * none, false removes it, and without `verified` it stays as it is.
   *
   * @param {PutContactParams} params
   */
  put({ publicKey, name, verified }) {
    const info = publicKeyInfo(call(({ RawPublicKey }) => RawPublicKey.parse(publicKey)));
    return this.#edit((contacts) => {
      const { added = new Date(), verified: before = null } = contacts.get(info.id) ?? {};
      const after = verified === false ? null : verified ? (before ?? new Date()) : before;
      return insert(contacts, { ...info, name, added, verified: after });
    });
  }

  /** @param {string} id */
  remove(id) {
    return this.#edit((contacts) => void contacts.delete(id));
  }

  /**
   * Adds the contacts of a backup that this keyring does not have, with their dates of verification. `newVerified`
   * names those, because nobody has compared their keys in this keyring. Contacts that exist already do not change, and
   * neither does their verification: a backup may come from somebody else, and does not tell whose keys this person has
   * compared.
   *
   * @param {Contact[]} restored
   */
  async restore(restored) {
    if (restored.length === 0) return { contacts: [], newContacts: [], newVerified: [] };
    return this.#edit((all) => {
      /** @type {Contact[]} */
      const added = [];
      for (const contact of restored) if (!all.has(contact.id)) added.push(insert(all, contact));
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
 * Adds or replaces a contact, unless there are too many.
 *
 * @param {Map<string, Contact>} contacts
 * @param {Contact} contact
 */
function insert(contacts, contact) {
  contacts.set(contact.id, contact);
  if (contacts.size > CONTACTS_LIMIT) throw invalid(`a vault takes at most ${CONTACTS_LIMIT} contacts: remove some`);
  return contact;
}
