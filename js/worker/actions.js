// The actions of the keyring worker, as the protocol names them.
import { SealpostError } from "../base/errors.js";
import { asLetter, asUnsealed, claimsOf, diagnoseWith } from "../api/sealing.js";
import { searchAll } from "../keygen/candidates.js";
import { call, checkMemory, release } from "../module/instance.js";
import { ITERATIONS } from "../base/limits.js";
import { passphraseBytes, randomBytes } from "../vault/encryption.js";
import { backup, restore } from "./backups.js";
import { publicKeyInfo } from "./key-state.js";
import { passkeyActions } from "./keys/passkeys.js";
import { open, seal, sealFrom, signLetter, start, unseal, unsealWithAny, unwrapFileKey } from "./messages.js";

/** @import { Actions, CheckedOaepOptions } from "../client/protocol.js" */
/** @import { Contacts } from "./contacts.js" */
/** @import { Keys } from "./keys.js" */
/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/**
 * @typedef {object} CallContext
 * @property {AbortSignal} signal Aborted when the page cancels the call.
 * @property {number} lockCount The value of `Locking.count` (locking.js) when the call arrived.
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
 * @param {() => void} abortCalls Aborts all calls that have no response yet.
 * @returns {ActionTable}
 */
export function createActions(state, persistence, keys, contacts, abortCalls) {
  return {
    generate: (params, { signal }) => generate(keys, params, signal),
    addSigningKey: (params, { signal }) => addSigningKey(keys, params, signal),
    import: (params) => importKey(keys, params),
    list: () => keys.list(),
    rename: ({ id, name }) => keys.rename(id, name),
    decrypt: ({ id, ciphertext, oaep: { hash, mgfHash, label } }) => {
      return keys.use(id, (raw) => raw.decrypt(ciphertext, hash, mgfHash, label));
    },

    diagnose: ({ id, input, label }) => keys.use(id, (raw) => diagnoseWith(raw, input, label)),
    encrypt: ({ publicKey, plaintext, oaep }) => encrypt(publicKey, plaintext, oaep),
    sign: ({ id, message, pss: { hash, saltLength } }) => {
      checkMemory(message.length);
      return keys.useSigning(id, (raw) => raw.sign(message, hash, saltLength));
    },
    seal: ({ plaintext, publicKeys, options, from }) => {
      if (from) return sealFrom(from, { plaintext, publicKeys, options }, keys);
      return seal(plaintext, publicKeys, options);
    },
    startSealing: ({ publicKeys, options }) => start(publicKeys, options),
    open: (params, { signal }) => open(params, keys, signal),
    verify: ({ opened, token }, { signal }) => {
      const unsealed = asUnsealed({ ...opened, plaintext: token });
      return contacts.receive(unsealed, signal);
    },
    unseal: async ({ sealed, id }, { signal }) => {
      const opened =
        id === undefined
          ? await unsealWithAny(sealed, keys, signal)
          : await keys.use(id, (raw) => unseal(sealed, [raw], keys));
      return contacts.receive(opened, signal);
    },
    unwrapFileKey: ({ stanzas }) => unwrapFileKey(stanzas, keys),
    signFiles: ({ from, ...letter }) => signLetter(from, letter, keys),
    verifyFiles: async ({ token, keyId }, { signal }) => {
      const letter = asLetter(token, keyId);
      return { letter: await contacts.receive(letter, signal), files: claimsOf(letter)?.files ?? [] };
    },

    lock: ({ id }) => keys.lock(id),
    unlock: ({ id, secret, since }, { signal, lockCount }) => {
      return keys.unlock(id, secret, Math.min(since ?? lockCount, lockCount), signal);
    },
    setPassphrase: ({ id, passphrase }, { lockCount }) => keys.setPassphrase(id, passphrase, lockCount),
    ...passkeyActions(state, persistence),
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
async function generate(keys, { ports, signing: withSigningKey, ...options }, signal) {
  const purposes = withSigningKey ? [false, true] : [false];
  const [encryption, signing] = /** @type {[RawPrivateKey, RawPrivateKey?]} */ (
    await searchAll(ports, signal, purposes)
  );
  const entry = keys.add({ encryption, signing }, options);
  // `entry` is a promise: the key is still being added. From now on, cancelling the call removes the key, even after
  // the result was sent, until another `generate`, `addSigningKey` or `addPasskey` succeeds (`#undoable` in
  // call-queue.js).
  signal.addEventListener("abort", () => keys.remove(entry).catch(() => {}));
  return entry;
}

/**
 * @param {Keys} keys
 * @param {Actions["addSigningKey"]["params"]} params
 * @param {AbortSignal} signal
 */
async function addSigningKey(keys, { ports, id, passphrase }, signal) {
  try {
    const before = await keys.checkAddable(id, passphrase);
    if (before.signing) return before;
    const [raw] = /** @type {[RawPrivateKey]} */ (await searchAll(ports, signal, [true]));
    const { id: signingId } = publicKeyInfo(call(() => raw.publicKey()));
    const entry = keys.addSigningKey(id, raw, passphrase);
    signal.addEventListener("abort", () => keys.removeSigningKey(entry, signingId).catch(() => {}));
    return await entry;
  } finally {
    for (const port of ports) port.close();
  }
}

/**
 * @param {Keys} keys
 * @param {Actions["import"]["params"]} params
 */
function importKey(keys, { input, passphrase, allowWeak, name, exportable, newPassphrase }) {
  const raw = call(({ RawPrivateKey }) => RawPrivateKey.parse(input, allowWeak, passphrase));
  return keys.add({ encryption: raw, signing: undefined }, { name, exportable, passphrase: newPassphrase });
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
 * A private key as PEM, encrypted if there is a passphrase. Where there is WebCrypto, its PBKDF2 derives the encryption
 * key from the passphrase: it is faster than the module's and does not block this worker.
 *
 * @param {State} state
 * @param {Keys} keys
 * @param {Actions["export"]["params"]} params
 */
async function exportKey(state, keys, { id, key: purpose, passphrase }) {
  checkExportable(state, id);
  /** @type {<T>(operation: (raw: RawPrivateKey) => T) => T | Promise<T>} */
  const use = (operation) => (purpose === "signing" ? keys.useSigning(id, operation) : keys.use(id, operation));
  if (!passphrase || !crypto.subtle) return use((raw) => raw.toPem(undefined, passphrase));
  // If the key is locked, the call fails here, before the derivation, which takes long.
  await use(() => {});
  const salt = randomBytes(SALT_BYTES);
  const key = await passphraseBytes(passphrase, salt, ITERATIONS, KEY_BYTES);
  try {
    // In the meantime the key may have been removed, and added again as one that is not exportable.
    checkExportable(state, id);
    return await use((raw) => raw.toPemUnderKey(salt, key));
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
