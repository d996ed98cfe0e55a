// The keyring: it owns the private keys. What it answers is public, but for what `decrypt` and `unseal` open and what
// `export` gives out.
import { sealContent, unsealContent } from "./content.js";
import { SealpostError } from "./errors.js";
import { bytesIn, wipe } from "./remote.js";
import { call, isBroken, loadSync, outOfMemory } from "./wasm.js";

/** @import { Actions, Added, FromKeyring, KeyEntry, Request, ToKeyring } from "./messages.js" */
/** @import { NewBytes } from "./index.js" */
/** @import { RawPrivateKey, RawPublicKey } from "./wasm/sealpost.js" */

/**
 * @typedef {object} Page
 * @property {(event: MessageEvent<ToKeyring>) => void} onmessage
 * @property {() => void} onmessageerror
 * @property {(message: FromKeyring, transfer: Transferable[]) => void} postMessage
 */
/** @type {Page} */
const page = /** @type {any} */ (self);

/** @type {Map<string, { raw: RawPrivateKey, entry: KeyEntry }>} */
const keys = new Map();
/** Calls that have not started, in the order of their arrival. @type {Map<number, Request>} */
const queue = new Map();
/** The searches and long messages under way, by their call: what ends one. @type {Map<number, () => void>} */
const running = new Map();

/**
 * @template T
 * @typedef {T | Promise<T>} Now Or later.
 */
/** @type {{ [A in keyof Actions]: (ask: Actions[A]["ask"], call: number) => Now<Actions[A]["answer"]> }} */
const actions = {
  generate({ name, exportable, ports }, number) {
    return new Promise((resolve, reject) => {
      /** @type {Uint8Array[]} */
      const primes = [];
      const end = () => {
        running.delete(number);
        for (const prime of primes) prime.fill(0);
        for (const port of ports) {
          port.onmessage = null;
          port.close();
        }
      };
      running.set(number, () => {
        end();
        reject(new SealpostError("aborted", "the search was aborted"));
      });
      for (const port of ports) {
        port.onmessage = ({ data }) => {
          primes.push(data);
          const [p, q] = primes;
          if (!p || !q) return;
          try {
            resolve(call(({ RawPrivateKey }) => add(RawPrivateKey.fromPrimes(p, q), name, exportable)));
          } catch (error) {
            reject(error);
          } finally {
            end();
          }
        };
      }
    });
  },

  import({ input, name, allowWeak, exportable }) {
    return call(({ RawPrivateKey }) => add(RawPrivateKey.parse(input, allowWeak), name, exportable));
  },

  list() {
    return [...keys.values()].map(({ entry }) => entry);
  },

  rename({ id, name }) {
    find(id).entry.name = name;
  },

  decrypt({ id, ciphertext, oaep: { hash, mgfHash, label } }) {
    return find(id).raw.decrypt(ciphertext, hash, mgfHash, label);
  },

  diagnose({ id, ciphertext, label }) {
    return find(id).raw.diagnose(ciphertext, label) ?? null;
  },

  seal({ plaintext, publicKeys }, number) {
    return endable(number, (check) => sealFor(publicKeys, plaintext, check));
  },

  unseal({ sealed, id }, number) {
    const candidates = id === undefined ? [...keys.values()] : [find(id)];
    if (candidates.length === 0) throw new SealpostError("key-not-found", "the keyring is empty: import the key first");
    const raws = candidates.map(({ raw }) => raw);
    return endable(number, (check) => unsealContent(sealed, raws, { check, subtle: crypto.subtle }));
  },

  export({ id }) {
    const { raw, entry } = find(id);
    if (!entry.exportable) throw new SealpostError("not-exportable", "this key was made not to be exported");
    return raw.toPem();
  },

  remove({ id }) {
    find(id).raw.free();
    keys.delete(id);
  },

  clear() {
    const ids = [...keys.keys()];
    for (const id of ids) actions.remove({ id }, 0);
    return ids;
  },
};

/**
 * @param {RawPrivateKey} raw
 * @param {string} name
 * @param {boolean} exportable
 * @returns {Added}
 */
function add(raw, name, exportable) {
  const half = raw.publicKey();
  try {
    const id = half.thumbprint();
    const known = keys.get(id);
    if (known) {
      raw.free();
      return { entry: known.entry, added: false };
    }
    /** @type {KeyEntry} */
    const entry = {
      id,
      name,
      bits: raw.bits(),
      publicKey: half.toPem(),
      fingerprint: half.fingerprint(),
      created: new Date(),
      locked: false,
      exportable,
      protection: "none",
    };
    keys.set(id, { raw, entry });
    return { entry, added: true };
  } finally {
    half.free();
  }
}

/** @param {string} id */
function find(id) {
  const key = keys.get(id);
  if (!key) throw new SealpostError("key-not-found", "the keyring has no key with this id: see list()");
  return key;
}

/**
 * Runs an operation that looks between its steps whether it was cancelled.
 *
 * @template T
 * @param {number} number
 * @param {(check: () => void) => Promise<T>} operation
 */
async function endable(number, operation) {
  let ended = false;
  running.set(number, () => (ended = true));
  try {
    return await operation(() => {
      if (ended) throw new SealpostError("aborted", "the call was aborted between two of its steps");
    });
  } catch (error) {
    // What arrays and strings throw when there is no room for them.
    if (error instanceof RangeError) throw outOfMemory(error);
    throw error;
  } finally {
    running.delete(number);
  }
}

/**
 * @param {string[]} texts
 * @param {Uint8Array} plaintext
 * @param {() => void} check
 */
async function sealFor(texts, plaintext, check) {
  /** @type {RawPublicKey[]} */
  const publicKeys = [];
  try {
    const encoder = new TextEncoder();
    for (const text of texts) publicKeys.push(call(({ RawPublicKey }) => RawPublicKey.parse(encoder.encode(text))));
    const bytes = /** @type {NewBytes} */ (plaintext);
    return await sealContent(bytes, publicKeys, { check, subtle: crypto.subtle });
  } finally {
    for (const key of publicKeys) call(() => key.free());
  }
}

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
    running.get(data.cancel)?.();
  } else if ("modules" in data) {
    reply(data.call, () => loadSync(data.modules));
  } else {
    queue.set(data.call, data);
    tick();
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
  reply(next.call, async () => {
    try {
      return await call(() => perform(next));
    } finally {
      wipe(next.ask);
    }
  });
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
 */
async function reply(number, operation) {
  try {
    const answer = await operation();
    const transfer = /** @type {ArrayBuffer[]} */ (bytesIn(answer).map(({ buffer }) => buffer));
    page.postMessage({ call: number, answer }, transfer);
  } catch (error) {
    const { code, message } = /** @type {SealpostError} */ (error);
    page.postMessage({ call: number, failure: { code, message }, broken: isBroken() }, []);
  }
}
