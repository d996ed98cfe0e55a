// The BroadcastChannel between the windows of this page in one browser. The windows tell each other which keys they
// have, and hand over sealed messages. Nothing secret is sent: every page of the origin can read and write the channel.
// What is sent on the channel is called a note. A note that is malformed, or that only a later version of the page
// knows, is ignored.

/**
 * @typedef {{ window: string, keys: string[], practice: boolean }} Presence `window` is a random
 * id, `keys` are ids of keys, and `practice` is true in Bob's window of a practice.
 * @typedef {{ sealed: string, file: string }} Letter A sealed message, and the name of the file in it, or empty.
 * @typedef {{ type: "hello" | "here" | "bye" } & Presence} Greeting
 * @typedef {{ type: "sealed", number: string } & Letter} Handed A message that is handed over; `number` is a random id.
 * @typedef {{ type: "arrived" | "opened", number: string, practice: boolean }} Receipt The message with this number has
 * arrived in a window, or was opened there.
 * @typedef {{ type: "key", publicKey: string }} PracticeKey Bob's public key, from Bob's window of a practice.
 * @typedef {{ type: "end" }} End The visitor has ended the practice.
 * @typedef {{ type: "forget" }} Forget Everything was forgotten in another window.
 * @typedef {Greeting | Handed | Receipt | PracticeKey | End | Forget} Note
 */

/** How many windows are remembered. If there seem to be more, they are forgotten and all windows are asked again. */
const windowsAtMost = 50;
/** Greetings within this time, in milliseconds, get one answer and one event together. */
const pause = 100;
/**
 * The longest sealed message, in characters: 64 MiB of plaintext become 89.5 million in base64url, besides the header.
 */
const sealedAtMost = 96_000_000;
/** The longest public key in a note, in characters. */
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

/**
 * For each type of note, whether its other members are valid.
 *
 * @type {Record<string, (note: Record<string, unknown>) => boolean>}
 */
const forms = {
  hello: isGreeting,
  here: isGreeting,
  bye: isGreeting,
  sealed: ({ number, sealed, file }) => isText(number, 64) && isText(sealed, sealedAtMost) && isText(file, 1000),
  arrived: isReceipt,
  opened: isReceipt,
  key: ({ publicKey }) => isText(publicKey, keyAtMost),
  end: () => true,
  forget: () => true,
};

/** @param {unknown} data @returns {data is Note} */
function isNote(data) {
  if (typeof data !== "object" || data === null) return false;
  const note = /** @type {Record<string, unknown>} */ (data);
  return typeof note.type === "string" && Object.hasOwn(forms, note.type) && forms[note.type]?.(note) === true;
}

/**
 * Dispatches "others" when windows come or go or their keys change, and every note but greetings as a CustomEvent of the
 * note's type, whose `detail` is the note.
 */
export class Post extends EventTarget {
  #channel = new BroadcastChannel(`sealpost ${location.pathname}`);
  /** The random id of this window. */
  #me = crypto.randomUUID?.() ?? String(Math.random());
  #presence;
  /** The other windows, by their ids. @type {Map<string, Presence>} */
  others = new Map();
  /** The greeting that #greetSoon will send to all windows. @type {"hello" | "here" | undefined} */
  #greeting;
  /** Whether #greetSoon has set a timer. */
  #waits = false;

  /** @param {() => { keys: string[], practice: boolean }} presence of this window, called for each greeting */
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

  /** @param {Greeting["type"]} type "hello" asks for answers, "here" answers or tells that the keys have changed */
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
   * Hands a sealed message over. Resolves when the first window confirms its arrival: late if that window is busy,
   * never if none does.
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
   * After a pause, sends one greeting for all that were requested meanwhile, and dispatches one event. A "hello" tells
   * what a "here" tells, so it prevails.
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
