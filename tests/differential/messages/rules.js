// The reasons why sealpost refuses a message that jose opens; docs/assurance.md explains them. There is no rule for the
// other direction: a message that sealpost alone opens is a fault.
import { jsonFacts } from "../json-text.js";
import { entriesOf, places, take } from "./view.js";

/** @import { Facts } from "../json-text.js" */
/** @import { Members, View } from "./view.js" */

/**
 * A message that jose has opened. Its JSON and base64url are therefore readable.
 *
 * @typedef {object} Opened
 * @property {View} view
 * @property {string | undefined} header The protected header's text.
 * @property {Facts[]} facts The facts of each JSON text in the message.
 * @property {Members[]} headers The protected header, the shared header and the header of each recipient.
 * @property {number} keys The number of keys that were tried.
 */

/**
 * What the rules need to know of a message that jose has opened.
 *
 * @param {string} text
 * @param {number} keys
 * @returns {Opened}
 */
export function describe(text, keys) {
  const view = take(text);
  const encoded = view.members.protected;
  const header = typeof encoded === "string" ? Buffer.from(encoded, "base64url").toString() : undefined;
  const texts = [...(view.compact ? [] : [text]), ...(header === undefined ? [] : [header.replace(/^\ufeff/, "")])];
  const own = entriesOf(view).map((entry) => entry?.header);
  const parsed = header === undefined ? {} : JSON.parse(header.replace(/^\ufeff/, ""));
  return {
    view,
    header,
    keys,
    facts: texts.map(jsonFacts),
    headers: [parsed, view.members.unprotected, ...own].filter(isObject),
  };
}

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is a text of more than `limit` characters. */
const isLong = (/** @type {unknown} */ value, /** @type {number} */ limit) =>
  typeof value === "string" && value.length > limit;

/**
 * Whether text is canonical base64url: it has neither padding nor white space, and its spare bits are zero.
 *
 * @param {string} text
 */
const isCanonical = (text) => Buffer.from(text, "base64url").toString("base64url") === text;

/** The encrypted key of each recipient. @param {Opened} message */
const encryptedKeys = ({ view }) =>
  entriesOf(view).flatMap((entry) =>
    typeof entry?.encrypted_key === "string" ? [Buffer.from(entry.encrypted_key, "base64url")] : [],
  );

/**
 * The rules. If several apply to a message, the first of them is counted.
 *
 * @type {{ name: string, applies: (message: Opened) => boolean }[]}
 */
export const RULES = [
  { name: "a member comes twice", applies: ({ facts }) => facts.some(({ twice }) => twice) },
  {
    name: "base64url is not canonical",
    applies: ({ view }) => places(view).some(([object, name]) => !isCanonical(object[name])),
  },
  { name: "zip", applies: ({ headers }) => headers.some((members) => "zip" in members) },
  {
    name: "the encrypted key is shorter than the modulus",
    applies: (message) => encryptedKeys(message).some(({ length }) => length < 256),
  },
  { name: "a byte order mark in the header", applies: ({ header }) => header?.startsWith("\ufeff") ?? false },
  { name: "half a surrogate pair", applies: ({ facts }) => facts.some(({ surrogate }) => surrogate) },
  {
    name: "beyond the limits of JSON",
    applies: ({ facts }) => facts.some(({ depth, values, members }) => depth > 16 || values > 10_000 || members > 64),
  },
  {
    name: "beyond the limits of headers",
    applies: ({ view, headers }) =>
      isLong(view.members.protected, 16_384) ||
      headers.some(
        (members) =>
          isLong(members.kid, 1024) ||
          isLong(members.alg, 128) ||
          isLong(members.enc, 128) ||
          JSON.stringify(members).length > 16_384,
      ),
  },
  {
    name: "beyond the limit of recipients and attempts",
    applies: ({ view, keys }) => entriesOf(view).length * keys > 100,
  },
  {
    name: "a list of recipients beside a single one",
    applies: ({ view: { members } }) => "recipients" in members && ("header" in members || "encrypted_key" in members),
  },
];
