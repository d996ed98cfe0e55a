// Opens a sealed file: a letter with files, or any other file that was sealed for an RSA key in the age format. A letter
// is read to its end once, and every file compared with what the letter says of it. Nothing is kept of the files. To save
// one, the sealed file is opened again, and what is saved is complete only if it is the same.
import { unsealFile } from "../sealpost/files.js";
import { Checksum, areEqual } from "./checksum.js";
import { namer } from "./names.js";
import { LetterError, Pieces } from "./pieces.js";
import { isLetter, readArchive } from "./unzip.js";

/**
 * @typedef {import("../sealpost/keyring.js").Received} Received
 * @typedef {import("./store.js").Store} Store
 * @typedef {Pick<Received, "plaintext" | "keyId" | "sender" | "contact" | "writer" | "delivery">} Text
 * @typedef {object} Attached
 * @property {string} name a safe one
 * @property {number} size in bytes
 * @property {boolean} checked whether it was read to its end, and is what the letter says
 * @property {Uint8Array} [sha256] as the letter says, or as it was when it was read
 * @typedef {object} Means
 * @property {import("../sealpost/keyring.js").Keyring} keyring
 * @property {() => Worker} worker makes the worker for files
 * @typedef {{ signal: AbortSignal, onProgress: (bytes: number, total: number) => void }} Run
 */

/** Bytes by which a letter is recognised. */
const headLength = 40;

/** Thrown to read no more of an archive. */
const enough = Symbol("enough");

/** One sealed file that is open. */
export class OpenLetter {
  #file;
  #means;
  /** The text of the letter, and who signed it. Undefined if the sealed file holds no letter. @type {Text | undefined} */
  text;
  /** The files, in their order: of a signed letter all, of another one those that have come. @type {Attached[]} */
  files = [];
  /** The thumbprint of the key that opened it. */
  keyId = "";
  /** Whether all was read, and is as the letter says. */
  isComplete = false;
  #signed = false;
  /** The names in the archive: those that were signed, or that have come. @type {string[]} */
  #names = [];
  #safe = namer();
  /** The first entry, to be compared when it is saved with the files. @type {Attached} */
  #first = { name: "", size: 0, checked: false };

