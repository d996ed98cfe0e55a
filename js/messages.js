// What the page and its workers say to each other: types alone, so nothing loads this file.

/** @import { Diagnosis, Hash } from "./index.js" */
/** @import { ErrorCode } from "./errors.js" */

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
/** @typedef {{ keys: KeyEntry[], contacts: Contact[] }} Restored What was in the backup, as it is here now. */

/** @typedef {"persistent" | "memory"} Storage */
/**
 * @typedef {"insecure-context" | "unsupported" | "refused" | "key-refused" | "quota" | "blocked" | "gone" | "damaged"}
 * StorageReason Why keys are not kept, or not all: plain http; no IndexedDB; refused by the browser (private window,
 * settings); it does not store a CryptoKey; no room; an older page in another tab holds the vault; deleted or closed
 * since it was opened; a record was altered or cannot be read.
 */
/** @typedef {{ storage: Storage, reason: StorageReason | null }} Kept */

/**
 * @typedef {object} Progress How a key search is doing. There is no true percentage: each candidate is a new draw.
 * @property {number} elapsed Milliseconds since the search began.
 * @property {number} candidates Numbers tested so far.
 * @property {number} probability That a search would have ended by now, 0 to 1.
 */

/** @typedef {{ hash?: Hash, mgfHash?: Hash, label?: Uint8Array }} CheckedOaepOptions */
/**
 * @typedef {object} Opened
 * @property {Uint8Array} plaintext
 * @property {string | null} kid
 * @property {{ readonly [member: string]: unknown }} header
 * @property {Uint8Array | undefined} aad
 */
/** @typedef {{ code: ErrorCode, message: string }} Failure */

/**
 * @typedef {object} Actions What the page asks of the keyring worker, and the answers. Bytes are copies, which the
 * worker wipes; a key comes as PEM or DER; its entry goes back.
 * @property {{ ask: { ports: MessagePort[] }, answer: number }} search Waits for a key's primes, which the generators
 * send to the ports and the page never reads. The answer is what `keep` names the found key by; to cancel the call
 * forgets it.
 * @property {{ ask: Keep, answer: KeyEntry }} keep Adds the key that a search has found.
 * @property {{ ask: Import, answer: KeyEntry }} import
 * @property {{ ask: {}, answer: KeyEntry[] }} list
 * @property {{ ask: { id: string, name: string }, answer: void }} rename
 * @property {{ ask: { id: string, ciphertext: Uint8Array, oaep: CheckedOaepOptions }, answer: Uint8Array }} decrypt
 * @property {{ ask: { id: string, ciphertext: Uint8Array, label?: Uint8Array }, answer: Diagnosis | null }} diagnose
 * @property {{ ask: { plaintext: Uint8Array, publicKeys: string[] }, answer: string }} seal
 * @property {{ ask: { sealed: string, id: string | undefined }, answer: Opened }} unseal
 * @property {{ ask: { id: string | undefined }, answer: void }} lock
 * @property {{ ask: { id: string, passphrase: Uint8Array }, answer: void }} unlock
 * @property {{ ask: { id: string, passphrase: Uint8Array | undefined }, answer: void }} setPassphrase
 * @property {{ ask: { id: string, passphrase: Uint8Array | undefined }, answer: string }} export
 * @property {{ ask: { id: string }, answer: void }} remove
 * @property {{ ask: {}, answer: void }} clear
 * @property {{ ask: {}, answer: Contact[] }} contacts
 * @property {{ ask: PutContact, answer: Contact }} putContact
 * @property {{ ask: { id: string }, answer: void }} removeContact
 * @property {{ ask: { passphrase: Uint8Array }, answer: Backup }} backup
 * @property {{ ask: Restore, answer: Restored }} restore
 * @property {{ ask: {}, answer: void }} close Wipes the keys in memory and leaves the vault as it is.
 */

/** @typedef {{ search: number, name: string, exportable: boolean, passphrase: Uint8Array | undefined }} Keep */
/**
 * @typedef {object} Import
 * @property {Uint8Array} input
 * @property {Uint8Array | undefined} passphrase What the input is encrypted with.
 * @property {Uint8Array | undefined} newPassphrase What protects the key here.
 * @property {string} name
 * @property {boolean} allowWeak
 * @property {boolean} exportable
 */
/** @typedef {{ publicKey: Uint8Array, name: string, verified: boolean | undefined }} PutContact */
/** @typedef {{ text: string, passphrase: Uint8Array, newPassphrase: Uint8Array | undefined }} Restore */

/**
 * @template {keyof Actions} [A=keyof Actions]
 * @typedef {{ call: number, action: A, ask: Actions[A]["ask"] }} Request
 */
/**
 * The module, and beside it the accelerated arithmetic where the engine knows relaxed SIMD.
 * @typedef {{ base: WebAssembly.Module, kernel?: WebAssembly.Module | undefined }} Modules
 */
/**
 * @typedef {object} Setting How a keyring was opened.
 * @property {Modules} modules
 * @property {string} vault
 * @property {Storage | undefined} storage What was asked for.
 * @property {number | undefined} lockAfter Seconds.
 */
/** @typedef {{ call: number, start: Setting }} Start The first message to the keyring worker; the answer is Kept. */
/** @typedef {{ cancel: number }} Cancel Drops a call that has not started, and ends `search`, `seal`, `unseal`. */
/** @typedef {Start | Request | Cancel} ToKeyring */
/** @typedef {{ call: number, answer?: unknown, failure?: Failure, broken?: boolean }} Answer */

/** @typedef {"added" | "removed" | "renamed" | "locked" | "unlocked" | "protected"} ChangeType */
/**
 * @typedef {{ event: "change", type: ChangeType, id: string, lockable: boolean } | { event: "contacts" }
 *   | ({ event: "storage" } & Kept)} News What happened, here or in another tab. `lockable`: unlocked by a passphrase.
 */
/** @typedef {Answer | News} FromKeyring */

/**
 * @typedef {object} Share What a generator has to do with both candidates of a key: part `part` of `parts`.
 * @property {[Uint8Array, Uint8Array]} confirm
 * @property {number} part
 * @property {number} parts
 * @property {number} attempt Comes back with the answer.
 */
/** @typedef {Share | { search: true }} ToSearch To a generator: its share; or that it goes on. */
/** @typedef {{ candidate: Uint8Array } | { confirmed: boolean, attempt: number }} FromSearch From a generator, over the port that the page never reads. */
/** @typedef {{ job: number, bits: number, port: MessagePort }} Job */
/** @typedef {{ modules: Modules } | Job | { stop: true }} ToGenerator */
/** @typedef {{ job: number, candidates: number, failure?: Failure }} FromGenerator */

export {};
