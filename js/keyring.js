// sealpost/keyring: the asynchronous face for pages. Private keys live in a worker; the page holds ids and public keys.
import {
  KEY_LIMIT,
  MESSAGE_LIMIT,
  bits,
  callback,
  checkCiphertext,
  checkOptions,
  checkRecipientCount,
  checkSealed,
  checkText,
  copyOf,
  flag,
  oaepTable,
  oneOf,
  signal,
} from "./check.js";
import { SealpostError, invalid } from "./errors.js";
import { Generators, probabilityOfEnd } from "./generators.js";
import { DEFAULT_BITS } from "./key.js";
import { Remote, abortable, throwIfAborted, wipe } from "./remote.js";
import { Unsealed } from "./unsealed.js";
import { compiled } from "./wasm.js";

/** @import { Bytes, Diagnosis, NewBytes, OaepOptions } from "./index.js" */
/** @import { Actions } from "./messages.js" */
/** @import { Call } from "./remote.js" */

/** @typedef {import("./messages.js").KeyEntry} KeyEntry */
/** @typedef {import("./messages.js").Progress} Progress */
/** @typedef {{ type: "added" | "removed" | "renamed", id: string }} KeyringChange The detail of a "change" event. */
/** @typedef {(kind: "keyring" | "generator") => Worker} MakeWorker */

/** Milliseconds between two calls of `onProgress`. */
const PROGRESS_EVERY = 50;

/** What only this file can hand to the constructor. */
const here = Symbol("sealpost");

/** Written out, because bundlers find workers by exactly this form. @type {MakeWorker} */
const makeWorker = (kind) =>
  kind === "keyring"
    ? new Worker(new URL("./keyring-worker.js", import.meta.url), { type: "module", name: "sealpost keyring" })
    : new Worker(new URL("./generator-worker.js", import.meta.url), { type: "module", name: "sealpost generator" });

/**
 * Private keys in a worker. A `CustomEvent` "change", its detail a {@link KeyringChange}, tells of every key that was
 * added, removed or renamed.
 *
 * Keys are kept in memory: they last until the keyring is closed or the page left. Should the worker break down, calls
 * under way fail with `worker-failed`, its keys are reported as removed, and the next call starts a new worker.
 */
export class Keyring extends EventTarget {
  #modules;
  #makeWorker;
  #generators;
  /** @type {Remote | undefined} */
  #remote;
  #closed = false;
  /** The keys that are there, to be reported as removed if the worker is lost. @type {Set<string>} */
  #ids = new Set();
  /** Settles when no search is under way or waiting. */
  #turn = Promise.resolve();

  /**
   * Use `Keyring.open`.
   *
   * @private
   * @param {import("./messages.js").Modules} modules
   * @param {MakeWorker} makeWorker
   * @param {symbol} maker
   */
  constructor(modules, makeWorker, maker) {
    super();
    if (maker !== here) throw invalid("a Keyring is made by Keyring.open");
    this.#modules = modules;
    this.#makeWorker = makeWorker;
    this.#generators = new Generators(() => this.#worker("generator"), modules);
  }

  /**
   * Opens an empty keyring, loading the WebAssembly module if `init` has not done so.
   *
   * @param {{ storage?: "memory" | "persistent", worker?: MakeWorker }} [options] `worker` makes the module workers
   * where keyring-worker.js and generator-worker.js do not stand beside this file.
   * @returns {Promise<Keyring>}
   */
  static async open(options) {
    const checked = checkOptions(options, { storage: oneOf("memory", "persistent"), worker: callback });
    if (checked.storage === "persistent") {
      throw new SealpostError(
        "storage-unavailable",
        "this version keeps keys in memory only: open without storage, and export what must last",
      );
    }
    const make = /** @type {MakeWorker | undefined} */ (checked.worker) ?? makeWorker;
    if (make === makeWorker && typeof Worker === "undefined") {
      throw new SealpostError(
        "worker-failed",
        "the keyring needs workers, which this runtime has not: use PrivateKey and PublicKey, or the option worker",
      );
    }
    const keyring = new Keyring(await compiled(), make, here);
    await keyring.#connected().started;
    return keyring;
  }

  /** Where the keys are kept. @returns {"memory" | "persistent"} */
  get storage() {
    return "memory";
  }

