// The actions of the keyring worker, as the protocol names them.
import { SealpostError } from "../base/errors.js";
import { diagnoseWith } from "../api/sealing.js";
import { searchAll } from "../keygen/candidates.js";
import { call, checkMemory, release } from "../module/instance.js";
import { backup, restore } from "./backups.js";
import { publicKeyInfo } from "./key-state.js";
import { seal, sealFrom, unseal, unsealWithAny, unwrapFileKey } from "./messages.js";

/** @import { Actions, CheckedOaepOptions } from "../client/protocol.js" */
/** @import { Contacts } from "./contacts.js" */
/** @import { Keys } from "./keys.js" */
/** @import { Persistence } from "./persistence.js" */
/** @import { State } from "./state.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

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
    seal: ({ plaintext, publicKeys, options, from }, { signal }) => {
      if (from) return sealFrom(from, { plaintext, publicKeys, options }, keys, signal);
      return seal(plaintext, publicKeys, options, () => signal.throwIfAborted());
    },
    unseal: async ({ sealed, id }, { signal }) => {
      const opened =
        id === undefined
          ? await unsealWithAny(sealed, keys, signal)
          : await keys.use(id, (raw) => unseal(sealed, [raw], keys, signal));
      // A message that the page does not get is not remembered as read.
      signal.throwIfAborted();
      return contacts.receive(opened);
    },
    unwrapFileKey: ({ stanzas }) => unwrapFileKey(stanzas, keys),

    lock: ({ id }) => keys.lock(id),
    unlock: ({ id, passphrase }, { lockCount }) => keys.unlock(id, passphrase, lockCount),
    setPassphrase: ({ id, passphrase }, { lockCount }) => keys.setPassphrase(id, passphrase, lockCount),
    export: ({ id, key, passphrase }) => {
      if (!state.find(id).entry.exportable) {
        throw new SealpostError("not-exportable", "this key was made not to be exported");
      }
      if (key === "signing") return keys.useSigning(id, (raw) => raw.toPem(undefined, passphrase));
      return keys.use(id, (raw) => raw.toPem(undefined, passphrase));
    },

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
  // From now on, cancelling the call removes the key, even after the result was sent.
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
    const { id: signing } = publicKeyInfo(call(() => raw.publicKey()));
    const entry = keys.addSigningKey(id, raw, passphrase);
    signal.addEventListener("abort", () => keys.removeSigningKey(entry, signing).catch(() => {}));
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
