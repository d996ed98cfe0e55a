import { named, readPublicKey } from "../app/book.js";
import { codeOf } from "../errors/explain.js";

/**
 * @typedef {import("../main.js").App} App
 * @typedef {import("../sealpost/keyring.js").Keyring} Keyring
 * @typedef {import("../sealpost/keyring.js").Progress} Progress
 * @typedef {import("../i18n/language.js").Text} Text
 * @typedef {import("../app/book.js").Half} Half
 * @typedef {"throwaway" | "imported" | "person" | "own"} Kind "throwaway": a key pair that was made or imported here;
 * "imported": a public key that was imported here; "person": another person's key; "own": one of one's own keys
 * @typedef {{ id: string, publicKey: string }} Signing the public half of a signing key, as SPKI in PEM
 * @typedef {Omit<Half, "name"> & { kind: Kind, name: Text, locked: boolean, signing: Signing | null }} BenchKey
 */

/**
 * The keys of the workbench: one's own and other people's keys, and temporary keys, which were made or imported here
 * and are never stored; a keyring in memory has their private halves. Dispatches "change" when the list changes, and
 * "turn" with the id of a key that was just made or imported.
 */
export class BenchKeys extends EventTarget {
  #app;
  /** @type {Promise<Keyring> | undefined} */
  #scratch;
  /** The keys of the kinds "throwaway" and "imported". @type {BenchKey[]} */
  #temporary = [];
  /** How many temporary keys there have been: they are numbered. */
  #count = 0;

  /** @param {App} app */
  constructor(app) {
    super();
    this.#app = app;
    app.book.addEventListener("change", () => this.#changed());
  }

  /** The keys whose private half is in a keyring of this page. */
  get pairs() {
    return this.all.filter(({ kind }) => kind === "throwaway" || kind === "own");
  }

  /** @returns {BenchKey[]} */
  get all() {
    const { people, keys, guest } = this.#app.book;
    const others = guest ? [guest, ...people] : people;
    const stored = [
      ...others.map((person) => /** @type {const} */ ({ ...person, kind: "person", locked: false, signing: null })),
      ...keys.map((key) => /** @type {const} */ ({ ...key, kind: "own" })),
    ];
    /** @param {{ id: string }[]} list @param {string} id */
    const has = (list, id) => list.some((one) => one.id === id);
    // Each key is listed once: as an own key, or else a throw-away, a person's or an imported key, in this order.
    const passing = this.#temporary.filter(({ id, kind }) => !has(kind === "throwaway" ? keys : stored, id));
    return [
      ...passing,
      ...stored.filter(({ id }) => !has(passing, id)).map((one) => ({ ...one, name: nameOf(one.name, one.kind) })),
    ];
  }

  /** @param {string} id */
  find(id) {
    return this.all.find((key) => key.id === id);
  }

  /** The keyring that has the private key. @param {BenchKey} key @returns {Promise<Keyring>} */
  keyringOf({ kind }) {
    return kind === "own" ? this.#app.keyring : this.#memory();
  }

  /** @param {{ bits: number, signal: AbortSignal }} options */
  async generate(options) {
    const entry = await (await this.#memory()).generate(options);
    return this.#add(entry, "throwaway");
  }

  /**
   * Adds a private or a public key in any format that the package reads. Also returns whether it was a public key, and
   * whether the key was in the list before.
   *
   * @param {string | Uint8Array} input
   * @param {Uint8Array} passphrase empty if there is none
   */
  async import(input, passphrase) {
    await this.#app.ready;
    const before = this.all;
    /** @param {Omit<Half, "name">} half @param {boolean} isPublic */
    const added = (half, isPublic) => {
      const key = this.#add(half, isPublic ? "imported" : "throwaway");
      // A public key whose private half is imported becomes another entry of the list.
      return { key, isPublic, isKnown: before.some(({ id, kind }) => id === half.id && kind === key?.kind) };
    };
    try {
      return added(readPublicKey(input), true);
    } catch (error) {
      if (codeOf(error) !== "private-key-given") throw error;
    }
    return added(await (await this.#memory()).import(input, passphrase.length > 0 ? { passphrase } : {}), false);
  }

  /**
   * The signing key of a pair, which is made if there is none.
   *
   * @param {BenchKey} key
   * @param {{ signal: AbortSignal, passphrase?: Uint8Array }} options
   */
  async signingOf(key, options) {
    if (key.signing) return key.signing;
    const entry = await (await this.keyringOf(key)).addSigningKey(key.id, options);
    const signing = /** @type {Signing} */ (entry.signing);
    for (const one of this.#temporary) if (one.id === key.id) one.signing = signing;
    this.#changed();
    return signing;
  }

  /** Imports a throw-away key among one's own keys, without its signing key. @param {BenchKey} key @param {string} name */
  async keep(key, name) {
    const pem = await (await this.#memory()).export(key.id, { plaintext: true });
    return named(await (await this.#app.keyring).import(pem, { name }));
  }

  /** Forgets all throw-away keys. */
  async forget() {
    this.#temporary = [];
    this.#count = 0;
    this.#changed();
    await (await this.#scratch)?.clear();
  }

  /** The keyring in memory, for throw-away keys. It is opened when it is first needed. */
  #memory() {
    this.#scratch ??= this.#app.scratch();
    this.#scratch.catch(() => {
      this.#scratch = undefined;
    });
    return this.#scratch;
  }

  /** @param {Omit<Half, "name">} half @param {"throwaway" | "imported"} kind */
  #add({ id, bits, publicKey, fingerprint }, kind) {
    const known = this.pairs.find((key) => key.id === id);
    if (!known) {
      this.#count += 1;
      const n = this.#count;
      /** @type {Text} */
      const name = (words) => words.workbench.names[kind](n);
      this.#temporary = this.#temporary.filter((key) => key.id !== id);
      this.#temporary.push({ id, bits, publicKey, fingerprint, kind, name, locked: false, signing: null });
    }
    this.#changed();
    this.dispatchEvent(new CustomEvent("turn", { detail: id }));
    return this.find(id);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string} name @param {Kind} kind @returns {Text} */
const nameOf = (name, kind) => (kind === "own" ? (words) => words.messages.self(name) : () => name);
