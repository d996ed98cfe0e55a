import { SYNC_LIMIT, checkSealed, withCopyOf } from "./check.js";
import { invalid } from "./errors.js";
import { internals, unsealWith } from "./internals.js";
import { call, checkReady } from "./wasm.js";

/** @import { Bytes } from "./index.js" */
/** @import { PrivateKey, PublicKey } from "./key.js" */
/** @import { Unsealed } from "./unsealed.js" */

/**
 * Seals a message of at most 1 MiB for the owner of a public key, as compact JWE (RFC 7516); text is taken as UTF-8.
 * Blocks while it runs; the keyring's `seal` does not, and takes 64 MiB.
 *
 * @param {string | Bytes} plaintext
 * @param {PublicKey | readonly PublicKey[]} recipients One, for now.
 * @returns {string}
 */
export function seal(plaintext, recipients) {
  checkReady();
  const [recipient, ...others] = list(recipients);
  if (others.length > 0) throw invalid("seal takes one recipient in this version: seal the message once for each");
  const key = internals.rawPublicKey(recipient);
  return withCopyOf(plaintext, "the message", SYNC_LIMIT, "message-too-long", (copy) => {
    return call((raw) => raw.seal(copy, key));
  });
}

/**
 * Opens a message of about 1 MiB at most with the key it is sealed for, or with the right one of several.
 *
 * @param {string} sealed
 * @param {PrivateKey | readonly PrivateKey[]} keys
 * @returns {Unsealed}
 */
export function unseal(sealed, keys) {
  checkReady();
  const text = checkSealed(sealed, SYNC_LIMIT);
  // Nothing of the caller's may run inside `call`, which takes what it throws for a trap.
  const raws = list(keys).map(internals.rawPrivateKey);
  return call(() => unsealWith(text, raws));
}

/**
 * @template T
 * @param {T | readonly T[]} value
 * @returns {readonly T[]}
 */
function list(value) {
  try {
    return Array.isArray(value) ? [...value] : [/** @type {T} */ (value)];
  } catch {
    throw invalid("the keys must be a key or an array of keys");
  }
}