  /**
   * Generates a key of 2048 to 8192 bits, 3072 unless told otherwise. Searches run one after the other; other calls go
   * on meanwhile.
   *
   * @param {object} [options]
   * @param {number} [options.bits]
   * @param {string} [options.name]
   * @param {boolean} [options.exportable] Whether `export` gives the key out: true unless told otherwise.
   * @param {AbortSignal} [options.signal] Ends the search at once.
   * @param {(progress: Progress) => void} [options.onProgress] Called some 20 times a second while the search runs.
   * @returns {Promise<KeyEntry>}
   */
  async generate(options) {
    const checked = checkOptions(options, { bits, name: checkText, exportable: flag, signal, onProgress: callback });
    const onProgress = /** @type {((progress: Progress) => void) | undefined} */ (checked.onProgress);
    const previous = this.#turn;
    /** @type {() => void} */
    let done = () => {};
    this.#turn = new Promise((resolve) => (done = resolve));
    try {
      await abortable(previous, checked.signal);
      const { bits = DEFAULT_BITS, name = "", exportable = true, signal } = checked;
      return await this.#search(bits, name, exportable, signal, onProgress);
    } finally {
      previous.then(done);
    }
  }

  /**
   * @param {number} bits
   * @param {string} name
   * @param {boolean} exportable
   * @param {AbortSignal} [signal]
   * @param {(progress: Progress) => void} [onProgress]
   */
  async #search(bits, name, exportable, signal, onProgress) {
    const remote = this.#connected();
    const generators = this.#generators;
    const started = performance.now();
    const progress = () => {
      const { candidates } = generators;
      return { elapsed: performance.now() - started, candidates, probability: probabilityOfEnd(bits, candidates) };
    };
    /** @type {Call<Actions["generate"]["answer"]> | undefined} */
    let call;
    let timer;
    try {
      const { entry } = await new Promise((resolve, reject) => {
        const ports = generators.start(bits, reject);
        call = remote.call("generate", { name, exportable, ports }, ports);
        abortable(call.answer, signal).then(resolve, reject);
        if (onProgress) timer = setInterval(() => onProgress(progress()), PROGRESS_EVERY);
      });
      generators.stop();
      this.#changed("added", entry.id);
      return entry;
    } catch (error) {
      generators.terminate();
      call?.cancel();
      // A key that was completed just before has no owner any more.
      call?.answer.then(({ entry }) => remote.call("remove", { id: entry.id }).answer).catch(() => {});
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /**
   * Adds a private key in PKCS#8 or PKCS#1, as PEM or DER. For a key that is there already, its entry is returned and
   * nothing about it changes.
   *
   * @param {string | Bytes} input
   * @param {object} [options]
   * @param {string} [options.name]
   * @param {boolean} [options.allowWeak] Also keys of 1024 to 2047 bits, to open old data.
   * @param {boolean} [options.exportable] Whether `export` gives the key out: true unless told otherwise.
   * @returns {Promise<KeyEntry>}
   */
  async import(input, options) {
    const checked = checkOptions(options, { name: checkText, allowWeak: flag, exportable: flag });
    const { name = "", allowWeak = false, exportable = true } = checked;
    const copy = copyOf(input, "the key", KEY_LIMIT, "malformed-key");
    const { entry, added } = await this.#call("import", { input: copy, name, allowWeak, exportable });
    if (added) this.#changed("added", entry.id);
    return entry;
  }

  /**
   * The keys, in the order they were added.
   *
   * @returns {Promise<KeyEntry[]>}
   */
  async list() {
    return this.#call("list", {});
  }

  /**
   * @param {string} id
   * @param {string} name
   * @returns {Promise<void>}
   */
  async rename(id, name) {
    await this.#call("rename", { id: checkText(id, "id"), name: checkText(name, "name") });
    this.#changed("renamed", id);
  }

  /**
   * Decrypts RSAES-OAEP. Whatever is wrong with the ciphertext, the error is the same `decryption-failed`.
   *
   * @param {string} id
   * @param {Bytes} ciphertext
   * @param {OaepOptions & { signal?: AbortSignal }} [options]
   * @returns {Promise<NewBytes>}
   */
  async decrypt(id, ciphertext, options) {
    const { signal: abort, ...oaep } = checkOptions(options, { ...oaepTable, signal });
    const ask = { id: checkText(id, "id"), ciphertext: checkCiphertext(ciphertext).slice(), oaep };
    return /** @type {NewBytes} */ (await this.#call("decrypt", ask, abort));
  }

  /**
   * Finds the hash and the MGF1 hash with which the sender of a ciphertext encrypted it, as the private key's `diagnose`
   * does. Never let whoever sent a ciphertext learn the answer: see there.
   *
   * @param {string} id
   * @param {Bytes} ciphertext
   * @param {{ label?: Bytes, signal?: AbortSignal }} [options]
   * @returns {Promise<Diagnosis | null>}
   */
  async diagnose(id, ciphertext, options) {
    const { label, signal: abort } = checkOptions(options, { label: oaepTable.label, signal });
    const ask = { id: checkText(id, "id"), ciphertext: checkCiphertext(ciphertext).slice(), ...(label && { label }) };
    return this.#call("diagnose", ask, abort);
  }

  /**
   * Seals a message of at most 64 MiB for the owners of up to 100 public keys, as JWE (RFC 7516): compact for one,
   * general JSON for several; a key that comes twice is one recipient. Text is taken as UTF-8.
   *
   * @param {string | Bytes} plaintext
   * @param {readonly string[]} publicKeys In PEM.
   * @param {{ signal?: AbortSignal }} [options] Aborting ends the work at the next step; encrypting is one.
   * @returns {Promise<string>}
   */
  async seal(plaintext, publicKeys, options) {
    const checked = checkOptions(options, { signal });
    const texts = checkPublicKeys(publicKeys);
    const copy = copyOf(plaintext, "the message", MESSAGE_LIMIT);
    return this.#call("seal", { plaintext: copy, publicKeys: texts }, checked.signal);
  }

  /**
   * Opens a message of at most 64 MiB with the key of the given id, or with the key that it is sealed for.
   *
   * @param {string} sealed Compact, or JSON in either form.
   * @param {{ id?: string, signal?: AbortSignal }} [options] Aborting ends the work at the next step, as in `seal`.
   * @returns {Promise<Unsealed>}
   */
  async unseal(sealed, options) {
    const checked = checkOptions(options, { id: checkText, signal });
    const ask = { sealed: checkSealed(sealed), id: checked.id };
    const { plaintext, kid, header, aad } = await this.#call("unseal", ask, checked.signal);
    const [message, data] = /** @type {[NewBytes, NewBytes | undefined]} */ ([plaintext, aad]);
    return new Unsealed(message, kid, header, data);
  }

  /**
   * Gives a private key out as PKCS#8 in PEM, in clear: the one way out, closed where `exportable` is false.
   *
   * @param {string} id
   * @param {{ plaintext: true }} options Says that the key is wanted in clear.
   * @returns {Promise<string>}
   */
  async export(id, options) {
    const { plaintext } = checkOptions(options, { plaintext: flag });
    if (!plaintext) throw invalid("this version exports keys in clear only: pass { plaintext: true } if you want that");
    return this.#call("export", { id: checkText(id, "id") });
  }

  /**
   * Wipes a key and forgets it.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async remove(id) {
    await this.#call("remove", { id: checkText(id, "id") });
    this.#changed("removed", id);
  }

  /**
   * Wipes and forgets all keys.
   *
   * @returns {Promise<void>}
   */
  async clear() {
    for (const id of await this.#call("clear", {})) this.#changed("removed", id);
  }

  /** Wipes the keys and ends the workers. Calls under way fail with `disposed`, and so does every later one. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#remote?.close(disposed());
    this.#generators.terminate();
  }

  /** The worker's end, of a new worker where there is none. */
  #connected() {
    if (this.#closed) throw disposed();
    this.#remote ??= new Remote(this.#worker("keyring"), this.#modules, () => {
      this.#remote = undefined;
      for (const id of this.#ids) this.#changed("removed", id);
    });
    return this.#remote;
  }

  /** @param {"keyring" | "generator"} kind */
  #worker(kind) {
    try {
      return this.#makeWorker(kind);
    } catch (cause) {
      const advice = "check that its file is served and that the page's policy admits it";
      throw new SealpostError("worker-failed", `the ${kind} worker could not be made: ${advice}`, { cause });
    }
  }

  /**
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["ask"]} ask
   * @param {AbortSignal} [signal]
   */
  async #call(action, ask, signal) {
    /** @type {Call<Actions[A]["answer"]> | undefined} */
    let call;
    try {
      throwIfAborted(signal);
      call = this.#connected().call(action, ask);
      return await abortable(call.answer, signal);
    } catch (error) {
      wipe(ask);
      if (signal?.aborted) {
        call?.cancel();
        call?.answer.then(wipe, () => {});
      }
      throw error;
    }
  }

  /**
   * @param {KeyringChange["type"]} type
   * @param {string} id
   */
  #changed(type, id) {
    if (type === "added") this.#ids.add(id);
    if (type === "removed") this.#ids.delete(id);
    /** @type {KeyringChange} */
    const detail = { type, id };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

function disposed() {
  return new SealpostError("disposed", "this keyring is closed: open another");
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
