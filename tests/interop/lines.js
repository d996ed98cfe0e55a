// A peer is another process. It reads requests, one JSON object a line, and answers each with one line, in order.
//
// A request has an `action` and its parameters; bytes (`data`, `label`) are in base64, a `key` is PEM. The reply has a
// `result`, or an `error` in words.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** @typedef {{ result?: any, error?: string }} Reply */

/** Sends requests to one peer. */
export class Peer {
  #child;
  /** What receives the reply of each request that is not answered yet, in order. @type {((reply: Reply) => void)[]} */
  #waiting = [];
  /** Why the process ended. @type {string | undefined} */
  #ended;
  /** How many requests were answered. */
  answered = 0;

  /** @param {string[]} command */
  constructor([program, ...args]) {
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      this.answered += 1;
      this.#waiting.shift()?.(JSON.parse(line));
    });
    const ended = (/** @type {unknown} */ why) => {
      this.#ended ??= `the peer ended: ${why}`;
      for (const answer of this.#waiting.splice(0)) answer({ error: this.#ended });
    };
    this.#child.on("error", ended).on("close", ended);
    this.#child.stdin.on("error", ended);
  }

  /**
   * Sends a request and returns the result. Throws if the peer reports an error.
   *
   * @param {string} action
   * @param {Record<string, any>} [parameters]
   * @returns {Promise<any>}
   */
  async ask(action, parameters) {
    /** @type {Record<string, any>} */
    const request = { action, ...parameters };
    for (const [name, value] of Object.entries(request)) {
      if (value instanceof Uint8Array) request[name] = Buffer.from(value).toString("base64");
    }
    const line = JSON.stringify(request);
    if (this.#ended) throw new Error(this.#ended);
    const reply = await new Promise((/** @type {(reply: Reply) => void} */ resolve) => {
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${line}\n`);
    });
    if (reply.error !== undefined) throw new Error(`the peer's action ${action} failed: ${reply.error}`);
    return reply.result;
  }

  /** Ends the input of the peer, which then exits. */
  close() {
    this.#child.stdin.end();
  }
}
