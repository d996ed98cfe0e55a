// What the keyring worker has, and how it keeps it the same as in the vault, which other tabs change too.
import { changeOf, heldFrom, rawFrom } from "./held.js";
import { Vault } from "./vault.js";
import { newDeviceKey } from "./vault-crypto.js";
import { Refusal } from "./vault-store.js";
import { release } from "./wasm.js";

/** @import { ChangeType, Contact, StorageReason } from "./keyring-types.js" */
/** @import { Kept, News, Setting } from "./messages.js" */
/** @import { Held } from "./held.js" */
/** @import { Content, Write } from "./vault.js" */
/** @import { KeyRecord } from "./vault-crypto.js" */

/** Keys and contacts in memory, and the way to the vault where there is one. What writes waits for its turn. */
export class Shelf {
  #tell;
  /** @type {Vault | undefined} */
  #vault;
  /** For records in memory: a keyring that has no vault, or lost it. @type {CryptoKey | undefined} */
  #device;
  /** @type {StorageReason | null} */
  #reason = null;
  /** Settles when everything that was asked has been done. @type {Promise<unknown>} */
  #turn = Promise.resolve();
  /** @type {Map<string, Held>} */
  keys = new Map();
  /** @type {Map<string, Contact>} */
  contacts = new Map();

  /** @param {(news: News) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * @param {Setting} setting
   * @returns {Promise<Kept>}
   */
  async open({ vault: name, storage }) {
    if (storage !== "memory") {
      try {
        const vault = await Vault.open(name, {
          changed: () => void this.inTurn(() => this.sync()).catch(() => {}),
          locked: (ids) => void this.inTurn(() => this.lock(ids)),
          gone: () => this.#lose(),
        });
        this.#vault = vault;
        await this.#take(await vault.read(), () => {});
        this.#reason = vault.isDamaged ? "damaged" : null;
      } catch (error) {
        this.#vault?.close();
        this.#vault = undefined;
        if (!(error instanceof Refusal) || storage === "persistent") throw error;
        this.#reason = error.reason;
      }
    }
    return this.kept();
  }

  /**
   * Brings what is here to the vault's state, changes it there, then here.
   *
   * @param {() => Promise<Write | null>} prepare Null where there is nothing to write.
   * @param {() => void} done Once it is written.
   */
  change(prepare, done) {
    return this.inTurn(async () => {
      const vault = this.#vault;
      if (this.#reason === "gone") throw new Refusal("gone");
      if (vault) {
        await vault.exclusive(async () => {
          await this.sync();
          const write = await prepare();
          return write === null || vault.write(write);
        });
      } else {
        await prepare();
      }
      done();
    });
  }

  /**
   * @template T
   * @param {() => T | Promise<T>} operation
   */
  inTurn(operation) {
    const result = this.#turn.then(operation);
    this.#turn = result.catch(() => {});
    return result;
  }

  /** Takes over what other tabs have written. */
  async sync() {
    if (!this.#vault || (await this.#vault.isCurrent())) return;
    await this.#take(await this.#vault.read(), this.#tell);
    const reason = this.#vault?.isDamaged ? "damaged" : null;
    if (!this.#vault || reason === this.#reason) return;
    this.#reason = reason;
    this.#tell({ event: "storage", ...this.kept() });
  }

  /**
   * @param {Content} content
   * @param {(news: News) => void} tell
   */
  async #take({ keys, contacts, damaged }, tell) {
    for (const [id, record] of keys) {
      const held = this.keys.get(id);
      if (held) await this.#update(held, record);
      else if (!(await this.#receive(record, tell)) && this.#vault) this.#vault.isDamaged = true;
    }
    for (const id of this.keys.keys()) if (!keys.has(id) && !damaged.has(id)) this.forget(id);
    if (JSON.stringify([...contacts]) === JSON.stringify([...this.contacts])) return;
    this.contacts = contacts;
    tell({ event: "contacts" });
  }

  /**
   * A key that another tab has added, or that was there when the vault was opened.
   *
   * @param {KeyRecord} record
   * @param {(news: News) => void} tell
   * @returns {Promise<boolean>} Whether it is what it says.
   */
  async #receive(record, tell) {
    try {
      const held = await heldFrom(await this.device(), record);
      this.keys.set(record.id, held);
      tell(changeOf("added", held));
      return true;
    } catch {
      return false;
    }
  }

  /**
   * @param {Held} held
   * @param {KeyRecord} record
   */
  async #update(held, record) {
    const { name, protection } = held.entry;
    held.record = record;
    Object.assign(held.entry, { name: record.name, protection: record.protection });
    if (record.name !== name) this.changed("renamed", held);
    if (record.protection !== protection) this.changed("protected", held);
    // Another tab took the passphrase away, and none unlocks the key here any more.
    if (held.raw || record.protection !== "device") return;
    try {
      held.raw = await rawFrom(await this.device(), record);
      held.entry.locked = false;
      this.changed("unlocked", held);
    } catch {
      if (this.#vault) this.#vault.isDamaged = true;
    }
  }

  /** What encrypts records. */
  async device() {
    if (this.#vault) return this.#vault.device();
    if (!globalThis.crypto?.subtle) throw new Refusal("insecure-context");
    return (this.#device ??= await newDeviceKey());
  }

  /** @param {string[] | null} ids */
  lock(ids) {
    for (const held of this.keys.values()) {
      const { raw, entry } = held;
      if (!raw || entry.protection !== "passphrase" || (ids && !ids.includes(entry.id))) continue;
      release(raw);
      held.raw = undefined;
      entry.locked = true;
      this.changed("locked", held);
    }
  }

  /** @param {string} id */
  forget(id) {
    const held = this.keys.get(id);
    if (!held) return;
    const { raw } = held;
    release(raw);
    this.keys.delete(id);
    this.changed("removed", held);
  }

  /** The vault is gone: what is here stays usable while the page is open, and nothing can be written. */
  async #lose() {
    const vault = this.#vault;
    if (!vault) return;
    this.#vault = undefined;
    vault.close();
    this.#device = await vault.device();
    this.#reason = "gone";
    for (const { entry } of this.keys.values()) if (entry.protection === "device") entry.protection = "none";
    this.#tell({ event: "storage", ...this.kept() });
  }

  /** Where keys are kept. @returns {Kept} */
  kept() {
    return { storage: this.#vault ? "persistent" : "memory", reason: this.#reason };
  }

  /** Lets the other tabs lock these keys too, or all. @param {string[] | null} locked */
  tellLocked(locked) {
    this.#vault?.tell({ locked });
  }

  /** Wipes the keys in memory; the vault stays as it is. */
  close() {
    this.#vault?.close();
    this.#vault = undefined;
    for (const { raw } of this.keys.values()) release(raw);
    this.keys.clear();
  }

  /**
   * @param {ChangeType} type
   * @param {Held} held
   */
  changed(type, held) {
    this.#tell(changeOf(type, held));
  }

  contactsChanged() {
    this.#tell({ event: "contacts" });
  }
}
