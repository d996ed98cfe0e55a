// Reads the ZIP archive of a letter as a stream, strictly, so that no two programs see different files in it. An archive has
// two lists of its files, the local headers and the central directory, and most programs believe one of them. Here every
// entry of one must be in the other at its place with the same fields, and every byte of the archive must belong to an
// entry or a record. Refused are: compression, encryption, data descriptors, comments, fields that are not needed, names
// that come twice or have folders, links and folders, gaps, overlaps, and anything before or after the archive.
import { crc32 } from "./crc32.js";
import { bytesAtMost, filesAtMost, longestText, longestToken } from "./limits.js";
import { LetterError } from "./pieces.js";
import { zip64Marker, signatures, utf8Flag } from "./zip.js";

/**
 * @typedef {object} Found An entry by its local header.
 * @property {string} name
 * @property {number} size in bytes
 * @property {number} crc
 * @property {number} offset of the local header
 * @property {string} shared the fields that the central directory repeats
 * @typedef {object} Sink Where the content of an entry goes.
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<void> | void} write
 * @property {() => Promise<void> | void} end called when all bytes were written and the CRC is right
 */

/** Bytes of a name: `files/` and a name of 255 bytes. */
const longestName = 261;
/** The first entry, by its name, and how many bytes it has at most. @type {Record<string, number>} */
const letters = { "letter.txt": longestText, "letter.jwt": longestToken };
/** The bytes of a local header before the name. */
const localLength = 30;

/**
 * @param {import("./pieces.js").Pieces} pieces
 * @param {(entry: Found, index: number) => Promise<Sink> | Sink} open called for each entry when its header was checked
 */
export async function readArchive(pieces, open) {
  /** @type {Found[]} */
  const entries = [];
  const names = new Set();
  let total = 0;
  for (;;) {
    const offset = pieces.position;
    const signature = readUint(await pieces.take(4), 0, 4);
    if (signature === signatures.central && entries.length > 1) break;
    demand(signature === signatures.local, "there is no local header where one must be");
    demand(entries.length <= filesAtMost, "it has too many entries");
    const entry = await readLocal(pieces, offset, entries.length === 0);
    demand(!names.has(entry.name), "a name comes twice");
    names.add(entry.name);
    total += entry.size;
    demand(total <= bytesAtMost, "it is too large");
    entries.push(entry);
    await copy(pieces, entry, await open(entry, entries.length - 1));
  }
  await readDirectory(pieces, entries);
  demand(await pieces.isAtEnd(), "something follows the archive");
}

/**
 * Whether bytes are the beginning of a letter's archive: a local header with the name of a letter's text.
 *
 * @param {Uint8Array} bytes at least 40, if there are so many
 */
export function isLetter(bytes) {
  const name = new TextDecoder().decode(bytes.subarray(localLength, localLength + 10));
  return (
    bytes.length >= 40 &&
    readUint(bytes, 0, 4) === signatures.local &&
    readUint(bytes, 26, 2) === 10 &&
    Object.hasOwn(letters, name)
  );
}

/** @param {import("./pieces.js").Pieces} pieces @param {Found} entry @param {Sink} sink */
async function copy(pieces, entry, sink) {
  let crc = 0;
  for (let left = entry.size; left > 0; ) {
    const piece = await pieces.some(left);
    if (!piece) throw new LetterError("the archive ends within an entry");
    crc = crc32(piece, crc);
    left -= piece.length;
    await sink.write(piece);
  }
  demand(crc === entry.crc, "the CRC of an entry is wrong");
  await sink.end();
}

/** @param {import("./pieces.js").Pieces} pieces @param {number} offset @param {boolean} isFirst @returns {Promise<Found>} */
async function readLocal(pieces, offset, isFirst) {
  const head = await pieces.take(localLength - 4);
  const { shared, crc, size32, nameLength, extraLength } = readShared(head);
  const name = await readName(pieces, nameLength, readUint(head, 2, 2));
  if (isFirst) demand(Object.hasOwn(letters, name), "its first entry is not the letter");
  else demand(/^files\/[^/\\\p{Cc}]+$/u.test(name) && !/\/\.\.?$/.test(name), "the name of a file is refused");
  const extra = await pieces.take(extraLength);
  let size = size32;
  if (size32 === zip64Marker) {
    // Zip64: both sizes are in the only extra field.
    demand(
      extraLength === 20 && readUint(extra, 0, 2) === 1 && readUint(extra, 2, 2) === 16,
      "an extra field is refused",
    );
    size = readUint(extra, 4, 8);
    demand(size === readUint(extra, 12, 8), "an entry is compressed");
  } else demand(extraLength === 0, "an extra field is refused");
  if (isFirst) demand(size <= (letters[name] ?? 0), "the letter is too long");
  return { name, size, crc, offset, shared };
}

/** The fields that both kinds of headers have, from the version that is needed on. @param {Uint8Array} head */
function readShared(head) {
  const [versionNeeded, flags, method] = [0, 2, 4].map((at) => readUint(head, at, 2));
  const [crc, compressedSize32, size32] = [10, 14, 18].map((at) => readUint(head, at, 4));
  const [nameLength = 0, extraLength = 0] = [22, 24].map((at) => readUint(head, at, 2));
  // Bit 0 is encryption, bit 3 a data descriptor.
  demand(flags === 0 || flags === utf8Flag, "a flag is refused: encryption, a data descriptor, or another");
  demand(method === 0, "an entry is compressed");
  demand([10, 20, 45].includes(versionNeeded ?? 0), "an entry needs another version");
  demand(compressedSize32 === size32, "an entry is compressed");
  demand(nameLength > 0 && nameLength <= longestName, "the length of a name is refused");
  demand(extraLength <= 28, "an extra field is refused");
  // Version, flags, method, time, date, CRC, and both sizes.
  const shared = head.subarray(0, 22).join();
  return { shared, crc: crc ?? 0, size32: size32 ?? 0, nameLength, extraLength };
}

