// The actions `backup` and `restore` of the keyring worker. vault/backup.js has the format.
import { KEY_LIMIT } from "../base/limits.js";
import { SealpostError, because } from "../base/errors.js";
import { publicKeyInfo, rawKeysOf } from "./key-state.js";
import { openBackup, sealBackup } from "../vault/backup.js";
import { dateFrom, isName, isThumbprintOrNull } from "../vault/contact-record.js";
import { utf8 } from "../vault/encryption.js";
import { call, release } from "../module/instance.js";

/** @import { Contacts } from "./contacts.js" */
/** @import { Keys } from "./keys.js" */
/** @import { SavedKey } from "../vault/backup.js" */
/** @import { RawIdentity } from "../vault/key-record.js" */
/** @import { Backup, Contact, KeyEntry, Restored } from "../client/keyring-types.js" */
/** @import { RestoreParams } from "../client/protocol.js" */

/**
 * Makes a backup of all contacts, and of all keys that are unlocked and exportable.
 *
 * @param {Keys} keys
 * @param {Contacts} contacts
 * @param {Uint8Array} passphrase
 * @returns {Promise<Backup>}
 */
export async function backup(keys, contacts, passphrase) {
  const people = (await contacts.list()).map(({ name, publicKey, signing, added, verified }) => {
    return { name, publicKey, signing, added, verified };
  });
  /** @type {SavedKey[]} */
  const saved = [];
  /** @type {string[]} */
  const ids = [];
  /** @type {Backup["skipped"]} */
  const skipped = [];
  for (const { id, name, exportable, locked } of await keys.list()) {
    if (!exportable) skipped.push({ id, reason: "not-exportable" });
    else if (locked) skipped.push({ id, reason: "key-locked" });
    else {
      saved.push({ name, raw: await keys.useBoth(id, (raw) => raw) });
      ids.push(id);
    }
  }
  const check = () => keys.check(saved.flatMap(({ raw }) => rawKeysOf(raw)));
  const text = await sealBackup(saved, people, passphrase, check);
  return { text, keys: ids, contacts: people.length, skipped };
}

/**
 * Adds the keys and contacts of a backup. Names and contacts are checked before any key is added.
 *
 * @param {Keys} keys
 * @param {Contacts} contacts
 * @param {RestoreParams} params
 * @returns {Promise<Restored>}
 */
export function restore(keys, contacts, { text, passphrase, newPassphrase }) {
  return openBackup(text, passphrase, async (saved, heads) => {
    const [people, names] = [heads.map(contactFrom), saved.map(({ name }) => nameFrom(name))];
    /** @type {KeyEntry[]} */
    const entries = [];
    for (const [index, { take }] of saved.entries()) {
      const options = { name: names[index] ?? "", exportable: true, passphrase: newPassphrase };
      const raw = take();
      if (isOneKey(raw)) {
        release(...rawKeysOf(raw));
        malformed("signing key");
      }
      entries.push(await keys.add(raw, options));
    }
    return { keys: entries, ...(await contacts.restore(people)) };
  });
}

/** Whether one key is to serve both purposes. @param {RawIdentity} raw */
function isOneKey(raw) {
  const ids = rawKeysOf(raw).map((key) => publicKeyInfo(call(() => key.publicKey())).id);
  return ids[0] === ids[1];
}

/** @param {import("../vault/backup.js").ContactHead} head @returns {Contact} */
function contactFrom(head) {
  const { name, publicKey, signing, added, verified } = Object(head);
  if (!isThumbprintOrNull(signing)) malformed("signing key");
  if (typeof publicKey !== "string" || publicKey.length > KEY_LIMIT) malformed("public key");
  const info = publicKeyInfo(call(({ RawPublicKey }) => RawPublicKey.parse(utf8(publicKey))));
  const verifiedDate = verified === null ? null : (dateFrom(verified) ?? malformed("date"));
  const dates = { added: dateFrom(added) ?? malformed("date"), verified: verifiedDate, verifiedBefore: null };
  return { ...info, name: nameFrom(name), signing, ...dates };
}

/** @param {unknown} value */
function nameFrom(value) {
  return isName(value) ? value : malformed("name");
}

/** @param {string} what @returns {never} */
function malformed(what) {
  throw new SealpostError(
    "malformed-message",
    `a ${what} in this backup is invalid: another program wrote the backup`,
    because("not-a-backup"),
  );
}
