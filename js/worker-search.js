// The keyring worker's end of a key search: it takes candidates from the generators, and holds the key that they make
// until the page says that it is still wanted.
import { SealpostError } from "./errors.js";
import { call, isBroken } from "./wasm.js";

/** @import { FromSearch } from "./messages.js" */
/** @import { RawPrivateKey } from "./wasm/sealpost.js" */

/** The searches under way, by their call: what ends one. @type {Map<number, () => void>} */
const running = new Map();
/** The keys that were found and not yet fetched. @type {Map<number, RawPrivateKey>} */
const found = new Map();

/**
 * Waits for two candidates, has the generators confirm them, and makes the key meanwhile: it counts for nothing before
 * they are through.
 *
 * @param {MessagePort[]} ports
 * @param {number} number
 * @returns {Promise<number>} The number itself, once there is a key to be fetched.
 */
export function search(ports, number) {
  return new Promise((resolve, reject) => {
    /** @type {Uint8Array[]} */
    const candidates = [];
    /** The key of two candidates that are not confirmed yet. @type {RawPrivateKey | undefined} */
    let raw;
    let awaited = 0;
    let attempt = 0;
    const forget = () => {
      for (const candidate of candidates) candidate.fill(0);
      candidates.length = 0;
      const unconfirmed = raw;
      raw = undefined;
      if (unconfirmed && !isBroken()) call(() => unconfirmed.free());
    };
    const end = () => {
      running.delete(number);
      for (const port of ports) {
        port.onmessage = null;
        port.close();
      }
      forget();
    };
    running.set(number, () => {
      end();
      reject(new SealpostError("aborted", "the search was aborted"));
    });
    /** @param {FromSearch} message */
    const take = (message) => {
      if ("candidate" in message) {
        const [p, q] = candidates;
        // A generator that had not heard yet that there are two.
        if (q) return message.candidate.fill(0);
        candidates.push(message.candidate);
        if (!p) return;
        attempt += 1;
        awaited = ports.length;
        ports.forEach((port, part) => {
          port.postMessage({ confirm: [p, message.candidate], part, parts: ports.length, attempt });
        });
        raw = call(({ RawPrivateKey }) => RawPrivateKey.fromPrimes(p, message.candidate));
      } else if (message.attempt !== attempt) {
        // About candidates that are forgotten.
      } else if (!message.confirmed) {
        attempt += 1;
        forget();
        for (const port of ports) port.postMessage({ search: true });
      } else if (raw && --awaited === 0) {
        found.set(number, raw);
        raw = undefined;
        end();
        resolve(number);
      }
    };
    for (const port of ports) {
      port.onmessage = ({ data }) => {
        try {
          take(data);
        } catch (error) {
          end();
          reject(error);
        }
      };
    }
  });
}

/** The key of a search, which is the caller's from now on. @param {number} number */
export function fetchFound(number) {
  const raw = found.get(number);
  found.delete(number);
  if (!raw) throw new SealpostError("aborted", "the search was aborted");
  return raw;
}

/** Ends a search, or wipes what it has found. @param {number} number */
export function cancelSearch(number) {
  running.get(number)?.();
  const raw = found.get(number);
  found.delete(number);
  if (raw && !isBroken()) call(() => raw.free());
}

/** Ends every search. */
export function cancelSearches() {
  for (const number of [...running.keys(), ...found.keys()]) cancelSearch(number);
}
