// Contacts and backups in the keyring worker: what goes beyond a single private key.
import { openBackup, sealBackup } from "../vault/backup.js";
import { KEY_LIMIT } from "../base/limits.js";
import { CONTACTS_LIMIT, dateFrom, isName } from "../vault/contact-record.js";
import { SealpostError, invalid } from "../base/errors.js";
import { factsOf } from "./held-key.js";
import { utf8 } from "../vault/encryption.js";
import { call } from "../module/instance.js";

/** @import { SavedKey } from "../vault/backup.js" */
/** @import { Custody } from "./keys.js" */
/** @import { Backup, Contact, KeyEntry, Restored } from "../client/keyring-types.js" */
/** @import { PutContact, Restore } from "../client/protocol.js" */

/**
 * Adds someone, or changes what is known of them.
 *
 * @param {Custody} custody
 * @param {PutContact} ask
 */
export function putContact(custody, { publicKey, name, verified }) {
  const facts = factsOf(call(({ RawPublicKey }) => RawPublicKey.parse(publicKey)));
  return custody.editContacts((contacts) => {
    const { added = new Date(), verified: before = null } = contacts.get(facts.id) ?? {};
    const after = verified === false ? null : verified ? (before ?? new Date()) : before;
    return put(contacts, { ...facts, name, added, verified: after });
  });
}

/**
 * @param {Custody} custody
 * @param {Uint8Array} passphrase
 * @returns {Promise<Backup>}
 */
export async function backup(custody, passphrase) {
  const contacts = await custody.contacts();
  /** @type {SavedKey[]} */
  const saved = [];
  /** @type {string[]} */
  const keys = [];
  /** @type {Backup["skipped"]} */
  const skipped = [];
  for (const { id, name, exportable, locked } of await custody.list()) {
    if (!exportable) skipped.push({ id, reason: "not-exportable" });
    else if (locked) skipped.push({ id, reason: "key-locked" });
    else {
      saved.push({ name, raw: custody.use(id) });
      keys.push(id);
    }
  }
  const people = contacts.map(({ name, publicKey, added, verified }) => ({
    name,
    publicKey,
    signing: null,
    added,
    verified,
  }));
  const check = () => custody.check(saved.map(({ raw }) => raw));
  return { text: await sealBackup(saved, people, passphrase, check), keys, contacts: people.length, skipped };
}

/**
 * @param {Custody} custody
 * @param {Restore} ask
 * @returns {Promise<Restored>}
 */
export function restore(custody, { text, passphrase, newPassphrase }) {
  return openBackup(text, passphrase, async (saved, people) => {
    const [found, names] = [people.map(contactFrom), saved.map(({ name }) => nameFrom(name))];
    /** @type {KeyEntry[]} */
    const keys = [];
    for (const [index, { take }] of saved.entries()) {
      keys.push(await custody.add(take(), { name: names[index] ?? "", exportable: true, passphrase: newPassphrase }));
    }
    return { keys, ...(await restoreContacts(custody, found)) };
  });
}

/**
 * Adds contacts of a backup. Of those that are here already nothing changes: whoever made the backup does not say whom
 * the person here has compared.
 *
 * @param {Custody} custody
 * @param {Contact[]} found
 */
async function restoreContacts(custody, found) {
  if (found.length === 0) return { contacts: [], newContacts: [], newVerified: [] };
  return custody.editContacts((all) => {
    /** @type {Contact[]} */
    const added = [];
    for (const contact of found) if (!all.has(contact.id)) added.push(put(all, contact));
    return {
      contacts: found.map(({ id }) => /** @type {Contact} */ (all.get(id))),
      newContacts: added.map(({ id }) => id),
      newVerified: added.filter(({ verified }) => verified !== null).map(({ id }) => id),
    };
  });
}

/**
 * @param {Map<string, Contact>} contacts
 * @param {Contact} contact
 */
function put(contacts, contact) {
  contacts.set(contact.id, contact);
  if (contacts.size > CONTACTS_LIMIT) throw invalid(`a vault takes at most ${CONTACTS_LIMIT} contacts: remove some`);
  return contact;
}

/** @param {import("../vault/backup.js").ContactHead} head */
function contactFrom(head) {
  const { name, publicKey, added, verified } = Object(head);
  if (typeof publicKey !== "string" || publicKey.length > KEY_LIMIT) unfit("public key");
  const facts = factsOf(call(({ RawPublicKey }) => RawPublicKey.parse(utf8(publicKey))));
  const mark = verified === null ? null : (dateFrom(verified) ?? unfit("date"));
  return { ...facts, name: nameFrom(name), added: dateFrom(added) ?? unfit("date"), verified: mark };
}

/** @param {unknown} value */
function nameFrom(value) {
  return isName(value) ? value : unfit("name");
}

/** @param {string} what @returns {never} */
function unfit(what) {
  throw new SealpostError("malformed-message", `a ${what} in this backup is not one: another program wrote it`);
}
