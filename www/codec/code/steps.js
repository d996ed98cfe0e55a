// What the code of the workbench is made from: one object for each step, and the literals that the tools share.
import { hex } from "../bytes.js";

/**
 * @typedef {"spki" | "pkcs1-public" | "openssh" | "jwk-public" | "pkcs8" | "pkcs1" | "jwk"} Format of an exported key
 * @typedef {{ bits: number }} Generate
 * @typedef {{ format: Format, file: string }} Export `file`: the name of the private key's file, without `.pem`
 * @typedef {{ publicKey: string }} Import `publicKey`: SPKI in PEM, here and below
 * @typedef {{ hash: string, mgfHash: string, label: string }} Oaep
 * @typedef {Oaep & { publicKey: string, text: string }} Encrypt
 * @typedef {Oaep & { ciphertext: string }} Decrypt `ciphertext` is base64
 * @typedef {{ hash: string, saltLength: number, text: string }} Sign
 * @typedef {Sign & { publicKey: string, signature: string }} Verify `signature` is base64
 */

/**
 * A tool's code for each step; undefined where the tool cannot do it.
 *
 * @typedef {object} Tool
 * @property {(step: Generate) => string | undefined} generate
 * @property {(step: Export) => string | undefined} export
 * @property {(step: Import) => string | undefined} import
 * @property {(step: Encrypt) => string | undefined} encrypt
 * @property {(step: Decrypt) => string | undefined} decrypt
 * @property {(step: Sign) => string | undefined} sign
 * @property {(step: Verify) => string | undefined} verify
 */

/** @typedef {keyof Tool} Step */

/** Text as a literal that Python and JavaScript read alike. @param {string} text */
export const literal = (text) => JSON.stringify(text);

/** "SHA-512/256" as "sha512-256", as OpenSSL calls it. @param {string} hash */
export const opensslName = (hash) => hash.toLowerCase().replace("sha-", "sha").replace("/", "-");

/** @param {string} pem */
export const trimmed = (pem) => pem.trim();

/** @param {string} text */
export const hexOf = (text) => hex(new TextEncoder().encode(text));
