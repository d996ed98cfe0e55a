// The actions of the keyring worker, as the protocol names them.
import { SealpostError } from "../base/errors.js";
import { asUnsealed, diagnoseWith } from "../api/sealing.js";
import { search } from "../keygen/candidates.js";
import { call, release } from "../module/instance.js";
import { ITERATIONS } from "../base/limits.js";
import { passphraseBytes, randomBytes } from "../vault/encryption.js";
import { backup, restore } from "./backups.js";
import { open, seal, start, unseal, unsealWithAny, unwrapFileKey } from "./messages.js";

/** @import { Actions, CheckedOaepOptions } from "../client/protocol.js" */
/** @import { Contacts } from "./contacts.js" */
/** @import { Keys } from "./keys.js" */
/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */

/**
 * @typedef {object} CallContext
 * @property {AbortSignal} signal Aborted when the page cancels the call.
 * @property {number} lockCount The count of locks when the call arrived.
 */
/**
 * @template T
 * @typedef {T | Promise<T>} MaybePromise
 */
/**
 * @template {keyof Actions} A
 * @typedef {(params: Actions[A]["params"], context: CallContext) => MaybePromise<Actions[A]["result"]>} Action
 */
/** @typedef {{ [A in keyof Actions]: Action<A> }} ActionTable */

/**
 * @param {State} state
 * @param {Persistence} persistence
 * @param {Keys} keys
 * @param {Contacts} contacts
 * @param {() => void} abortCalls Aborts all calls without a response.
 * @returns {ActionTable}
 */
export function createActions(state, persistence, keys, contacts, abortCalls) {
  return {
    generate: (params, { signal }) => generate(keys, params, signal),
    import: (params) => importKey(keys, params),
    list: () => keys.list(),
    rename: ({ id, name }) => keys.rename(id, name),
    decrypt: ({ id, ciphertext, oaep: { hash, mgfHash, label } }) => {
      return keys.use(id, (raw) => raw.decrypt(ciphertext, hash, mgfHash, label));
    },

    diagnose: ({ id, input, label }) => keys.use(id, (raw) => diagnoseWith(raw, input, label)),
    encrypt: ({ publicKey, plaintext, oaep }) => encrypt(publicKey, plaintext, oaep),
    seal: ({ plaintext, publicKeys, options }) => seal(plaintext, publicKeys, options),
    startSealing: ({ publicKeys, options }) => start(publicKeys, options),
    open: (params, { signal }) => open(params, keys, signal),
    verify: ({ opened, token }) => asUnsealed({ ...opened, plaintext: token }),
    unseal: async ({ sealed, id }, { signal }) => {
      if (id === undefined) return unsealWithAny(sealed, keys, signal);
      return keys.use(id, (raw) => unseal(sealed, [raw], keys));
    },
    unwrapFileKey: ({ stanzas }) => unwrapFileKey(stanzas, keys),

    lock: ({ id }) => keys.lock(id),
    unlock: ({ id, passphrase }, { lockCount }) => keys.unlock(id, passphrase, lockCount),
    setPassphrase: ({ id, passphrase }, { lockCount }) => keys.setPassphrase(id, passphrase, lockCount),
    export: (params) => exportKey(state, keys, params),

    remove: ({ id }) => keys.remove(id),
    clear: () => persistence.clear(),
    contacts: () => contacts.list(),
    putContact: (params) => contacts.put(params),
    removeContact: ({ id }) => contacts.remove(id),
    backup: ({ passphrase }) => backup(keys, contacts, passphrase),
    restore: (params) => restore(keys, contacts, params),
    close: () => {
      abortCalls();
      keys.close();
    },
  };
}

/**
 * @param {Keys} keys
 * @param {Actions["generate"]["params"]} params
 * @param {AbortSignal} signal
 */
async function generate(keys, { ports, ...options }, signal) {
  const raw = await search(ports, signal);
  const entry = keys.add(raw, options);
  // From now on, cancelling the call removes the key, even after the result was sent.
  signal.addEventListener("abort", () => keys.remove(entry).catch(() => {}));
  return entry;
}

/**
 * @param {Keys} keys
 * @param {Actions["import"]["params"]} params
 */
function importKey(keys, { input, passphrase, allowWeak, name, exportable, newPassphrase }) {
  const raw = call(({ RawPrivateKey }) => RawPrivateKey.parse(input, allowWeak, passphrase));
  return keys.add(raw, { name, exportable, passphrase: newPassphrase });
}

/**
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} plaintext
 * @param {CheckedOaepOptions} oaep
 */
function encrypt(publicKey, plaintext, { hash, mgfHash, label }) {
  const raw = call(({ RawPublicKey }) => RawPublicKey.parse(publicKey));
  try {
    return call(() => raw.encrypt(plaintext, hash, mgfHash, label));
  } finally {
    release(raw);
  }
}

/** In bytes: the salt and the key of PBES2 in PKCS#8 files. */
const [SALT_BYTES, KEY_BYTES] = [16, 32];

/**
 * The key as PEM. PBKDF2 is WebCrypto's if there is any, which is faster and does not block this worker.
 *
 * @param {State} state
 * @param {Keys} keys
 * @param {Actions["export"]["params"]} params
 */
async function exportKey(state, keys, { id, passphrase }) {
  checkExportable(state, id);
  if (!passphrase || !crypto.subtle) return keys.use(id, (raw) => raw.toPem(undefined, passphrase));
  // A locked key fails before the work.
  await keys.use(id, () => {});
  const salt = randomBytes(SALT_BYTES);
  const key = await passphraseBytes(passphrase, salt, ITERATIONS, KEY_BYTES);
  try {
    // The key may have been removed and added again in the meantime.
    checkExportable(state, id);
    return await keys.use(id, (raw) => raw.toPemUnderKey(salt, key));
  } finally {
    key.fill(0);
  }
}

/**
 * @param {State} state
 * @param {string} id
 */
function checkExportable(state, id) {
  if (state.find(id).entry.exportable) return;
  throw new SealpostError("not-exportable", "this key was made not to be exported");
}
