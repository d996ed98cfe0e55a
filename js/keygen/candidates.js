// The keyring worker's end of a key search: it receives candidates from the generators and makes a key of two of them.
import { post } from "../base/transfer.js";
import { call, release } from "../module/instance.js";

/** @import { Candidate, CandidateFound, Confirmation, FromSearch, ToSearch } from "../client/protocol.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * Waits for two candidates and makes their key. It is returned once all generators have run their shares of the
 * Miller-Rabin tests and both candidates passed.
 *
 * @param {MessagePort[]} ports To the generators.
 * @param {AbortSignal} signal Ends the search; its reason is then thrown.
 * @returns {Promise<RawPrivateKey>} Owned by the caller.
 */
export function search(ports, signal) {
  return new KeySearch(ports, signal).key;
}

class KeySearch {
  #ports;
  #signal;
  /** @type {Candidate[]} */
  #candidates = [];
  /** The key of both candidates, which are not confirmed yet. @type {RawPrivateKey | undefined} */
  #raw;
  /** The names of both candidates. @type {string | undefined} */
  #pair;
  /** How many generators have not sent the result of their share. */
  #missing = 0;
  /** @type {(key: RawPrivateKey) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};
  #abort = () => this.#fail(this.#signal.reason);

  /**
   * @param {MessagePort[]} ports
   * @param {AbortSignal} signal
   */
  constructor(ports, signal) {
    this.#ports = ports;
    this.#signal = signal;
    /** @type {Promise<RawPrivateKey>} */
    this.key = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    signal.addEventListener("abort", this.#abort);
    for (const port of ports) {
      port.onmessage = (/** @type {MessageEvent<FromSearch>} */ { data }) => {
        try {
          if ("candidate" in data) this.#takeCandidate(data, port);
          else this.#takeConfirmation(data);
        } catch (error) {
          this.#fail(error);
        }
      };
    }
  }

  /**
   * @param {CandidateFound} message
   * @param {MessagePort} finder
   */
  #takeCandidate({ candidate, pair }, finder) {
    const [first, second] = this.#candidates;
    if (second) {
      // There are two already: generators found their candidates at the same time.
      candidate.bytes.fill(0);
      return;
    }
    this.#candidates.push(candidate);
    const others = this.#ports.filter((port) => port !== finder);
    if (first) this.#makeKey(first, candidate, others, pair, finder);
    else for (const port of others) send(port, { first: { ...candidate, bytes: candidate.bytes.slice() } });
  }

  /**
   * Gives each generator its share of the Miller-Rabin tests, and makes the key meanwhile.
   *
   * @param {Candidate} first
   * @param {Candidate} second
   * @param {MessagePort[]} others All generators but the finder of the second candidate.
   * @param {string | undefined} started The candidates that the finder is testing already.
   * @param {MessagePort} finder
   */
  #makeKey(first, second, others, started, finder) {
    const pair = `${first.name} ${second.name}`;
    this.#pair = pair;
    this.#missing = this.#ports.length;
    const share = (/** @type {MessagePort} */ port, /** @type {number} */ part) =>
      send(port, { confirm: [first.bytes.slice(), second.bytes.slice()], part, pair });
    // The finder has begun, unless the first candidate had not reached it.
    if (started !== pair) share(finder, 0);
    others.forEach((port, index) => share(port, index + 1));
    this.#raw = call(({ RawPrivateKey }) => RawPrivateKey.fromPrimes(first.bytes, second.bytes));
  }

  /** @param {Confirmation} message */
  #takeConfirmation({ confirmed, pair }) {
    // Results about candidates that were dropped do not count.
    if (pair !== this.#pair) return;
    if (!confirmed) {
      this.#drop();
      for (const port of this.#ports) send(port, { search: true });
      return;
    }
    this.#missing -= 1;
    if (this.#missing > 0 || !this.#raw) return;
    this.#resolve(this.#raw);
    this.#raw = undefined;
    this.#end();
  }

  /** Wipes the candidates and frees their key. */
  #drop() {
    for (const { bytes } of this.#candidates) bytes.fill(0);
    this.#candidates = [];
    const unconfirmed = this.#raw;
    this.#raw = this.#pair = undefined;
    release(unconfirmed);
  }

  #end() {
    this.#signal.removeEventListener("abort", this.#abort);
    for (const port of this.#ports) {
      port.onmessage = null;
      port.close();
    }
    this.#drop();
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#end();
    this.#reject(error);
  }
}

/** @type {(port: MessagePort, message: ToSearch) => void} */
const send = (port, message) => post(port, message);
