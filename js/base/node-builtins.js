// What browsers have and jsdom lacks, in which Jest runs the tests of pages: TextEncoder, TextDecoder, and a way to
// read the wasm files. In jsdom these are taken from Node.

/** A module of Node, if this runs in Node. @param {string} name @returns {any} */
const builtin = (name) => /** @type {any} */ (globalThis).process?.getBuiltinModule?.(name);

/** @type {typeof globalThis.TextEncoder} */
export const TextEncoder = globalThis.TextEncoder ?? builtin("node:util")?.TextEncoder;
/** @type {typeof globalThis.TextDecoder} */
export const TextDecoder = globalThis.TextDecoder ?? builtin("node:util")?.TextDecoder;

/**
 * The bytes of the file that a URL names, if this runs in Node. `fetch` of Node takes no `file:` URLs, and jsdom has no
 * `fetch`.
 *
 * @param {string} url
 * @returns {Uint8Array | undefined}
 */
export function bytesOfFile(url) {
  if (!url.startsWith("file:")) return undefined;
  return builtin("node:fs")?.readFileSync(builtin("node:url").fileURLToPath(url));
}
