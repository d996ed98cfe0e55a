// The entry sealpost/files: files of any size, sealed and opened as streams, in the age format with RSA keys.

/** @import { Bytes } from "./index.js" */
/** @import { ModuleWorker } from "./client/keyring-types.js" */

/**
 * What is sealed or unsealed. A stream is read only as far as the result is read; bytes are copied at once.
 *
 * @typedef {Blob | StreamOfBytes | Bytes} Source
 */
/**
 * A `ReadableStream` of bytes, as declared by TypeScript's lib "dom" or by the types of Node, which do not fit each
 * other.
 *
 * @typedef {object} StreamOfBytes
 * @property {() => { read(): Promise<{ done: boolean, value?: any }>, cancel(reason?: any): Promise<void> }} getReader
 */
/**
 * @typedef {{ bytes: number, total?: number }} FileProgress How many bytes of the source were read, and, if known, how
 * many the source has.
 */
/**
 * @typedef {object} FileOptions
 * @property {boolean} [armor] When sealing: whether the sealed file is to be text (strict PEM, RFC 7468) instead of
 * bytes. When unsealing: whether the sealed file must be text, or must be bytes; without the option both are read.
 * @property {AbortSignal} [signal] Ends the work at once: the stream fails with `aborted`.
 * @property {(progress: FileProgress) => void} [onProgress]
 * @property {() => ModuleWorker} [worker] Makes the module worker: for when files-worker.js is not beside this file, or
 * when the page's policy (Trusted Types) allows only the page itself to make workers. All files share one worker.
 */
/**
 * @typedef {object} UnsealedFile
 * @property {ReadableStream<Uint8Array>} stream The content. If it ends with an error, for example because the file was
 * changed or is cut off, what came before is not the whole file: write to a temporary name, and rename the file at the
 * end.
 * @property {string} keyId The thumbprint of the key that opened the file.
 */

export { sealFile } from "./files/seal-file.js";
export { unsealFile } from "./files/unseal-file.js";
export { SealpostError, isSealpostError } from "./base/errors.js";
