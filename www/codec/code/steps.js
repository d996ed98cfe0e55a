// What the workbench's code for other software is made from: the values that are filled in for each step, and literals
// that several tools share.
import { hex } from "../bytes.js";

/**
 * @typedef {"spki" | "pkcs1-public" | "openssh" | "jwk-public" | "pkcs8" | "pkcs1" | "jwk"} Format of an exported key
 * @typedef {{ bits: number }} Generate
 * @typedef {{ format: Format, file: string }} Export `file`: the name of the private key's file, without `.pem`
 * @typedef {{ publicKey: string, file?: string }} Import `publicKey`: SPKI in PEM, here and below; `file`: the name of the
 * private key's file, without `.pem`, if it is the private key that is imported
 * @typedef {{ hash: string, mgfHash: string, label: string }} Oaep
 * @typedef {Oaep & { publicKey: string, text: string }} Encrypt
 * @typedef {Oaep & { ciphertext: string }} Decrypt `ciphertext` is base64
 * @typedef {{ hash: string, saltLength: number, text: string }} Sign
 * @typedef {Sign & { publicKey: string, signature: string }} Verify `signature` is base64
 */

/**
 * Makes a tool's code for each step. Undefined if the tool cannot do the step with these values.
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

/** Text as a string literal that Python and JavaScript read alike. @param {string} text */
export const literal = (text) => JSON.stringify(text);

/** The name of a hash in OpenSSL: "sha512-256" for "SHA-512/256". @param {string} hash */
export const opensslName = (hash) => hash.toLowerCase().replace("sha-", "sha").replace("/", "-");

/** @param {string} pem */
export const trimmed = (pem) => pem.trim();

/** The UTF-8 of a text, in hexadecimal. @param {string} text */
export const hexOf = (text) => hex(new TextEncoder().encode(text));
