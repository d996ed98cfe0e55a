// The vault's database: reads and writes it in transactions of IndexedDB. This file stores records without interpreting
// them.
import { SealpostError } from "../base/errors.js";

/** @import { StorageReason } from "../client/keyring-types.js" */

/**
 * @typedef {object} StoredRecord A record in the database, of any type and version.
 * @property {string} type
 * @property {string} id Unique among the records of its type.
 * @property {number} version The version of the format of this type of record.
 * @property {Uint8Array} sealed The encrypted content.
 */
/** @typedef {{ version: number, revision: number }} Head The revision grows by one with every write. */
/**
 * @typedef {object} Snapshot The content of the database. Only the head has been checked: other scripts of the origin
 * can write to the database.
 * @property {Head} head
 * @property {unknown} device The device key.
 * @property {unknown} list The encrypted list of the records.
 * @property {unknown[]} records The records of the requested types.
 */
/**
 * @typedef {object} Changes
 * @property {Head} head
 * @property {CryptoKey | undefined} [device]
 * @property {Uint8Array | undefined} [list]
 * @property {StoredRecord[]} [put]
 * @property {{ type: string, id: string }[]} [remove]
 * @property {boolean} [clear] Deletes everything before writing.
 */

/** The format version of the database and of its head. Records have versions of their own. */
export const FORMAT = 2;

/** The end of the error text for each reason. @type {Record<StorageReason, string>} */
const advice = {
  "insecure-context": "this page did not come over https: open it there",
  unsupported: "this browser has no IndexedDB for workers",
  refused:
    "the browser does not let this page store anything: leave the private window, allow it in the settings, or take the frame out of its sandbox",
  "key-refused": "the browser does not store cryptographic keys here: leave the private window",
  quota: "there is no room: free some, or export the keys",
  blocked: "another tab runs an older version of this page, or writes without end: close it",
  gone: "the vault was deleted or closed: export what is unlocked, and open the keyring again",
  damaged: "a record of the vault was altered or cannot be read: restore it from a backup",
};

/** The error `storage-unavailable`, with its reason. */
export class StorageError extends SealpostError {
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
  #onClosed;

  /**
   * @param {IDBDatabase} database
   * @param {() => void} onClosed Called when the browser closes the connection, when another tab deletes or upgrades
   * the database, or when a transaction finds that the database is gone.
   */
  constructor(database, onClosed) {
    this.#database = database;
    this.#onClosed = onClosed;
    database.onclose = onClosed;
    // Deleting or upgrading the database waits until all connections are closed.
    database.onversionchange = () => {
      database.close();
      onClosed();
    };
  }

