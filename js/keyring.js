// sealpost/keyring: the asynchronous face for pages. Private keys live in a worker and, encrypted, in its vault; the
// page holds ids and public keys.
import {
  KEY_LIMIT,
  MESSAGE_LIMIT,
  bits,
  callback,
  checkCiphertext,
  checkId,
  checkName,
  checkOptions,
  checkRecipientCount,
  checkSealed,
  checkText,
  copyOf,
  flag,
  newPassphrase,
  oaepTable,
  oneOf,
  passphrase,
  seconds,
  signal,
  textOf,
  vaultName,
} from "./base/arguments.js";
import { Connection } from "./client/connection.js";
import { SealpostError, invalid } from "./base/errors.js";
import { DEFAULT_BITS } from "./api/private-key.js";
import { copyOfKey } from "./api/jwk.js";
import { Searches } from "./keygen/searches.js";
import { Unsealed } from "./api/unsealed.js";
import { compiled } from "./module/instance.js";
import { workerMaker } from "./worker-files.js";

/** @import { Bytes, Diagnosis, NewBytes, OaepOptions, Passphrase, RsaJwk } from "./index.js" */
/** @import { ConnectionOptions } from "./client/protocol.js" */

/** @typedef {import("./client/keyring-types.js").KeyEntry} KeyEntry */
/** @typedef {import("./client/keyring-types.js").Contact} Contact */
/** @typedef {import("./client/keyring-types.js").Backup} Backup */
/** @typedef {import("./client/keyring-types.js").Restored} Restored */
/** @typedef {import("./client/keyring-types.js").Progress} Progress */
/** @typedef {import("./client/keyring-types.js").StorageReason} StorageReason */
/** @typedef {import("./client/keyring-types.js").KeyringChange} KeyringChange */
/** @typedef {import("./client/keyring-types.js").KeyringEvents} KeyringEvents */
/** @typedef {import("./client/keyring-types.js").ModuleWorker} ModuleWorker */
/** @typedef {import("./client/keyring-types.js").MakeWorker} MakeWorker */

/** The vault's name where none is given. */
const DEFAULT_VAULT = "default";
/** The longest backup that is read, in characters. */
const BACKUP_LIMIT = 8 << 20;

/** What the constructor asks for, so that nobody else calls it. */
const constructorToken = Symbol("sealpost");

const Target = /** @type {new () => import("./client/keyring-types.js").KeyringTarget} */ (EventTarget);

/**
 * Private keys in a worker, and encrypted in its vault, which all tabs of a site share.
 *
 * It dispatches the events of {@link KeyringEvents}.
 *
 * Should the worker break down, calls under way fail with `worker-failed`, and the next call starts a new worker. Keys
 * in memory are then reported as removed; those in the vault are there again, locked where they have a passphrase.
 *
 * Besides the errors that each call names, any can fail with `invalid-argument`, `disposed` (once it is closed),
 * `worker-failed` and `internal-error`, one that writes with `storage-unavailable`, and one that takes a key's id
 * with `key-not-found`: see docs/errors.md.
 */
