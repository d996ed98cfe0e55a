// What a pasted text is. The package recognises keys and messages; this file first removes what links and mail programs
// add to them.
import { inspect } from "../sealpost/index.js";
import { unquoted } from "./bytes.js";
import { readLink } from "./links.js";

/**
 * @typedef {"sealed" | "publicKey" | "privateKey" | "certificate" | "invitation" | "ciphertext"} Kind
 */

/** @type {Record<import("../sealpost/index.js").Inspected["kind"], Kind | undefined>} */
const kinds = {
  "private-key": "privateKey",
  "public-key": "publicKey",
  certificate: "certificate",
  message: "sealed",
  // Sealed files are recognised by their first bytes: `isSealedFile`.
  file: undefined,
  "maybe-ciphertext": "ciphertext",
  unknown: undefined,
};

/**
 * What a pasted text is. Undefined if it is nothing that this page knows. The wasm module must be loaded.
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
    // The wasm module is broken, and the page has shown an error.
    return undefined;
  }
}

/** How a sealed file begins, in bytes and in text (c2sp.org/age). */
const fileBegins = /^(age-encryption\.org\/|-----BEGIN AGE ENC)/;

/** Whether a file is sealed in the age format, by its first characters. @param {Blob} file */
export const isSealedFile = async (file) => fileBegins.test(await file.slice(0, 32).text());

/** Whether a text is a sealed file in armor. @param {string} text */
export const isArmored = (text) => fileBegins.test(text.trimStart());

/** The longest text (in characters) or file (in bytes) that is examined in full before it is sealed. */
export const recognisedAtMost = 1_000_000;

/** What a text is that is to be sealed. If it is too long to be checked in full, only a sealed message is found. @param {string} text */
export function kindOfText(text) {
  if (text.length > recognisedAtMost) return /^\s*[{e]/.test(text) && looksSealed(text.trim()) ? "sealed" : undefined;
  return recognise(text);
}

/** The most characters that the package reads as a key. */
const longestKey = 65_536;

/**
 * Whether a text has a private key in it, or the signs of one. False for a text longer than `longestKey`. The wasm
 * module must be loaded.
 *
 * @param {string} text
 */
export function holdsPrivateKey(text) {
  if (text.length > longestKey) return false;
  try {
    return inspect(unquoted(text)).kind === "private-key";
  } catch {
    return false;
  }
}

/**
 * The error for a text that is no message: the package's, if it names what the text is, such as a signed token, or the
 * page's own for a sealed file. Undefined for other texts.
 *
 * @param {string} text
 * @returns {{ code: string, message: string, reason?: string } | undefined}
 */
export function refusalOf(text) {
  try {
    const found = inspect(unquoted(text));
    if (found.kind === "file") return { code: "malformed-message", message: "", reason: "age-file" };
    return found.kind === "unknown" ? found.refused : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What bytes that are not text are, such as a key in DER. Undefined if they are nothing that this page knows.
 *
 * @param {Uint8Array} bytes
 * @returns {Kind | undefined}
 */
export function kindOfBytes(bytes) {
  try {
    const kind = kinds[inspect(bytes).kind];
    // Any file of the right length may be a ciphertext.
    return kind === "ciphertext" ? undefined : kind;
  } catch {
    return undefined;
  }
}

/**
 * The sealed message in a text: in a link of this page, or between what mail programs add (line breaks, quote marks,
 * lines before and after the message). If no message is found, the trimmed text.
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

/** Whether a text has the five parts of the compact serialization (RFC 7516 §7.1). @param {string} text */
function hasFiveParts(text) {
  const parts = text.split(".", 6);
  return parts.length === 5 && !parts.some((part) => /[^\w-]/.test(part));
}

/**
 * Whether a text is a backup of the vault, or part of one: encrypted under a passphrase, not for a key.
 *
 * @param {string} text
 */
export function isBackup(text) {
  const recipients = messageIn(text.trim())?.recipients ?? [];
  return recipients.some(({ alg }) => alg.startsWith("PBES2"));
}

/**
 * Whether a text is a sealed message, or so much like a sealed message that an attempt to open it gives the best error.
 * Most messages are also recognised if the page's wasm module is broken: the keyring, which has its own, can open them.
 *
 * @param {string} sealed
 */
export function looksSealed(sealed) {
  if (!sealed.startsWith("{") && !hasFiveParts(sealed)) return false;
  // A header begins with `{`, which is `e` and one of these characters in base64url.
  return /^e[w-z0-9_-]/.test(sealed) || sealed.includes('"ciphertext"') || messageIn(sealed) !== undefined;
}

/**
 * The ids of the keys that a sealed message names, so that the page can say for whom the message is. Empty if the
 * message is malformed.
 *
 * @param {string} sealed
 * @returns {string[]}
 */
export function keyIdsOf(sealed) {
  return (messageIn(sealed)?.recipients ?? []).flatMap(({ kid }) => kid ?? []);
}

/**
 * Whether the name of a key in a message (`kid`) has the form of an id: a thumbprint (RFC 7638) in base64url.
 *
 * @param {string} name
 */
export function isKeyId(name) {
  return /^[\w-]{43}$/.test(name);
}

/**
 * How a message is sealed, according to its headers. Undefined if it is malformed, or has an extension (`zip`, `crit`).
 *
 * @param {string} sealed
 */
export function methodOf(sealed) {
  const { form, enc, cty, recipients = [] } = messageIn(sealed) ?? {};
  if (form === undefined || enc === undefined) return undefined;
  const isGeneral = form === "json" && "recipients" in JSON.parse(withoutCiphertext(sealed));
  return {
    form: isGeneral ? "general" : form === "json" ? "flattened" : form,
    algs: recipients.map(({ alg }) => alg),
    enc,
    /** According to the header (`cty`). The signature itself is in the encrypted content. */
    isSigned: cty === "JWT",
  };
}

/**
 * What the package reads in a message without the message's key. Undefined if the text is no message. A message that
 * the package refuses has no recipients here.
 *
 * @param {string} sealed
 */
function messageIn(sealed) {
  try {
    const found = inspect(withoutCiphertext(sealed));
    return found.kind === "message" ? found : undefined;
  } catch {
    // The wasm module is not loaded, or broken.
    return undefined;
  }
}

/**
 * A message without its ciphertext, which may be many megabytes and says nothing about the recipients. Of a message in
 * compact serialization only the header remains.
 *
 * @param {string} sealed
 */
function withoutCiphertext(sealed) {
  if (!sealed.startsWith("{")) return `${sealed.split(".", 1)[0]}....`;
  return sealed.replace(/("ciphertext"\s*:\s*")[\w-]+/, "$1");
}
