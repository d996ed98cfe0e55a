// The other windows of this page in the same browser: who is there, and what is handed over. Only what may be seen by
// everybody goes this way: sealed messages and public keys. Every page of the origin can write on the channel, and a later
// version of this one may say things that this one does not know: what is not a note of a known form is ignored.

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

/** Windows that are remembered. When there seem to be more, all are asked anew. */
const windowsAtMost = 50;
/** Milliseconds within which windows that come and go are answered, and told of, once. */
const pause = 100;
/** Characters of what is sealed: 64 MiB of plaintext, in base64url and with its header. */
const sealedAtMost = 96_000_000;
const keyAtMost = 65_536;

/** @param {unknown} value @param {number} most characters */
const isText = (value, most) => typeof value === "string" && value.length <= most;
/** @param {Record<string, unknown>} note */
const isGreeting = ({ window, keys, practice }) =>
  isText(window, 64) &&
  typeof practice === "boolean" &&
  Array.isArray(keys) &&
  keys.length <= 1000 &&
  keys.every((key) => isText(key, 64));
/** @param {Record<string, unknown>} note */
const isReceipt = ({ number, practice }) => isText(number, 64) && typeof practice === "boolean";

/** What makes a note one of its type. @type {Record<string, (note: Record<string, unknown>) => boolean>} */
const forms = {
  hello: isGreeting,
  here: isGreeting,
  bye: isGreeting,
  sealed: ({ number, sealed, file }) => isText(number, 64) && isText(sealed, sealedAtMost) && isText(file, 1000),
  arrived: isReceipt,
  opened: isReceipt,
  key: ({ publicKey }) => isText(publicKey, keyAtMost),
  end: () => true,
};

/** @param {unknown} data @returns {data is Note} */
function isNote(data) {
  if (typeof data !== "object" || data === null) return false;
  const note = /** @type {Record<string, unknown>} */ (data);
  return typeof note.type === "string" && Object.hasOwn(forms, note.type) && forms[note.type]?.(note) === true;
}

/**
 * Says "others" when windows come or go, and hands out what they send as events of their notes' types.
 */
export class Post extends EventTarget {
  #channel = new BroadcastChannel(`sealpost ${location.pathname}`);
  #me = crypto.randomUUID?.() ?? String(Math.random());
  #presence;
  /** @type {Map<string, Presence>} */
  others = new Map();
  /** What is to be said to all windows soon. @type {"hello" | "here" | undefined} */
  #greeting;
  #waits = false;

  /** @param {() => { keys: string[], practice: boolean }} presence of this window, asked whenever it is told */
  constructor(presence) {
    super();
    this.#presence = presence;
    this.#channel.addEventListener("message", ({ data }) => {
      if (isNote(data)) this.#take(data);
    });
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
    if (note.type === "hello" || note.type === "here") {
      const { window, keys, practice } = note;
      if (this.others.size >= windowsAtMost) {
        this.others.clear();
        this.#greetSoon("hello");
      }
      this.others.set(window, { window, keys, practice });
      this.#greetSoon(note.type === "hello" ? "here" : undefined);
    } else if (note.type === "bye") {
      this.others.delete(note.window);
      this.#greetSoon();
    } else {
      this.dispatchEvent(new CustomEvent(note.type, { detail: note }));
    }
  }

  /**
   * One greeting for all windows that asked meanwhile, and one event for all that changed.
   *
   * @param {"hello" | "here"} [greeting]
   */
  #greetSoon(greeting) {
    if (this.#greeting !== "hello") this.#greeting = greeting ?? this.#greeting;
    if (this.#waits) return;
    this.#waits = true;
    setTimeout(() => {
      if (this.#greeting) this.greet(this.#greeting);
      this.#greeting = undefined;
      this.#waits = false;
      this.dispatchEvent(new Event("others"));
    }, pause);
  }
}
