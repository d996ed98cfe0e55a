// The loop of the peers in JavaScript: it reads a line with a request and writes a line with the reply.
import { createInterface } from "node:readline";

/** @typedef {(parameters: any) => unknown} Action */

/**
 * Answers requests until the input ends. If `bytes` is true, actions take `data` and `label` as bytes, and may return
 * bytes. If it is false, they take and return base64.
 *
 * @param {Record<string, Action>} actions
 */
export async function serve(actions, bytes = true) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { action, ...parameters } = JSON.parse(line);
    for (const name of bytes ? ["data", "label"] : []) {
      if (name in parameters) parameters[name] = new Uint8Array(Buffer.from(parameters[name], "base64"));
    }
    let reply;
    try {
      const result = await actions[action](parameters);
      reply = { result: result instanceof Uint8Array ? Buffer.from(result).toString("base64") : result };
    } catch (error) {
      // The error fails the cell that sent the request.
      reply = { error: String(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}
