// The page's way to the keyring worker: it makes it, makes it anew after a breakdown, and says what happened.
import { SealpostError } from "../base/errors.js";
import { Generators } from "../keygen/generators.js";
import { Remote, abortable, notStarted, throwIfAborted } from "./rpc.js";
import { wipe } from "../base/transfer.js";

/** @import { ChangeType, KeyringChange, MakeWorker } from "./keyring-types.js" */
/** @import { Actions, Kept, News, Opening } from "./protocol.js" */
/** @import { Call } from "./rpc.js" */

export class Connection {
  #setting;
  #makeWorker;
  #target;
  /** @type {Remote | undefined} */
  #remote;
  #closed = false;
  /** The keys that are there, and whether the loss of the worker locks them. @type {Map<string, boolean>} */
  #keys = new Map();

  /**
   * @param {Opening} setting
   * @param {MakeWorker} makeWorker
   * @param {EventTarget} target Gets the events.
   */
  constructor(setting, makeWorker, target) {
    this.#setting = setting;
    this.#makeWorker = makeWorker;
    this.#target = target;
    this.generators = new Generators(() => this.#worker("generator"), setting.modules);
    /** @type {Kept} */
    this.kept = { storage: "memory", reason: null };
  }

  async open() {
    // The generators first: they warm up while the vault is opened.
    try {
      this.generators.prepare();
    } catch {
      // A keyring that only reads needs none; one that generates will say what is wrong.
    }
    const { started } = this.#connected();
    try {
      await started;
    } catch (error) {
      this.generators.terminate();
      throw error;
    }
    // A worker that replaces this one opens the same kind of storage or fails.
    this.#setting = { ...this.#setting, storage: this.kept.storage };
  }

  /**
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["ask"]} ask
   * @returns {Call<Actions[A]["answer"]>}
   */
  start(action, ask) {
    return this.#connected().call(action, ask);
  }

  /**
   * @template {keyof Actions} A
   * @param {A} action
   * @param {Actions[A]["ask"]} ask
   * @param {AbortSignal} [signal]
   */
  async call(action, ask, signal) {
    /** @type {Call<Actions[A]["answer"]> | undefined} */
    let call;
    try {
      throwIfAborted(signal);
      call = this.start(action, ask);
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

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#remote?.close(disposed());
    this.generators.terminate();
  }

  /** The worker's end, of a new worker where there is none. */
  #connected() {
    if (this.#closed) throw disposed();
    if (this.#remote) return this.#remote;
    const told = (/** @type {News} */ news) => this.#told(news);
    const remote = new Remote(this.#worker("keyring"), this.#setting, told, () => this.#lose());
    remote.started.then((kept) => this.#told({ event: "storage", ...kept })).catch(() => {});
    return (this.#remote = remote);
  }

  /** @param {"keyring" | "generator"} kind */
  #worker(kind) {
    try {
      return this.#makeWorker(kind);
    } catch (cause) {
      throw notStarted(kind, cause);
    }
  }

  /** @param {News} news */
  #told(news) {
    if (news.event === "change") {
      if (news.type === "removed") this.#keys.delete(news.id);
      else this.#keys.set(news.id, news.lockable);
      this.#changed(news.type, news.id);
    } else {
      if (news.event === "storage" && !this.#isNew(news)) return;
      this.#target.dispatchEvent(new Event(news.event));
    }
  }

  /** What was in the worker's memory is gone; what is in the vault is locked, or comes back by itself. */
  #lose() {
    this.#remote = undefined;
    for (const [id, isLockable] of this.#keys) {
      if (this.kept.storage === "memory") this.#changed("removed", id);
      else if (isLockable) this.#changed("locked", id);
    }
    if (this.kept.storage === "memory") this.#keys.clear();
    else for (const id of this.#keys.keys()) this.#keys.set(id, false);
  }

  /** @param {Kept} kept */
  #isNew({ storage, reason }) {
    const before = this.kept;
    this.kept = { storage, reason };
    return before.storage !== storage || before.reason !== reason;
  }

  /**
   * @param {ChangeType} type
   * @param {string} id
   */
  #changed(type, id) {
    /** @type {KeyringChange} */
    const detail = { type, id };
    this.#target.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

function disposed() {
  return new SealpostError("disposed", "this keyring is closed: open another");
}
