// Times sealing and unsealing for ../messages.js, with one key and one message for all libraries. Also seals and
// unseals a long message while ../messages.js measures the memory, and finds the longest task that blocks the page's
// thread.
import { PrivateKey, PublicKey, seal, unseal } from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";
import { once, takeTurns } from "./turns.js";
import { generate } from "./webcrypto.js";

/**
 * TypeScript does not know `toBase64` yet.
 *
 * @typedef {Uint8Array<ArrayBuffer> & { toBase64?: (options: object) => string }} Encodable
 */

/** Milliseconds after which the browser has reported the tasks of an operation. */
const REPORTED_AFTER = 300;
const URL_SAFE = { alphabet: "base64url", omitPadding: true };

/**
 * Times sealing and unsealing a random message, in turns. Some libraries are left out for long messages.
 *
 * @param {number} length The bytes of the message.
 * @param {number} seconds A third of the time in which the libraries take turns at one operation.
 * @returns {Promise<Record<"seal" | "unseal", Record<string, number[]>>>} Milliseconds.
 */
export async function messages(length, seconds) {
  const theirs = await generate(3072);
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", theirs.privateKey);
  const key = PrivateKey.parse(pkcs8);
  const parsed = PublicKey.parse(await crypto.subtle.exportKey("spki", theirs.publicKey));
  const keyring = await Keyring.open({ storage: "memory" });
  const { publicKey } = await keyring.import(pkcs8);
  const plaintext = randomBytes(length);
  const header = encode(
    new TextEncoder().encode(`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"${parsed.thumbprint()}"}`),
  );

  const alone = await contentCipher(plaintext);
  const seals = {
    "WebCrypto": () => sealNatively(theirs.publicKey, header, plaintext),
    "sealpost, keyring": () => keyring.seal(plaintext, [publicKey]),
    // The functions without a keyring are not meant for longer messages.
    ...(length <= 16 << 20 && { "sealpost, one thread": async () => seal(plaintext, parsed) }),
  };
  const sealed = await seals["sealpost, keyring"]();
  const unseals = {
    "WebCrypto": () => unsealNatively(theirs.privateKey, sealed),
    "sealpost, keyring": async () => (await keyring.unseal(sealed)).plaintext,
    ...(length <= 16 << 20 && { "sealpost, one thread": async () => unseal(sealed, key).plaintext }),
  };
  // Each library is checked once: an operation that gives a wrong result could be faster than a right one.
  for (const way of Object.values(seals)) same(await unsealNatively(theirs.privateKey, await way()), plaintext);
  for (const way of Object.values(unseals)) same(await way(), plaintext);

  same(new Uint8Array(await alone.decrypt()), plaintext);

  const result = {
    seal: await takeTurns({ "AES-GCM alone": alone.encrypt, ...seals }, seconds * 3, 3, once),
    unseal: await takeTurns({ "AES-GCM alone": alone.decrypt, ...unseals }, seconds * 3, 3, once),
  };
  keyring.close();
  return result;
}

/**
 * The operations on a message of this length. Each has run once, so that the cipher worker runs and code is compiled.
 * Throws if the browser does not report long tasks.
 *
 * @param {number} length In bytes.
 */
export async function prepare(length) {
  // A task that blocks the thread for 100 ms must be reported.
  const blocked = await longestTask(async () => {
    for (const end = performance.now() + 100; performance.now() < end; );
  });
  if (blocked < 90) throw new Error("this browser does not report long tasks");
  const keyring = await Keyring.open({ storage: "memory" });
  const { publicKey } = await keyring.generate({ bits: 3072 });
  const plaintext = randomBytes(length);
  const sealed = await keyring.seal(plaintext, [publicKey]);
  const seal = async () => {
    if ((await keyring.seal(plaintext, [publicKey])).length !== sealed.length) throw new Error("another length");
  };
  const unseal = async () => {
    if ((await keyring.unseal(sealed)).plaintext.length !== length) throw new Error("another length");
  };
  await unseal();
  return { seal, unseal };
}

/**
 * Milliseconds of the longest task of the page's thread while an operation runs. The browser reports only tasks of
 * 50 ms or more: the result is 0 if there are none.
 *
 * @param {() => Promise<void>} operation
 */
export async function longestTask(operation) {
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  // The operation begins in a new task, after the tasks before it have been reported.
  await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER));
  observer.observe({ type: "longtask" });
  await operation();
  await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER));
  observer.disconnect();
  return longest;
}

/** @param {number} length */
function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1 << 16) crypto.getRandomValues(bytes.subarray(at, at + (1 << 16)));
  return bytes;
}

/**
 * AES-GCM of WebCrypto on the content alone, which no way to seal a message can be faster than.
 *
 * @param {Uint8Array<ArrayBuffer>} plaintext
 */
async function contentCipher(plaintext) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const algorithm = { name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) };
  const content = await crypto.subtle.encrypt(algorithm, key, plaintext);
  return {
    // The nonce is used again, but with the same plaintext, and the result is not sent to anybody.
    encrypt: () => crypto.subtle.encrypt(algorithm, key, plaintext),
    decrypt: () => crypto.subtle.decrypt(algorithm, key, content),
  };
}

/**
 * Seals as compact JWE with WebCrypto.
 *
 * @param {CryptoKey} publicKey
 * @param {string} header
 * @param {Uint8Array<ArrayBuffer>} plaintext
 */
async function sealNatively(publicKey, header, plaintext) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const encryptedKey = new Uint8Array(await crypto.subtle.encrypt({ name: "RSA-OAEP" }, publicKey, raw));
  const algorithm = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(header) };
  const content = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  return [header, ...[encryptedKey, iv, content.subarray(0, -16), content.subarray(-16)].map(encode)].join(".");
}

/**
 * Opens a compact JWE with WebCrypto.
 *
 * @param {CryptoKey} privateKey
 * @param {string} sealed
 */
async function unsealNatively(privateKey, sealed) {
  const [header = "", encryptedKey = "", iv = "", ciphertext = "", tag = ""] = sealed.split(".");
  const raw = await crypto.subtle.decrypt({ name: "RSA-OAEP" }, privateKey, decode(encryptedKey));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const parts = [decode(ciphertext), decode(tag)];
  const content = new Uint8Array(await new Blob(parts).arrayBuffer());
  const algorithm = { name: "AES-GCM", iv: decode(iv), additionalData: new TextEncoder().encode(header) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, content));
}

/** base64url by the method of the browser. @param {Encodable} bytes */
function encode(bytes) {
  if (!bytes.toBase64) throw new Error("this browser has no Uint8Array.prototype.toBase64: take a newer one");
  return bytes.toBase64(URL_SAFE);
}

/** Decodes base64url by the method of the browser. @param {string} text */
function decode(text) {
  const decoder = /** @type {{ fromBase64(text: string, options: object): Uint8Array<ArrayBuffer> }} */ (
    /** @type {unknown} */ (Uint8Array)
  );
  return decoder.fromBase64(text, URL_SAFE);
}

/**
 * Throws if a result is wrong.
 *
 * @param {Uint8Array} actual
 * @param {Uint8Array} expected
 */
function same(actual, expected) {
  const wrong = actual.length !== expected.length || actual.some((byte, at) => byte !== expected[at]);
  if (wrong) throw new Error("an operation gave a wrong result");
}
