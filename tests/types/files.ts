// What a strict compiler must accept and refuse with the entry for files.
import { PrivateKey } from "sealpost";
import { sealFile, unsealFile } from "sealpost/files";
import type { FileOptions, Source, UnsealedFile } from "sealpost/files";
import type { Keyring } from "sealpost/keyring";

const key: PrivateKey = PrivateKey.generate();
const options: FileOptions = {
  armor: true,
  signal: new AbortController().signal,
  onProgress: ({ bytes, total = 1 }) => bytes / total,
};
export const sources: Source[] = [
  new Uint8Array(1),
  new ArrayBuffer(1),
  new Blob(["text"]),
  new Blob(["text"]).stream(),
];
export const sealed: ReadableStream<Uint8Array> = sealFile(new Blob(["text"]), [key.publicKey()], options);
export const opened: Promise<UnsealedFile> = unsealFile(sealed, key, { worker: () => new Worker("worker.js") });
export const byKeyring = (keyring: Keyring): Promise<string> => unsealFile(sealed, keyring).then(({ keyId }) => keyId);

// @ts-expect-error
sealFile("text", key.publicKey());
// @ts-expect-error
sealFile(new Uint8Array(1), key);
// @ts-expect-error
unsealFile(new Uint8Array(1), key, { armour: true });
