// The page that measures sealpost beside WebCrypto. sections.js calls the functions of `globalThis.bench`. With `#base`
// in the address the page runs without the accelerated kernel.
import init, { PrivateKey, PublicKey, engine } from "./sealpost/index.js";
import { Keyring } from "./sealpost/keyring.js";
import { candidates } from "./candidates.js";
import { installTrust } from "./site/trust.js";
import { once, same, sample, takeTurns } from "./turns.js";
import { generate } from "./webcrypto.js";

/** @typedef {typeof bench} Bench */

const base = location.hash === "#base" ? new URL("sealpost/wasm/sealpost_bg.wasm", location.href) : undefined;

installTrust();
await init(base && { base });
const cores = { "one worker": 1, "two workers": 2 };
const keyrings = { "one worker": await open("one worker"), "two workers": await open("two workers") };

/** Opens a keyring, which makes as many generators as `name` says. @param {keyof typeof cores} name */
function open(name) {
  setCores(name);
  return Keyring.open({ storage: "memory" });
}

/**
 * Sets the number of cores that the browser reports: a keyring makes a generator for each core, at most four.
 *
 * @param {keyof typeof cores} name
 */
function setCores(name) {
  Object.defineProperty(navigator, "hardwareConcurrency", { value: cores[name], configurable: true });
}

/**
 * Times the generation of keys, in turns. `searches` says what each key of the one thread cost.
 *
 * @param {{ bits: number, seconds: number, atLeast: number, only?: string[] }} how `only` names the ways to measure; all
 *   if it is not given.
 */
async function keys({ bits, seconds, atLeast, only }) {
  /** @param {"one worker" | "two workers"} name */
  const inKeyring = (name) => async () => {
    setCores(name);
    const { id } = await keyrings[name].generate({ bits });
    return () => keyrings[name].remove(id);
  };
  /** @type {Awaited<ReturnType<typeof candidates>>[]} */
  const searches = [];
  const ways = {
    "WebCrypto": async () => void (await generate(bits)),
    "one worker": inKeyring("one worker"),
    "two workers": inKeyring("two workers"),
    "one thread": async () => {
      searches.push(await candidates({ bits, first: searches.length, count: 1 }));
    },
  };
  const chosen = Object.entries(ways).filter(([name]) => only?.includes(name) ?? true);
  const samples = await takeTurns(Object.fromEntries(chosen), seconds, atLeast, once);
  // The first turn is a warm-up.
  return { samples, searches: searches.slice(1) };
}

/**
 * Times the encryption and decryption of 32 bytes with one key, in turns: RSA-OAEP with SHA-256.
 *
 * @param {{ bits: number, seconds: number }} how
 */
async function operations({ bits, seconds }) {
  const oaep = { name: "RSA-OAEP" };
  const theirs = await generate(bits);
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", theirs.privateKey);
  const privateKey = PrivateKey.parse(pkcs8);
  const publicKey = PublicKey.parse(await crypto.subtle.exportKey("spki", theirs.publicKey));
  const keyring = keyrings["two workers"];
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
  for (const way of Object.values(decrypt)) same(new Uint8Array(await way()), plaintext);
  for (const way of Object.values(encrypt)) same(privateKey.decrypt(await way()), plaintext);

  const result = {
    encrypt: await takeTurns(encrypt, seconds / 2, 3, sample),
    decrypt: await takeTurns(decrypt, seconds / 2, 3, sample),
  };
  await keyring.remove(id);
  publicKey.free();
  privateKey.free();
  return result;
}

/**
 * Times 100 concurrent decryptions by the keyring, in turns with 100 direct ones.
 *
 * @param {{ bits: number, seconds: number }} how
 */
async function batches({ bits, seconds }) {
  const privateKey = PrivateKey.generate({ bits });
  const keyring = keyrings["two workers"];
  const { id } = await keyring.import(privateKey.toPem());
  const ciphertext = privateKey.publicKey().encrypt("hello");
  const hundred = Array.from({ length: 100 });
  const samples = await takeTurns(
    {
      "direct": async () => hundred.forEach(() => privateKey.decrypt(ciphertext)),
      "keyring": async () => void (await Promise.all(hundred.map(() => keyring.decrypt(id, ciphertext)))),
    },
    seconds,
    5,
    once,
  );
  await keyring.remove(id);
  privateKey.free();
  return samples;
}

/**
 * Decrypts `count` times in the keyring worker and on the page's thread. Afterwards sections.js reads the sizes of the
 * memories of all wasm instances.
 *
 * @param {{ bits: number, count: number }} how
 */
async function exercise({ bits, count }) {
  const keyring = keyrings["two workers"];
  const { id, publicKey } = await keyring.generate({ bits });
  const privateKey = PrivateKey.generate({ bits });
  const parsed = PublicKey.parse(publicKey);
  for (let round = 0; round < count; round += 1) {
    await keyring.decrypt(id, parsed.encrypt("hello"));
    privateKey.decrypt(privateKey.publicKey().encrypt("hello"));
  }
}

const bench = { keys, operations, batches, exercise, candidates, engine };
Object.assign(globalThis, { bench });
