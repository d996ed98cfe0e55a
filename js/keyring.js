// The entry sealpost/keyring: the asynchronous interface for pages. Private keys are in a worker, and encrypted in its
// vault; the page has ids and public keys. The methods for letters with files, passkeys, contacts and backups are in
// the base classes of `Keyring`: files/keyring-files.js, client/keyring-passkeys.js and client/keyring-contacts.js.
import { checkId, checkName, checkOptions, refuseSurplus, textOf } from "./base/arguments.js";
import { newPassphrase, passphrase } from "./base/arguments.js";
import { Connection } from "./client/connection.js";
import { register } from "./client/keyrings.js";
import * as optionsOf from "./client/keyring-options.js";
import { sealMessage, unsealMessage } from "./client/messages.js";
import { FilesTarget } from "./files/keyring-files.js";
import { afterReading } from "./base/blob.js";
import { invalid } from "./base/errors.js";
import { wipedOnError } from "./base/transfer.js";
import { DEFAULT_BITS } from "./api/key/private-half.js";
import { copyOfKey } from "./api/jwk.js";
import { Searches } from "./keygen/searches.js";
import { Received as ReceivedMessage } from "./api/unsealed.js";
import { compiled } from "./module/instance.js";
import { workerMaker } from "./worker-files.js";

/** @import { BlobLike, Bytes, Diagnosis, KeyInput, NewBytes, OaepOptions, Passphrase } from "./index.js" */
/** @import { PssOptions, SealOptions } from "./index.js" */
/** @import { ConnectionOptions } from "./client/protocol.js" */

/** @typedef {import("./client/keyring-types.js").KeyEntry} KeyEntry */
/** @typedef {import("./client/keyring-types.js").Contact} Contact */
/** @typedef {import("./api/unsealed.js").Received} Received */
/** @typedef {import("./client/keyring-types.js").Delivery} Delivery */
/** @typedef {import("./client/keyring-types.js").Writer} Writer */
/** @typedef {import("./client/keyring-types.js").SignedFile} SignedFile */
/** @typedef {import("./client/keyring-types.js").Backup} Backup */
/** @typedef {import("./client/keyring-types.js").Restored} Restored */
/** @typedef {import("./client/keyring-types.js").Progress} Progress */
/** @typedef {import("./client/keyring-types.js").StorageReason} StorageReason */
/** @typedef {import("./client/keyring-types.js").KeyringChange} KeyringChange */
/** @typedef {import("./client/keyring-target.js").KeyringEvents} KeyringEvents */
/** @typedef {import("./client/keyring-types.js").ModuleWorker} ModuleWorker */
/** @typedef {import("./client/keyring-types.js").MakeWorker} MakeWorker */

/** Without it the constructor throws: only `Keyring.open` makes keyrings. */
const constructorToken = Symbol("sealpost");

/**
 * Private keys in a worker, and encrypted in its vault, which all tabs of a site share.
 *
 * A keyring dispatches the events of {@link KeyringEvents}.
 *
 * If the worker fails, calls under way fail with `worker-failed`, and the next call starts a new worker. Keys in memory
 * are then reported as removed; those in the vault are available again, locked if they have a passphrase.
 *
 * Besides the errors that each call names, any call can fail with `invalid-argument`, `disposed` (once the keyring is
 * closed), `worker-failed` and `internal-error`; a call that writes, or that uses a key whose record in the vault is
 * damaged, with `storage-unavailable`; and a call that takes a key's id with `key-not-found`: see docs/errors.md.
 */
export class Keyring extends FilesTarget {
  #connection;
  #searches;

