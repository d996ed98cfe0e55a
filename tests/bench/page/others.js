// Times other libraries that make RSA keys in a browser: the crate `rsa` without changes, node-forge and jsencrypt.
import init, { PrivateKey } from "./sealpost/index.js";
import { Rsa } from "./instance.js";
import { once, sample, takeTurns } from "./turns.js";
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
 * Times the decryption of 32 bytes. The crate `rsa` decrypts with a key that it has generated itself. jsencrypt
 * decrypts 5 bytes, with the padding of PKCS #1 v1.5.
 *
 * @param {{ bits: number, seconds: number }} how
 */
async function decrypt({ bits, seconds }) {
  const plaintext = crypto.getRandomValues(new Uint8Array(32));
  const theirs = await generate(bits);
  const oaep = { name: "RSA-OAEP" };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(oaep, theirs.publicKey, plaintext));
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", theirs.privateKey));
  const privateKey = PrivateKey.parse(pkcs8);
  rsa.generate(bits);
  const forRsa = rsa.encrypt(plaintext);
  const forgeKey = forge.pki.privateKeyFromPem(privateKey.toPem({ format: "pkcs1" }));
  const sha256 = { md: forge.md.sha256.create(), mgf1: { md: forge.md.sha256.create() } };
  const binary = String.fromCharCode(...ciphertext);
  const jsencrypt = new JSEncrypt();
  jsencrypt.setPrivateKey(privateKey.toPem({ format: "pkcs1" }));
  const forJsencrypt = jsencrypt.encrypt("hello");
  const ways = {
    "WebCrypto": () => crypto.subtle.decrypt(oaep, theirs.privateKey, ciphertext),
    "sealpost": () => privateKey.decrypt(ciphertext),
    "rsa 0.10.0": () => rsa.decrypt(forRsa),
    "node-forge": () => forgeKey.decrypt(binary, "RSA-OAEP", sha256),
    "jsencrypt": () => jsencrypt.decrypt(forJsencrypt),
  };
  const right = [String(rsa.decrypt(forRsa)) === String(plaintext), jsencrypt.decrypt(forJsencrypt) === "hello"];
  right.push(ways["node-forge"]() === String.fromCharCode(...plaintext));
  if (!right.every(Boolean)) throw new Error("a library decrypts wrongly");
  return takeTurns(ways, seconds, 3, sample);
}

const bench = { keys, decrypt };
Object.assign(globalThis, { bench });