export class Keyring extends Target {
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
  }

  /**
   * Opens a keyring, loading the WebAssembly module if `init` has not done so.
   *
   * Keys are kept in IndexedDB where that can be. Where it cannot, they are kept in memory until the keyring is closed
   * or the page left: `storage` and `storageReason` say so, unless `storage: "persistent"` was asked for, which fails
   * with `storage-unavailable`. A vault that another version wrote is left as it is: `vault-unsupported`.
   *
   * @param {object} [options]
   * @param {string} [options.vault] Its name, at most 200 characters: "default" unless told otherwise.
   * @param {"persistent" | "memory"} [options.storage]
   * @param {number} [options.lockAfter] Seconds, up to a day, after which keys with a passphrase are locked if no key
   * was used.
   * @param {MakeWorker} [options.worker] Makes the module workers where keyring-worker.js and generator-worker.js do
   * not stand beside this file.
   * @returns {Promise<Keyring>}
   * @throws `load-failed`, `worker-failed`, `storage-unavailable`, `vault-unsupported`
   */
  static async open(options) {
    const checked = checkOptions(options, {
      vault: vaultName,
      storage: oneOf("memory", "persistent"),
      lockAfter: seconds,
      worker: callback,
    });
    const make = /** @type {MakeWorker | undefined} */ (checked.worker) ?? (await workerMaker());
    if (!checked.worker && typeof Worker === "undefined") {
      throw new SealpostError(
        "worker-failed",
        "the keyring needs workers, which this runtime has not: use PrivateKey and PublicKey, or the option worker",
      );
    }
    const { vault = DEFAULT_VAULT, storage, lockAfter } = checked;
    // The workers start while the modules arrive.
    const keyring = new Keyring({ modules: compiled(), vault, storage, lockAfter }, make, constructorToken);
    await keyring.#connection.open();
    return keyring;
  }

  /** Where the keys are kept. */
  get storage() {
    return this.#connection.storageState.storage;
  }

  /** Why keys are not kept, or not all of them: null where all is well, or where memory was asked for. */
  get storageReason() {
    return this.#connection.storageState.reason;
  }

  /**
   * Asks the browser not to evict this site's storage: to be called from the page once there is a key to lose. Some
   * browsers ask the person.
   *
   * @returns {Promise<boolean>} Whether it promised. False where browsers have no such thing.
   */
  async persist() {
    return (await globalThis.navigator?.storage?.persist?.()) ?? false;
  }

  /**
   * Generates a key of 2048 to 8192 bits, a multiple of 8, 3072 unless told otherwise (FIPS 186-5 appendix A.1.3), with
   * the public exponent 65537. Searches run one after the other; other calls go on meanwhile.
   *
   * @param {object} [options]
   * @param {number} [options.bits]
   * @param {string} [options.name] At most 200 characters.
   * @param {Passphrase} [options.passphrase] Protects the key at rest, and lets it be locked.
   * @param {boolean} [options.exportable] Whether `export` and `backup` give the key out: true unless told otherwise.
   * @param {AbortSignal} [options.signal] Ends the search at once, and no key is kept.
   * @param {(progress: Progress) => void} [options.onProgress] Called some 20 times a second while the search runs.
   * @returns {Promise<KeyEntry>}
   * @throws `aborted`, `random-unavailable`
   */
  async generate(options) {
    const table = { bits, name: checkName, passphrase: newPassphrase, exportable: flag, signal, onProgress: callback };
    const checked = checkOptions(options, table);
    const { name = "", exportable = true } = checked;
    return this.#searches.generate({
      bits: checked.bits ?? DEFAULT_BITS,
      keyOptions: { name, exportable, passphrase: checked.passphrase },
      signal: checked.signal,
      onProgress: /** @type {((progress: Progress) => void) | undefined} */ (checked.onProgress),
    });
  }

  /**
   * Adds a private key in any form that `PrivateKey.parse` reads. For a key that is there already, its entry is returned
   * and nothing about it changes.
   *
   * @param {string | Bytes | RsaJwk} input At most 64 KiB.
   * @param {object} [options]
   * @param {Passphrase} [options.passphrase] Opens a protected key; not looked at where the key is in clear.
   * @param {string} [options.name] At most 200 characters.
   * @param {Passphrase} [options.newPassphrase] Protects the key at rest, and lets it be locked.
   * @param {boolean} [options.allowWeak] Also keys of 1024 to 2047 bits, to open old data.
   * @param {boolean} [options.exportable] Whether `export` and `backup` give the key out: true unless told otherwise.
   * @returns {Promise<KeyEntry>}
   * @throws Those of `PrivateKey.parse`
   */
  async import(input, options) {
    const table = { passphrase, newPassphrase, name: checkName, allowWeak: flag, exportable: flag };
    const { name = "", allowWeak = false, exportable = true, ...secrets } = checkOptions(options, table);
    const { passphrase: opening, newPassphrase: closing } = secrets;
    const ask = { input: copyOfKey(input), passphrase: opening, newPassphrase: closing, name, allowWeak, exportable };
    return this.#connection.call("import", ask);
  }

  /**
   * The keys, in the order they were added.
   *
   * @returns {Promise<KeyEntry[]>}
   */
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
   * Decrypts RSAES-OAEP (RFC 8017 §7.1.2). Whatever is wrong with the ciphertext, its length included, the error is the
   * same `decryption-failed`.
   *
   * @param {string} id
   * @param {Bytes} ciphertext As many bytes as the modulus has: `bits / 8`.
   * @param {OaepOptions & { signal?: AbortSignal }} [options]
   * @returns {Promise<NewBytes>}
   * @throws `decryption-failed`, `key-locked`, `aborted`, `random-unavailable`
   */
  async decrypt(id, ciphertext, options) {
    const { signal: abort, ...oaep } = checkOptions(options, { ...oaepTable, signal });
    const ask = { id: checkId(id, "id"), ciphertext: checkCiphertext(ciphertext).slice(), oaep };
    return /** @type {NewBytes} */ (await this.#connection.call("decrypt", ask, abort));
  }

  /**
   * Finds the hash and the MGF1 hash with which the sender of a ciphertext encrypted it, as the private key's `diagnose`
   * does. Never let whoever sent a ciphertext learn the answer: see there.
   *
   * @param {string} id
   * @param {Bytes} ciphertext
   * @param {{ label?: Bytes, signal?: AbortSignal }} [options]
   * @returns {Promise<Diagnosis | null>}
   * @throws `key-locked`, `aborted`, `random-unavailable`
   */
  async diagnose(id, ciphertext, options) {
    const { label, signal: abort } = checkOptions(options, { label: oaepTable.label, signal });
    const ask = { id: checkId(id, "id"), ciphertext: checkCiphertext(ciphertext).slice(), ...(label && { label }) };
    return this.#connection.call("diagnose", ask, abort);
  }

  /**
   * Seals a message of at most 64 MiB for the owners of up to 100 public keys, as JWE (RFC 7516): compact for one,
   * general JSON for several; a key that comes twice is one recipient. Text is taken as UTF-8.
   *
   * @param {string | Bytes} plaintext
   * @param {readonly string[]} publicKeys In PEM.
   * @param {{ signal?: AbortSignal }} [options] Aborting ends the work at the next step; encrypting is one.
   * @returns {Promise<string>}
   * @throws Those of `PublicKey.parse` and of `seal`, and `aborted`
   */
  async seal(plaintext, publicKeys, options) {
    const checked = checkOptions(options, { signal });
    const texts = checkPublicKeys(publicKeys);
    const copy = copyOf(plaintext, "the message", MESSAGE_LIMIT);
    return this.#connection.call("seal", { plaintext: copy, publicKeys: texts }, checked.signal);
  }

  /**
   * Opens a message of at most 64 MiB with the key of the given id, whatever its `kid` says, or with the key that it is
   * sealed for.
   *
   * @param {string} sealed Compact, or JSON in either form.
   * @param {{ id?: string, signal?: AbortSignal }} [options] Aborting ends the work at the next step, as in `seal`.
   * @returns {Promise<Unsealed>}
   * @throws Those of `unseal`, and `key-locked` (none of the unlocked keys opens it, and a locked one may), `aborted`
   */
  async unseal(sealed, options) {
    const checked = checkOptions(options, { id: checkId, signal });
    const ask = { sealed: checkSealed(sealed), id: checked.id };
    const opened = await this.#connection.call("unseal", ask, checked.signal);
    return new Unsealed(opened.plaintext, opened);
  }

  /**
   * Wipes a key from memory, in every tab, until it is unlocked with its passphrase. Without an id, every key that has
   * a passphrase. It is done at once, whatever other calls wait for: those that use the key fail with `key-locked`.
   *
   * @param {string} [id] Of a key with a passphrase: else `passphrase-required`.
   * @returns {Promise<void>}
   */
  async lock(id) {
    await this.#connection.call("lock", { id: id === undefined ? undefined : checkId(id, "id") });
  }

  /**
   * Makes a locked key usable, in this tab. Nothing happens to one without a passphrase.
   *
   * @param {string} id
   * @param {Passphrase} secret
   * @returns {Promise<void>}
   * @throws `wrong-passphrase`, and `key-locked` if it was locked meanwhile
   */
  async unlock(id, secret) {
    await this.#connection.call("unlock", { id: checkId(id, "id"), passphrase: passphrase(secret, "passphrase") });
  }

  /**
   * Protects an unlocked key with another passphrase, or with null by the device alone, which is no protection against
   * a copy of the browser's profile.
   *
   * @param {string} id
   * @param {Passphrase | null} secret At most 64 KiB, and not empty.
   * @returns {Promise<void>}
   * @throws `key-locked`
   */
  async setPassphrase(id, secret) {
    const checked = checkId(id, "id");
    const copy = secret === null ? undefined : newPassphrase(secret, "passphrase");
    await this.#connection.call("setPassphrase", { id: checked, passphrase: copy });
  }

  /**
   * Gives a private key out as PKCS#8 in PEM, under a passphrase or in clear: the one way out beside `backup`, closed
   * where `exportable` is false.
   *
   * @param {string} id
   * @param {{ passphrase: Passphrase } | { plaintext: true }} options Protects the key as `PrivateKey.toPem` does, or
   * says that it is wanted in clear.
   * @returns {Promise<string>}
   * @throws `not-exportable`, `key-locked`
   */
  async export(id, options) {
    const checked = checkId(id, "id");
    const { passphrase, plaintext } = checkOptions(options, { passphrase: newPassphrase, plaintext: flag });
    if (!passphrase === !plaintext) throw invalid("export takes one of { passphrase } and { plaintext: true }");
    return textOf(await this.#connection.call("export", { id: checked, passphrase }));
  }

  /**
   * Wipes a key and forgets it.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async remove(id) {
    await this.#connection.call("remove", { id: checkId(id, "id") });
  }

  /**
   * Wipes and forgets everything in the vault, in every tab: keys, contacts, and the device key.
   *
   * @returns {Promise<void>}
   */
  async clear() {
    await this.#connection.call("clear", {});
  }

  /**
   * The contacts, in the order they were added.
   *
   * @returns {Promise<Contact[]>}
   */
  async contacts() {
    return this.#connection.call("contacts", {});
  }

  /**
   * Adds a contact, or changes one with the same public key; a vault takes 1,000.
   *
   * @param {object} contact
   * @param {string} contact.publicKey In any form that `PublicKey.parse` reads; at most 64 KiB.
   * @param {string} contact.name At most 200 characters.
   * @param {boolean} [contact.verified] True marks the key as verified, false takes the mark away; left out, it stays.
   * @returns {Promise<Contact>}
   * @throws Those of `PublicKey.parse`
   */
  async putContact(contact) {
    const publicKeyText = (/** @type {unknown} */ value) => copyOf(value, "publicKey", KEY_LIMIT, "malformed-key");
    const checked = checkOptions(contact, { publicKey: publicKeyText, name: checkName, verified: flag });
    const { publicKey, name, verified } = checked;
    if (publicKey === undefined || name === undefined) throw invalid("a contact needs publicKey and name");
    return this.#connection.call("putContact", { publicKey, name, verified });
  }

  /**
   * Forgets a contact. Nothing happens if there is none.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async removeContact(id) {
    await this.#connection.call("removeContact", { id: checkId(id, "id") });
  }

  /**
   * All keys that are unlocked and exportable, and all contacts, as one encrypted text: a JWE under the passphrase,
   * described in docs/vault.md. What it holds and what not is said in the answer.
   *
   * @param {{ passphrase: Passphrase }} options
   * @returns {Promise<Backup>}
   */
  async backup(options) {
    const checked = checkOptions(options, { passphrase: newPassphrase });
    if (!checked.passphrase) throw invalid("a backup needs the option passphrase");
    return this.#connection.call("backup", { passphrase: checked.passphrase });
  }

  /**
   * Adds what is in a backup. Keys and contacts that are here already stay as they are, marks of verification included;
   * which contacts are new, and which of these the backup marks as verified, is said in the answer.
   *
   * @param {string} text At most 8 Mi characters.
   * @param {object} options
   * @param {Passphrase} options.passphrase The backup's.
   * @param {Passphrase} [options.newPassphrase] Protects the keys here.
   * @returns {Promise<Restored>}
   * @throws `wrong-passphrase`, `malformed-message`, `unsupported-algorithm`, `message-too-long`, `vault-unsupported`
   */
  async restore(text, options) {
    const checked = checkOptions(options, { passphrase, newPassphrase });
    if (!checked.passphrase) throw invalid("restoring needs the option passphrase");
    if (typeof text !== "string") throw invalid("the backup must be a string");
    if (text.length > BACKUP_LIMIT) throw new SealpostError("message-too-long", "this is too long to be a backup");
    const ask = { text, passphrase: checked.passphrase, newPassphrase: checked.newPassphrase };
    return this.#connection.call("restore", ask);
  }

  /**
   * Wipes the keys in memory and ends the workers; the vault stays. Calls under way fail with `disposed`, and so does
   * every later one.
   */
  close() {
    this.#connection.close();
  }
}

/** @param {unknown} value */
function checkPublicKeys(value) {
  /** @type {unknown[]} */
  let texts = [];
  try {
    if (Array.isArray(value)) texts = [...value];
  } catch {
    // What throws when it is looked at is no array of texts either.
  }
  if (texts.length === 0) throw invalid("publicKeys must be an array of public keys as PEM text, at least one");
  checkRecipientCount(texts.length);
  return texts.map((text) => {
    copyOf(checkText(text, "a public key"), "the public key", KEY_LIMIT, "malformed-key");
    return /** @type {string} */ (text);
  });
}
