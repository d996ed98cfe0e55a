// The page that measures: what run.js calls stands on `globalThis.bench`. The ways of doing one thing take turns, so
// that whatever slows the machine down for a while slows all of them down.
import init, { PrivateKey, PublicKey } from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";
import { installTrust } from "./trust.js";
import { generate } from "./webcrypto.js";

/** Milliseconds that one sample of a short operation should take: the clock has a resolution of 0.1 ms or worse. */
const SAMPLE = 25;

installTrust();
await init();
const keyring = await Keyring.open({ storage: "memory" });

/**
 * Generates keys for some seconds, in turns.
 *
 * @param {number} bits
 * @param {number} seconds
 * @returns {Promise<Record<string, number[]>>} Milliseconds for each key, by the way it was made.
 */
async function keys(bits, seconds) {
  /** @type {Record<string, () => Promise<() => unknown>>} Each gives back what clears up after it, outside the time. */
  const ways = {
    "WebCrypto": async () => {
      await generate(bits);
      return () => {};
    },
    "sealpost, keyring": async () => {
      const { id } = await keyring.generate({ bits });
      return () => keyring.remove(id);
    },
    "sealpost, one thread": async () => {
      const key = PrivateKey.generate({ bits });
      return () => key.free();
    },
  };
  return takeTurns(ways, seconds, async (way) => {
    const started = performance.now();
    const clear = await way();
    const took = performance.now() - started;
    await clear();
    return took;
  });
}

/**
 * Encrypts and decrypts 32 bytes for some seconds, in turns: RSA-OAEP with SHA-256, the same key for all.
 *
 * @param {number} bits
 * @param {number} seconds
 * @returns {Promise<Record<"encrypt" | "decrypt", Record<string, number[]>>>} Milliseconds for one operation.
 */
async function operations(bits, seconds) {
  const oaep = { name: "RSA-OAEP" };
  const theirs = await generate(bits);
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", theirs.privateKey);
  const privateKey = PrivateKey.parse(pkcs8);
  const publicKey = PublicKey.parse(await crypto.subtle.exportKey("spki", theirs.publicKey));
  const { id } = await keyring.import(pkcs8);
  const plaintext = crypto.getRandomValues(new Uint8Array(32));
  const ciphertext = publicKey.encrypt(plaintext);

  const encrypt = {
    "WebCrypto": () => crypto.subtle.encrypt(oaep, theirs.publicKey, plaintext),
    "sealpost": () => publicKey.encrypt(plaintext),
  };
  const decrypt = {
    "WebCrypto": () => crypto.subtle.decrypt(oaep, theirs.privateKey, ciphertext),
    "sealpost": () => privateKey.decrypt(ciphertext),
    "sealpost, keyring": () => keyring.decrypt(id, ciphertext),
  };
  // A wrong answer is fast, and no result.
  for (const way of Object.values(decrypt)) same(new Uint8Array(await way()), plaintext);
  for (const way of Object.values(encrypt)) same(privateKey.decrypt(await way()), plaintext);

  const result = {
    encrypt: await takeTurns(encrypt, seconds / 2, sample),
    decrypt: await takeTurns(decrypt, seconds / 2, sample),
  };
  await keyring.remove(id);
  publicKey.free();
  privateKey.free();
  return result;
}

/**
 * Times each way in turn until the seconds are over, and at least three times. The first turn warms up and is left out.
 *
 * @template Way
 * @param {Record<string, Way>} ways
 * @param {number} seconds
 * @param {(way: Way) => Promise<number>} time
 */
export async function takeTurns(ways, seconds, time) {
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (const way of Object.values(ways)) await time(way);
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; turn < 3 || performance.now() < end; turn += 1) {
    for (const [name, way] of Object.entries(ways)) samples[name]?.push(await time(way));
  }
  return samples;
}

/**
 * Repeats an operation for the length of a sample.
 *
 * @param {() => unknown} operation
 */
export async function sample(operation) {
  const started = performance.now();
  let count = 0;
  let took = 0;
  while (took < SAMPLE) {
    await operation();
    count += 1;
    took = performance.now() - started;
  }
  return took / count;
}

/**
 * @param {Uint8Array} actual
 * @param {Uint8Array} expected
 */
function same(actual, expected) {
  if (String(actual) !== String(expected)) throw new Error("an operation gave a wrong result");
}

Object.assign(globalThis, { bench: { keys, operations } });
