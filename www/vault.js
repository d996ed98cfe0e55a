import { Keyring } from "./sealpost/keyring.js";

/** Seconds without use after which keys with a passphrase lock themselves. */
const lockAfter = 15 * 60;

/**
 * The keyring with this page's vault; Bob's, for practice, is in memory and under a name of its own.
 *
 * @param {boolean} practice
 * @param {(kind: "keyring" | "generator") => Worker} worker
 */
export function openKeyring(practice, worker) {
  return Keyring.open(practice ? { vault: "practice", storage: "memory", worker } : { lockAfter, worker });
}
