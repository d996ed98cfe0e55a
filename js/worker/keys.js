// The private keys of one keyring: what can be done with them, and what it takes.
import { SealpostError } from "../base/errors.js";
import { factsOf, rawFrom, recordOf } from "./held-key.js";
import { locked } from "./locking.js";
import { Shelf } from "./state.js";
import { isReplaceable, protectionOf } from "../vault/key-record.js";
import { throwDamaged } from "../vault/encryption.js";
import { laterVersion } from "../vault/database.js";
import { call } from "../module/instance.js";

/** @import { Held } from "./held-key.js" */
/** @import { KeyRecord } from "../vault/key-record.js" */
/** @import { Contact, KeyEntry } from "../client/keyring-types.js" */
/** @import { Kept, News, Setting, Wish } from "../client/protocol.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/** Who may use which key, and when. What writes is done one after the other, here and in all tabs. */
export class Custody {
  #shelf;
  /** Milliseconds. */
  #lockAfter = Infinity;
  #lockAt = Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(news: News) => void} tell */
  constructor(tell) {
    this.#shelf = new Shelf(tell);
  }

  /**
   * @param {Setting} setting
   * @returns {Promise<Kept>}
   */
  open(setting) {
    this.#lockAfter = (setting.lockAfter ?? Infinity) * 1000;
    return this.#shelf.open(setting);
  }

  /** What is known of every key, in the order they were added. */
  async list() {
    await this.#shelf.inTurn(() => this.#shelf.sync());
    return [...this.#shelf.keys.values()].map(({ entry }) => entry);
  }

  async contacts() {
    await this.#shelf.inTurn(() => this.#shelf.sync());
    return [...this.#shelf.contacts.values()];
  }

  /** How many times keys have been locked: what a call that arrives now is measured by. */
  get locks() {
    return this.#shelf.locking.count;
  }

  /** An unlocked key, to be used at once, and after a wait if {@link check} lets it. @param {string} id */
  use(id) {
    this.#touch();
    return this.#open(this.#find(id));
  }

  /** Fails with `key-locked` if one of these keys was locked or removed meanwhile. @param {RawPrivateKey[]} keys */
  check(keys) {
    this.#shelf.locking.check(keys);
  }

  /** Whether a key was locked or removed. @param {RawPrivateKey} raw */
  isWiped(raw) {
    return this.#shelf.locking.isWiped(raw);
  }

  /** Every key: the unlocked ones, as from {@link use}, and the ids of the others. */
  all() {
    this.#touch();
    const locked = [];
    /** @type {Map<string, RawPrivateKey>} */
    const unlocked = new Map();
    for (const [id, { raw }] of this.#shelf.keys) {
      if (raw) unlocked.set(id, raw);
      else locked.push(id);
    }
    return { locked, unlocked };
  }

  /** What is known of a key. @param {string} id */
  entry(id) {
    return this.#find(id).entry;
  }

  /**
   * Adds a key. One that is there already stays as it is.
   *
   * @param {RawPrivateKey} raw Belongs to the keyring from now on.
   * @param {Wish} wish
   */
  add(raw, { name, exportable, passphrase }) {
    return this.#shelf.locking.adding(raw, passphrase !== undefined, async (keep) => {
      this.#touch();
      const facts = factsOf(call(() => raw.publicKey()));
      const { held } = await this.#shelf.change(
        async () => {
          this.check([raw]);
          const known = this.#shelf.keys.get(facts.id);
          if (known) return { held: known, isNew: false };
          const newest = Math.max(0, ...[...this.#shelf.keys.values()].map(({ entry }) => Number(entry.created)));
          const created = new Date(Math.max(Date.now(), newest + 1));
          const key = { ...facts, name, exportable, created };
          const record = await this.#record(raw, key, passphrase);
          /** @type {Held} */
          const held = { raw, record, entry: { ...key, locked: false, protection: protectionIn(record) } };
          return { held, isNew: true, write: { put: record && [record] } };
        },
        (added) => {
          if (!added.isNew) return added;
          keep();
          // Keys were locked while it was written.
          const { held } = added;
          if (this.isWiped(raw)) Object.assign(held, { raw: undefined, entry: { ...held.entry, locked: true } });
          this.#shelf.keys.set(facts.id, held);
          this.#touch();
          this.#shelf.changed("added", held);
          return added;
        },
      );
      return held.entry;
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async rename(id, name) {
    await this.#shelf.change(
      async () => {
        const { record: before } = this.#find(id);
        const record = before && { id, content: { ...before.content, name } };
        return { record, write: { put: record && [record] } };
      },
      ({ record }) => {
        const held = this.#find(id);
        Object.assign(held, { record, entry: { ...held.entry, name } });
        this.#shelf.changed("renamed", held);
      },
    );
  }

  /**
   * Encrypts a key anew.
   *
   * @param {string} id
   * @param {Uint8Array | undefined} passphrase
   * @param {number} locks When the call arrived.
   */
  async setPassphrase(id, passphrase, locks) {
    const { locking } = this.#shelf;
    await this.#shelf.change(
      async () => {
        const held = this.#find(id);
        const raw = this.#open(held);
        if (held.record && !isReplaceable(held.record)) throw laterVersion();
        const record = await this.#record(raw, held.entry, passphrase);
        return { record, write: { put: record && [record] } };
      },
      ({ record }) => {
        const held = this.#find(id);
        Object.assign(held, { record, entry: { ...held.entry, protection: protectionIn(record) } });
        this.#touch();
        this.#shelf.changed("protected", held);
        // All keys were locked while this one got its passphrase.
        if (locking.isLockedSince(id, locks)) this.#shelf.lock([id]);
      },
    );
    if (!passphrase) await this.#shelf.inTurn(() => this.#shelf.reopen(this.#find(id)));
  }

  /**
   * Locks a key, or all that have a passphrase, in every tab: at once, and not when its turn has come.
   *
   * @param {string} [id]
   * @returns {void | Promise<void>}
   */
  lock(id) {
    const ids = id === undefined ? null : [id];
    const lock = () => {
      this.#shelf.lock(ids);
      this.#shelf.tellLocked(ids);
    };
    const isLockable = () => id === undefined || this.#find(id).entry.protection === "passphrase";
    if (isLockable()) return lock();
    // It may be getting one.
    return this.#shelf.inTurn(async () => {
      await this.#shelf.sync();
      if (isLockable()) return lock();
      throw new SealpostError("passphrase-required", "this key has no passphrase: give it one with setPassphrase()");
    });
  }

