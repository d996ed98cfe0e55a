// `unsealFile`: opens a sealed file as a stream.
import { checkCount, checkOptions } from "../base/arguments.js";
import { SealpostError, invalid } from "../base/errors.js";
import { RECIPIENT_LIMIT } from "../base/limits.js";
import { rawPrivateKey } from "../api/key.js";
import { list } from "../api/message.js";
import { connectionOf } from "../client/keyrings.js";
import { abortable, throwIfAborted } from "../client/rpc.js";
import { call, checkReady, release } from "../module/instance.js";
import { unwrapFileKey } from "./file-key.js";
import { makeCodec } from "./remote-codec.js";
import { optionTable } from "./seal-file.js";
import { openSource } from "./source.js";
import { FileStream } from "./stream.js";

/** @import { FileOptions, Source, UnsealedFile } from "../files.js" */
/** @import { RawPrivateKey } from "../wasm/sealpost.js" */
/** @import { AsyncCodec } from "./remote-codec.js" */
/** @import { PrivateKey } from "../api/private-key.js" */
/** @import { Keyring } from "../keyring.js" */
/** @import { ModuleWorker } from "../client/keyring-types.js" */

/**
 * Finds the file key among the stanzas of a header.
 *
 * @typedef {(stanzas: Uint8Array, signal: AbortSignal | undefined) =>
 *   Promise<{ fileKey: Uint8Array, keyId: string }> | { fileKey: Uint8Array, keyId: string }} Unwrap
 */

/**
 * Opens a file of any size that `sealFile`, age or rage sealed for an RSA key. It fails before the first byte if none
 * of the keys opens the file.
 *
 * No byte of the stream is given out before its chunk of 64 KiB is authenticated, and a file that was changed or cut
 * off ends the stream with `malformed-file`. What the stream gave out before is then not the whole file: write to a
 * file with a temporary name, and rename that when the stream has ended.
 *
 * The source is read only as far as the stream is read. In a page a worker does the work. A keyring decrypts the
 * file key in its worker, with any of its unlocked keys.
 *
 * @param {Source} source
 * @param {PrivateKey | readonly PrivateKey[] | Keyring} keys
 * @param {FileOptions} [options]
 * @returns {Promise<UnsealedFile>} The stream fails with `malformed-file`, `aborted`, `worker-failed`, or the error of
 * the source.
 * @throws `not-a-recipient`, `decryption-failed`, `malformed-file`, `load-failed`, `worker-failed`, `aborted`,
 * `public-key-given`, `random-unavailable`, `invalid-argument` (also for more than 100 keys); with a keyring
 * `key-locked`, `key-not-found`
 */
export async function unsealFile(source, keys, options) {
  checkCount(arguments, 3);
  const { armor, signal, onProgress, worker } = checkOptions(options, optionTable);
  throwIfAborted(signal);
  const unwrap = unwrapWith(keys);
  const input = openSource(source);
  const work = new FileStream({ input, signal, onProgress: /** @type {any} */ (onProgress) });
  try {
    return await abortable(open(work, { armor, unwrap, signal, worker: /** @type {any} */ (worker) }), signal);
  } catch (error) {
    work.end(error);
    throw error;
  }
}

/**
 * @typedef {object} Opening
 * @property {boolean | undefined} armor
 * @property {Unwrap} unwrap
 * @property {AbortSignal | undefined} signal
 * @property {(() => ModuleWorker) | undefined} worker
 */

/**
 * @param {FileStream} work
 * @param {Opening} opening
 */
async function open(work, { armor, unwrap, signal, worker }) {
  const codec = await makeCodec(worker);
  work.use(codec);
  await codec.open(armor);
  const stanzas = await readHeader(work, codec);
  const { fileKey, keyId } = await unwrap(stanzas, signal);
  const output = await codec.unlock(fileKey);
  return { stream: work.stream(async () => ({ codec, output })), keyId };
}

/**
 * Reads the source up to the end of the header, and returns the stanzas.
 *
 * @param {FileStream} work
 * @param {AsyncCodec} codec
 */
async function readHeader(work, codec) {
  for (;;) {
    const piece = await work.read();
    // Fails, because the file ends within its header.
    if (!piece) await codec.finish();
    else await codec.update(piece);
    const stanzas = await codec.stanzas();
    if (stanzas) return stanzas;
    if (!piece) throw new SealpostError("malformed-file", "this sealed file ends within its header");
  }
}

/**
 * @param {unknown} keys
 * @returns {Unwrap}
 */
function unwrapWith(keys) {
  const connection = connectionOf(keys);
  if (connection) return (stanzas, signal) => connection.call("unwrapFileKey", { stanzas }, signal);
  checkReady();
  const given = list(keys);
  if (given.length > RECIPIENT_LIMIT) throw invalid(`at most ${RECIPIENT_LIMIT} private keys are tried`);
  const raws = given.map(rawPrivateKey);
  return (stanzas) => unwrapFileKey(stanzas, raws.map(candidate));
}

/** @param {RawPrivateKey} raw */
function candidate(raw) {
  const publicKey = call(() => raw.publicKey());
  try {
    return { raw, id: call(() => publicKey.thumbprint()), fingerprint: call(() => publicKey.fingerprint()) };
  } finally {
    release(publicKey);
  }
}
