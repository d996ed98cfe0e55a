// Decrypts the file keys of sealed files. The page gets the file key alone, and with it decrypts one file.
import { SealpostError } from "../base/errors.js";
import { mayBeFor, unwrapFileKey as unwrap } from "../files/file-key.js";

/** @import { Keys } from "./keys.js" */
/** @import { KeyEntry } from "../client/keyring-types.js" */

/**
 * Decrypts a file key with any of the unlocked keys. Fails with `key-locked` if none of them does and a locked one may.
 *
 * @param {Uint8Array} stanzas Those for RSA keys in the file's header, packed.
 * @param {Keys} keys
 */
export async function unwrapFileKey(stanzas, keys) {
  const entries = await keys.list();
  const { unlocked } = await keys.useAll();
  if (entries.length === 0) throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
  const candidates = entries.flatMap(({ id, fingerprint }) => {
    const raw = unlocked.get(id);
    return raw ? [{ raw, id, fingerprint }] : [];
  });
  try {
    return unwrap(stanzas, candidates);
  } catch (error) {
    const mayBeLocked = (/** @type {KeyEntry} */ entry) => entry.locked && mayBeFor(stanzas, entry.fingerprint);
    const { code } = /** @type {SealpostError} */ (error);
    if (!["not-a-recipient", "decryption-failed"].includes(code) || !entries.some(mayBeLocked)) throw error;
    throw new SealpostError("key-locked", "the file may be sealed for a locked key: unlock() it first");
  }
}
