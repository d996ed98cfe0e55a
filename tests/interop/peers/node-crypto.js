// The peer node:crypto, without WebCrypto. Its `oaepHash` can be any hash.
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
} from "node:crypto";
import { serve } from "./serve.js";

/** @import { KeyObject, JsonWebKey } from "node:crypto" */

/** OpenSSL's name of a hash: sha256, sha512-256. @param {string} hash */
const digest = (hash) => hash.toLowerCase().replace("sha-", "sha").replace("/", "-");

/** The options of node:crypto for RSA-OAEP. @param {{ key: string, hash: string, label: Uint8Array }} parameters */
const oaep = ({ key, hash, label }) => ({
  key,
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: digest(hash),
  oaepLabel: label,
});

/** The numbers of a key, in base64url. @param {KeyObject} key */
function numbers(key) {
  const { n, e, d } = /** @type {JsonWebKey} */ (key.export({ format: "jwk" }));
  return { n, e, d };
}

/** Node's names of the containers. @type {Record<string, "pkcs1" | "pkcs8" | "spki">} */
const types = { "PKCS#1": "pkcs1", "PKCS#8": "pkcs8", SPKI: "spki", "PKCS#1 public": "pkcs1" };

await serve({
  version: () => process.versions.node,
  generate: ({ bits }) =>
    generateKeyPairSync("rsa", { modulusLength: bits }).privateKey.export({ type: "pkcs8", format: "pem" }),
  write({ key, container, encoding, passphrase, cipher }) {
    const privateKey = createPrivateKey(key);
    const isPrivate = ["PKCS#1", "PKCS#8", "JWK private"].includes(container);
    const exported = isPrivate ? privateKey : createPublicKey(privateKey);
    if (encoding === "JSON") return Buffer.from(JSON.stringify(exported.export({ format: "jwk" })));
    const form = { type: types[container], format: encoding.toLowerCase() };
    return Buffer.from(exported.export(cipher ? { ...form, cipher: cipher.toLowerCase(), passphrase } : form));
  },
  read({ data, container, encoding, passphrase }) {
    const bytes = Buffer.from(data);
    const isPrivate = ["PKCS#1", "PKCS#8", "JWK private"].includes(container);
    const load = isPrivate ? createPrivateKey : createPublicKey;
    if (encoding === "JSON") return numbers(load({ key: JSON.parse(bytes.toString()), format: "jwk" }));
    const form = { type: types[container], format: encoding.toLowerCase(), passphrase };
    return numbers(load({ key: bytes, .../** @type {any} */ (form) }));
  },
  encrypt: ({ data, ...parameters }) => publicEncrypt(oaep(parameters), data),
  decrypt: ({ data, ...parameters }) => privateDecrypt(oaep(parameters), data),
});