  /** Whether the archive has the names that are shown, so that it can be given out as it is. */
  get hasSafeNames() {
    return this.files.every(({ name }, k) => this.#names[k] === `files/${name}`);
  }

  /** @param {File} file @param {Means} means */
  constructor(file, means) {
    this.#file = file;
    this.#means = means;
  }

  /**
   * Reads the letter. `shown` is called once its text is verified; `changed`, whenever a file has come or was
   * checked. For a file that holds no letter, `shown` is called at once, and nothing more is read.
   *
   * @param {Run} run
   * @param {() => void} shown
   * @param {() => void} changed
   */
  async read(run, shown, changed) {
    const { pieces, head } = await this.#begin(run);
    if (!isLetter(head)) {
      await pieces.cancel();
      shown();
      return;
    }
    try {
      await readArchive(pieces, async (entry, index) => {
        if (index > 0) return this.#checking(entry, index - 1, changed);
        return this.#collecting(entry, async (bytes) => {
          await this.#readText(entry.name, bytes, run.signal);
          run.signal.throwIfAborted();
          shown();
        });
      });
      if (this.files.some(({ checked }) => !checked)) throw this.#mismatch("a file is missing");
      this.isComplete = true;
      changed();
    } finally {
      await pieces.cancel();
    }
  }

  /**
   * Saves one of the files, or the archive with all of them. The store is closed only if what was written is right.
   *
   * @param {number | "all"} which
   * @param {Store} store
   * @param {Run} run
   */
  async save(which, store, run) {
    const isPlain = this.text === undefined;
    const isWhole = which === "all" || isPlain;
    const { pieces } = await this.#begin(run, isWhole ? (bytes) => store.write(bytes) : undefined);
    try {
      if (isPlain) while (await pieces.some(2 ** 20));
      else await this.#copy(which, store, pieces);
    } finally {
      await pieces.cancel();
    }
    return store.close();
  }

  /**
   * Opens the sealed file from its beginning.
   *
   * @param {Run} run
   * @param {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} [tap]
   */
  async #begin({ signal, onProgress }, tap) {
    const { keyring, worker } = this.#means;
    const options = {
      signal,
      worker,
      onProgress: (/** @type {{ bytes: number, total?: number }} */ { bytes, total = 0 }) => onProgress(bytes, total),
    };
    const { stream, keyId } = await unsealFile(this.#file, keyring, options);
    this.keyId = keyId;
    const pieces = new Pieces(/** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (stream), tap);
    try {
      return { pieces, head: await pieces.peek(headLength) };
    } catch (error) {
      await pieces.cancel();
      throw error;
    }
  }

  /**
   * A letter whose opening is cancelled here is not remembered as read: its text was not shown.
   *
   * @param {string} entry
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {AbortSignal} signal
   */
  async #readText(entry, bytes, signal) {
    const { keyId } = this;
    if (entry !== "letter.jwt") {
      this.text = { plaintext: bytes, keyId, sender: null, contact: null, writer: null, delivery: null };
      return;
    }
    const verified = this.#means.keyring.verifyFiles(bytes, keyId, { signal }).finally(() => bytes.fill(0));
    const { letter, files } = await verified;
    this.#signed = true;
    this.text = letter;
    this.#names = files.map(({ name }) => `files/${name}`);
    this.files = files.map(({ name, length, sha256 }) => {
      return { name: this.#safe(name), size: length, sha256, checked: false };
    });
  }

  /** @param {import("./unzip.js").Found} entry @param {number} k @param {() => void} changed */
  #checking(entry, k, changed) {
    if (!this.#signed) {
      this.#names.push(entry.name);
      const name = this.#safe(entry.name.slice("files/".length));
      this.files.push({ name, size: entry.size, checked: false });
      changed();
    }
    const file = this.files[k];
    if (!file || this.#names[k] !== entry.name || file.size !== entry.size) {
      throw this.#mismatch("a file is not the one that was signed");
    }
    return this.#checked(file, changed);
  }

  /** @param {number | "all"} which @param {Store} store @param {Pieces} pieces */
  async #copy(which, store, pieces) {
    let last = 0;
    try {
      await readArchive(pieces, ({ name }, index) => {
        last = index;
        if (which !== "all" && which !== index - 1) return skipped;
        const file = index === 0 ? this.#first : this.files[index - 1];
        const known = index === 0 ? this.#first.name : this.#names[index - 1];
        if (!file?.sha256 || name !== known) throw this.#mismatch("a file was not there before");
        if (which === "all") return this.#checked(file, () => {});
        const { write, end } = this.#checked(file, () => {
          throw enough;
        });
        return {
          async write(bytes) {
            write(bytes);
            await store.write(bytes);
          },
          end,
        };
      });
    } catch (error) {
      if (error !== enough) throw error;
      return;
    }
    if (which !== "all" || last < this.files.length) throw this.#mismatch("a file is missing");
  }

  /**
   * Compares a file with its SHA-256. The first time that a file of an unsigned letter is read, its SHA-256 is kept.
   *
   * @param {Attached} file
   * @param {() => void} done
   */
  #checked(file, done) {
    const checksum = new Checksum();
    return {
      write: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => checksum.add(bytes),
      end: () => {
        const digest = checksum.digest();
        file.sha256 ??= digest;
        if (checksum.size !== file.size || !areEqual(digest, file.sha256)) {
          throw this.#mismatch("a file differs from its SHA-256");
        }
        file.checked = true;
        done();
      },
    };
  }

  /**
   * Collects the first entry, whose size was limited.
   *
   * @param {import("./unzip.js").Found} entry
   * @param {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} use
   */
  #collecting({ name, size }, use) {
    this.#first = { name, size, checked: false };
    const { write, end } = this.#checked(this.#first, () => {});
    const bytes = new Uint8Array(size);
    let at = 0;
    return {
      write(/** @type {Uint8Array<ArrayBuffer>} */ piece) {
        write(piece);
        bytes.set(piece, at);
        at += piece.length;
      },
      end() {
        end();
        return use(bytes);
      },
    };
  }

  /** The error for a letter that is not what was signed, or not what it was when it was opened. @param {string} text */
  #mismatch(text) {
    return new LetterError(text, this.#signed ? "signature-invalid" : "malformed-file");
  }
}

/** @type {import("./unzip.js").Sink} */
const skipped = { write() {}, end() {} };
