// The keyring: it owns the private keys. What it answers is public, but for what `decrypt` and `unseal` open and what
// `export` and `backup` give out.
import { Custody } from "./worker/keys.js";
import { SealpostError } from "./base/errors.js";
import { post, wipe } from "./base/transfer.js";
import { call, internalError, isBroken, loadSync } from "./module/instance.js";
import { backup, putContact, restore } from "./worker/contacts.js";
import { seal, unseal, unsealWithAny } from "./worker/messages.js";
import { search } from "./keygen/candidates.js";

/** @import { KeyEntry } from "./client/keyring-types.js" */
/** @import { Actions, FromKeyring, Request, Start, ToKeyring } from "./client/protocol.js" */

/**
 * @typedef {object} Page
 * @property {(event: MessageEvent<ToKeyring>) => void} onmessage
 * @property {() => void} onmessageerror
 * @property {(message: FromKeyring, transfer: Transferable[]) => void} postMessage
 */
/** @type {Page} */
const page = /** @type {any} */ (self);

/**
 * @typedef {object} Call
 * @property {Request} request
 * @property {AbortController} controller Ends the call.
 * @property {number} locks How many times keys had been locked when it arrived.
 */

const custody = new Custody((news) => post(page, news));
/** Calls that were not answered yet, by their numbers. @type {Map<number, Call>} */
const calls = new Map();
/** Those of them that have not started, in the order of their arrival. @type {Set<Call>} */
const queue = new Set();
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
let isOpen = false;

/**
 * @template T
 * @typedef {T | Promise<T>} Now Or later.
 */
/** @type {{ [A in keyof Actions]: (ask: Actions[A]["ask"], call: Call) => Now<Actions[A]["answer"]> }} */
const actions = {
  generate: async ({ ports, ...wish }, { request, controller }) => {
    const raw = await search(ports, controller.signal);
    generated = { call: request.call, entry: custody.add(raw, wish) };
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
  seal: ({ plaintext, publicKeys }, { controller }) => seal(plaintext, publicKeys, controller.signal),
  unseal: ({ sealed, id }, { controller: { signal } }) => {
    if (id === undefined) return unsealWithAny(sealed, custody, signal);
    return unseal(sealed, [custody.use(id)], custody, signal);
  },

  lock: ({ id }) => custody.lock(id),
  unlock: ({ id, passphrase }, { locks }) => custody.unlock(id, passphrase, locks),
  setPassphrase: ({ id, passphrase }, { locks }) => custody.setPassphrase(id, passphrase, locks),
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
    for (const { controller } of calls.values()) controller.abort(aborted());
    custody.close();
  },
};

/** What is done when it arrives, whatever waits, once the vault is open. @type {Set<keyof Actions>} */
const atOnce = new Set(["lock", "close"]);

let ticking = false;
const { port1: inbox, port2: outbox } = new MessageChannel();

page.onmessage = ({ data }) => {
  if (typeof data !== "object" || data === null) return;
  custody.lockIfDue();
  if ("cancel" in data) cancel(data.cancel);
  else if ("start" in data) start(data);
  else if (Object.hasOwn(actions, data.action)) take(data);
};

page.onmessageerror = () => {
  throw new Error("a message from the page could not be read");
};

/** @param {Start} message */
function start({ call, start }) {
  const opening = reply(call, async () => {
    loadSync(start.modules);
    const kept = await custody.open(start);
    isOpen = true;
    return kept;
  });
  open(opening);
}

/** @param {Request} request */
function take(request) {
  const call = { request, controller: new AbortController(), locks: custody.locks };
  calls.set(request.call, call);
  if (isOpen && atOnce.has(request.action)) {
    perform(call);
  } else {
    queue.add(call);
    opened.then((well) => well && tick());
  }
}

/** @param {number} number */
function cancel(number) {
  const call = calls.get(number);
  call?.controller.abort(aborted());
  if (call && queue.delete(call)) end(call, () => call.controller.signal.throwIfAborted());
  if (number === generated?.call) custody.remove(generated.entry).catch(() => {});
}

inbox.onmessage = () => {
  ticking = false;
  const [next] = queue;
  if (!next) return;
  queue.delete(next);
  perform(next);
  tick();
};

/** Asks for the next call's turn behind the messages that wait: a call that is cancelled before its turn is not done. */
function tick() {
  if (queue.size === 0 || ticking) return;
  ticking = true;
  outbox.postMessage(null);
}

/** @param {Call} started */
function perform(started) {
  const { action, ask } = started.request;
  // Each action takes what is asked of it, which the compiler cannot know.
  const act = /** @type {(ask: any, call: Call) => unknown} */ (actions[action]);
  end(started, () => call(() => act(ask, started)));
}

/**
 * @param {Call} call
 * @param {() => unknown} operation
 */
async function end({ request }, operation) {
  await reply(request.call, operation);
  calls.delete(request.call);
  wipe(request.ask);
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
    post(page, { call: number, answer: await operation() });
    return true;
  } catch (error) {
    const { code, message, cause } = error instanceof SealpostError ? error : internalError(error);
    // What broke the instance is said with every failure that came of it; other causes stay here.
    const failure = { code, message, cause: code === "internal-error" ? String(cause) : undefined };
    post(page, { call: number, failure, broken: isBroken() });
    return false;
  }
}

function aborted() {
  return new SealpostError("aborted", "the caller dropped this call");
}
