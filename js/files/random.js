// Random bytes of the system, for file keys and nonces.
import { SealpostError } from "../base/errors.js";

/**
 * @param {number} length In bytes.
 * @throws `random-unavailable`
 */
export function randomBytes(length) {
  try {
    return crypto.getRandomValues(new Uint8Array(length));
  } catch (cause) {
    const text = "the system's random source failed: nothing was done, try again or restart the system";
    throw new SealpostError("random-unavailable", text, { cause });
  }
}
