// The keyring worker's end of a key search: it takes candidates from the generators and makes their key.
import { SealpostError } from "./errors.js";
import { call, release } from "./wasm.js";

/** @import { Candidate, Found, FromSearch, Verdict } from "./messages.js" */
/** @import { RawPrivateKey } from "./wasm/sealpost.js" */

/** The searches under way, by their call: what ends one. @type {Map<number, () => void>} */
const running = new Map();

/**
 * Waits for two candidates and makes their key, which counts for nothing before the generators have confirmed them.
 *
 * @param {MessagePort[]} ports
 * @param {number} number The call's.
 * @returns {Promise<RawPrivateKey>} The caller's from then on.
 */
export function search(ports, number) {
  return new Promise((resolve, reject) => {
    /** @type {Candidate[]} */
    const candidates = [];
    /** The key of two candidates that are not confirmed yet, and their names. @type {RawPrivateKey | undefined} */
    let raw;
    /** @type {string | undefined} */
    let pair;
    let awaited = 0;
    const forget = () => {
      for (const { bytes } of candidates) bytes.fill(0);
      candidates.length = 0;
      const unconfirmed = raw;
      raw = pair = undefined;
      release(unconfirmed);
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
    /**
     * @param {Found} message
     * @param {MessagePort} finder
     */
    const take = (message, finder) => {
      const { candidate } = message;
      const [first, second] = candidates;
      // Two were found at the same time.
      if (second) return candidate.bytes.fill(0);
      candidates.push(candidate);
      const others = ports.filter((port) => port !== finder);
      if (!first) return others.forEach((port) => port.postMessage({ first: candidate }));
      pair = `${first.name} ${candidate.name}`;
      awaited = ports.length;
      const confirm = [first.bytes, candidate.bytes];
      // Its finder is confirming it already, if it had heard of the first.
      if (message.pair !== pair) finder.postMessage({ confirm, part: 0, pair });
      others.forEach((port, index) => port.postMessage({ confirm, part: index + 1, pair }));
      raw = call(({ RawPrivateKey }) => RawPrivateKey.fromPrimes(first.bytes, candidate.bytes));
      return undefined;
    };
    /** @param {Verdict} message */
    const hear = (message) => {
      // About candidates that are forgotten.
      if (message.pair !== pair) return;
      if (!message.confirmed) {
        forget();
        for (const port of ports) port.postMessage({ search: true });
      } else if (--awaited === 0 && raw) {
        resolve(raw);
        raw = undefined;
        end();
      }
    };
    for (const port of ports) {
      port.onmessage = (/** @type {MessageEvent<FromSearch>} */ { data }) => {
        try {
          if ("candidate" in data) take(data, port);
          else hear(data);
        } catch (error) {
          end();
          reject(error);
        }
      };
    }
  });
}

/** @param {number} number */
export function cancelSearch(number) {
  running.get(number)?.();
}

/** Ends every search. */
export function cancelSearches() {
  for (const number of [...running.keys()]) cancelSearch(number);
}
