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
 * @property {boolean} locked
 * @property {boolean} exportable Whether `export` gives it out.
 * @property {"passphrase" | "device" | "none"} protection What protects it at rest: "none" for a key in memory.
 */

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
 * @typedef {object} Actions What the page asks of the keyring worker, and the answers. A key comes as PEM or DER; its
 * entry goes back. `generate` gets the ports at which the generators' primes arrive, which the page never reads.
 * @property {{ ask: { name: string, exportable: boolean, ports: MessagePort[] }, answer: Added }} generate
 * @property {{ ask: Import, answer: Added }} import
 * @property {{ ask: {}, answer: KeyEntry[] }} list
 * @property {{ ask: { id: string, name: string }, answer: void }} rename
 * @property {{ ask: { id: string, ciphertext: Uint8Array, oaep: CheckedOaepOptions }, answer: Uint8Array }} decrypt
 * @property {{ ask: { id: string, ciphertext: Uint8Array, label?: Uint8Array }, answer: Diagnosis | null }} diagnose
 * @property {{ ask: { plaintext: Uint8Array, publicKeys: string[] }, answer: string }} seal
 * @property {{ ask: { sealed: string, id: string | undefined }, answer: Opened }} unseal
 * @property {{ ask: { id: string }, answer: string }} export
 * @property {{ ask: { id: string }, answer: void }} remove
 * @property {{ ask: {}, answer: string[] }} clear The ids of the keys that were there.
 */

/** @typedef {{ input: Uint8Array, name: string, allowWeak: boolean, exportable: boolean }} Import */
/** @typedef {{ entry: KeyEntry, added: boolean }} Added `added` is false for a key that was there already. */

/**
 * @template {keyof Actions} [A=keyof Actions]
 * @typedef {{ call: number, action: A, ask: Actions[A]["ask"] }} Request
 */
/**
 * The module, and beside it the accelerated arithmetic where the engine knows relaxed SIMD.
 * @typedef {{ base: WebAssembly.Module, kernel?: WebAssembly.Module | undefined }} Modules
 */
/** @typedef {{ call: number, modules: Modules }} Start The first message to the keyring worker. */
/** @typedef {{ cancel: number }} Cancel Drops a call that has not started, and ends `generate`, `seal`, `unseal`. */
/** @typedef {Start | Request | Cancel} ToKeyring */
/** @typedef {{ call: number, answer?: unknown, failure?: Failure, broken?: boolean }} FromKeyring */

/** @typedef {{ job: number, bits: number, port: MessagePort }} Job */
/** @typedef {{ modules: Modules } | Job | { stop: true }} ToGenerator */
/** @typedef {{ job: number, candidates: number, failure?: Failure }} FromGenerator */

export {};
