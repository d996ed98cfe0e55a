// The sizes of files, and of the sections of wasm modules, raw and compressed.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

/** @typedef {{ name: string, raw: number, gzip: number }} Size in bytes */

/** @type {Record<number, string>} The specification's names of the sections (WebAssembly 2.0, 5.5.2). */
const SECTIONS = {
  1: "type",
  2: "import",
  3: "function",
  4: "table",
  5: "memory",
  6: "global",
  7: "export",
  8: "start",
  9: "element",
  10: "code",
  11: "data",
  12: "data count",
};

/** The files of the package that a browser downloads only if it seals or opens a file. */
export const FOR_FILES = /(^|\/)files(-worker)?\.js$|sealpost_age/;

/**
 * The size of some bytes, raw and compressed.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Size}
 */
function size(name, bytes) {
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/**
 * The sizes of files, each compressed by itself. Each file is in one of the folders.
 *
 * @param {URL[]} folders
 * @param {string[]} files
 * @returns {Promise<Size[]>}
 */
export function fileSizes(folders, files) {
  const read = (/** @type {string} */ file) => Promise.any(folders.map((folder) => readFile(new URL(file, folder))));
  return Promise.all(files.map(async (file) => size(file, await read(file))));
}

/**
 * The sections of a wasm module, each compressed by itself.
 *
 * @param {URL} file
 * @returns {Promise<Size[]>}
 */
export async function sectionSizes(file) {
  const module = await readFile(file);
  const sizes = [];
  // 8 bytes of magic number and version; then for each section its number, its length as LEB128, its content.
  let at = 8;
  while (at < module.length) {
    const id = module[at++] ?? 0;
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = module[at++] ?? 0;
      length += (byte & 0x7f) * 2 ** shift;
      more = byte > 0x7f;
    }
    sizes.push(size(SECTIONS[id] ?? "custom", module.subarray(at, at + length)));
    at += length;
  }
  return sizes;
}
