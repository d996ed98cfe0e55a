// Times other libraries that make RSA keys in a browser: the crate `rsa` without changes, node-forge and jsencrypt.
import init, { PrivateKey } from "./sealpost/index.js";
import { Rsa } from "./instance.js";
import { once, same, sample, takeTurns } from "./turns.js";
import { generate } from "./webcrypto.js";

/** @typedef {typeof bench} Others */

const { forge, JSEncrypt } = /** @type {any} */ (globalThis);
await init();
const rsa = new Rsa(await WebAssembly.compileStreaming(fetch(new URL("rsa.wasm", import.meta.url))));

const makers = {
  "WebCrypto": generate,
  "sealpost, one thread": async (/** @type {number} */ bits) => PrivateKey.generate({ bits }).free(),
  "rsa 0.10.0": async (/** @type {number} */ bits) => rsa.generate(bits),
  "node-forge": async (/** @type {number} */ bits) => void forge.pki.rsa.generateKeyPair({ bits, e: 65537 }),
  "jsencrypt": async (/** @type {number} */ bits) => void new JSEncrypt({ default_key_size: String(bits) }).getKey(),
};

/** Times the generation of keys, in turns. @param {{ bits: number, seconds: number }} how */
function keys({ bits, seconds }) {
  const ways = Object.entries(makers).map(([name, make]) => [name, async () => void (await make(bits))]);
  return takeTurns(/** @type {Record<string, () => Promise<void>>} */ (Object.fromEntries(ways)), seconds, 3, once);
}

/**
 * Times the encryption and decryption of 32 bytes, each library with one key: RSA-OAEP with SHA-256. The crate `rsa` has
 * a key that it has generated itself. jsencrypt decrypts with the padding of PKCS #1 v1.5, because it does not decrypt
 * RSA-OAEP.
 *
 * @param {{ bits: number, seconds: number }} how
 */
async function operations({ bits, seconds }) {
  const plaintext = crypto.getRandomValues(new Uint8Array(32));
  const theirs = await generate(bits);
  const oaep = { name: "RSA-OAEP" };
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", theirs.privateKey));
  const privateKey = PrivateKey.parse(pkcs8);
  const publicKey = privateKey.publicKey();
  rsa.generate(bits);
  const pem = privateKey.toPem({ format: "pkcs1" });
  const forgeKey = forge.pki.privateKeyFromPem(pem);
  const forgePublic = forge.pki.publicKeyFromPem(publicKey.toPem());
  const [jsencrypt, jsencryptPublic] = [new JSEncrypt(), new JSEncrypt()];
  jsencrypt.setPrivateKey(pem);
  jsencryptPublic.setPublicKey(publicKey.toPem());
  // These two take and return strings, with a character for each byte. jsencrypt encodes characters above 127 as UTF-8.
  const binary = String.fromCharCode(...plaintext);
  const text = "an ASCII string of 32 characters";

  const encrypt = {
    "WebCrypto": () => crypto.subtle.encrypt(oaep, theirs.publicKey, plaintext),
    "sealpost": () => publicKey.encrypt(plaintext),
    "rsa 0.10.0": () => rsa.encrypt(plaintext),
    "node-forge": () => forgePublic.encrypt(binary, "RSA-OAEP", sha256()),
    "jsencrypt": () => jsencryptPublic.encryptOAEP(text),
  };
  const ciphertext = publicKey.encrypt(plaintext);
  const [forForge, forRsa] = [String.fromCharCode(...ciphertext), rsa.encrypt(plaintext)];
  const forJsencrypt = jsencryptPublic.encrypt(text);
  const decrypt = {
    "WebCrypto": () => crypto.subtle.decrypt(oaep, theirs.privateKey, ciphertext),
    "sealpost": () => privateKey.decrypt(ciphertext),
    "rsa 0.10.0": () => rsa.decrypt(forRsa),
    "node-forge": () => forgeKey.decrypt(forForge, "RSA-OAEP", sha256()),
    "jsencrypt": () => jsencrypt.decrypt(forJsencrypt),
  };
  same(privateKey.decrypt(new Uint8Array(await encrypt.WebCrypto())), plaintext);
  same(privateKey.decrypt(bytesOf(encrypt["node-forge"]())), plaintext);
  same(privateKey.decrypt(bytesOf(atob(encrypt.jsencrypt()))), bytesOf(text));
  same(new Uint8Array(await decrypt.WebCrypto()), plaintext);
  for (const name of /** @type {const} */ (["sealpost", "rsa 0.10.0"])) same(decrypt[name](), plaintext);
  same(bytesOf(decrypt["node-forge"]()), plaintext);
  same(bytesOf(decrypt.jsencrypt()), bytesOf(text));
  return {
    encrypt: await takeTurns(encrypt, seconds / 2, 3, sample),
    decrypt: await takeTurns(decrypt, seconds / 2, 3, sample),
  };
}

/** Options of node-forge for SHA-256 in both places. */
function sha256() {
  return { md: forge.md.sha256.create(), mgf1: { md: forge.md.sha256.create() } };
}

/** The bytes of a string with a character for each. @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const bench = { keys, operations };
Object.assign(globalThis, { bench });
