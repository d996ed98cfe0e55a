// What the keyring worker has, and how it keeps it the same as in the vault, which other tabs change too.
import { changeOf, heldFrom, rawFrom } from "./held-key.js";
import { protectionOf } from "../vault/key-record.js";
import { Locking } from "./locking.js";
import { Vault } from "../vault/vault.js";
import { StorageError } from "../vault/database.js";

/** @import { ChangeType, Contact, StorageReason } from "../client/keyring-types.js" */
/** @import { Kept, News, Setting } from "../client/protocol.js" */
/** @import { Held } from "./held-key.js" */
/** @import { Content, Write } from "../vault/vault.js" */
/** @import { KeyRecord } from "../vault/key-record.js" */

/** Keys and contacts in memory, and the way to the vault where there is one. What writes waits for its turn. */
export class Shelf {
  #tell;
  /** @type {Vault | undefined} */
  #vault;
  /** @type {StorageReason | null} */
  #reason = null;
  #isFollowing = false;
  /** Settles when everything that was asked has been done. @type {Promise<unknown>} */
  #turn = Promise.resolve();
  /** How many times keys had been locked when the vault was last looked at. */
  #locksAtSync = 0;
  locking = new Locking();
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
          changed: () => this.#follow(),
          locked: (ids) => this.lock(ids),
          gone: () => this.#lose(),
        });
        this.#vault = vault;
        await this.#take(await vault.read(), () => {});
        this.#reason = vault.isDamaged ? "damaged" : null;
      } catch (error) {
        this.#vault?.close();
        this.#vault = undefined;
        if (!(error instanceof StorageError) || storage === "persistent") throw error;
        this.#reason = error.reason;
      }
    }
    return this.kept();
  }

  /**
   * Brings what is here to the vault's state, changes it there, then here.
   *
   * @template {{ write?: Write | undefined }} P
   * @template T
   * @param {() => Promise<P>} prepare Gives what is to be written, if anything. Is called anew if another tab was quicker.
   * @param {(prepared: P) => T} done Gets the last of it, once it is written.
   */
  change(prepare, done) {
    return this.inTurn(async () => {
      const vault = this.#vault;
      if (this.#reason === "gone") throw new StorageError("gone");
      if (!vault) return done(await prepare());
      const prepared = await vault.exclusive(async () => {
        await this.sync();
        const prepared = await prepare();
        return (!prepared.write || (await vault.write(prepared.write))) && prepared;
      });
      return done(prepared);
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

  /** Another tab wrote. Takes it over once, however often that was said before its turn. */
  #follow() {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    const sync = () => {
      this.#isFollowing = false;
      return this.sync();
    };
    this.inTurn(sync).catch(() => {});
  }

  /** Takes over what other tabs have written. */
  async sync() {
    const locks = this.locking.count;
    if (this.#vault && !(await this.#vault.isCurrent())) {
      await this.#take(await this.#vault.read(), this.#tell);
      this.#damageChanged();
    }
    this.#locksAtSync = locks;
  }

  #damageChanged() {
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
      else if (!(await this.#receive(record, tell)) && this.#vault) this.#vault.noteDamage();
    }
    for (const id of this.keys.keys()) if (!keys.has(id) && !damaged.has(id)) this.forget(id);
    const [before, after] = [[...this.contacts.values()], [...contacts.values()]];
    // What has not changed is the same object.
    if (after.length === before.length && after.every((contact, index) => contact === before[index])) return;
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
      const held = await heldFrom(this.device, record);
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
    const after = { name: record.content.name, protection: protectionOf(record.content) ?? "passphrase" };
    held.record = record;
    Object.assign(held.entry, after);
    if (after.name !== name) this.changed("renamed", held);
    if (after.protection !== protection) this.changed("protected", held);
    // Another tab gave it a passphrase and locked it, and this one heard of the lock first.
    if (protection !== "passphrase" && this.locking.isLockedSince(record.id, this.#locksAtSync)) this.#lockOne(held);
    await this.reopen(held);
  }

  /** Unlocks a key whose passphrase was taken away while it was locked: nothing else will. @param {Held} held */
  async reopen(held) {
    const { record, entry } = held;
    if (held.raw || !record || entry.protection !== "device") return;
    try {
      held.raw = await rawFrom(this.device, record);
      held.entry.locked = false;
      this.changed("unlocked", held);
    } catch {
      if (this.#vault) this.#vault.noteDamage();
    }
  }

  /** The key that protects what no passphrase does. Only a vault has one. */
  device = async () => {
    if (!this.#vault) throw new StorageError("gone");
    return this.#vault.device();
  };

  /** Wipes these keys, or all, that have a passphrase: now, whatever else is under way. @param {string[] | null} ids */
  lock(ids) {
    const chosen = ids && new Set(ids);
    const keys = [...this.keys.values()].filter(({ entry }) => chosen?.has(entry.id) ?? true);
    this.locking.lock(ids && keys.map(({ entry }) => entry.id));
    for (const held of keys) this.#lockOne(held);
  }

  /** @param {Held} held */
  #lockOne(held) {
    const { raw, entry } = held;
    if (!raw || entry.protection !== "passphrase") return;
    held.raw = undefined;
    entry.locked = true;
    this.locking.wipe(raw);
    this.changed("locked", held);
  }

  /** @param {string} id */
  forget(id) {
    const held = this.keys.get(id);
    if (!held) return;
    const { raw } = held;
    if (raw) this.locking.wipe(raw);
    this.locking.forget(id);
    this.keys.delete(id);
    this.changed("removed", held);
  }

  /** The vault is gone: what is here stays usable while the page is open, and nothing can be written. */
  #lose() {
    const vault = this.#vault;
    if (!vault) return;
    this.#vault = undefined;
    vault.close();
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
    this.locking.close();
    for (const { raw } of this.keys.values()) if (raw) this.locking.wipe(raw);
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
