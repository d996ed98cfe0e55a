// The keyring worker's end of a key search: it takes candidates from the generators and makes their key.
import { post } from "../base/transfer.js";
import { call, release } from "../module/instance.js";

/** @import { Candidate, CandidateFound, Confirmation, FromSearch } from "../client/protocol.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * Waits for two candidates and makes their key, which counts for nothing before the generators have confirmed them.
 *
 * @param {MessagePort[]} ports
 * @param {AbortSignal} signal
 * @returns {Promise<RawPrivateKey>} The caller's from then on.
 */
export function search(ports, signal) {
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
      signal.removeEventListener("abort", abort);
      for (const port of ports) {
        port.onmessage = null;
        port.close();
      }
      forget();
    };
    const abort = () => {
      end();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort);
    /**
     * @param {CandidateFound} message
     * @param {MessagePort} finder
     */
    const take = (message, finder) => {
      const { candidate } = message;
      const [first, second] = candidates;
      // Two were found at the same time.
      if (second) return candidate.bytes.fill(0);
      candidates.push(candidate);
      const others = ports.filter((port) => port !== finder);
      if (!first) return others.forEach((port) => post(port, { first: copyOf(candidate) }));
      pair = `${first.name} ${candidate.name}`;
      awaited = ports.length;
      const ask = (/** @type {MessagePort} */ port, /** @type {number} */ part) => {
        post(port, { confirm: [first.bytes.slice(), candidate.bytes.slice()], part, pair });
      };
      // Its finder is confirming it already, if it had heard of the first.
      if (message.pair !== pair) ask(finder, 0);
      others.forEach((port, index) => ask(port, index + 1));
      raw = call(({ RawPrivateKey }) => RawPrivateKey.fromPrimes(first.bytes, candidate.bytes));
      return undefined;
    };
    /** @param {Confirmation} message */
    const hear = (message) => {
      // About candidates that are forgotten.
      if (message.pair !== pair) return;
      if (!message.confirmed) {
        forget();
        for (const port of ports) post(port, { search: true });
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

/** One to be transferred. @param {Candidate} candidate @returns {Candidate} */
function copyOf({ bytes, name }) {
  return { bytes: bytes.slice(), name };
}
