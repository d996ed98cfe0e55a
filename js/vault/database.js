// The vault's database: transactions, and nothing of what the records mean.
import { SealpostError } from "../base/errors.js";

/** @import { StorageReason } from "../client/keyring-types.js" */

/**
 * @typedef {object} StoredRecord A record as it lies in the database, whatever its type and version.
 * @property {string} type
 * @property {string} id Unique among the records of its type.
 * @property {number} version Of this type of record.
 * @property {Uint8Array} sealed What is encrypted.
 */
/** @typedef {{ version: number, revision: number }} Head The revision goes up by one with every write. */
/**
 * @typedef {object} Snapshot What was in the database at one moment. Nothing but the head was looked at: other scripts of
 * the origin can write here.
 * @property {Head} head
 * @property {unknown} device
 * @property {unknown} list
 * @property {unknown[]} records Of the types that were asked for.
 */
/**
 * @typedef {object} Changes
 * @property {Head} head
 * @property {CryptoKey | undefined} [device]
 * @property {Uint8Array | undefined} [list]
 * @property {StoredRecord[]} [put]
 * @property {{ type: string, id: string }[]} [remove]
 * @property {boolean} [clear] Everything goes first.
 */

/** The version of the format: of the database and of its head. Records have versions of their own. */
export const FORMAT = 2;

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
        request.onupgradeneeded = ({ oldVersion }) => {
          if (oldVersion > 0) {
            // Ends with onerror, and leaves the database as it was.
            request.transaction?.abort();
            reject(older());
            return;
          }
          request.result.createObjectStore("meta");
          request.result.createObjectStore("records", { keyPath: ["type", "id"] });
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
    return headFrom(head).revision;
  }

  /**
   * @param {string[]} types
   * @returns {Promise<Snapshot>}
   */
  async read(types) {
    const [head, device, list, ...records] = await this.#run("readonly", (transaction) => {
      const meta = transaction.objectStore("meta");
      const all = transaction.objectStore("records");
      return [
        ...["head", "device", "list"].map((name) => meta.get(name)),
        // An array sorts behind every text, and so [type, []] behind every record of the type.
        ...types.map((type) => all.getAll(IDBKeyRange.bound([type], [type, []]))),
      ];
    });
    if (Number.isInteger(head?.version) && head.version > FORMAT) throw newer();
    return { head: headFrom(head), device, list, records: records.flat() };
  }

  /**
   * Writes all of it or nothing, and ends when it is on the disk. False if the vault is not at `revision` any more.
   *
   * @param {number} revision
   * @param {Changes} changes
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
   * @param {IDBTransactionMode} mode
   * @param {(transaction: IDBTransaction, guard: Guard) => IDBRequest[]} use
   * @returns {Promise<any[]>} What the requests gave.
   */
  async #run(mode, use) {
    try {
      return await new Promise((resolve, reject) => {
        const transaction = this.#database.transaction(["meta", "records"], mode, { durability: "strict" });
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

/**
 * The head of the vault. What is none counts as that of an empty vault, to whose list no record belongs.
 *
 * @param {any} value
 * @returns {Head}
 */
function headFrom(value) {
  const revision = value?.revision;
  const isOne = value?.version === FORMAT && Number.isSafeInteger(revision + 1) && revision >= 0;
  return { version: FORMAT, revision: isOne ? revision : 0 };
}

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

export function newer() {
  const text = "a newer version wrote this vault or this record of it, and it is left as it is: load that version";
  return new SealpostError("vault-unsupported", text);
}

function older() {
  const advice = "save its keys with that version, and delete this site's data in the browser";
  const text = `an earlier version, which was never published, wrote this vault, and it is left as it is: ${advice}`;
  return new SealpostError("vault-unsupported", text);
}
