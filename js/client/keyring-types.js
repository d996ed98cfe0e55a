// The public types of the keyring. The file has only types and is never loaded at run time. Callers can use the types
// without TypeScript's declarations of the DOM.

/**
 * @typedef {object} KeyEntry The public properties of an identity in the keyring: a key for encryption, and a signing
 * key if it has one. They are locked, backed up and removed together.
 * @property {string} id The thumbprint (RFC 7638) of the key for encryption.
 * @property {string} name The name that a person gave it.
 * @property {number} bits Size of the modulus.
 * @property {string} publicKey SPKI in PEM.
 * @property {string} fingerprint In OpenSSH's form: `SHA256:…`.
 * @property {{ id: string, publicKey: string } | null} signing The public half of the signing key: its thumbprint, and
 * the key as SPKI in PEM.
 * @property {Date} created When it was generated or imported in this keyring.
 * @property {boolean} locked Whether it needs `unlock` before it can be used.
 * @property {boolean} exportable Whether `export` and `backup` give out the private keys.
 * @property {"passphrase" | "device" | "none"} protection What protects it at rest. "none": it is in memory only,
 * without a passphrase.
 */

/**
 * @typedef {object} Contact Someone whose public key is kept in the vault.
 * @property {string} id The key's thumbprint (RFC 7638).
 * @property {string} name The name that a person gave the contact.
 * @property {number} bits Size of the modulus.
 * @property {string} publicKey SPKI in PEM.
 * @property {string} fingerprint In OpenSSH's form: `SHA256:…`.
 * @property {string | null} signing The thumbprint of the contact's signing key, or null if none is known.
 * @property {Date} added When the contact was added to this keyring.
 * @property {Date | null} verified When the keys were marked as verified, or null if they are not.
 * @property {Date | null} verifiedBefore When the contact was marked as verified with another signing key, or without
 * one. The present keys were not compared: ask the person to verify again.
 */
/**
 * @typedef {object} Delivery Whether a signed message of a contact was read before. For as long as the keyring has the
 * contact, it remembers the IDs of up to 1,000 messages that were read, those that were signed last.
 * @property {"new" | "repeated" | "conflicting" | "unknown"} state "new": not read before. "repeated": this very
 * message was read before. "conflicting": another message with the same ID was read before; only a faulty or dishonest
 * sender writes both. "unknown": the message is older than those that are remembered, or nothing can be remembered.
 * @property {Date | null} readAt When the message with this ID was first read. Null if none is remembered.
 */
/**
 * @typedef {object} Writer What a signed message says of its writer. If a stranger signed it, all of this is only a
 * claim. The name is only a claim even if a contact signed it.
 * @property {string | null} name The name that the writer gave.
 * @property {string | null} encryption The thumbprint of the writer's own key for encryption.
 * @property {string | null} replyTo The key with this thumbprint, SPKI in PEM, if the writer enclosed it. Null also if
 * the enclosed key has another thumbprint.
 * @property {boolean} hasOtherKey Whether `encryption` is not the key that the keyring has for this contact. Do not
 * reply before you have asked the contact: somebody may have exchanged the key in their invitation.
 */

/**
 * @typedef {object} SignedFile A file of a letter, as the letter's signature covers it.
 * @property {string} name 1 to 256 characters.
 * @property {string} type The media type, at most 256 characters; it may be empty.
 * @property {number} length In bytes.
 * @property {Uint8Array} sha256 32 bytes.
 */

/**
 * @typedef {object} Backup
 * @property {string} text A JWE under the passphrase, to be read by `restore`.
 * @property {string[]} keys The ids of the keys in the backup.
 * @property {number} contacts How many contacts are in the backup.
 * @property {{ id: string, reason: "key-locked" | "not-exportable" }[]} skipped The keys that are not in the backup.
 */
/**
 * @typedef {object} Restored The content of a backup, as it is in the keyring after `restore`.
 * @property {KeyEntry[]} keys
 * @property {Contact[]} contacts
 * @property {string[]} newContacts The ids of the contacts that `restore` added.
 * @property {string[]} newVerified Those of `newContacts` that the backup marks as verified. Nobody has compared their
 * keys in this keyring. `restore` does not change the marks of contacts that the keyring had before.
 */

/** @typedef {"persistent" | "memory"} Storage */
/**
 * @typedef {"insecure-context" | "unsupported" | "refused" | "key-refused" | "quota" | "blocked" | "gone" | "damaged"}
 * StorageReason Why keys are not stored, or not all of them. In this order: the page came over plain http; there is no
 * IndexedDB; the browser refuses access to it (private window, settings); the browser does not store a CryptoKey; there
 * is no room; another tab with an older page blocks the vault; the vault was deleted or closed after it was opened; a
 * record was altered or cannot be read.
 */

/**
 * @typedef {object} Progress The progress of a key search. It has no percentage: each tested number is prime with the
 * same probability, however long the search has run.
 * @property {number} elapsed Milliseconds since the search began.
 * @property {number} candidates How many numbers were tested.
 * @property {number} probability The probability that a search ends within so many tests, 0 to 1.
 */

/** @typedef {"added" | "removed" | "renamed" | "locked" | "unlocked" | "protected" | "signing"} ChangeType */
/** @typedef {{ type: ChangeType, id: string }} KeyringChange The detail of a "change" event. */

/**
 * @typedef {object} ModuleWorker The members of `Worker` that the keyring uses.
 * @property {(message: any, transfer: any[]) => void} postMessage
 * @property {(type: "message" | "messageerror" | "error", listener: (event: any) => void) => void} addEventListener
 * @property {() => void} terminate
 */
/**
 * @typedef {"keyring" | "generator" | "cipher"} WorkerKind The cipher worker encrypts and decrypts the content of
 * messages above 8 MiB. If it cannot start, the page's thread does that.
 */
/** @typedef {(kind: WorkerKind) => ModuleWorker} MakeWorker Makes a worker of that kind. */

export {};
