// What callers of the keyring name: types alone, so nothing loads this file. They need no declarations of the DOM.

/**
 * @typedef {object} KeyEntry A key in the keyring, as the page knows it: nothing here is secret.
 * @property {string} id The key's thumbprint (RFC 7638).
 * @property {string} name What a person calls it.
 * @property {number} bits Size of the modulus.
 * @property {string} publicKey SPKI in PEM.
 * @property {string} fingerprint As OpenSSH shows it.
 * @property {Date} created When it was generated or imported here.
 * @property {boolean} locked Whether it needs `unlock` before it can be used.
 * @property {boolean} exportable Whether `export` and `backup` give it out.
 * @property {"passphrase" | "device" | "none"} protection What protects it at rest: "none" for a key in memory.
 */

/**
 * @typedef {object} Contact Someone whose public key is kept in the vault.
 * @property {string} id The key's thumbprint (RFC 7638).
 * @property {string} name What one calls them.
 * @property {number} bits Size of the modulus.
 * @property {string} publicKey SPKI in PEM.
 * @property {string} fingerprint As OpenSSH shows it.
 * @property {Date} added When they were added here.
 * @property {Date | null} verified When their key was marked as verified, or null.
 */

/**
 * @typedef {object} Backup
 * @property {string} text An encrypted message of its own (JWE with a passphrase): what `restore` reads.
 * @property {string[]} keys The ids of the keys in it.
 * @property {number} contacts How many contacts are in it.
 * @property {{ id: string, reason: "key-locked" | "not-exportable" }[]} skipped The keys that are not in it.
 */
/**
 * @typedef {object} Restored What was in the backup, as it is here now.
 * @property {KeyEntry[]} keys
 * @property {Contact[]} contacts
 * @property {string[]} newContacts The ids of the contacts that were not here before.
 * @property {string[]} newVerified Those of `newContacts` that are marked as verified because the backup says so: nobody
 * has compared their keys here. The mark of a contact that was here before is never changed.
 */

/** @typedef {"persistent" | "memory"} Storage */
/**
 * @typedef {"insecure-context" | "unsupported" | "refused" | "key-refused" | "quota" | "blocked" | "gone" | "damaged"}
 * StorageReason Why keys are not kept, or not all: plain http; no IndexedDB; refused by the browser (private window,
 * settings); it does not store a CryptoKey; no room; an older page in another tab holds the vault; deleted or closed
 * since it was opened; a record was altered or cannot be read.
 */

/**
 * @typedef {object} Progress How a key search is doing. There is no true percentage: each candidate is a new draw.
 * @property {number} elapsed Milliseconds since the search began.
 * @property {number} candidates Numbers tested so far.
 * @property {number} probability That a search would have ended by now, 0 to 1.
 */

/** @typedef {"added" | "removed" | "renamed" | "locked" | "unlocked" | "protected"} ChangeType */
/** @typedef {{ type: ChangeType, id: string }} KeyringChange The detail of a "change" event. */
/**
 * @typedef {object} KeyringEvents The events of a keyring.
 * @property {Event & { readonly detail: KeyringChange }} change A key was added, removed, renamed, locked, unlocked, or
 * got another protection, here or in another tab.
 * @property {Event} contacts The contacts changed.
 * @property {Event} storage `storage` or `storageReason` changed.
 */
/**
 * @typedef {<T extends keyof KeyringEvents>(type: T, listener: (event: KeyringEvents[T]) => void,
 * options?: boolean | { once?: boolean, signal?: AbortSignal }) => void} Listening
 */
/**
 * @typedef {{ addEventListener: Listening, removeEventListener: Listening } & EventTarget} KeyringTarget An `EventTarget`
 * that knows its events.
 */

/**
 * @typedef {object} ModuleWorker What the keyring needs of a `Worker`.
 * @property {(message: any, transfer: any[]) => void} postMessage
 * @property {(type: "message" | "messageerror" | "error", listener: (event: any) => void) => void} addEventListener
 * @property {() => void} terminate
 */
/** @typedef {(kind: "keyring" | "generator") => ModuleWorker} MakeWorker Makes the module worker of that kind. */

export {};