/** @param {import("./pieces.js").Pieces} pieces @param {number} length @param {number} flags */
async function readName(pieces, length, flags) {
  const bytes = await pieces.take(length);
  demand(flags === utf8Flag || bytes.every((byte) => byte < 0x80), "a name is neither ASCII nor marked as UTF-8");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LetterError("a name is not UTF-8");
  }
}

/** The central directory, of which the first signature was read, and what follows it. @param {import("./pieces.js").Pieces} pieces @param {Found[]} entries */
async function readDirectory(pieces, entries) {
  const start = pieces.position - 4;
  for (const [k, entry] of entries.entries()) {
    const isSigned = k === 0 || readUint(await pieces.take(4), 0, 4) === signatures.central;
    demand(isSigned, "an entry is not in the central directory");
    await readCentral(pieces, entry);
  }
  const length = pieces.position - start;
  const end64 = pieces.position;
  let signature = readUint(await pieces.take(4), 0, 4);
  const has64 = signature === signatures.end64;
  if (has64) {
    await readEnd64(pieces, entries.length, length, start, end64);
    signature = readUint(await pieces.take(4), 0, 4);
  }
  demand(signature === signatures.end, "the central directory has another entry, or no end");
  const rest = await pieces.take(18);
  const [disk, first, here, all, comment] = [0, 2, 4, 6, 16].map((at) => readUint(rest, at, 2));
  const fits = (/** @type {number} */ found, /** @type {number} */ expected) =>
    found === expected || (has64 && found === zip64Marker);
  demand(
    disk === 0 && first === 0 && here === entries.length && all === entries.length,
    "the number of entries is wrong",
  );
  demand(
    fits(readUint(rest, 8, 4), length) && fits(readUint(rest, 12, 4), start),
    "the place of the directory is wrong",
  );
  demand(comment === 0, "a comment is refused");
}

/** @param {import("./pieces.js").Pieces} pieces @param {Found} entry */
async function readCentral(pieces, entry) {
  // The first two bytes are the version that made it, which does not matter here.
  const head = await pieces.take(42);
  const { shared, size32, nameLength, extraLength } = readShared(head.subarray(2));
  const [comment, disk] = [28, 30].map((at) => readUint(head, at, 2));
  const [attributes = 0, offset32 = 0] = [34, 38].map((at) => readUint(head, at, 4));
  const name = await readName(pieces, nameLength, readUint(head, 4, 2));
  demand(shared === entry.shared && name === entry.name, "local and central header differ");
  demand(comment === 0 && disk === 0, "a comment is refused");
  // A label or a folder of DOS; of Unix any type but none or that of a file. Programs read the type of Unix whatever
  // system is named in the upper byte of the version.
  const type = Math.floor(attributes / 2 ** 28);
  demand((attributes & 0x18) === 0 && (type === 0 || type === 8), "a link or a folder is refused");
  const large = [
    ...(size32 === zip64Marker ? [entry.size, entry.size] : []),
    ...(offset32 === zip64Marker ? [entry.offset] : []),
  ];
  const extra = await pieces.take(extraLength);
  demand(extraLength === (large.length && 4 + 8 * large.length), "an extra field is refused");
  if (large.length > 0)
    demand(readUint(extra, 0, 2) === 1 && readUint(extra, 2, 2) === 8 * large.length, "an extra field is refused");
  demand(
    large.every((value, k) => readUint(extra, 4 + 8 * k, 8) === value),
    "local and central header differ",
  );
  demand(offset32 === zip64Marker || offset32 === entry.offset, "the place of an entry is wrong");
}

/**
 * @param {import("./pieces.js").Pieces} pieces
 * @param {number} count
 * @param {number} length
 * @param {number} start
 * @param {number} end64
 */
async function readEnd64(pieces, count, length, start, end64) {
  const rest = await pieces.take(52);
  const [size, here, all, found, offset] = [0, 20, 28, 36, 44].map((at) => readUint(rest, at, 8));
  demand(size === 44 && readUint(rest, 12, 8) === 0, "the end of zip64 is refused");
  demand(here === count && all === count && found === length && offset === start, "the end of zip64 is wrong");
  const locator = await pieces.take(20);
  const [disk, disks] = [4, 16].map((at) => readUint(locator, at, 4));
  const isRight = readUint(locator, 0, 4) === signatures.locator64 && readUint(locator, 8, 8) === end64;
  demand(isRight && disk === 0 && disks === 1, "the end of zip64 is wrong");
}

/** An unsigned integer in little-endian order. Those that are not safe integers are larger than every limit. @param {Uint8Array} bytes @param {number} at @param {number} length */
function readUint(bytes, at, length) {
  let value = 0;
  for (let k = length - 1; k >= 0; k -= 1) value = value * 256 + (bytes[at + k] ?? 0);
  return value;
}

/** @param {boolean} is @param {string} text @returns {void} */
function demand(is, text) {
  if (!is) throw new LetterError(text);
}
