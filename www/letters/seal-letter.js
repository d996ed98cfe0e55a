// Makes a letter with files: one sealed file with a ZIP archive in it, of which the text or the signed token is the first
// entry. The files are read twice: once for their checksums, which stand before them, and once to be sealed. Of none more
// than a piece is in memory.
import { PublicKey } from "../sealpost/index.js";
import { sealFile } from "../sealpost/files.js";
import { Checksum, areEqual } from "./checksum.js";
import { crc32 } from "./crc32.js";
import { namer } from "./names.js";
import { LetterError, chunksOf } from "./pieces.js";
import { storeOf } from "./store.js";
import { archiveParts } from "./zip.js";

/**
 * @typedef {object} Letter
 * @property {string} text
 * @property {File[]} files
 * @property {string[]} publicKeys of the readers, in PEM
 * @property {string} [from] the id of the key that signs
 * @typedef {object} Means
 * @property {import("../sealpost/keyring.js").Keyring} keyring
 * @property {() => Worker} worker makes the worker for files
 * @property {AbortSignal} signal
 * @property {(step: "reading" | "sealing", bytes: number, total: number) => void} onProgress
 * @typedef {{ name: string, size: number, crc: number, sha256: Uint8Array }} Counted
 */

/**
 * The sealed file, and a function that deletes it where it is stored.
 *
 * @param {Letter} letter
 * @param {Means} means
 * @returns {Promise<{ sealed: Blob, discard: () => Promise<void> }>}
 */
export async function sealLetter(letter, means) {
  const { files, publicKeys } = letter;
  const { signal, onProgress, worker } = means;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const counted = await countAll(files, means, total);
  const first = await firstEntry(letter, counted, means.keyring);
  signal.throwIfAborted();
  const contents = counted.map((entry, k) => ({
    ...entry,
    name: `files/${entry.name}`,
    content: files[k] ?? new Blob(),
  }));
  const source = streamOf(archiveParts([first, ...contents]), counted, signal);
  const keys = publicKeys.map((key) => PublicKey.parse(key));
  const store = await storeOf(total, false);
  try {
    const report = (/** @type {{ bytes: number }} */ { bytes }) => onProgress("sealing", Math.min(bytes, total), total);
    const sealing = sealFile(source, keys, { signal, worker, onProgress: report });
    // If the store fails, this cancels the stream, which then wipes its keys.
    await sealing.pipeTo(new WritableStream({ write: (bytes) => store.write(bytes) }));
    const sealed = await store.close();
    if (!sealed) throw new Error("the sealed file is nowhere");
    return { sealed, discard: store.discard };
  } catch (error) {
    await store.discard();
    throw error;
  } finally {
    for (const key of keys) key.free();
  }
}

/** @param {File[]} files @param {Means} means @param {number} total */
async function countAll(files, { signal, onProgress }, total) {
  const nameOf = namer();
  /** @type {Counted[]} */
  const counted = [];
  let bytes = 0;
  for (const file of files) {
    const checksum = new Checksum();
    let crc = 0;
    for await (const piece of readable(file, signal)) {
      checksum.add(piece);
      crc = crc32(piece, crc);
      bytes += piece.length;
      onProgress("reading", bytes, total);
    }
    if (checksum.size !== file.size) throw changed();
    counted.push({ name: nameOf(file.name), size: file.size, crc, sha256: checksum.digest() });
  }
  return counted;
}

/** The text, or the token in which text and files are signed. @param {Letter} letter @param {Counted[]} counted @param {Means["keyring"]} keyring */
async function firstEntry({ text, files, publicKeys, from }, counted, keyring) {
  const claims = counted.map(({ name, size, sha256 }, k) => ({ name, type: typeOf(files[k]), length: size, sha256 }));
  const first = from === undefined ? text : await keyring.signFiles(text, claims, publicKeys, { from });
  const content = new TextEncoder().encode(first);
  return { name: from === undefined ? "letter.txt" : "letter.jwt", size: content.length, crc: crc32(content), content };
}

/** The media type, as the browser knows it by the file's name. @param {File | undefined} file */
const typeOf = (file) => (file && file.type.length <= 256 ? file.type : "");

/**
 * The archive as a stream. It fails if a file is not what was counted.
 *
 * @param {(Blob | Uint8Array<ArrayBuffer>)[]} parts of which the Blobs are the files
 * @param {Counted[]} counted
 * @param {AbortSignal} signal
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function streamOf(parts, counted, signal) {
  const pieces = piecesOf(parts, counted, signal);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        // `sealFile` copies it, and the bytes of a file are wiped when more is read.
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** @param {(Blob | Uint8Array<ArrayBuffer>)[]} parts @param {Counted[]} counted @param {AbortSignal} signal */
async function* piecesOf(parts, counted, signal) {
  const expected = counted.values();
  for (const part of parts) {
    if (!(part instanceof Blob)) {
      if (part.length > 0) yield part;
      continue;
    }
    const checksum = new Checksum();
    for await (const piece of readable(part, signal)) {
      checksum.add(piece);
      yield piece;
    }
    const { value } = expected.next();
    if (!value || checksum.size !== value.size || !areEqual(checksum.digest(), value.sha256)) throw changed();
  }
}

/** @param {Blob} file @param {AbortSignal} signal */
async function* readable(file, signal) {
  try {
    yield* chunksOf(file, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof DOMException ? changed() : error;
  }
}

const changed = () => new LetterError("a file was changed or moved while it was read", "source-changed");
