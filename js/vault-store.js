// The vault's database: transactions, and nothing of what the records mean.
import { SealpostError } from "./errors.js";
import { FORMAT } from "./vault-crypto.js";

/** @import { StorageReason } from "./keyring-types.js" */
/** @import { Box, ContactsRecord, KeyRecord } from "./vault-crypto.js" */

/** @typedef {{ version: number, revision: number, list?: Box | undefined }} Head */
/**
 * @typedef {object} Snapshot Everything, as it was at one moment.
 * @property {Head} head
 * @property {CryptoKey | undefined} device
 * @property {ContactsRecord | undefined} contacts
 * @property {KeyRecord[]} keys
 */
/**
 * @typedef {object} Changes
 * @property {Head} head
 * @property {CryptoKey | undefined} [device]
 * @property {ContactsRecord | undefined} [contacts]
 * @property {KeyRecord[]} [put]
 * @property {string[]} [remove]
 * @property {boolean} [clear] Everything goes first.
 */

/** What the reasons mean, and what to do about them. @type {Record<StorageReason, string>} */
const advice = {
  "insecure-context": "this page did not come over https: open it there",
  unsupported: "this browser has no IndexedDB for workers",
  refused: "the browser does not let this page store anything: leave the private window, or allow it in the settings",
  "key-refused": "the browser does not store cryptographic keys here: leave the private window",
  quota: "there is no room: free some, or export the keys",
  blocked: "another tab runs an older version of this page: close it",
  gone: "the vault was deleted or closed: export what is unlocked, and open the keyring again",
  damaged: "a record of the vault was altered or cannot be read: restore it from a backup",
};

/** That keys cannot be kept, and why. */
export class Refusal extends SealpostError {
  /**
   * @param {StorageReason} reason
   * @param {unknown} [cause]
   */
  constructor(reason, cause) {
    super("storage-unavailable", `keys cannot be kept here: ${advice[reason]}`, { cause });
    this.reason = reason;
  }
}

/** One connection to the database of a vault. */
export class Store {
  #database;
  #gone;

  /**
   * @param {IDBDatabase} database
   * @param {() => void} gone Called when the database was closed or deleted under our feet.
   */
  constructor(database, gone) {
    this.#database = database;
    this.#gone = gone;
    database.onclose = gone;
    // Whoever deletes the vault, or brings it to a newer version, waits for this.
    database.onversionchange = () => {
      database.close();
      gone();
    };
  }

  /**
   * @param {string} name
   * @param {() => void} gone
   * @returns {Promise<Store>}
   */
  static async open(name, gone) {
    if (!globalThis.indexedDB) throw new Refusal("unsupported");
    if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) throw new Refusal("insecure-context");
    return new Promise((resolve, reject) => {
      const fail = (/** @type {unknown} */ error) => {
        const failure = failureOf(error);
        reject(failure instanceof Refusal && failure.reason === "gone" ? new Refusal("refused", error) : failure);
      };
      try {
        const request = indexedDB.open(name, FORMAT);
        request.onupgradeneeded = () => {
          request.result.createObjectStore("keys", { keyPath: "id" });
          request.result.createObjectStore("meta");
        };
        request.onsuccess = () => resolve(new Store(request.result, gone));
        request.onerror = () => fail(request.error);
        request.onblocked = () => reject(new Refusal("blocked"));
      } catch (error) {
        fail(error);
      }
    });
  }

  /** The revision alone: whether there is anything to read. */
  async revision() {
    const [head] = await this.#run("readonly", (transaction) => [transaction.objectStore("meta").get("head")]);
    return /** @type {Head | undefined} */ (head)?.revision ?? 0;
  }

  /** @returns {Promise<Snapshot>} */
  async read() {
    const [head = { version: FORMAT, revision: 0 }, device, contacts, keys] = await this.#run(
      "readonly",
      (transaction) => {
        const meta = transaction.objectStore("meta");
        return [meta.get("head"), meta.get("device"), meta.get("contacts"), transaction.objectStore("keys").getAll()];
      },
    );
    for (const { version } of [head, ...(contacts ? [contacts] : []), ...keys]) if (version > FORMAT) throw newer();
    return { head, device, contacts, keys };
  }

  /**
   * Writes all of it or nothing, and ends when it is on the disk. False if the vault is not at `revision` any more.
   *
   * @param {number} revision
   * @param {Changes} changes
   */
  async commit(revision, { head, device, contacts, put = [], remove = [], clear = false }) {
    let conflict = false;
    await this.#run("readwrite", (transaction, guard) => {
      const meta = transaction.objectStore("meta");
      const keys = transaction.objectStore("keys");
      const current = meta.get("head");
      current.onsuccess = guard(() => {
        conflict = (current.result?.revision ?? 0) !== revision;
        if (conflict) return;
        if (clear) for (const store of [meta, keys]) store.clear();
        meta.put(head, "head");
        if (device) meta.put(device, "device");
        if (contacts) meta.put(contacts, "contacts");
        for (const id of remove) keys.delete(id);
        for (const record of put) keys.put(record);
      });
      return [current];
    });
    return !conflict;
  }

  close() {
    this.#database.onclose = null;
    this.#database.close();
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction, guard: Guard) => IDBRequest[]} use
   * @returns {Promise<any[]>} What the requests gave.
   */
  async #run(mode, use) {
    try {
      return await new Promise((resolve, reject) => {
        const transaction = this.#database.transaction(["keys", "meta"], mode, { durability: "strict" });
        // An error that left a handler would abort the transaction, but be reported as the worker's breakdown too.
        const requests = use(transaction, (handler) => () => {
          try {
            handler();
          } catch (error) {
            reject(error);
            transaction.abort();
          }
        });
        transaction.oncomplete = () => resolve(requests.map(({ result }) => result));
        transaction.onabort = () => reject(transaction.error);
      });
    } catch (error) {
      const failure = failureOf(error);
      if (failure instanceof Refusal && failure.reason === "gone") this.#gone();
      throw failure;
    }
  }
}

/** @typedef {(handler: () => void) => () => void} Guard */

/** @param {unknown} error */
function failureOf(error) {
  switch (/** @type {Error} */ (Object(error)).name) {
    case "VersionError":
      return newer();
    case "DataCloneError":
      return new Refusal("key-refused", error);
    case "QuotaExceededError":
      return new Refusal("quota", error);
    case "InvalidStateError":
    case "NotFoundError":
      return new Refusal("gone", error);
    default:
      return new Refusal("refused", error);
  }
}

function newer() {
  const text = "this vault was written by a newer version, and is left as it is: load that version";
  return new SealpostError("vault-unsupported", text);
}
