// Records the messages that workers, ports and windows deliver to the page, and searches them for a private key.
import { createPrivateKey } from "node:crypto";

/**
 * @typedef {{ from: string, bytes?: string, text?: string }} Received A buffer in base64, or a string, and who sent it.
 */

/**
 * Runs in the page before its scripts: wraps Worker and MessageChannel, and records every buffer and string of the
 * messages that they deliver, at any depth, on arrival.
 */
export function recordMessages() {
  globalThis.received = [];

  /** @param {string} from @param {unknown} value @param {Set<unknown>} seen */
  const record = (from, value, seen = new Set()) => {
    if (typeof value === "string") globalThis.received.push({ from, text: value });
    if (typeof value === "bigint") globalThis.received.push({ from, text: value.toString(16) });
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof ArrayBuffer) return bytes(from, new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return bytes(from, new Uint8Array(value.buffer));
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((one) => Number.isInteger(one) && one >= 0 && one < 256)
    )
      bytes(from, Uint8Array.from(value));
    if (value instanceof Map || value instanceof Set) return [...value].forEach((one) => record(from, one, seen));
    if (value instanceof Error) record(from, [value.message, value.stack, value.cause], seen);
    for (const [name, member] of Object.entries(value)) {
      record(from, name, seen);
      record(from, member, seen);
    }
  };
  /** @param {string} from @param {Uint8Array} view */
  const bytes = (from, view) => {
    let text = "";
    for (const byte of view) text += String.fromCharCode(byte);
    globalThis.received.push({ from, bytes: btoa(text) });
  };
  /** @param {string} from @param {EventTarget} target */
  const listen = (from, target) =>
    target.addEventListener("message", (event) => record(from, /** @type {MessageEvent} */ (event).data));

  const RealWorker = Worker;
  globalThis.Worker = class extends RealWorker {
    /** @param {string | URL} address @param {WorkerOptions} [options] */
    constructor(address, options) {
      super(address, options);
      listen(`worker ${options?.name ?? address}`, this);
    }
  };
  const RealChannel = MessageChannel;
  globalThis.MessageChannel = class extends RealChannel {
    constructor() {
      super();
      // A port delivers messages only after start() or onmessage is set, and once it is transferred only to its new
      // owner.
      listen("port", this.port1);
      listen("port", this.port2);
    }
  };
  listen("window", globalThis.window);
}

/**
 * The bytes that must not be found: thirds of the private numbers of a key, in both byte orders.
 *
 * @param {string} pem
 */
export function needlesOf(pem) {
  const jwk = /** @type {Record<string, string>} */ (createPrivateKey(pem).export({ format: "jwk" }));
  return ["d", "p", "q", "dp", "dq", "qi"].flatMap((name) => {
    const number = Buffer.from(jwk[name] ?? "", "base64url");
    if (number.length < 96) throw new Error(`the key has no ${name}`);
    const third = Math.floor(number.length / 3);
    return [0, 1, 2].flatMap((k) => {
      // The first third of d can be computed from a small e and n, but is searched for too.
      const part = number.subarray(k * third, (k + 1) * third);
      return [
        { name: `${name}, part ${k + 1}`, part },
        { name: `${name}, part ${k + 1}, little-endian`, part: Buffer.from(part).reverse() },
      ];
    });
  });
}

/**
 * The names of the needles that recorded messages have in buffers, in strings, or in what strings encode: base64 or
 * base64url (at each offset within a group of four characters), hexadecimal or decimal.
 *
 * @param {ReturnType<typeof needlesOf>} needles
 * @param {Received[]} received
 */
export function leaks(needles, received) {
  const found = new Set();
  for (const { from, bytes, text } of received) {
    const haystacks =
      bytes === undefined
        ? decoded(text ?? "")
        : [Buffer.from(bytes, "base64"), ...decoded(Buffer.from(bytes, "base64").toString("latin1"))];
    for (const haystack of haystacks) {
      for (const { name, part } of needles) if (haystack.includes(part)) found.add(`${name} from ${from}`);
    }
  }
  return [...found];
}

/** The bytes of a text, and the bytes that parts of it may encode. @param {string} text */
function decoded(text) {
  const found = [Buffer.from(text, "latin1")];
  const unwrapped = text.replace(/-----[^-]*-----/g, "").replace(/\s+/g, "");
  for (const [run] of unwrapped.matchAll(/[\w+/-]{24,}/g)) {
    for (const offset of [0, 1, 2, 3])
      found.push(Buffer.from(run.slice(offset).replaceAll("-", "+").replaceAll("_", "/"), "base64"));
  }
  for (const [run] of unwrapped.matchAll(/[0-9a-f]{32,}/gi)) {
    for (const offset of [0, 1]) found.push(Buffer.from(run.slice(offset), "hex"));
  }
  for (const [run] of unwrapped.matchAll(/\d{40,}/g)) {
    const hex = BigInt(run).toString(16);
    found.push(Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex"));
  }
  return found;
}
