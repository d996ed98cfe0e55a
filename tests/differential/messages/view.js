// A message taken apart, to be changed and put together again.

/** @typedef {{ [member: string]: any }} Members */
/** @typedef {{ compact: boolean, members: Members }} View */

const PARTS = ["protected", "encrypted_key", "iv", "ciphertext", "tag"];

/** @param {string} text @returns {View} */
export function take(text) {
  if (text.startsWith("{")) return { compact: false, members: JSON.parse(text) };
  const parts = text.split(".");
  return { compact: true, members: Object.fromEntries(PARTS.map((name, index) => [name, parts[index] ?? ""])) };
}

/** @param {View} view */
export const put = ({ compact, members }) =>
  compact ? PARTS.map((name) => members[name] ?? "").join(".") : JSON.stringify(members);

/** The entries of the recipients: a message without a list is its own entry. @param {View} view @returns {Members[]} */
export const entriesOf = ({ members }) => (Array.isArray(members.recipients) ? members.recipients : [members]);

/** Where base64url stands: objects, and names of members. @param {View} view @returns {[Members, string][]} */
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

/** The same message in flattened JSON, if it has one recipient. @param {View} view @returns {View} */
export function flattened({ members }) {
  if (!Array.isArray(members.recipients) || members.recipients.length !== 1) return { compact: false, members };
  const { recipients, ...rest } = members;
  return { compact: false, members: { ...rest, ...recipients[0] } };
}
