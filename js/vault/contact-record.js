// The record of a contact in the vault. The record's id is in clear, so it is random: a thumbprint would reveal whose
// keys are in the database.
import { encode } from "../base/base64url.js";
import { NAME_LIMIT, isThumbprint } from "../base/arguments.js";
import { randomBytes } from "./encryption.js";

/** @import { Contact } from "../client/keyring-types.js" */

/**
 * @typedef {object} ContactContent The content of a record, before encryption: the members of the contact, whose dates
 * become text in the JSON, and `order`.
 * @property {number} order Contacts are listed in this order. A new contact gets a number above all so far.
 */
/**
 * @typedef {object} ContactRecord
 * @property {string} id
 * @property {ContactContent} content Members that only a later version of this package knows are kept.
 * @property {Contact} contact
 */

/** The version of the records that this package writes, and the highest that it reads. */
export const CONTACT_VERSION = 1;
/** The most contacts that a vault takes. */
export const CONTACTS_LIMIT = 1000;
const ID_BYTES = 16;

/**
 * The record of a contact.
 *
 * @param {Contact} contact
 * @param {ContactRecord | undefined} previous The contact's record so far, if there is one.
 * @param {number} order The order of the contact if its record is new.
 * @returns {ContactRecord}
 */
export function contactRecord(contact, previous, order) {
  const { id, content } = previous ?? { id: encode(randomBytes(ID_BYTES)), content: { order } };
  return { id, content: { ...content, ...contact }, contact };
}

/**
 * The contact in a record's content.
 *
 * @param {any} content Decrypted JSON.
 * @returns {Contact | undefined} Undefined if the content is invalid.
 */
export function contactFrom(content) {
  const { id, name, bits, publicKey, fingerprint, signing, order } = Object(content);
  const added = dateFrom(content?.added);
  const [verified, verifiedBefore = null] = [content?.verified, content?.verifiedBefore].map((date) => {
    return date === null ? null : dateFrom(date);
  });
  const hasTexts = [id, publicKey, fingerprint].every((text) => typeof text === "string") && isName(name);
  if (!hasTexts || ![bits, order].every(Number.isSafeInteger) || !added || verified === undefined) return undefined;
  if (!isThumbprintOrNull(signing)) return undefined;
  return { id, name, bits, publicKey, fingerprint, signing, added, verified, verifiedBefore };
}

/**
 * Whether a value is the thumbprint of a signing key, or null.
 *
 * @param {unknown} value
 * @returns {value is string | null}
 */
export function isThumbprintOrNull(value) {
  return value === null || isThumbprint(value);
}

/** Whether a value is a valid name of a key or a contact. @param {unknown} value @returns {value is string} */
export function isName(value) {
  return typeof value === "string" && value.length <= NAME_LIMIT;
}

/** Parses a date; undefined if `text` is not one. @param {unknown} text */
export function dateFrom(text) {
  const date = new Date(typeof text === "string" ? text : NaN);
  return Number.isNaN(Number(date)) ? undefined : date;
}
