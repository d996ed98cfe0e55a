// CRC-32 as in ZIP (APPNOTE.TXT 4.4.7), eight bytes at a time. It detects accidental damage and is not cryptographic.

const tables = Array.from({ length: 8 }, () => new Uint32Array(256));
const [first = new Uint32Array(256)] = tables;
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  first[byte] = value;
}
for (let k = 1; k < 8; k += 1) {
  const [before, table] = [tables[k - 1], tables[k]];
  for (let byte = 0; byte < 256; byte += 1) {
    const value = before?.[byte] ?? 0;
    if (table) table[byte] = (value >>> 8) ^ (first[value & 255] ?? 0);
  }
}

/** @typedef {Uint32Array} Table */
/** @typedef {[Table, Table, Table, Table, Table, Table, Table, Table]} Tables */

/**
 * The CRC of what was counted before, and these bytes.
 *
 * @param {Uint8Array} bytes
 * @param {number} [before] 0 at the beginning
 */
export function crc32(bytes, before = 0) {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = /** @type {Tables} */ (/** @type {unknown} */ (tables));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let crc = ~before;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    const low = view.getUint32(at, true) ^ crc;
    const high = view.getUint32(at + 4, true);
    crc =
      /** @type {number} */ (t7[low & 255]) ^
      /** @type {number} */ (t6[(low >>> 8) & 255]) ^
      /** @type {number} */ (t5[(low >>> 16) & 255]) ^
      /** @type {number} */ (t4[low >>> 24]) ^
      /** @type {number} */ (t3[high & 255]) ^
      /** @type {number} */ (t2[(high >>> 8) & 255]) ^
      /** @type {number} */ (t1[(high >>> 16) & 255]) ^
      /** @type {number} */ (t0[high >>> 24]);
  }
  for (; at < bytes.length; at += 1)
    crc = (crc >>> 8) ^ /** @type {number} */ (t0[(crc ^ /** @type {number} */ (bytes[at])) & 255]);
  return ~crc >>> 0;
}