  /**
   * @param {string} id
   * @param {Uint8Array} passphrase
   * @param {number} locks When the call arrived: a lock that came later wins.
   */
  unlock(id, passphrase, locks) {
    const { locking } = this.#shelf;
    return this.#shelf.inTurn(async () => {
      await this.#shelf.sync();
      const held = this.#find(id);
      if (held.entry.protection !== "passphrase") return undefined;
      if (!held.record) return throwDamaged();
      const raw = await rawFrom(this.#shelf.device, held.record, passphrase);
      const isLate = locking.isLockedSince(id, locks) || this.#shelf.keys.get(id) !== held;
      if (isLate || held.raw) locking.wipe(raw);
      if (isLate) throw locked();
      if (held.raw) return undefined;
      held.raw = raw;
      held.entry.locked = false;
      this.#touch();
      return this.#shelf.changed("unlocked", held);
    });
  }

  /** @param {string | Promise<KeyEntry>} key Its id; or the entry of one that is still being added. */
  async remove(key) {
    await this.#shelf.change(
      async () => {
        const id = typeof key === "string" ? key : (await key).id;
        this.#find(id);
        return { id, write: { remove: [id] } };
      },
      ({ id }) => this.#shelf.forget(id),
    );
  }

  /** Forgets everything, in every tab: keys, contacts, the device key. */
  async clear() {
    const forget = () => {
      for (const id of [...this.#shelf.keys.keys()]) this.#shelf.forget(id);
      this.#shelf.contacts = new Map();
      this.#shelf.contactsChanged();
    };
    if (this.#shelf.kept().reason === "gone") return this.#shelf.inTurn(forget);
    await this.#shelf.change(async () => ({ write: { clear: true } }), forget);
  }

  /**
   * Changes the contacts.
   *
   * @template T
   * @param {(contacts: Map<string, Contact>) => T} edit Puts another object in the place of a contact that it changes. It
   * may throw, and it is done anew if another tab was quicker.
   * @returns {Promise<T>} What the last one gave.
   */
  editContacts(edit) {
    return this.#shelf.change(
      async () => {
        const contacts = new Map(this.#shelf.contacts);
        const result = edit(contacts);
        return { contacts, result, write: { contacts } };
      },
      ({ contacts, result }) => {
        this.#shelf.contacts = contacts;
        this.#shelf.contactsChanged();
        return result;
      },
    );
  }

  /** Wipes the keys in memory; the vault stays as it is. */
  close() {
    clearTimeout(this.#timer);
    this.#shelf.close();
  }

  /**
   * What is to be stored of a key: nothing where it stays in memory and has no passphrase.
   *
   * @param {RawPrivateKey} raw
   * @param {Parameters<typeof recordOf>[2]} key
   * @param {Uint8Array} [passphrase]
   */
  async #record(raw, key, passphrase) {
    if (this.#shelf.kept().storage === "memory" && !passphrase) return undefined;
    const use = () => {
      this.check([raw]);
      return raw;
    };
    return recordOf(this.#shelf.device, use, key, passphrase);
  }

  /** @param {string} id */
  #find(id) {
    const held = this.#shelf.keys.get(id);
    if (!held) throw new SealpostError("key-not-found", "the keyring has no key with this id: see list()");
    return held;
  }

  /** @param {Held} held */
  #open({ raw }) {
    if (!raw) throw locked();
    return raw;
  }

  /** Locks all keys if none was used for so long. The clock goes on while the device sleeps, and timers do not. */
  lockIfDue() {
    if (Date.now() < this.#lockAt) return;
    clearTimeout(this.#timer);
    this.#lockAt = Infinity;
    this.#shelf.lock(null);
  }

  /** A key was used: the time until all are locked starts anew. */
  #touch() {
    this.lockIfDue();
    if (this.#lockAfter === Infinity) return;
    clearTimeout(this.#timer);
    this.#lockAt = Date.now() + this.#lockAfter;
    // Timers count time in another way than the clock, which may also have been set back.
    this.#timer = setTimeout(() => this.#shelf.lock(null), this.#lockAfter);
  }
}

/** What protects a key with this record, or with none. @param {KeyRecord | undefined} record */
function protectionIn(record) {
  return (record && protectionOf(record.content)) ?? "none";
}
