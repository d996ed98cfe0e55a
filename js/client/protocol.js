// What the page and its workers say to each other: types alone, so nothing loads this file.

/** @import { Diagnosis, Hash } from "../index.js" */
/** @import { Unsealed } from "../api/unsealed.js" */
/** @import { ErrorCode } from "../base/errors.js" */
/** @import { Backup, ChangeType, Contact, KeyEntry, Restored, Storage, StorageReason } from "./keyring-types.js" */

/** @typedef {{ storage: Storage, reason: StorageReason | null }} Kept */

/** @typedef {{ hash?: Hash, mgfHash?: Hash, label?: Uint8Array }} CheckedOaepOptions */
/** @typedef {Pick<Unsealed, "plaintext" | "keyId" | "kid" | "header" | "aad">} Opened */
/** @typedef {{ code: ErrorCode, message: string, cause?: string | undefined }} Failure `cause`: of an `internal-error`. */

/**
 * @typedef {object} Actions What the page asks of the keyring worker, and the answers. Bytes are copies, which the
 * worker wipes; a key comes as PEM or DER; its entry goes back.
 * @property {{ ask: Generate, answer: KeyEntry }} generate Waits for a key's primes, which the generators send to the
 * ports and the page never reads, and adds the key. To cancel the call, also when it is done, removes the key.
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
 * @property {{ ask: { id: string, passphrase: Uint8Array | undefined }, answer: Uint8Array }} export The PEM text.
 * @property {{ ask: { id: string }, answer: void }} remove
 * @property {{ ask: {}, answer: void }} clear
 * @property {{ ask: {}, answer: Contact[] }} contacts
 * @property {{ ask: PutContact, answer: Contact }} putContact
 * @property {{ ask: { id: string }, answer: void }} removeContact
 * @property {{ ask: { passphrase: Uint8Array }, answer: Backup }} backup
 * @property {{ ask: Restore, answer: Restored }} restore
 * @property {{ ask: {}, answer: void }} close Wipes the keys in memory and leaves the vault as it is.
 */

/** @typedef {{ name: string, exportable: boolean, passphrase: Uint8Array | undefined }} Wish */
/** @typedef {Wish & { ports: MessagePort[] }} Generate */
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
/** @typedef {Omit<Setting, "modules"> & { modules: Promise<Modules> }} Opening The same, while the modules arrive. */
/** @typedef {{ call: number, start: Setting }} Start The first message to the keyring worker; the answer is Kept. */
/** @typedef {{ cancel: number }} Cancel Drops a call that has not started, and ends `generate`, `seal`, `unseal`. */
/** @typedef {Start | Request | Cancel} ToKeyring */
/** @typedef {{ call: number, answer?: unknown, failure?: Failure, broken?: boolean }} Answer */

/**
 * @typedef {{ event: "change", type: ChangeType, id: string, lockable: boolean } | { event: "contacts" }
 *   | ({ event: "storage" } & Kept)} News What happened, here or in another tab. `lockable`: unlocked by a passphrase.
 */
/** @typedef {Answer | News} FromKeyring */

/** @typedef {{ bytes: Uint8Array, name: number }} Candidate Its name is its own within a search. */
/**
 * @typedef {object} Share What a generator has to do with both candidates of a key: part `part` of the job's `parts`.
 * @property {[Uint8Array, Uint8Array]} confirm
 * @property {number} part
 * @property {string} pair Their names; comes back with the verdict.
 */
/** @typedef {{ first: Candidate }} First A key's first candidate, which another generator has found. */
/** @typedef {First | Share | { search: true }} ToSearch The last: it begins anew. */
/** @typedef {{ candidate: Candidate, pair: string | undefined }} Found `pair`: which its finder confirms. */
/** @typedef {{ confirmed: boolean, pair: string }} Verdict */
/** @typedef {Found | Verdict} FromSearch From a generator, over the port that the page never reads. */
/** @typedef {{ job: number, bits: number, index: number, parts: number, port: MessagePort }} Job */
/** @typedef {{ modules: Modules } | Job | { stop: true }} ToGenerator */
/** @typedef {{ job: number, candidates: number, failure?: Failure }} FromGenerator */

export {};
