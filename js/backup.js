// The backup of a keyring: one JWE (RFC 7516) under a passphrase (PBES2, RFC 7518 §4.8), made and read by crypto.subtle.
// Its plaintext is a line of JSON and behind it the keys as PKCS#8 DER, whose bytes can be wiped: docs/vault.md.
import { SealpostError } from "./errors.js";
import { ITERATIONS, MOST_ITERATIONS, passphraseKey, randomBytes } from "./vault-crypto.js";
import { Refusal } from "./vault-store.js";

/** @typedef {{ name: string, length: number }} KeyHead `length` in bytes; the keys stand in this order. */
/** @typedef {{ name: string, publicKey: string, added: string | Date, verified: string | Date | null }} ContactHead */
/** @typedef {{ version: 1, keys: KeyHead[], contacts: ContactHead[] }} Head */
/** @typedef {{ name: string, pkcs8: Uint8Array }} SavedKey */

const ALG = "PBES2-HS512+A256KW";
const ENC = "A256GCM";
const CONTENT_TYPE = "sealpost-backup";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LINE_END = 10;

/**
 * @param {() => SavedKey[]} save Gives the keys, when they are needed: while the passphrase's key is computed, they may be
 * locked.
 * @param {ContactHead[]} contacts
 * @param {Uint8Array} passphrase
 */
export async function sealBackup(save, contacts, passphrase) {
  needsSubtle();
  const salt = randomBytes(16);
  const header = { alg: ALG, enc: ENC, p2s: toBase64Url(salt), p2c: ITERATIONS, cty: CONTENT_TYPE };
  const protectedHeader = toBase64Url(utf8(JSON.stringify(header)));
  const contentKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", contentKey, await wrappingKey(passphrase, header), "AES-KW");
  const iv = randomBytes(NONCE_BYTES);
  const plaintext = backupOf(save(), contacts);
  const how = { name: "AES-GCM", iv, additionalData: utf8(protectedHeader) };
  const encrypting = crypto.subtle.encrypt(how, contentKey, plaintext).finally(() => plaintext.fill(0));
  const sealed = new Uint8Array(await encrypting);
  const parts = [new Uint8Array(wrapped), iv, sealed.subarray(0, -TAG_BYTES), sealed.subarray(-TAG_BYTES)];
  return [protectedHeader, ...parts.map(toBase64Url)].join(".");
}

/**
 * @param {SavedKey[]} keys Are wiped.
 * @param {ContactHead[]} contacts
 */
function backupOf(keys, contacts) {
  /** @type {Head} */
  const head = { version: 1, keys: keys.map(({ name, pkcs8 }) => ({ name, length: pkcs8.length })), contacts };
  const plaintext = joined([utf8(`${JSON.stringify(head)}\n`), ...keys.map(({ pkcs8 }) => pkcs8)]);
  for (const { pkcs8 } of keys) pkcs8.fill(0);
  return plaintext;
}

/**
 * @param {string} text
 * @param {Uint8Array} passphrase
 * @returns {Promise<{ keys: SavedKey[], contacts: ContactHead[] }>} The caller wipes the keys.
 */
export async function openBackup(text, passphrase) {
  needsSubtle();
  const [protectedHeader = "", ...rest] = text.trim().split(".");
  const [wrapped, iv, sealed, tag] = rest.map(fromBase64Url);
  const header = json(fromBase64Url(protectedHeader));
  if (rest.length !== 4 || !wrapped || !sealed || iv?.length !== NONCE_BYTES || tag?.length !== TAG_BYTES) throw malformed();
  const { alg, enc, p2c, cty, crit } = header;
  if (alg !== ALG || enc !== ENC || cty !== CONTENT_TYPE || crit !== undefined) {
    throw new SealpostError("unsupported-algorithm", "this is not a backup of a keyring: seal and unseal are for messages");
  }
  if (!Number.isInteger(p2c) || p2c < 1 || p2c > MOST_ITERATIONS) throw malformed();
  const opener = await wrappingKey(passphrase, header);
  const contentKey = await crypto.subtle
    .unwrapKey("raw", wrapped, opener, "AES-KW", { name: "AES-GCM", length: 256 }, false, ["decrypt"])
    .catch(() => {
      throw new SealpostError("wrong-passphrase", "this is not the backup's passphrase: try again");
    });
  const how = { name: "AES-GCM", iv, additionalData: utf8(protectedHeader) };
  const plaintext = await crypto.subtle.decrypt(how, contentKey, joined([sealed, tag])).catch(() => {
    throw malformed();
  });
  return parse(new Uint8Array(plaintext));
}

/** @param {Uint8Array} plaintext Is wiped. */
function parse(plaintext) {
  try {
    const end = plaintext.indexOf(LINE_END);
    /** @type {Head} */
    const { version, keys, contacts } = json(plaintext.subarray(0, end));
    if (version !== 1) throw new SealpostError("vault-unsupported", "a newer version wrote this backup: load that version");
    let at = end + 1;
    return { keys: keys.map(({ name, length }) => ({ name, pkcs8: plaintext.slice(at, (at += length)) })), contacts };
  } catch (error) {
    throw error instanceof SealpostError ? error : malformed();
  } finally {
    plaintext.fill(0);
  }
}

/**
 * @param {Uint8Array} passphrase
 * @param {{ p2s: string, p2c: number }} header
 */
function wrappingKey(passphrase, { p2s, p2c }) {
  const salt = joined([utf8(`${ALG}\0`), fromBase64Url(p2s)]);
  return passphraseKey(passphrase, salt, p2c, "SHA-512", { name: "AES-KW", length: 256 }, ["wrapKey", "unwrapKey"]);
}

function needsSubtle() {
  if (!globalThis.crypto?.subtle) throw new Refusal("insecure-context");
}

function malformed() {
  return new SealpostError("malformed-message", "this is no backup, or not all of it: load the whole file");
}

/** @param {Uint8Array} bytes */
function json(bytes) {
  try {
    return Object(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    throw malformed();
  }
}

/** @param {string} text */
function utf8(text) {
  return new TextEncoder().encode(text);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x6000) text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x6000)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
function fromBase64Url(text) {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text)) throw malformed();
  try {
    const decoded = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
  } catch {
    throw malformed();
  }
}
