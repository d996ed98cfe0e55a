// The keyring worker's end of a key search: it takes the primes from the generators, and holds the key that they make
// until the page says that it is still wanted.
import { SealpostError } from "./errors.js";
import { call, isBroken } from "./wasm.js";

/** @import { RawPrivateKey } from "./wasm/sealpost.js" */

/** The searches under way, by their call: what ends one. @type {Map<number, () => void>} */
const running = new Map();
/** The keys that were found and not yet fetched. @type {Map<number, RawPrivateKey>} */
const found = new Map();

/**
 * Waits for two primes.
 *
 * @param {MessagePort[]} ports
 * @param {number} number
 * @returns {Promise<number>} The number itself, once there is a key to be fetched.
 */
export function search(ports, number) {
  return new Promise((resolve, reject) => {
    /** @type {Uint8Array[]} */
    const primes = [];
    const end = () => {
      running.delete(number);
      for (const prime of primes) prime.fill(0);
      for (const port of ports) {
        port.onmessage = null;
        port.close();
      }
    };
    running.set(number, () => {
      end();
      reject(new SealpostError("aborted", "the search was aborted"));
    });
    for (const port of ports) {
      port.onmessage = ({ data }) => {
        primes.push(data);
        const [p, q] = primes;
        if (!p || !q) return;
        try {
          found.set(
            number,
            call(({ RawPrivateKey }) => RawPrivateKey.fromPrimes(p, q)),
          );
          resolve(number);
        } catch (error) {
          reject(error);
        } finally {
          end();
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
