// The keys for encryption that may open a message or a file: those that are unlocked, and the names of the locked ones.
import { call } from "../module/instance.js";
import { kidOf } from "../vault/key-record.js";

/** @import { Candidate } from "../api/content.js" */
/** @import { KeyState } from "./key-state.js" */
/** @import { Locking } from "./locking.js" */
/** @import { RawIdentity } from "../vault/key-record.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */

/** @typedef {(key: KeyState) => RawIdentity | Promise<RawIdentity>} Read The private keys of an unlocked key. */

/**
 * An unlocked key as a candidate to open a message.
 *
 * @param {KeyState} key
 * @param {Candidate["read"]} read
 * @returns {Candidate}
 */
export function candidateOf({ raw, record, entry: { id, bits } }, read) {
  // A key that was not read yet has a record.
  const kid = raw ? call(() => raw.encryption.kid()) : record && kidOf(record.content);
  return { id, bits, kid, read };
}

/**
 * All unlocked keys as candidates to open a message (`unlocked`), and the ids and `kid`s of the locked keys (`locked`).
 * If a candidate is locked before it is read, its names are added to `locked`. A key that is removed before it is read,
 * or whose record turns out to be damaged, is no candidate any more.
 *
 * @param {Iterable<KeyState>} keys
 * @param {Read} read
 * @param {Locking} locking
 */
export function candidatesOf(keys, read, locking) {
  /** @type {string[]} */
  const locked = [];
  const unlocked = [];
  for (const key of keys) {
    if (key.entry.locked) locked.push(...namesOf(key));
    else unlocked.push(candidateOf(key, () => readCandidate(key, read, locking, locked)));
  }
  return { locked, unlocked };
}

/**
 * Reads all candidates.
 *
 * @param {Candidate[]} candidates
 * @returns {Promise<Map<string, RawPrivateKey>>} The private keys of those that still are candidates, by id.
 */
export async function readAll(candidates) {
  const raws = new Map();
  for (const { id, read } of candidates) {
    const raw = await read();
    if (raw) raws.set(id, raw);
  }
  return raws;
}

/**
 * The private key of a candidate. Undefined if the key was locked or removed, or if its record is damaged.
 *
 * @param {KeyState} key
 * @param {Read} read
 * @param {Locking} locking
 * @param {string[]} locked If the key was locked in the meantime, its names are added to this list.
 */
async function readCandidate(key, read, locking, locked) {
  try {
    const { encryption } = await read(key);
    if (!locking.isWiped(encryption)) return encryption;
  } catch (error) {
    throwUnlessUnreadable(error);
  }
  if (key.entry.locked) locked.push(...namesOf(key));
  return undefined;
}

/** The names by which messages may name a locked key: its id, and its `kid` if it has one. @param {KeyState} key */
function namesOf({ record, entry: { id } }) {
  const kid = record && kidOf(record.content);
  return kid === undefined ? [id] : [id, kid];
}

/** Throws errors other than those of a key that is damaged, locked or removed. @param {any} error */
function throwUnlessUnreadable(error) {
  if (error.code !== "storage-unavailable" && error.code !== "key-locked") throw error;
}
