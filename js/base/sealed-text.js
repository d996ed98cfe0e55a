// Cuts the ciphertext out of the text of a sealed message, without parsing the message.

/** @typedef {{ start: number, end: number }} Range Of characters; `end` is not included. */

/** A message without its ciphertext. @param {string} sealed @param {Range} ciphertext */
export function without(sealed, { start, end }) {
  return sealed.slice(0, start) + sealed.slice(end);
}

/**
 * Finds the ciphertext of a message without parsing the message. Undefined if its place is not certain: then the module
 * reads the whole message.
 *
 * @param {string} sealed
 * @returns {Range | undefined}
 */
export function ciphertextIn(sealed) {
  if (!/^\s*\{/.test(sealed)) {
    // The module searches other texts for a message.
    if (!/^\s*ey/.test(sealed)) return undefined;
    let start = 0;
    for (let dots = 0; dots < 3; dots += 1) {
      start = sealed.indexOf(".", start) + 1;
      if (start === 0) return undefined;
    }
    const end = sealed.indexOf(".", start);
    // More parts are those of a second message.
    return end < 0 || sealed.includes(".", end + 1) ? undefined : { start, end };
  }
  // Without escapes, JSON has only one spelling of a name. If "ciphertext" occurs once, with a colon and a string after
  // it, it is the name of a member: of the message, which may be a value in other JSON, or of another object. In the
  // second case the message has no ciphertext, and the module refuses what is left of the text.
  const name = '"ciphertext"';
  const at = sealed.indexOf(name);
  if (at < 0 || sealed.includes("\\") || sealed.includes(name, at + name.length)) return undefined;
  const opening = /[ \t\r\n]*:[ \t\r\n]*"/y;
  opening.lastIndex = at + name.length;
  if (!opening.test(sealed)) return undefined;
  const end = sealed.indexOf('"', opening.lastIndex);
  return end < 0 ? undefined : { start: opening.lastIndex, end };
}
