// `sealFile`: a file of any size, encrypted as a stream.
import { callback, checkCount, checkOptions, checkRecipientCount, flag, signal } from "../base/arguments.js";
import { invalid } from "../base/errors.js";
import { wipe } from "../base/transfer.js";
import { rawPublicKey } from "../api/key.js";
import { list } from "../api/message.js";
import { checkReady } from "../module/instance.js";
import { FILE_KEY_LENGTH, wrapFileKey } from "./file-key.js";
import { makeCodec } from "./remote-codec.js";
import { openSource } from "./source.js";
import { FileStream } from "./stream.js";
import { randomBytes } from "./random.js";

/** @import { FileOptions, FileProgress, Source } from "../files.js" */
/** @import { NewBytes } from "../index.js" */
/** @import { PublicKey } from "../api/public-key.js" */

/** The options of `sealFile` and `unsealFile`. */
export const optionTable = { armor: flag, signal, onProgress: callback, worker: callback };

/** Length of the payload's nonce in bytes. */
const NONCE_LENGTH = 16;

/**
 * Seals a file of any size for the owner of a public key, or for the owners of up to 100, in the age format
 * (c2sp.org/age) with `ssh-rsa` recipients: `age -d -i id_rsa` opens it, and so does `unsealFile`. A key that comes
 * twice is one recipient.
 *
 * The result is longer than the file by some 100 bytes, some 540 bytes for each recipient with a key of 3072 bits, and
 * 16 bytes for each 64 KiB of the file. With `armor` the result is a third longer still. Anybody who has the result can
 * read the first four bytes of a hash of each recipient's key in it.
 *
 * The source is read only as far as the stream is read. In a page a worker does the work.
 *
 * @param {Source} source
 * @param {PublicKey | readonly PublicKey[]} recipients
 * @param {FileOptions} [options]
 * @returns {ReadableStream<NewBytes>} It fails with `message-too-long` (the header would be longer than 64 KiB),
 * `aborted`, `load-failed`, `worker-failed`, or the error of the source.
 * @throws `message-too-long` (more than 100 recipients), `weak-key`, `private-key-given`, `random-unavailable`
 */
export function sealFile(source, recipients, options) {
  checkCount(arguments, 3);
  checkReady();
  const { armor = false, signal: abort, onProgress, worker } = checkOptions(options, optionTable);
  const given = list(recipients);
  checkRecipientCount(given.length);
  if (given.length === 0) throw invalid("sealFile needs at least one recipient");
  const keys = given.map(rawPublicKey);
  const input = openSource(source);
  const fileKey = randomBytes(FILE_KEY_LENGTH);
  try {
    const params = { fileKey, nonce: randomBytes(NONCE_LENGTH), stanzas: wrapFileKey(fileKey, keys), armor };
    const work = new FileStream({ input, signal: abort, onProgress: /** @type {any} */ (onProgress) });
    // An aborted stream never begins.
    if (abort?.aborted) fileKey.fill(0);
    return work.stream(async () => {
      try {
        const codec = await makeCodec(/** @type {any} */ (worker));
        work.use(codec);
        return { codec, output: await codec.seal(params) };
      } finally {
        // After a transfer to the worker there is nothing left to wipe.
        wipe([fileKey]);
      }
    });
  } catch (error) {
    fileKey.fill(0);
    input.cancel(error);
    throw error;
  }
}
