// A JWE as an object whose members can be changed, and as text again.

/** @typedef {{ [member: string]: any }} Members */
/** @typedef {{ compact: boolean, members: Members }} View */

const PARTS = ["protected", "encrypted_key", "iv", "ciphertext", "tag"];

/** Takes a message apart. @param {string} text @returns {View} */
export function take(text) {
  if (text.startsWith("{")) return { compact: false, members: JSON.parse(text) };
  const parts = text.split(".");
  return { compact: true, members: Object.fromEntries(PARTS.map((name, index) => [name, parts[index] ?? ""])) };
}

/** The text of a message. @param {View} view */
export const put = ({ compact, members }) =>
  compact ? PARTS.map((name) => members[name] ?? "").join(".") : JSON.stringify(members);

/**
 * The entries of the recipients. In flattened JSON the message itself is the entry.
 *
 * @param {View} view
 * @returns {Members[]}
 */
export const entriesOf = ({ members }) => (Array.isArray(members.recipients) ? members.recipients : [members]);

/**
 * The members that are base64url: for each the object that has it, and its name.
 *
 * @param {View} view
 * @returns {[Members, string][]}
 */
export function places(view) {
  const found = [...PARTS, "aad"].map((name) => /** @type {[Members, string]} */ ([view.members, name]));
  if (Array.isArray(view.members.recipients)) {
    for (const entry of view.members.recipients) found.push([entry, "encrypted_key"]);
  }
  return found.filter(([object, name]) => typeof object?.[name] === "string");
}

/** The same message in general JSON. @param {View} view @returns {View} */
export function general({ members }) {
  if (Array.isArray(members.recipients)) return { compact: false, members };
  const { header, encrypted_key, ...rest } = members;
  return { compact: false, members: { ...rest, recipients: [{ header, encrypted_key }] } };
}

/**
 * The same message in flattened JSON. A message to several recipients stays general.
 *
 * @param {View} view
 * @returns {View}
 */
export function flattened({ members }) {
  if (!Array.isArray(members.recipients) || members.recipients.length !== 1) return { compact: false, members };
  const { recipients, ...rest } = members;
  return { compact: false, members: { ...rest, ...recipients[0] } };
}
