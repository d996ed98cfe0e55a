// The messages between the page, the keyring worker, the generators and the cipher worker; those of the worker for files
// are in files/remote-codec.js. The file has only types and is never loaded at run time.

/** @import { Diagnosis, Hash, NewBytes } from "../index.js" */
/** @import { Operation, Parameters } from "../base/aes-gcm.js" */
/** @import { CheckedSealOptions } from "../base/seal-options.js" */
/** @import { FileClaim } from "../api/sealing.js" */
/** @import { Received } from "../api/unsealed.js" */
/** @import { ErrorCode, ErrorDetails } from "../base/errors.js" */
/** @import { Backup, ChangeType, Contact, KeyEntry, Restored, Storage, StorageReason } from "./keyring-types.js" */

/** @typedef {{ storage: Storage, reason: StorageReason | null }} StorageState */
/** @typedef {StorageState & { ids: string[] }} Started The worker has opened its vault, which has the keys `ids`. */

/** @typedef {{ hash?: Hash, mgfHash?: Hash, label?: Uint8Array }} CheckedOaepOptions */
/** @typedef {{ hash?: Hash, saltLength?: number }} CheckedPssOptions */
/**
 * What an opened message says about itself. `isToken`: the content is the token of a signed message, which is not
 * verified yet. `header` is JSON text.
 *
 * @typedef {{ keyId: string, kid?: string, isToken: boolean, header: string, aad?: NewBytes }} OpenedFields
 */
/**
 * @typedef {Pick<Received, "plaintext" | "keyId" | "kid" | "header" | "aad" | "sender" | "contact" | "writer" |
 * "delivery">} UnsealedFields
 */
/**
 * The content key of a message and the other parameters of AES-GCM.
 *
 * @typedef {{ key: NewBytes, nonce: NewBytes, authenticated: NewBytes, tag: NewBytes }} ContentKey
 */
/**
 * A message without its content: the content key, the other parameters of AES-GCM, and the text before the ciphertext,
 * between ciphertext and tag, and after the tag.
 *
 * @typedef {{ key: NewBytes, nonce: NewBytes, authenticated: string, frame: [string, string, string] }} StartedMessage
 */
/**
 * A SealpostError as data. Only `internal-error` has a `cause`.
 *
 * @typedef {{ code: ErrorCode, message: string, cause?: string } & ErrorDetails} Failure
 */

/**
 * @typedef {object} Actions The actions of the keyring worker: parameters and result of each. Bytes in parameters are
 * copies, and the worker wipes them.
 * @property {{ params: GenerateParams, result: KeyEntry }} generate Waits for two primes, which the generators send to
 * the ports, and adds their key; with `signing`, for two more, whose key is the signing key. Cancelling the call
 * removes the key, even after the result was sent.
 * @property {{ params: AddSigningKeyParams, result: KeyEntry }} addSigningKey Waits for two primes as `generate` does,
 * and adds a signing key to an identity.
 * @property {{ params: ImportParams, result: KeyEntry }} import
 * @property {{ params: {}, result: KeyEntry[] }} list
 * @property {{ params: { id: string, name: string }, result: void }} rename
 * @property {{ params: { id: string, ciphertext: Uint8Array, oaep: CheckedOaepOptions }, result: NewBytes }} decrypt
 * @property {{ params: { id: string, input: Uint8Array | string, label?: Uint8Array }, result: Diagnosis | null }}
 * diagnose A string is a sealed message.
 * @property {{ params: EncryptParams, result: NewBytes }} encrypt
 * @property {{ params: { id: string, message: Uint8Array, pss: CheckedPssOptions }, result: NewBytes }} sign
 * @property {{ params: SealParams, result: string }} seal
 * @property {{ params: { publicKeys: string[], options: CheckedSealOptions }, result: StartedMessage }} startSealing
 * @property {{ params: { sealed: string, id: string | undefined }, result: UnsealedFields }} unseal
 * @property {{ params: OpenParams, result: OpenedFields | undefined }} open Undefined if `unseal` has to open the
 * message.
 * @property {{ params: { opened: OpenedFields, token: NewBytes }, result: UnsealedFields }} verify Verifies the signed
 * message in the token that the page has decrypted.
 * @property {{ params: { stanzas: Uint8Array }, result: { fileKey: Uint8Array, keyId: string } }} unwrapFileKey The
 * stanzas for RSA keys in the header of a sealed file, packed (js/files/codec.js).
 * @property {{ params: SignFilesParams, result: NewBytes }} signFiles The token of a letter with files.
 * @property {{ params: { token: Uint8Array, keyId: string }, result: { letter: UnsealedFields, files: FileClaim[] } }}
 * verifyFiles
 * @property {{ params: { id: string | undefined }, result: void }} lock
 * @property {{ params: { id: string, secret: Uint8Array | PasskeyOutput, since?: number }, result: void }} unlock The secret
 * is a passphrase, or what a passkey gave out. Fails if the key was locked after the call arrived, or after `since`, a
 * `lockCount` of the action `passkeys`.
 * @property {{ params: { id: string, passphrase: Uint8Array | undefined }, result: void }} setPassphrase
 * @property {{ params: { id: string, passphrase: Uint8Array }, result: PasskeyRequest }} startPasskey Checks the
 * passphrase before the person is asked for a passkey.
 * @property {{ params: { id: string, passphrase: Uint8Array, passkey: NewPasskey }, result: void }} addPasskey
 * Cancelling the call removes the passkey's wrap, even after the result was sent.
 * @property {{ params: { id: string }, result: PasskeyState }} passkeys
 * @property {{ params: { id: string }, result: Uint8Array[] }} removePasskeys The credential IDs of those removed.
 * @property {{ params: ExportParams, result: Uint8Array }} export The PEM text.
 * @property {{ params: { id: string }, result: void }} remove
 * @property {{ params: {}, result: void }} clear
 * @property {{ params: {}, result: Contact[] }} contacts
 * @property {{ params: PutContactParams, result: Contact }} putContact
 * @property {{ params: { id: string }, result: void }} removeContact
 * @property {{ params: { passphrase: Uint8Array }, result: Backup }} backup
 * @property {{ params: RestoreParams, result: Restored }} restore
 * @property {{ params: {}, result: void }} close Wipes the keys in memory. The vault is not changed.
 */

