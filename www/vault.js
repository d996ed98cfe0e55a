// What the keyring keeps at rest, as the rooms use it. A keyring without a vault keeps contacts for as long as the page.
import { Keyring } from "./sealpost/keyring.js";

/**
 * @typedef {object} Contact
 * @property {string} id
 * @property {string} name
 * @property {number} bits
 * @property {string} publicKey
 * @property {string} fingerprint
 * @property {Date | null} verified
 */
/**
 * @typedef {object} Vault
 * @property {"memory" | "persistent"} storage
 * @property {string | null} storageReason
 * @property {() => Promise<boolean>} persist
 * @property {() => Promise<Contact[]>} contacts
 * @property {(contact: { publicKey: string, name: string, verified?: boolean }) => Promise<Contact>} putContact
 * @property {(id: string) => Promise<void>} removeContact
 * @property {(id?: string) => Promise<void>} lock
 * @property {(id: string, passphrase: Uint8Array) => Promise<void>} unlock
 * @property {(id: string, passphrase: Uint8Array | null) => Promise<void>} setPassphrase
 * @property {(id: string, options: { passphrase: Uint8Array }) => Promise<string>} export
 * @property {(options: { passphrase: Uint8Array }) => Promise<{ text: string, skipped: { id: string }[] }>} backup
 * @property {(text: string, options: { passphrase: Uint8Array }) => Promise<{ keys: unknown[] }>} restore
 * @property {() => Promise<void>} clear
 */

/** Seconds without use after which keys with a passphrase lock themselves. */
const lockAfter = 15 * 60;

/** Whether this version of the package keeps anything at rest. */
const kept = "contacts" in Keyring.prototype;

/**
 * @param {boolean} practice Bob's keys are in memory, under a name of their own
 * @param {(kind: "keyring" | "generator") => Worker} worker
 */
export function openKeyring(practice, worker) {
  if (!kept) return Keyring.open({ storage: "memory", worker });
  /** @type {object} */
  const options = practice ? { vault: "practice", storage: "memory", worker } : { lockAfter, worker };
  return Keyring.open(options);
}

/**
 * The vault's side of a keyring, where it has one.
 *
 * @param {Keyring} keyring
 * @returns {Vault | undefined}
 */
export function vaultOf(keyring) {
  return kept ? /** @type {any} */ (keyring) : undefined;
}
