// The keyring worker's part of a key search: it receives candidates from the generators and makes a key of every two.
import { post } from "../base/transfer.js";
import { call, release } from "../module/instance.js";

/** @import { Candidate, CandidateFound, Confirmation, FromSearch } from "../client/protocol.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * Searches for one key or several, one after the other, on the same ports.
 *
 * @param {MessagePort[]} ports To the generators. They are closed at the end.
 * @param {AbortSignal} signal Ends the search; its reason is then thrown.
 * @param {boolean[]} purposes For each key, whether it is a signing key.
 * @returns {Promise<RawPrivateKey[]>} The caller frees them.
 */
export async function searchAll(ports, signal, purposes) {
  /** @type {RawPrivateKey[]} */
  const found = [];
  try {
    for (const [index, signing] of purposes.entries()) {
      // The generators wait after a key, as after a composite candidate, and go on with this message.
      if (index > 0) for (const port of ports) post(port, { search: true });
      found.push(await search(ports, signal, signing));
    }
    return found;
  } catch (error) {
    release(...found);
    throw error;
  } finally {
    for (const port of ports) port.close();
  }
}

/**
 * Waits for two candidates and makes a key of them. The key is returned once all generators have run their shares of
 * the Miller-Rabin tests and both candidates have passed.
 *
 * @param {MessagePort[]} ports To the generators. They stay open.
 * @param {AbortSignal} signal Ends the search; its reason is then thrown.
 * @param {boolean} [signing] Whether to make a signing key.
 * @returns {Promise<RawPrivateKey>} The caller frees it.
 */
export function search(ports, signal, signing = false) {
  return new Promise((resolve, reject) => {
    /** @type {Candidate[]} */
    const candidates = [];
    /** The key that is made of both candidates, until they are confirmed. @type {RawPrivateKey | undefined} */
    let raw;
    /** The names of both candidates. @type {string | undefined} */
    let pair;
    /** How many generators have not yet sent the result of their share. */
    let missing = 0;
    const drop = () => {
      for (const { bytes } of candidates) bytes.fill(0);
      candidates.length = 0;
      const unconfirmed = raw;
      raw = pair = undefined;
      release(unconfirmed);
    };
    const end = () => {
      signal.removeEventListener("abort", abort);
      for (const port of ports) port.onmessage = null;
      drop();
    };
    const abort = () => {
      end();
      reject(signal.reason);
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    /**
     * @param {CandidateFound} message
     * @param {MessagePort} finder
     */
    const takeCandidate = (message, finder) => {
      const { candidate } = message;
      const [first, second] = candidates;
      // There are two already: another generator found its candidate at the same time.
      if (second) return candidate.bytes.fill(0);
      candidates.push(candidate);
      const others = ports.filter((port) => port !== finder);
      if (!first) return others.forEach((port) => post(port, { first: copy(candidate) }));
      pair = `${first.name} ${candidate.name}`;
      missing = ports.length;
      const share = (/** @type {MessagePort} */ port, /** @type {number} */ part) => {
        post(port, { confirm: [first.bytes.slice(), candidate.bytes.slice()], part, pair });
      };
      // The finder has already begun share 0, unless it did not have the first candidate when it found the second.
      if (message.pair !== pair) share(finder, 0);
      others.forEach((port, index) => share(port, index + 1));
      raw = call(({ RawPrivateKey }) => RawPrivateKey.fromPrimes(first.bytes, candidate.bytes, signing));
      return undefined;
    };
    /** @param {Confirmation} message */
    const takeConfirmation = (message) => {
      // Results about candidates that were dropped do not count.
      if (message.pair !== pair) return;
      if (!message.confirmed) {
        drop();
        for (const port of ports) post(port, { search: true });
      } else if (--missing === 0 && raw) {
        resolve(raw);
        raw = undefined;
        end();
      }
    };
    for (const port of ports) {
      port.onmessage = (/** @type {MessageEvent<FromSearch>} */ { data }) => {
        try {
          if ("candidate" in data) takeCandidate(data, port);
          else takeConfirmation(data);
        } catch (error) {
          end();
          reject(error);
        }
      };
    }
    return undefined;
  });
}

/** A copy of a candidate, for a message that transfers it. @param {Candidate} candidate @returns {Candidate} */
function copy({ bytes, name }) {
  return { bytes: bytes.slice(), name };
}
