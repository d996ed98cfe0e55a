// The keyring: it owns the private keys. What it answers is public, but for what `decrypt` and `unseal` open and what
// `export` and `backup` give out.
import { Custody } from "./custody.js";
import { SealpostError } from "./errors.js";
import { bytesIn, wipe } from "./remote.js";
import { call, internalError, isBroken, loadSync } from "./wasm.js";
import { backup, putContact, restore } from "./worker-book.js";
import { cancelMessage, seal, unseal, unsealWithAny } from "./worker-messages.js";
import { cancelSearch, cancelSearches, search } from "./worker-search.js";

/** @import { KeyEntry } from "./keyring-types.js" */
/** @import { Actions, FromKeyring, Request, ToKeyring } from "./messages.js" */

/**
 * @typedef {object} Page
 * @property {(event: MessageEvent<ToKeyring>) => void} onmessage
 * @property {() => void} onmessageerror
 * @property {(message: FromKeyring, transfer: Transferable[]) => void} postMessage
 */
/** @type {Page} */
const page = /** @type {any} */ (self);

const custody = new Custody((news) => page.postMessage(news, []));
/** Calls that have not started, in the order of their arrival. @type {Map<number, Request>} */
const queue = new Map();
/**
 * The last key that was generated, and for which call.
 *
 * @type {{ call: number, entry: Promise<KeyEntry> } | undefined}
 */
let generated;
/** @type {(isOpen: Promise<boolean>) => void} */
let open;
/** Whether the vault was opened; calls that came before wait for it. @type {Promise<boolean>} */
const opened = new Promise((resolve) => (open = resolve));

/**
 * @template T
 * @typedef {T | Promise<T>} Now Or later.
 */
/** @type {{ [A in keyof Actions]: (ask: Actions[A]["ask"], call: number) => Now<Actions[A]["answer"]> }} */
const actions = {
  generate: async ({ ports, ...wish }, number) => {
    const raw = await search(ports, number);
    generated = { call: number, entry: custody.add(raw, wish) };
    return generated.entry;
  },
  import: ({ input, passphrase, allowWeak, name, exportable, newPassphrase }) => {
    const raw = call(({ RawPrivateKey }) => RawPrivateKey.parse(input, allowWeak, passphrase));
    return custody.add(raw, { name, exportable, passphrase: newPassphrase });
  },
  list: () => custody.list(),
  rename: ({ id, name }) => custody.rename(id, name),
  decrypt: ({ id, ciphertext, oaep: { hash, mgfHash, label } }) => {
    return custody.use(id).decrypt(ciphertext, hash, mgfHash, label);
  },

  diagnose: ({ id, ciphertext, label }) => custody.use(id).diagnose(ciphertext, label) ?? null,
  seal: ({ plaintext, publicKeys }, number) => seal(plaintext, publicKeys, number),
  unseal: ({ sealed, id }, number) => {
    if (id !== undefined) return unseal(sealed, [custody.use(id)], number);
    const { locked, unlocked } = custody.all();
    if (unlocked.size + locked.length === 0) {
      throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
    }
    return unsealWithAny(sealed, { locked, unlocked }, number);
  },

  lock: ({ id }) => custody.lock(id),
  unlock: ({ id, passphrase }) => custody.unlock(id, passphrase),
  setPassphrase: ({ id, passphrase }) => custody.setPassphrase(id, passphrase),
  export: ({ id, passphrase }) => {
    if (!custody.entry(id).exportable) {
      throw new SealpostError("not-exportable", "this key was made not to be exported");
    }
    return custody.use(id).toPem(undefined, passphrase);
  },

  remove: ({ id }) => custody.remove(id),
  clear: () => custody.clear(),
  contacts: () => custody.contacts(),
  putContact: (ask) => putContact(custody, ask),
  removeContact: ({ id }) => custody.editContacts((contacts) => void contacts.delete(id)),
  backup: ({ passphrase }) => backup(custody, passphrase),
  restore: (ask) => restore(custody, ask),

  close: () => {
    cancelSearches();
    custody.close();
  },
};

let ticking = false;
const { port1: inbox, port2: outbox } = new MessageChannel();

page.onmessage = ({ data }) => {
  if ("cancel" in data) {
    const waiting = queue.get(data.cancel);
    if (waiting) {
      queue.delete(data.cancel);
      wipe(waiting.ask);
      reply(data.cancel, () => {
        throw new SealpostError("aborted", "the call was dropped before it started");
      });
    }
    cancelSearch(data.cancel);
    cancelMessage(data.cancel);
    if (data.cancel === generated?.call) custody.remove(generated.entry).catch(() => {});
  } else if ("start" in data) {
    const { start } = data;
    open(reply(data.call, () => {
      loadSync(start.modules);
      return custody.open(start);
    }));
  } else {
    queue.set(data.call, data);
    opened.then((well) => well && tick());
  }
};

page.onmessageerror = () => {
  throw new Error("a message from the page could not be read");
};

inbox.onmessage = () => {
  ticking = false;
  const [next] = queue.values();
  if (!next) return;
  queue.delete(next.call);
  reply(next.call, () => call(() => perform(next))).then(() => wipe(next.ask));
  tick();
};

/** Asks for the next call's turn behind the messages that wait, so that a call cancelled before its turn is not done. */
function tick() {
  if (queue.size === 0 || ticking) return;
  ticking = true;
  outbox.postMessage(null);
}

/**
 * @template {keyof Actions} A
 * @param {Request<A>} request
 */
function perform({ call: number, action, ask }) {
  return actions[action](ask, number);
}

/**
 * Answers a call with what `operation` returns, promises or throws.
 *
 * @param {number} number
 * @param {() => unknown} operation
 * @returns {Promise<boolean>} Whether it went well.
 */
async function reply(number, operation) {
  try {
    const answer = await operation();
    const transfer = /** @type {ArrayBuffer[]} */ (bytesIn(answer).map(({ buffer }) => buffer));
    page.postMessage({ call: number, answer }, transfer);
    return true;
  } catch (error) {
    const { code, message } = error instanceof SealpostError ? error : internalError(error);
    page.postMessage({ call: number, failure: { code, message }, broken: isBroken() }, []);
    return false;
  }
}
