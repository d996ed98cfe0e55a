// The command `openssl`.
import { execFileSync } from "node:child_process";

/**
 * Runs `openssl` and returns its standard output.
 *
 * @param {string[]} args
 * @param {string | Uint8Array} [input] Its standard input.
 * @param {Record<string, string>} [variables] More environment variables.
 * @returns {Buffer}
 */
export function openssl(args, input, variables) {
  return execFileSync("openssl", args, {
    input,
    env: { ...process.env, ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
}