/**
 * The options of a new key, whether generated, imported or restored.
 *
 * @typedef {{ name: string, exportable: boolean, passphrase: Uint8Array | undefined }} KeyOptions
 */
/**
 * @typedef {KeyOptions & { ports: MessagePort[], signing: boolean }} GenerateParams `signing`: an identity of two keys.
 */
/**
 * `passphrase`: that of the identity, if a passphrase protects it.
 *
 * @typedef {{ id: string, passphrase: Uint8Array | undefined, ports: MessagePort[] }} AddSigningKeyParams
 */
/**
 * What a passkey gave out: the credential ID, and the output of the PRF extension of WebAuthn.
 *
 * @typedef {{ credential: Uint8Array, output: Uint8Array }} PasskeyOutput
 */
/** @typedef {PasskeyOutput & { salt: Uint8Array }} NewPasskey `salt`: the input of the PRF. */
/** @typedef {{ credential: Uint8Array, salt: Uint8Array }} StoredPasskey */
/**
 * The passkeys that unlock a key, whether it is locked, and how often keys had been locked when the call arrived.
 *
 * @typedef {{ locked: boolean, passkeys: StoredPasskey[], lockCount: number }} PasskeyState
 */
/**
 * For a new passkey: the user handle, the input of the PRF, the credential IDs of the key's other passkeys, and the key's
 * name.
 *
 * @typedef {{ user: Uint8Array, salt: Uint8Array, known: Uint8Array[], name: string }} PasskeyRequest
 */
/** @typedef {{ id: string, key: "encryption" | "signing", passphrase: Uint8Array | undefined }} ExportParams */
/**
 * The identity that signs a message; the name that the message gives the writer; and whether it encloses the writer's
 * key for encryption.
 *
 * @typedef {{ id: string, name?: string | undefined, replyTo?: boolean | undefined }} From
 */
/**
 * @typedef {{ plaintext: Uint8Array, publicKeys: string[], options: CheckedSealOptions, from: From | undefined }}
 * SealParams
 */
/** @typedef {{ text: Uint8Array, files: FileClaim[], publicKeys: string[], from: From }} SignFilesParams */
/**
 * @typedef {object} OpenParams
 * @property {string} rest The message without its ciphertext.
 * @property {number} length Characters of the ciphertext.
 * @property {string | undefined} id
 * @property {MessagePort} port On it the page receives content keys (`ContentKey`), one after the other, and says after
 * each whether it decrypts the content: "opened", "wrong", or "malformed" if the ciphertext is not base64url.
 */
/**
 * @typedef {object} ImportParams
 * @property {Uint8Array} input A private key in any form that `PrivateKey.parse` reads, a JWK as JSON text.
 * @property {Uint8Array | undefined} passphrase Decrypts the input.
 * @property {Uint8Array | undefined} newPassphrase Protects the key in the keyring.
 * @property {string} name
 * @property {boolean} allowWeak
 * @property {boolean} exportable
 */
