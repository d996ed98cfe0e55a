// The other windows of this page in the same browser: who is there, and what is handed over. Only what may be seen by
// everybody goes this way: sealed messages and public keys.

/**
 * @typedef {{ window: string, keys: string[], practice: boolean }} Presence
 * @typedef {{ sealed: string, file: string }} Letter
 * @typedef {{ type: "hello" | "here" | "bye" } & Presence} Greeting
 * @typedef {{ type: "sealed", number: string } & Letter} Handed
 * @typedef {{ type: "arrived" | "opened", number: string, practice: boolean }} Receipt
 * @typedef {{ type: "key", publicKey: string }} PracticeKey
 * @typedef {{ type: "end" }} End
 * @typedef {Greeting | Handed | Receipt | PracticeKey | End} Note
 */

/**
 * Says "others" when windows come or go, and hands out what they send as events of their notes' types.
 */
export class Post extends EventTarget {
  #channel = new BroadcastChannel(`sealpost ${location.pathname}`);
  #me = crypto.randomUUID?.() ?? String(Math.random());
  #presence;
  /** @type {Map<string, Presence>} */
  others = new Map();

  /** @param {() => { keys: string[], practice: boolean }} presence of this window, asked whenever it is told */
  constructor(presence) {
    super();
    this.#presence = presence;
    this.#channel.addEventListener("message", ({ data }) => this.#take(data));
    addEventListener("pagehide", () => this.greet("bye"));
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.greet("hello");
    });
    this.greet("hello");
  }

  /** @param {Greeting["type"]} type "here" also where this window's keys have changed */
  greet(type) {
    this.send({ type, window: this.#me, ...this.#presence() });
  }

  /** The other windows that have one of these keys. @param {string[]} ids */
  with(ids) {
    return [...this.others.values()].filter(({ keys }) => ids.some((id) => keys.includes(id)));
  }

  /** @param {Note} note */
  send(note) {
    this.#channel.postMessage(note);
  }

  /**
   * Hands a sealed message over. The first window that takes it says so, at once or, where it is busy, later.
   *
   * @param {Letter} letter
   * @returns {Promise<Receipt>}
   */
  hand(letter) {
    const number = crypto.randomUUID?.() ?? String(Math.random());
    return new Promise((resolve) => {
      const listen = (/** @type {Event} */ event) => {
        const receipt = /** @type {CustomEvent<Receipt>} */ (event).detail;
        if (receipt.number !== number) return;
        this.removeEventListener("arrived", listen);
        resolve(receipt);
      };
      this.addEventListener("arrived", listen);
      this.send({ type: "sealed", number, ...letter });
    });
  }

  /** @param {Note} note */
  #take(note) {
    if (typeof note !== "object" || note === null) return;
    if (note.type === "hello" || note.type === "here") {
      this.others.set(note.window, note);
      if (note.type === "hello") this.greet("here");
    } else if (note.type === "bye") {
      this.others.delete(note.window);
    } else {
      this.dispatchEvent(new CustomEvent(note.type, { detail: note }));
      return;
    }
    this.dispatchEvent(new Event("others"));
  }
}
