// The entry sealpost/files: files of any size, sealed and opened as streams, in the age format with RSA keys.

/** @import { Bytes } from "./index.js" */
/** @import { ModuleWorker } from "./client/keyring-types.js" */

/**
 * What is read: a stream is read as far as the result is; bytes are copied at once.
 *
 * @typedef {Blob | ReadableStream<Uint8Array> | Bytes} Source
 */
/** @typedef {{ bytes: number, total?: number }} FileProgress Bytes of the source that were read, and all, if known. */
/**
 * @typedef {object} FileOptions
 * @property {boolean} [armor] When sealing: whether the file is to be text (strict PEM, RFC 7468) instead of bytes. When
 * unsealing: whether it has to be; unless given, the file tells.
 * @property {AbortSignal} [signal] Ends the work at once: the stream fails with `aborted`.
 * @property {(progress: FileProgress) => void} [onProgress]
 * @property {() => ModuleWorker} [worker] Makes the module worker, if files-worker.js is not beside this file, or if the
 * page's policy wants the page to make it. All files share one worker.
 */
/**
 * @typedef {object} UnsealedFile
 * @property {ReadableStream<Uint8Array>} stream The content. If it ends with an error, the file was changed or is cut
 * off, and what came before is not the file: write to a temporary name, and rename it at the end.
 * @property {string} keyId The thumbprint of the key that opened the file.
 */

export { sealFile } from "./files/seal-file.js";
export { unsealFile } from "./files/unseal-file.js";
export { SealpostError, isSealpostError } from "./base/errors.js";
