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

/** Milliseconds that another window has to say that it took what was handed over. */
const patience = 1500;

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

  /** @param {Greeting["type"]} type */
  greet(type) {
    this.send({ type, window: this.#me, ...this.#presence() });
  }

  /** @param {Note} note */
  send(note) {
    this.#channel.postMessage(note);
  }

  /**
   * Hands a sealed message over. False where no other window has a key for it.
   *
   * @param {Letter} letter
   * @returns {Promise<{ number: string, practice: boolean } | undefined>}
   */
  hand(letter) {
    const number = crypto.randomUUID?.() ?? String(Math.random());
    return new Promise((resolve) => {
      const end = setTimeout(() => resolve(undefined), patience);
      this.addEventListener("arrived", (event) => {
        const receipt = /** @type {CustomEvent<Receipt>} */ (event).detail;
        if (receipt.number !== number) return;
        clearTimeout(end);
        resolve(receipt);
      });
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
