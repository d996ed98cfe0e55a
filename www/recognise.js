import { inspect } from "./sealpost/index.js";
import { bytesOf, textOf, unquoted } from "./bytes.js";
import { readLink } from "./links.js";

/**
 * @typedef {"sealed" | "publicKey" | "privateKey" | "certificate" | "invitation" | "ciphertext"} Kind
 */

/** @type {Record<import("./sealpost/index.js").Inspected["kind"], Kind | undefined>} */
const kinds = {
  "private-key": "privateKey",
  "public-key": "publicKey",
  certificate: "certificate",
  message: "sealed",
  "maybe-ciphertext": "ciphertext",
  unknown: undefined,
};

/**
 * What a pasted text is. Undefined where it is nothing that this page knows. The package must be loaded.
 *
 * @param {string} text
 * @returns {Kind | undefined}
 */
export function recognise(text) {
  const link = readLink(text);
  if (typeof link === "object") return link.kind === "message" ? "sealed" : "invitation";
  if (looksSealed(sealedIn(text))) return "sealed";
  try {
    return kinds[inspect(unquoted(text)).kind];
  } catch {
    // The module is broken, and has said so where that happened.
    return undefined;
  }
}

/**
 * The sealed message in a text: in a link of ours, or without what mail programs add: line breaks, quote marks, lines
 * before and after it.
 *
 * @param {string} text
 */
export function sealedIn(text) {
  const link = readLink(text);
  if (typeof link === "object" && link.kind === "message") return link.sealed;
  const plain = unquoted(text);
  if (plain.trim().startsWith("{")) return plain.trim();
  const whole = plain.replace(/\s+/g, "");
  if (hasFiveParts(whole)) return whole;
  const lines = plain
    .split("\n")
    .map((line) => line.trim())
    .map((line) => (/[^\w.-]/.test(line) ? "" : line));
  const runs = lines
    .join("\n")
    .split(/\n{2,}/)
    .map((run) => run.replaceAll("\n", ""));
  const longest = runs.filter(hasFiveParts).sort((one, other) => other.length - one.length)[0];
  return longest ?? text.trim();
}

/** @param {string} text */
function hasFiveParts(text) {
  const parts = text.split(".", 6);
  return parts.length === 5 && !parts.some((part) => /[^\w-]/.test(part));
}

/**
 * Whether a text is a backup of the vault: encrypted with a passphrase, not for a key.
 *
 * @param {string} text
 */
export function isBackup(text) {
  const trimmed = text.trim();
  const header = trimmed.startsWith("{") ? decoded(json(trimmed)?.protected) : headerOf(trimmed);
  return typeof header?.alg === "string" && header.alg.startsWith("PBES2");
}

/** @param {string} sealed */
export function looksSealed(sealed) {
  return sealed.startsWith("{")
    ? json(sealed)?.ciphertext !== undefined
    : hasFiveParts(sealed) && headerOf(sealed) !== undefined;
}

/**
 * The ids of the keys that a sealed message names, to say for whom it is.
 *
 * @param {string} sealed
 * @returns {string[]}
 */
export function keyIdsOf(sealed) {
  return valuesOf(allHeaders(sealed), "kid");
}

/** Whether a name of a key has the form of an id: a thumbprint (RFC 7638) in base64url. @param {string} name */
export function isKeyId(name) {
  return /^[\w-]{43}$/.test(name);
}

/**
 * How a message is sealed, as far as its headers say.
 *
 * @param {string} sealed
 */
export function methodOf(sealed) {
  const headers = allHeaders(sealed);
  const form = !sealed.startsWith("{") ? "compact" : json(sealed)?.recipients ? "general" : "flattened";
  const isExtended = headers.some((header) => header?.zip !== undefined || header?.crit !== undefined);
  return { form, algs: valuesOf(headers, "alg"), encs: valuesOf(headers, "enc"), isExtended };
}

/** @param {string} sealed */
function allHeaders(sealed) {
  return sealed.startsWith("{") ? headersOf(json(sealed)) : [headerOf(sealed)];
}

/** The texts that headers have under a name. @param {(Record<string, any> | undefined)[]} headers @param {string} name */
function valuesOf(headers, name) {
  return headers.flatMap((header) => (typeof header?.[name] === "string" ? [header[name]] : []));
}

/** @param {Record<string, any> | undefined} message in JSON, general or flattened */
function headersOf(message) {
  const recipients = Array.isArray(message?.recipients) ? message.recipients : [message];
  const shared = [message?.unprotected, decoded(message?.protected)];
  return [...shared, ...recipients.map((recipient) => recipient?.header)];
}

/** @param {string} sealed */
function headerOf(sealed) {
  return decoded(sealed.slice(0, sealed.indexOf(".")));
}

/** @param {unknown} part base64url of JSON */
function decoded(part) {
  const bytes = typeof part === "string" ? bytesOf(part) : undefined;
  return bytes && json(textOf(bytes) ?? "");
}

/**
 * @param {string} text
 * @returns {Record<string, any> | undefined}
 */
function json(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? (value ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
