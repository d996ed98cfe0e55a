// The passkeys that unlock keys. The page asks the person for them, because workers have no WebAuthn, and sends what they
// give out. A passkey unlocks a key as well as the passphrase does. A key without a passphrase has no passkeys.
import { encode } from "../../base/base64url.js";
import { SealpostError } from "../../base/errors.js";
import { bufferSource, fromBase64url, utf8 } from "../../vault/encryption.js";
import {
  checkRoom,
  newPasskeySalt,
  passkeyWraps,
  passkeysOf,
  unwrapWithPassphrase,
  withPasskey,
  withoutPasskeys,
} from "../../vault/wraps.js";

/** @import { ActionTable } from "../actions.js" */
/** @import { Persistence } from "../persistence.js" */
/** @import { State } from "../state.js" */
/** @import { NewPasskey, PasskeyRequest, StoredPasskey } from "../../client/protocol.js" */

/**
 * The actions for passkeys.
 *
 * @param {State} state
 * @param {Persistence} persistence
 * @returns {Pick<ActionTable, "startPasskey" | "addPasskey" | "passkeys" | "removePasskeys">}
 */
export function passkeyActions(state, persistence) {
  const passkeys = new Passkeys(state, persistence);
  return {
    startPasskey: ({ id, passphrase }) => passkeys.start(id, passphrase),
    addPasskey({ id, passphrase, passkey }, { signal }) {
      // The parameters are wiped when the call ends.
      const credential = encode(passkey.credential);
      const added = passkeys.add(id, passphrase, passkey, signal);
      // Whoever aborts the call tells the password manager to forget the passkey.
      signal.addEventListener("abort", () => added.then(() => passkeys.drop(id, credential)).catch(() => {}));
      return added;
    },
    passkeys: async ({ id }, { lockCount }) => ({ ...(await passkeys.list(id)), lockCount }),
    removePasskeys: ({ id }) => passkeys.remove(id),
  };
}

class Passkeys {
  #state;
  #persistence;

  /**
   * @param {State} state
   * @param {Persistence} persistence
   */
  constructor(state, persistence) {
    this.#state = state;
    this.#persistence = persistence;
  }

  /**
   * Checks the passphrase, and that the key can have another passkey. Returns what the page needs to make it.
   *
   * @param {string} id
   * @param {Uint8Array} passphrase
   * @returns {Promise<PasskeyRequest>}
   */
  async start(id, passphrase) {
    await this.#persistence.refresh();
    const { content } = this.#protectedRecord(id);
    checkRoom(content.wraps);
    (await unwrapWithPassphrase(id, content, passphrase)).fill(0);
    return {
      user: await userOf(id, content.created),
      salt: newPasskeySalt(),
      known: passkeysOf(content).map(({ credential }) => credential),
      name: content.name,
    };
  }

  /**
   * Wraps the key's data key for a passkey, too.
   *
   * @param {string} id
   * @param {Uint8Array} passphrase
   * @param {NewPasskey} passkey
   * @param {AbortSignal} signal
   */
  async add(id, passphrase, passkey, signal) {
    await this.#persistence.change(async () => {
      const record = await withPasskey(this.#protectedRecord(id), passphrase, passkey);
      signal.throwIfAborted();
      return { write: { put: [record] }, apply: () => this.#state.setProtection(id, record) };
    });
  }

  /**
   * Removes the wrap for one passkey.
   *
   * @param {string} id
   * @param {string} credential The credential ID in base64url.
   */
  async drop(id, credential) {
    await this.#persistence.change(async () => {
      const before = this.#state.find(id).record;
      if (!before) return { apply: () => {} };
      const record = withoutPasskeys(before, credential);
      return { write: { put: [record] }, apply: () => this.#state.setProtection(id, record) };
    });
  }

  /**
   * The passkeys that unlock a key. None is needed while the key is unlocked.
   *
   * @param {string} id
   * @returns {Promise<{ locked: boolean, passkeys: StoredPasskey[] }>}
   */
  async list(id) {
    await this.#persistence.refresh();
    const { entry, record } = this.#state.find(id);
    return { locked: entry.locked, passkeys: record ? passkeysOf(record.content) : [] };
  }

  /**
   * Removes the wraps for all passkeys of a key, locked or not.
   *
   * @param {string} id
   * @returns {Promise<Uint8Array[]>} The credential IDs.
   */
  async remove(id) {
    return this.#persistence.change(async () => {
      const before = this.#state.find(id).record;
      if (!before || this.#state.find(id).entry.passkeys === 0) return { apply: () => [] };
      const record = withoutPasskeys(before);
      // A wrap that cannot be read is removed like the others.
      const credentials = passkeyWraps(before.content).flatMap(({ credential }) => fromBase64url(credential) ?? []);
      const apply = () => {
        this.#state.setProtection(id, record);
        return credentials;
      };
      return { write: { put: [record] }, apply };
    });
  }

  /** The record of a key that has a passphrase. @param {string} id */
  #protectedRecord(id) {
    const { record, entry } = this.#state.find(id);
    if (record && entry.protection === "passphrase") return record;
    const text = "only a key with a passphrase can have a passkey: give it one with setPassphrase()";
    throw new SealpostError("passphrase-required", text);
  }
}

/**
 * The user handle of a key's passkeys. A passkey that is set up anew takes the place of the one before in the person's
 * password manager, and not that of a passkey for the same key in another vault, which has another date. The
 * handle does not name the key, but whoever suspects a key can check whether it is the one.
 *
 * @param {string} id
 * @param {number} created
 */
async function userOf(id, created) {
  const name = utf8(JSON.stringify(["sealpost passkey", id, created]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bufferSource(name)));
}
