// Bytes as text: UTF-8, base64, base64url, hexadecimal. The package does not export its own base64url.

/** @param {string} text */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/**
 * Decodes UTF-8; a byte order mark is kept. Undefined if the bytes are not UTF-8.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The text of a file, without a byte order mark: UTF-8, or UTF-16 with the mark, as some programs on Windows write it.
 * Undefined for other bytes.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export function textOfFile(bytes) {
  const encoding = { fffe: "utf-16le", feff: "utf-16be" }[hex(bytes.subarray(0, 2))] ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Base64url without padding. @param {Uint8Array} bytes */
export function base64url(bytes) {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Removes the marks that mail programs put before the lines of a quoted text.
 *
 * @param {string} text
 */
export function unquoted(text) {
  return text.replace(/^[ \t]*>[> \t]*/gm, "");
}

/**
 * Decodes base64, base64url or hexadecimal text, also if a mail program has wrapped or quoted it. A text that could be
 * either is read as hexadecimal. Undefined for other text.
 *
 * @param {string} text
 */
export function bytesOf(text) {
  const plain = unquoted(text).replace(/\s+/g, "");
  if (/^([0-9a-f]{2})*$/i.test(plain)) return Uint8Array.from(plain.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  try {
    return Uint8Array.from(atob(plain.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
