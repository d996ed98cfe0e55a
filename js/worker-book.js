// Contacts and backups in the keyring worker: what goes beyond a single private key.
import { openBackup, sealBackup } from "./backup.js";
import { NAME_LIMIT } from "./check.js";
import { SealpostError, invalid } from "./errors.js";
import { factsOf } from "./held.js";
import { call } from "./wasm.js";

/** @import { Custody } from "./custody.js" */
/** @import { Backup, Contact, KeyEntry, Restored } from "./keyring-types.js" */
/** @import { PutContact, Restore } from "./messages.js" */
/** @import { RawPrivateKey } from "./wasm/sealpost.js" */

/** The most contacts that a vault takes: they are one record, written anew at every change. */
const CONTACTS_LIMIT = 1000;

/**
 * Adds someone, or changes what is known of them.
 *
 * @param {Custody} custody
 * @param {PutContact} ask
 */
export async function putContact(custody, { publicKey, name, verified }) {
  const facts = factsOf(call(({ RawPublicKey }) => RawPublicKey.parse(publicKey)));
  /** @type {Contact | undefined} */
  let contact;
  await custody.editContacts((contacts) => {
    const { added = new Date(), verified: before = null } = contacts.get(facts.id) ?? {};
    const after = verified === false ? null : verified ? (before ?? new Date()) : before;
    contact = { ...facts, name, added, verified: after };
    put(contacts, contact);
  });
  return /** @type {Contact} */ (/** @type {unknown} */ (contact));
}

/**
 * @param {Custody} custody
 * @param {Uint8Array} passphrase
 * @returns {Promise<Backup>}
 */
export async function backup(custody, passphrase) {
  const contacts = await custody.contacts();
  /** @type {{ name: string, raw: RawPrivateKey }[]} */
  const chosen = [];
  /** @type {string[]} */
  const keys = [];
  /** @type {Backup["skipped"]} */
  const skipped = [];
  for (const { id, name, exportable, locked } of await custody.list()) {
    if (!exportable) skipped.push({ id, reason: "not-exportable" });
    else if (locked) skipped.push({ id, reason: "key-locked" });
    else {
      chosen.push({ name, raw: custody.use(id) });
      keys.push(id);
    }
  }
  const check = () => custody.check(chosen.map(({ raw }) => raw));
  const save = () => {
    check();
    return chosen.map(({ name, raw }) => ({ name, pkcs8: call(() => raw.toDer()) }));
  };
  const people = contacts.map(({ name, publicKey, added, verified }) => ({ name, publicKey, added, verified }));
  const text = await sealBackup(save, people, passphrase);
  check();
  return { text, keys, contacts: people.length, skipped };
}

/**
 * @param {Custody} custody
 * @param {Restore} ask
 * @returns {Promise<Restored>}
 */
export async function restore(custody, { text, passphrase, newPassphrase }) {
  const { keys: saved, contacts: people } = await openBackup(text, passphrase);
  try {
    const found = people.map(contactFrom);
    /** @type {KeyEntry[]} */
    const keys = [];
    for (const { name, pkcs8 } of saved) {
      const raw = call(({ RawPrivateKey }) => RawPrivateKey.parse(pkcs8, true));
      keys.push(await custody.add(raw, { name: nameFrom(name), exportable: true, passphrase: newPassphrase }));
    }
    /** @type {Contact[]} */
    let contacts = [];
    if (found.length > 0) {
      await custody.editContacts((all) => {
        contacts = found.map((contact) => {
          const known = all.get(contact.id);
          const merged = { ...contact, ...known, verified: known?.verified ?? contact.verified };
          put(all, merged);
          return merged;
        });
      });
    }
    return { keys, contacts };
  } finally {
    for (const { pkcs8 } of saved) pkcs8.fill(0);
  }
}

/**
 * @param {Map<string, Contact>} contacts
 * @param {Contact} contact
 */
function put(contacts, contact) {
  contacts.set(contact.id, contact);
  if (contacts.size > CONTACTS_LIMIT) throw invalid(`a vault takes at most ${CONTACTS_LIMIT} contacts: remove some`);
}

/** @param {import("./backup.js").ContactHead} head */
function contactFrom({ name, publicKey, added, verified }) {
  const facts = factsOf(call(({ RawPublicKey }) => RawPublicKey.parse(new TextEncoder().encode(publicKey))));
  return { ...facts, name: nameFrom(name), added: dateFrom(added), verified: verified === null ? null : dateFrom(verified) };
}

/** @param {unknown} value */
function nameFrom(value) {
  if (typeof value === "string" && value.length <= NAME_LIMIT) return value;
  throw new SealpostError("malformed-message", "a name in this backup is not one: another program wrote it");
}

/** @param {string | Date} value */
function dateFrom(value) {
  const date = new Date(value);
  if (!Number.isNaN(Number(date))) return date;
  throw new SealpostError("malformed-message", "a date in this backup is not one: another program wrote it");
}