/** @typedef {{ publicKey: Uint8Array, plaintext: Uint8Array, oaep: CheckedOaepOptions }} EncryptParams */
/**
 * @typedef {object} PutContactParams
 * @property {Uint8Array} publicKey
 * @property {string} name
 * @property {boolean | undefined} verified
 * @property {string | null | undefined} signing The thumbprint of the signing key. Undefined: it stays as it is.
 */
/** @typedef {{ text: string, passphrase: Uint8Array, newPassphrase: Uint8Array | undefined }} RestoreParams */

/**
 * A call of an action. The page chooses `id`, which is unique among its calls of one worker.
 *
 * @template {keyof Actions} [A=keyof Actions]
 * @typedef {{ id: number, action: A, params: Actions[A]["params"] }} Request
 */
/**
 * The compiled modules. `kernel` is the accelerated arithmetic, for engines that have relaxed SIMD.
 *
 * @typedef {{ base: WebAssembly.Module, kernel?: WebAssembly.Module | undefined }} Modules
 */
/**
 * @typedef {object} StartParams
 * @property {string} vault The vault's name.
 * @property {Storage | undefined} storage The storage that the caller of `Keyring.open` asked for. For a worker that
 * replaces another: the storage that the keyring has.
 * @property {number | undefined} lockAfter Seconds.
 */
/** @typedef {StartParams & { modules: Promise<Modules> }} ConnectionOptions */
/**
 * The first message to the keyring worker. Its result is a {@link Started}, which follows after the modules were sent.
 *
 * @typedef {{ id: number, start: StartParams }} StartRequest
 */
/**
 * Drops the call with this id if it has not started. A call that has started ends early only if its action is
 * `generate`, `addSigningKey`, `addPasskey`, `unlock`, `unseal`, `open`, `verify` or `verifyFiles`.
 *
 * @typedef {{ cancel: number }} Cancel
 */
/** @typedef {StartRequest | { modules: Modules } | Request | Cancel} ToKeyring */
/**
 * `broken`: the worker cannot be used any more, because a trap or bug broke its instance of the wasm module.
 *
 * @typedef {{ id: number, result?: unknown, failure?: Failure, broken?: boolean }} Response
 */

/**
 * A change in this tab or in another one. `lockable`: the key is unlocked and has a passphrase.
 *
 * @typedef {{ event: "change", type: ChangeType, id: string, lockable: boolean } | { event: "contacts" }
 *   | ({ event: "storage" } & StorageState)} WorkerEvent
 */
/** @typedef {Response | WorkerEvent} FromKeyring */

/**
 * A number that is probably prime. `bytes`: the number, big-endian. `name` is unique within a search.
 *
 * @typedef {{ bytes: Uint8Array, name: number }} Candidate
 */
/** @typedef {{ first: Candidate }} FirstCandidate The first candidate of a key, which another generator found. */
/**
 * @typedef {object} ConfirmationTask A generator's part of the Miller-Rabin rounds on both candidates of a key. The
 * rounds are divided into the job's `parts`.
 * @property {[Uint8Array, Uint8Array]} confirm
 * @property {number} part
 * @property {string} pair The names of both candidates.
 */
/**
 * `search`: go on searching. Either both candidates were dropped, because one of them is composite, or they became
 * a key, and the primes of the next key are needed.
 *
 * @typedef {FirstCandidate | ConfirmationTask | { search: true }} ToSearch
 */
/**
 * `pair`: the names of the two candidates that the sender is confirming already, if any.
 *
 * @typedef {{ candidate: Candidate, pair: string | undefined }} CandidateFound
 */
/** @typedef {{ confirmed: boolean, pair: string }} Confirmation The outcome of a ConfirmationTask. */
/**
 * From a generator to the keyring worker, over a port that the page does not read.
 *
 * @typedef {CandidateFound | Confirmation} FromSearch
 */
/**
 * A key search, numbered `job`, by `parts` generators. `index` is the number of the generator that gets this message,
 * from 0. `port` leads to the keyring worker.
 *
 * @typedef {{ job: number, bits: number, index: number, parts: number, port: MessagePort }} Job
 */
/** @typedef {{ modules: Modules } | Job | { stop: true }} ToGenerator */
/** @typedef {{ id: number, operation: Operation, parameters: Parameters, input: NewBytes }} ToCipher */
/**
 * @typedef {{ ready: true } | { id: number, output?: NewBytes | undefined, failure?: string }} FromCipher
 */
/**
 * `candidates`: how many numbers the generator has tested in this job.
 *
 * @typedef {{ job: number, candidates: number, failure?: Failure }} FromGenerator
 */

export {};
