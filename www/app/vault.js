import { Keyring } from "../sealpost/keyring.js";

/** Seconds without use after which keys with a passphrase lock themselves. */
const lockAfter = 15 * 60;

/**
 * Opens the keyring. On Bob's page, which is for practice, its vault is in memory and has a name of its own.
 *
 * @param {boolean} practice whether this is Bob's page
 * @param {(kind: "keyring" | "generator" | "cipher") => Worker} worker makes a worker of this kind
 */
export function openKeyring(practice, worker) {
  return Keyring.open(practice ? { vault: "practice", storage: "memory", worker } : { lockAfter, worker });
}

/**
 * Opens a second keyring, whose vault is in memory, for throw-away keys, which are never stored.
 *
 * @param {(kind: "keyring" | "generator" | "cipher") => Worker} worker makes a worker of this kind
 */
export function openScratch(worker) {
  return Keyring.open({ vault: "scratch", storage: "memory", worker });
}