  /**
   * Use `Keyring.open`.
   *
   * @private
   * @param {ConnectionOptions} options
   * @param {MakeWorker} make
   * @param {symbol} token
   */
  constructor(options, make, token) {
    super();
    if (token !== constructorToken) throw invalid("a Keyring is made by Keyring.open");
    this.#connection = new Connection(options, make, this);
    this.#searches = new Searches(this.#connection);
    register(this, this.#connection);
  }

  /**
   * Opens a keyring, loading the WebAssembly module if `init` has not done so.
   *
   * Keys are stored in IndexedDB. If that is impossible, they stay in memory until the keyring is closed or the page is
   * left, and `storage` and `storageReason` say so; with `storage: "persistent"`, `open` fails with
   * `storage-unavailable` instead. A vault of an unsupported version is not changed: `vault-unsupported`.
   *
   * @param {object} [options]
   * @param {string} [options.vault] Its name, at most 200 characters; if none is given, "default".
   * @param {"persistent" | "memory"} [options.storage]
   * @param {number} [options.lockAfter] Seconds, up to a day, after which keys with a passphrase are locked if no key
   * was used.
   * @param {MakeWorker} [options.worker] Makes the module workers, if keyring-worker.js, generator-worker.js and
   * cipher-worker.js are not beside this file.
   * @returns {Promise<Keyring>}
   * @throws `load-failed`, `worker-failed`, `storage-unavailable`, `vault-unsupported`
   */
  static async open(options) {
    const checked = checkOptions(options, optionsOf.open);
    const make = /** @type {MakeWorker | undefined} */ (checked.worker) ?? (await workerMaker());
    const { vault = "default", storage, lockAfter } = checked;
    // The workers start while the modules are being loaded.
    const keyring = new Keyring({ modules: compiled(), vault, storage, lockAfter }, make, constructorToken);
    await keyring.#connection.open();
    return keyring;
  }

  /** Where the keys are stored. */
  get storage() {
    return this.#connection.storageState.storage;
  }

  /** Why keys are not stored, or not all of them: null if they are, or if memory was asked for. */
  get storageReason() {
    return this.#connection.storageState.reason;
  }

  /**
   * Asks the browser not to evict this site's storage. Call it once the vault has a key: some browsers ask the person.
   *
   * @returns {Promise<boolean>} Whether it was granted. False if the browser has no such function.
   */
  async persist() {
    return (await globalThis.navigator?.storage?.persist?.()) ?? false;
  }

  /**
   * Generates a key of 2048 to 8192 bits, a multiple of 8, 3072 by default (FIPS 186-5 appendix A.1.3), with
   * the public exponent 65537. Searches run one after the other; other calls go on meanwhile.
   *
   * @param {object} [options]
   * @param {number} [options.bits]
   * @param {string} [options.name] At most 200 characters.
   * @param {Passphrase} [options.passphrase] Protects the key at rest, and lets it be locked.
   * @param {boolean} [options.exportable] Whether `export` and `backup` give the key out: true by default.
   * @param {boolean} [options.signing] Whether the identity also gets a signing key: false by default.
   * @param {AbortSignal} [options.signal] Ends the search at once, and no key is added.
   * @param {(progress: Progress) => void} [options.onProgress] Called some 20 times a second while the search runs.
   * @returns {Promise<KeyEntry>}
   * @throws `aborted`, `random-unavailable`, and with a passphrase `key-locked` if all keys were locked meanwhile
   */
  async generate(options) {
    return this.#searches.generate(optionsOf.checkGenerate(options, DEFAULT_BITS));
  }

  /**
   * Generates a signing key for an unlocked key that has none, under the same passphrase. Passkeys no longer unlock the
   * key then, as after `setPassphrase`: `addPasskey` sets them up again. If the key has a signing key, nothing changes.
   *
   * @param {string} id
   * @param {object} [options]
   * @param {number} [options.bits] As for `generate`.
   * @param {Passphrase} [options.passphrase] The key's, if it has one: both keys are encrypted anew.
   * @param {AbortSignal} [options.signal]
   * @param {(progress: Progress) => void} [options.onProgress]
   * @returns {Promise<KeyEntry>}
   * @throws `key-locked`, `passphrase-required`, `wrong-passphrase`, `aborted`, `random-unavailable`,
   * `vault-unsupported`
   */
  async addSigningKey(id, options) {
    return this.#searches.generate(optionsOf.checkAddSigningKey(checkId(id, "id"), options, DEFAULT_BITS));
  }

  /**
   * Adds a private key in any form that `PrivateKey.parse` reads. If the keyring has the key already, its entry is
   * returned unchanged.
   *
   * @param {KeyInput | BlobLike} input At most 64 KiB.
   * @param {object} [options]
   * @param {Passphrase} [options.passphrase] Opens a protected key; ignored if the key is in clear.
   * @param {string} [options.name] At most 200 characters.
   * @param {Passphrase} [options.newPassphrase] Protects the key at rest, and lets it be locked.
   * @param {boolean} [options.allowWeak] Also keys of 1024 to 2047 bits, to open old data.
   * @param {boolean} [options.exportable] Whether `export` and `backup` give the key out: true by default.
   * @returns {Promise<KeyEntry>}
   * @throws Those of `PrivateKey.parse`, `vault-unsupported`, and with `newPassphrase` `key-locked` if all keys were
   * locked meanwhile
   */
  async import(input, options) {
    const rest = optionsOf.checkImport(options);
    const copy = wipedOnError(rest, () => optionsOf.keyBytes(input, copyOfKey));
    return afterReading(copy, (input) => this.#connection.call("import", { input, ...rest }), rest);
  }

  /** The keys, in the order they were added. @returns {Promise<KeyEntry[]>} */
  async list() {
    return this.#connection.call("list", {});
  }

  /**
   * Gives a key another name, locked or not.
   *
   * @param {string} id
   * @param {string} name At most 200 characters.
   * @returns {Promise<void>}
   */
  async rename(id, name) {
    await this.#connection.call("rename", { id: checkId(id, "id"), name: checkName(name, "name") });
  }

  /**
   * Encrypts a short plaintext with RSAES-OAEP (RFC 8017 §7.1.1), as a PublicKey does, but off the page's thread.
   *
   * @param {KeyInput} publicKey In any form that `PublicKey.parse` reads.
   * @param {string | Bytes | BlobLike} plaintext Text is taken as UTF-8.
   * @param {OaepOptions} [options]
   * @returns {Promise<NewBytes>}
   * @throws Those of `PublicKey.parse` and `encrypt`
   */
  async encrypt(publicKey, plaintext, options) {
    const oaep = checkOptions(options, optionsOf.encrypt);
    const ask = { publicKey: copyOfKey(publicKey), oaep };
    // A private key that was given by mistake is a secret too.
    const read = wipedOnError(ask, () => optionsOf.plaintextBytes(plaintext));
    return afterReading(read, (copy) => this.#connection.call("encrypt", { ...ask, plaintext: copy }), ask);
  }

  /**
   * Decrypts RSAES-OAEP (RFC 8017 §7.1.2). Whatever is wrong with the ciphertext, its length included, the error is the
   * same `decryption-failed`.
   *
   * @param {string} id
   * @param {Bytes | BlobLike} ciphertext As many bytes as the modulus has: `bits / 8`, rounded up.
   * @param {OaepOptions & { signal?: AbortSignal }} [options]
   * @returns {Promise<NewBytes>}
   * @throws `decryption-failed`, `key-locked`, `aborted`, `random-unavailable`
   */
  async decrypt(id, ciphertext, options) {
    const { signal: abort, ...oaep } = checkOptions(options, optionsOf.decrypt);
    const ask = { id: checkId(id, "id"), oaep };
    return afterReading(optionsOf.ciphertextBytes(ciphertext), (copy) => {
      return this.#connection.call("decrypt", { ...ask, ciphertext: copy }, abort);
    });
  }

  /**
   * Finds the hash and the MGF1 hash with which the sender of a ciphertext encrypted it, as `PrivateKey.diagnose` does.
   * Never let whoever sent a ciphertext learn the answer, for the reason that `PrivateKey.diagnose` names.
   *
   * @param {string} id
   * @param {Bytes | string | object} ciphertext Bytes of a ciphertext, or a sealed message as `unseal` takes it.
   * @param {{ label?: Bytes, signal?: AbortSignal }} [options]
   * @returns {Promise<Diagnosis | null>}
   * @throws Those of `PrivateKey.diagnose`, and `key-locked`, `aborted`
   */
  async diagnose(id, ciphertext, options) {
    const { label, signal: abort } = checkOptions(options, optionsOf.diagnose);
    const ask = { id: checkId(id, "id"), ...(label && { label }) };
    return afterReading(optionsOf.diagnosedInput(ciphertext), (input) => {
      return this.#connection.call("diagnose", { ...ask, input }, abort);
    });
  }

  /**
   * Signs with RSASSA-PSS (RFC 8017 §8.1.1), as a SigningKey does. To seal a signed message, use `seal` with `from`.
   *
   * @param {string} id The id of a key that has a signing key. For other keys the error is `key-not-found`.
   * @param {string | Bytes | BlobLike} message At most 64 MiB.
   * @param {PssOptions} [options]
   * @returns {Promise<NewBytes>}
   * @throws `key-locked`, `message-too-long`, `random-unavailable`
   */
  async sign(id, message, options) {
    const ask = { id: checkId(id, "id"), pss: checkOptions(options, optionsOf.sign) };
    return afterReading(optionsOf.messageBytes(message), (copy) => {
      return this.#connection.call("sign", { ...ask, message: copy });
    });
  }

  /**
   * Seals a message of at most 64 MiB for the owners of up to 100 public keys, as `seal` of the package does.
   *
   * With `from`, the id of a key that has a signing key, the message is signed, and may have at most 1 MiB. A signed
   * message names the writer's key for encryption by its thumbprint. `name` is a name of the writer that the message
   * encloses. With `replyTo` the message encloses the writer's key for encryption itself.
   *
   * @param {string | Bytes | BlobLike} plaintext Text is taken as UTF-8.
   * @param {readonly string[]} publicKeys In PEM.
   * @param {Omit<SealOptions, "from"> & { from?: string, name?: string, replyTo?: boolean, signal?: AbortSignal }}
   * [options] An abort ends the call before its next step at the latest. Encrypting the content is one step, which runs
   * to its end.
   * @returns {Promise<string>}
   * @throws Those of `PublicKey.parse` and of `seal`, and `aborted`; with `from`, `key-locked`
   */
  async seal(plaintext, publicKeys, options) {
    const { signal: abort, ...checked } = optionsOf.checkSeal(options);
    const ask = { publicKeys: optionsOf.checkPublicKeys(publicKeys), ...checked };
    return afterReading(optionsOf.messageBytes(plaintext, checked.from !== undefined), (copy) => {
      return sealMessage(this.#connection, { ...ask, plaintext: copy }, abort);
    });
  }

  /**
   * Opens a message of at most 64 MiB with the key of the given id, whatever `kid` the message names, or without an id
   * with the key that the message is sealed for. Says which contact signed the message, and whether it was read before.
   *
   * @param {string | object} sealed What `unseal` of the package takes, or a Blob of its text.
   * @param {{ id?: string, signal?: AbortSignal }} [options] An abort ends the call as in `seal`.
   * @returns {Promise<Received>}
   * @throws Those of `unseal`, and `key-locked` (the key with this id is locked; without an id: no unlocked key opens
   * the message, and a locked one may), `key-not-found` (also without an id, if the keyring has no key), `aborted`
   */
  async unseal(sealed, options) {
    const checked = checkOptions(options, optionsOf.unseal);
    const opened = await afterReading(optionsOf.sealedText(sealed), (text) => {
      return unsealMessage(this.#connection, text, checked.id, checked.signal);
    });
    return new ReceivedMessage(opened.plaintext, opened);
  }

  /**
   * Wipes a key from memory, in every tab, until its passphrase or a passkey unlocks it. Without an id, wipes every key
   * that has a passphrase. This does not wait for calls under way: those that use the key fail with `key-locked`.
   *
   * @param {string} [id] The id of a key that has a passphrase. For other keys the error is `passphrase-required`.
   * @returns {Promise<void>}
   */
  async lock(id) {
    await this.#connection.call("lock", { id: id === undefined ? undefined : checkId(id, "id") });
  }

  /**
   * Makes a locked key usable, in this tab. Nothing happens to a key without a passphrase.
   *
   * @param {string} id
   * @param {Passphrase} secret
   * @returns {Promise<void>}
   * @throws `wrong-passphrase`, and `key-locked` if the key was locked meanwhile
   */
  async unlock(id, secret) {
    await this.#connection.call("unlock", { id: checkId(id, "id"), secret: passphrase(secret, "passphrase") });
  }

  /**
   * Protects an unlocked key with another passphrase. If `secret` is null, the key has no passphrase any more, and only
   * the vault's device key protects it: whoever copies the browser's profile then has the private key. The private keys
   * are encrypted under a new data key, so that passkeys no longer unlock the key: `addPasskey` sets them up again.
   *
   * @param {string} id
   * @param {Passphrase | null} secret At most 64 KiB, and not empty.
   * @returns {Promise<void>}
   * @throws `key-locked`, `vault-unsupported`
   */
  async setPassphrase(id, secret) {
    const checked = checkId(id, "id");
    const copy = secret === null ? undefined : newPassphrase(secret, "passphrase");
    await this.#connection.call("setPassphrase", { id: checked, passphrase: copy });
  }

  /**
   * Exports a private key as PKCS#8 in PEM, under a passphrase or in clear. Only this call and `backup` give private
   * keys to the page. Keys whose `exportable` is false are refused here, and left out by `backup`.
   *
   * @param {string} id
   * @param {({ passphrase: Passphrase } | { plaintext: true }) & { key?: "encryption" | "signing" }} options
   * `passphrase` protects the PEM text as in `PrivateKey.toPem`; `plaintext: true` asks for the key in clear. `key`:
   * which of an identity's keys, "encryption" unless given.
   * @returns {Promise<string>}
   * @throws `not-exportable`, `key-locked`
   */
  async export(id, options) {
    const checked = checkId(id, "id");
    const { passphrase, plaintext, key = "encryption" } = checkOptions(options, optionsOf.export);
    wipedOnError(passphrase, () => {
      if (!passphrase === !plaintext) throw invalid("export takes one of { passphrase } and { plaintext: true }");
    });
    return textOf(await this.#connection.call("export", { id: checked, key, passphrase }));
  }

  /**
   * Wipes a key and removes it from the vault.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async remove(id) {
    await this.#connection.call("remove", { id: checkId(id, "id") });
  }

  /** Wipes and removes all keys, all contacts and the device key, in every tab. @returns {Promise<void>} */
  async clear() {
    await this.#connection.call("clear", {});
  }

  /**
   * Wipes the keys in memory and ends the workers; the vault stays. Calls under way fail with `disposed`, and so do
   * all later calls.
   */
  close() {
    this.#connection.close();
  }

  static {
    refuseSurplus(Keyring);
  }
}
