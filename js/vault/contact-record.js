// A contact's record. Its id is random: whom one knows is not to be read from the database alone.
import { encode } from "../base/base64url.js";
import { NAME_LIMIT } from "../base/arguments.js";
import { randomBytes } from "./encryption.js";

/** @import { Contact } from "../client/keyring-types.js" */

/**
 * @typedef {object} ContactContent What is encrypted in a record: the contact, its dates as text, and more.
 * @property {number} order Contacts are listed by it: one more than the highest when the contact was added.
 * @property {string | null} signing The thumbprint of the contact's signing key.
 */
/**
 * @typedef {object} ContactRecord
 * @property {string} id
 * @property {ContactContent} content Members that a later version added to it stay there.
 * @property {Contact} contact
 */

/** The version of records that are written here, and the highest that is read. */
export const CONTACT_VERSION = 1;
/** The most contacts that a vault takes. */
export const CONTACTS_LIMIT = 1000;
const ID_BYTES = 16;

/**
 * The record of a contact: a new one, or `before` with what has changed.
 *
 * @param {Contact} contact
 * @param {ContactRecord | undefined} before
 * @param {number} order Of a new one.
 * @returns {ContactRecord}
 */
export function contactRecord(contact, before, order) {
  const { id, content } = before ?? { id: encode(randomBytes(ID_BYTES)), content: { order, signing: null } };
  return { id, content: { ...content, ...contact }, contact };
}

/**
 * The contact in a record's content, if it has the shape of one.
 *
 * @param {any} content As it was decrypted.
 * @returns {Contact | undefined}
 */
export function contactFrom(content) {
  const { id, name, bits, publicKey, fingerprint, order } = Object(content);
  const [added, verified] = [dateFrom(content?.added), content?.verified === null ? null : dateFrom(content?.verified)];
  const isOne = [id, publicKey, fingerprint].every((text) => typeof text === "string") && isName(name);
  if (!isOne || ![bits, order].every(Number.isSafeInteger) || !added || verified === undefined) return undefined;
  return { id, name, bits, publicKey, fingerprint, added, verified };
}

/** @param {unknown} value @returns {value is string} */
export function isName(value) {
  return typeof value === "string" && value.length <= NAME_LIMIT;
}

/** The date in a text, if there is one. @param {unknown} text */
export function dateFrom(text) {
  const date = new Date(typeof text === "string" ? text : NaN);
  return Number.isNaN(Number(date)) ? undefined : date;
}
