// The part of the keyring for passkeys.
import { checkId, checkOptions, refuseSurplus } from "../base/arguments.js";
import { SealpostError } from "../base/errors.js";
import { wipe } from "../base/transfer.js";
import { ContactsTarget } from "./keyring-contacts.js";
import { ownConnection } from "./keyrings.js";
import * as optionsOf from "./keyring-options.js";
import { forgetPasskey, hasPasskeys, makePasskey, passkeyFailed, usePasskey } from "./passkey.js";

/** @import { Passphrase } from "../index.js" */

/** The part of `Keyring` for passkeys. */
export class PasskeysTarget extends ContactsTarget {
  /**
   * Whether the browser has passkeys that can unlock keys: WebAuthn with its PRF extension. Whether a passkey has that
   * extension too, only making it shows.
   *
   * @returns {Promise<boolean>}
   */
  async supportsPasskeys() {
    return hasPasskeys();
  }

  /**
   * Asks the person to make a passkey, which then unlocks the key as well as the passphrase does. Call it from a handler
   * of a click. The passkey is for the page's host name, and unlocks the key in this vault alone. A key has at most 15.
   *
   * @param {string} id The id of a key that has a passphrase. For other keys the error is `passphrase-required`.
   * @param {object} options
   * @param {Passphrase} options.passphrase The key's.
   * @param {string} [options.name] The name by which the person finds the passkey in their password manager: the key's
   * name unless given. At most 200 characters.
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<void>}
   * @throws `passkey-failed` (the error's `reason` says why), `passphrase-required`, `wrong-passphrase`, `aborted`
   */
  async addPasskey(id, options) {
    const key = checkId(id, "id");
    const { passphrase, name, signal } = optionsOf.checkAddPasskey(options);
    try {
      if (!(await hasPasskeys())) throw passkeyFailed("passkey-unsupported");
      const first = passphrase.slice();
      const request = await ownConnection(this).call("startPasskey", { id: key, passphrase: first }, signal);
      const made = await makePasskey({ ...request, name: name ?? request.name }, signal);
      const passkey = { ...made, salt: request.salt };
      const credential = made.credential.slice();
      try {
        await ownConnection(this).call("addPasskey", { id: key, passphrase, passkey }, signal);
      } catch (error) {
        // After these errors it is unknown whether the passkey was written.
        const isUnknown = error instanceof SealpostError && ["disposed", "worker-failed"].includes(error.code);
        if (!isUnknown) await forgetPasskey(credential);
        throw error;
      }
    } finally {
      wipe(passphrase);
    }
  }

  /**
   * Asks the person for one of the passkeys that unlock a key, and makes the key usable in this tab. Nothing happens to a
   * key that is not locked.
   *
   * @param {string} id
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   * @throws `passkey-failed` (the error's `reason` says why), `aborted`, and `key-locked` if the key was locked again, in any tab,
   * after the call
   */
  async unlockWithPasskey(id, options) {
    const key = checkId(id, "id");
    const { signal } = checkOptions(options, optionsOf.unlockWithPasskey);
    const { locked, passkeys, lockCount: since } = await ownConnection(this).call("passkeys", { id: key }, signal);
    if (!locked) return;
    if (passkeys.length === 0) throw passkeyFailed("passkey-missing");
    if (!(await hasPasskeys())) throw passkeyFailed("passkey-unsupported");
    const secret = await usePasskey(passkeys, signal);
    await ownConnection(this).call("unlock", { id: key, secret, since }, signal);
  }

  /**
   * Removes all passkeys of a key, locked or not: from then on the passphrase alone unlocks it. Whoever has a copy of the
   * vault from before, and a passkey, can still unlock that copy, and has the private key: against that only another key
   * helps.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async removePasskeys(id) {
    const removed = await ownConnection(this).call("removePasskeys", { id: checkId(id, "id") });
    for (const credential of removed) await forgetPasskey(credential);
  }

  static {
    refuseSurplus(PasskeysTarget);
  }
}