  /**
   * Opens the database, and makes it if there is none.
   *
   * @param {string} name
   * @param {() => void} onClosed As for the constructor.
   * @returns {Promise<Store>}
   * @throws `storage-unavailable`, `vault-unsupported`
   */
  static async open(name, onClosed) {
    if (!globalThis.indexedDB) throw new StorageError("unsupported");
    if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) {
      // A sandboxed frame has an opaque origin, which has no storage. In some browsers a worker of such a frame is no
      // secure context, even over https.
      throw new StorageError(globalThis.origin === "null" ? "refused" : "insecure-context");
    }
    return new Promise((resolve, reject) => {
      const fail = (/** @type {unknown} */ error) => {
        const failure = failureOf(error);
        // While the database is being opened, the errors that `failureOf` takes for `gone` mean that the browser
        // refuses storage.
        reject(
          failure instanceof StorageError && failure.reason === "gone" ? new StorageError("refused", error) : failure,
        );
      };
      try {
        const request = indexedDB.open(name, FORMAT);
        request.onupgradeneeded = ({ oldVersion }) => {
          if (oldVersion > 0) {
            // Aborting leaves the database unchanged. `onerror` follows, and has no effect after `reject`.
            request.transaction?.abort();
            reject(earlierVersion());
            return;
          }
          request.result.createObjectStore("meta");
          request.result.createObjectStore("records", { keyPath: ["type", "id"] });
        };
        request.onsuccess = () => resolve(new Store(request.result, onClosed));
        request.onerror = () => fail(request.error);
        request.onblocked = () => reject(new StorageError("blocked"));
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Reads only the revision, which tells whether another tab has written. */
  async revision() {
    const [head] = await this.#run("readonly", (transaction) => [transaction.objectStore("meta").get("head")]);
    return headFrom(head).revision;
  }

  /**
   * Reads one record.
   *
   * @param {string} type
   * @param {string} id
   * @returns {Promise<unknown>} Undefined if there is none.
   */
  async record(type, id) {
    const [record] = await this.#run("readonly", (transaction) => [transaction.objectStore("records").get([type, id])]);
    return record;
  }

  /**
   * Reads everything but the records of other types than these.
   *
   * @param {string[]} types
   * @returns {Promise<Snapshot>}
   */
  async read(types) {
    const [head, device, list, ...records] = await this.#run("readonly", (transaction) => {
      const meta = transaction.objectStore("meta");
      const all = transaction.objectStore("records");
      return [
        ...["head", "device", "list"].map((name) => meta.get(name)),
        // IndexedDB orders arrays after strings, so [type, []] comes after all records of the type.
        ...types.map((type) => all.getAll(IDBKeyRange.bound([type], [type, []]))),
      ];
    });
    if (Number.isInteger(head?.version) && head.version > FORMAT) throw laterVersion();
    return { head: headFrom(head), device, list, records: records.flat() };
  }

  /**
   * Writes the changes in one transaction. The promise resolves when the changes are on the disk.
   *
   * @param {number} revision
   * @param {Changes} changes
   * @returns {Promise<boolean>} False if the vault is no longer at `revision`: then nothing was written.
   */
  async commit(revision, { head, device, list, put = [], remove = [], clear = false }) {
    let conflict = false;
    await this.#run("readwrite", (transaction, guard) => {
      const meta = transaction.objectStore("meta");
      const records = transaction.objectStore("records");
      const current = meta.get("head");
      current.onsuccess = guard(() => {
        conflict = headFrom(current.result).revision !== revision;
        if (conflict) return;
        if (clear) for (const store of [meta, records]) store.clear();
        meta.put(head, "head");
        if (device) meta.put(device, "device");
        if (list) meta.put(list, "list");
        for (const { type, id } of remove) records.delete([type, id]);
        for (const record of put) records.put(record);
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
   * Runs one transaction. `use` makes its requests.
   *
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction, guard: Guard) => IDBRequest[]} use
   * @returns {Promise<any[]>} The results of the requests, when the transaction is complete.
   */
  async #run(mode, use) {
    try {
      return await new Promise((resolve, reject) => {
        const transaction = this.#database.transaction(["meta", "records"], mode, { durability: "strict" });
        // An error thrown by a handler would abort the transaction, and also be reported as an error of the worker.
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
      if (failure instanceof StorageError && failure.reason === "gone") this.#onClosed();
      throw failure;
    }
  }
}

/** @typedef {(handler: () => void) => () => void} Guard Makes an error in a handler fail the transaction. */

/**
 * The head of the vault. An invalid head counts as that of an empty vault, at revision 0: the list, which is encrypted
 * for its revision, then does not decrypt.
 *
 * @param {any} value
 * @returns {Head}
 */
function headFrom(value) {
  const revision = value?.revision;
  // The next write stores `revision + 1`.
  const isValid = value?.version === FORMAT && Number.isSafeInteger(revision + 1) && revision >= 0;
  return { version: FORMAT, revision: isValid ? revision : 0 };
}

/** The error of this package for an error of IndexedDB. @param {unknown} error */
function failureOf(error) {
  switch (/** @type {Error} */ (Object(error)).name) {
    case "VersionError":
      return laterVersion();
    case "DataCloneError":
      return new StorageError("key-refused", error);
    case "QuotaExceededError":
      return new StorageError("quota", error);
    case "InvalidStateError":
    case "NotFoundError":
      return new StorageError("gone", error);
    default:
      return new StorageError("refused", error);
  }
}

/** The error for a vault or a record of a later version. */
export function laterVersion() {
  const text = "a newer version wrote this vault or this record of it, and it is left as it is: load that version";
  return new SealpostError("vault-unsupported", text);
}

/** The error for a vault of version 1. */
function earlierVersion() {
  const advice = "save its keys with that version, and delete this site's data in the browser";
  const text = `an earlier version, which was never published, wrote this vault, and it is left as it is: ${advice}`;
  return new SealpostError("vault-unsupported", text);
}
