// The private keys of one keyring: what can be done with them, and what it takes.
import { SealpostError } from "./errors.js";
import { factsOf, rawFrom, recordOf } from "./held.js";
import { Shelf } from "./shelf.js";
import { damaged, renamed } from "./vault-crypto.js";
import { call, release } from "./wasm.js";

/** @import { Held } from "./held.js" */
/** @import { Contact, KeyEntry } from "./keyring-types.js" */
/** @import { Kept, News, Setting, Wish } from "./messages.js" */
/** @import { KeyRecord } from "./vault-crypto.js" */
/** @import { RawPrivateKey } from "./wasm/sealpost.js" */

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

  /** An unlocked key, to be used at once. @param {string} id */
  use(id) {
    this.#touch();
    return this.#open(this.#find(id));
  }

  /** Every key: the unlocked ones to be used at once, and the ids of the others. */
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
  async add(raw, { name, exportable, passphrase }) {
    let kept = false;
    try {
      const half = call(() => raw.publicKey());
      const facts = factsOf(half);
      /** @type {Held | undefined} */
      let held;
      await this.#shelf.change(async () => {
        held = this.#shelf.keys.get(facts.id);
        if (held) return null;
        const newest = Math.max(0, ...[...this.#shelf.keys.values()].map(({ entry }) => Number(entry.created)));
        const created = new Date(Math.max(Date.now(), newest + 1));
        const key = { ...facts, name, exportable, created };
        const record = await this.#record(raw, key, passphrase);
        held = { raw, record, entry: { ...key, locked: false, protection: record?.protection ?? "none" } };
        return { put: record && [record] };
      }, () => {
        if (!held || this.#shelf.keys.has(facts.id)) return;
        kept = true;
        this.#shelf.keys.set(facts.id, held);
        this.#touch();
        this.#shelf.changed("added", held);
      });
      return /** @type {Held} */ (held).entry;
    } finally {
      if (!kept) release(raw);
    }
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async rename(id, name) {
    /** @type {KeyRecord | undefined} */
    let record;
    await this.#shelf.change(async () => {
      const held = this.#find(id);
      record = held.record && (await renamed(await this.#shelf.device(), held.record, name));
      return { put: record && [record] };
    }, () => {
      const held = this.#find(id);
      Object.assign(held, { record, entry: { ...held.entry, name } });
      this.#shelf.changed("renamed", held);
    });
  }

  /**
   * Encrypts a key anew.
   *
   * @param {string} id
   * @param {Uint8Array} [passphrase]
   */
  async setPassphrase(id, passphrase) {
    /** @type {KeyRecord | undefined} */
    let record;
    await this.#shelf.change(async () => {
      const held = this.#find(id);
      record = await this.#record(this.#open(held), held.entry, passphrase);
      return { put: record && [record] };
    }, () => {
      const held = this.#find(id);
      Object.assign(held, { record, entry: { ...held.entry, protection: record?.protection ?? "none" } });
      this.#touch();
      this.#shelf.changed("protected", held);
    });
  }

  /** Locks a key, or all that have a passphrase, in every tab. @param {string} [id] */
  lock(id) {
    return this.#shelf.inTurn(() => {
      if (id !== undefined && this.#find(id).entry.protection !== "passphrase") {
        throw new SealpostError("passphrase-required", "this key has no passphrase: give it one with setPassphrase()");
      }
      const ids = id === undefined ? null : [id];
      this.#shelf.lock(ids);
      this.#shelf.tellLocked(ids);
    });
  }

  /**
   * @param {string} id
   * @param {Uint8Array} passphrase
   */
  unlock(id, passphrase) {
    return this.#shelf.inTurn(async () => {
      await this.#shelf.sync();
      const held = this.#find(id);
      if (held.entry.protection !== "passphrase") return undefined;
      if (!held.record) return damaged();
      const raw = await rawFrom(await this.#shelf.device(), held.record, passphrase);
      if (held.raw) return release(raw);
      held.raw = raw;
      held.entry.locked = false;
      this.#touch();
      return this.#shelf.changed("unlocked", held);
    });
  }

  /** @param {string | Promise<KeyEntry>} key Its id; or the entry of one that is still being added. */
  async remove(key) {
    let id = "";
    await this.#shelf.change(async () => {
      id = typeof key === "string" ? key : (await key).id;
      this.#find(id);
      return { remove: [id] };
    }, () => this.#shelf.forget(id));
  }

  /** Forgets everything, in every tab: keys, contacts, the device key. */
  async clear() {
    const forget = () => {
      for (const id of [...this.#shelf.keys.keys()]) this.#shelf.forget(id);
      this.#shelf.contacts = new Map();
      this.#shelf.contactsChanged();
    };
    if (this.#shelf.kept().reason === "gone") return this.#shelf.inTurn(forget);
    await this.#shelf.change(async () => ({ clear: true }), forget);
  }

  /**
   * @param {(contacts: Map<string, Contact>) => void} edit May throw.
   */
  async editContacts(edit) {
    /** @type {Map<string, Contact>} */
    let edited = new Map();
    await this.#shelf.change(async () => {
      edited = new Map(this.#shelf.contacts);
      edit(edited);
      return { contacts: edited };
    }, () => {
      this.#shelf.contacts = edited;
      this.#shelf.contactsChanged();
    });
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
    return recordOf(() => this.#shelf.device(), raw, key, passphrase);
  }

  /** @param {string} id */
  #find(id) {
    const held = this.#shelf.keys.get(id);
    if (!held) throw new SealpostError("key-not-found", "the keyring has no key with this id: see list()");
    return held;
  }

  /** @param {Held} held */
  #open({ raw }) {
    if (!raw) throw new SealpostError("key-locked", "this key is locked: unlock() it with its passphrase");
    return raw;
  }

  /** A key was used: the time until all are locked starts anew. */
  #touch() {
    // The clock goes on while the device sleeps, and timers do not.
    if (Date.now() >= this.#lockAt) this.#shelf.lock(null);
    if (this.#lockAfter === Infinity) return;
    clearTimeout(this.#timer);
    this.#lockAt = Date.now() + this.#lockAfter;
    this.#timer = setTimeout(() => void this.#shelf.inTurn(() => this.#shelf.lock(null)), this.#lockAfter);
  }
}
