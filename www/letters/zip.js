// Writes a ZIP archive (PKWARE's APPNOTE.TXT) in the one form of a letter with files: entries that are stored, not compressed, whose
// sizes and CRC are in their local headers, one after the other without gaps, then the central directory. Zip64 is used
// where a size or an offset needs it. Times and attributes are left out: nothing of the writer's system is in the archive.

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {number} size in bytes
 * @property {number} crc CRC-32
 */

/** The numbers with which records begin. */
export const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};
/** In place of a size or an offset that is in a field of zip64. */
export const zip64Marker = 0xffffffff;
/** The flag for names in UTF-8. */
export const utf8Flag = 0x800;

/** The version of the format that a reader needs: 2.0, or 4.5 for zip64. @param {boolean} has64 */
const version = (has64) => (has64 ? 45 : 20);
/** 1 January 1980, the earliest date of the format, at midnight. */
const [noTime, noDate] = [0, 0x21];

const encoder = new TextEncoder();

/**
 * The parts of an archive, in their order. The content of the entries is not read, and none is copied.
 *
 * @param {(Entry & { content: Blob | Uint8Array<ArrayBuffer> })[]} entries
 */
export function archiveParts(entries) {
  /** @type {(Blob | Uint8Array<ArrayBuffer>)[]} */
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const entry of entries) {
    const header = localHeader(entry);
    parts.push(header, entry.content);
    directory.push(centralHeader(entry, offset));
    offset += header.length + entry.size;
  }
  const length = directory.reduce((sum, { length }) => sum + length, 0);
  return [...parts, ...directory, end(entries.length, length, offset)];
}

/** @param {Entry} entry */
export function localHeader({ name, size, crc }) {
  const has64 = size >= zip64Marker;
  const extra = has64 ? record([2, 1], [2, 16], [8, size], [8, size]) : record();
  const encoded = encoder.encode(name);
  const head = record([4, signatures.local], ...shared(has64, crc, size), [2, encoded.length], [2, extra.length]);
  return joined(head, encoded, extra);
}

/** @param {Entry} entry @param {number} offset of its local header */
function centralHeader({ name, size, crc }, offset) {
  /** @type {[number, number][]} */
  const large = [size, size, offset].filter((number) => number >= zip64Marker).map((number) => [8, number]);
  const extra = large.length > 0 ? record([2, 1], [2, 8 * large.length], ...large) : record();
  const encoded = encoder.encode(name);
  const head = record(
    [4, signatures.central],
    [2, version(large.length > 0)],
    // The version that is needed is that of the local header, with which a reader compares it.
    ...shared(size >= zip64Marker, crc, size),
    [2, encoded.length],
    [2, extra.length],
    // The length of the comment, the number of the disk, and attributes: none.
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0],
    [4, Math.min(offset, zip64Marker)],
  );
  return joined(head, encoded, extra);
}

/**
 * The fields that local and central headers have in common.
 *
 * @param {boolean} has64
 * @param {number} crc
 * @param {number} size
 * @returns {[number, number][]}
 */
function shared(has64, crc, size) {
  const size32 = Math.min(size, zip64Marker);
  return [
    [2, version(has64)],
    [2, utf8Flag],
    // Stored.
    [2, 0],
    [2, noTime],
    [2, noDate],
    [4, crc],
    [4, size32],
    [4, size32],
  ];
}

/** The records after the central directory. @param {number} count @param {number} length @param {number} offset */
function end(count, length, offset) {
  const has64 = offset >= zip64Marker || length >= zip64Marker;
  const large = has64
    ? joined(
        record(
          [4, signatures.end64],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, count],
          [8, count],
          [8, length],
          [8, offset],
        ),
        record([4, signatures.locator64], [4, 0], [8, offset + length], [4, 1]),
      )
    : record();
  const [length32, offset32] = [length, offset].map((number) => Math.min(number, zip64Marker));
  return joined(
    large,
    record([4, signatures.end], [2, 0], [2, 0], [2, count], [2, count], [4, length32 ?? 0], [4, offset32 ?? 0], [2, 0]),
  );
}

/** Numbers in little-endian order, each in so many bytes. @param {[number, number][]} fields */
function record(...fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [length]) => sum + length, 0));
  let at = 0;
  for (const [length, value] of fields) {
    for (let rest = value, k = 0; k < length; k += 1, rest = Math.floor(rest / 256)) bytes[at + k] = rest % 256;
    at += length;
  }
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>[]} parts */
function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
