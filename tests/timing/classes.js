// The inputs whose times are compared: groups of classes of secret inputs. The operation fails with the same error for
// all classes of a group, or has results of the same length. Each class is compared with the first of its group.
import { createPublicKey, randomBytes } from "node:crypto";
import { encrypt } from "../support/jwe.js";
import { FLAWS, encodeMessage, mask, rsaep } from "./oaep.js";

/** @import { KeyObject } from "node:crypto" */
/** @import { PrivateKey } from "../../js/index.js" */
/** @typedef {typeof import("../../js/index.js")} Sealpost */

/**
 * The keys of one measurement: sealpost's private key, its public key and another public key for Node, and the modulus
 * of the first two.
 *
 * @typedef {{ ours: PrivateKey, key: KeyObject, other: KeyObject, modulus: bigint }} Keys
 */
/** @typedef {{ name: string, make: (keys: Keys) => any }} Class `make` makes a new random input of the class. */
/**
 * @typedef {object} Group
 * @property {string} name
 * @property {(sealpost: Sealpost, keys: Keys) => (input: any) => unknown} operation
 * @property {Class[]} classes
 * @property {number} [length] The length of the result in bytes. Absent if the operation fails with
 *   `decryption-failed`.
 * @property {boolean} [control] Whether the group is a control, whose pairs must exceed the bound.
 */

/** Generates the keys of one measurement. @param {Sealpost} sealpost @returns {Keys} */
export function freshKeys(sealpost) {
  const [ours, another] = [sealpost.PrivateKey.generate({ bits: 2048 }), sealpost.PrivateKey.generate({ bits: 2048 })];
  const [key, other] = [ours, another].map((each) => createPublicKey(each.publicKey().toPem()));
  another.free();
  if (!key || !other) throw new Error("two keys are needed");
  return {
    ours,
    key,
    other,
    modulus: BigInt(`0x${Buffer.from(String(key.export({ format: "jwk" }).n), "base64url").toString("hex")}`),
  };
}

const toBytes = (/** @type {bigint} */ number) => Buffer.from(number.toString(16).padStart(512, "0"), "hex");
const toNumber = (/** @type {Buffer} */ bytes) => BigInt(`0x${bytes.toString("hex")}`);

/** A random message, as long as a content key of 256 bits. */
const message = () => randomBytes(32);

/** @param {string} flaw @returns {(keys: Keys) => Buffer} */
const flawed = (flaw) => (keys) => rsaep(keys.key, encodeMessage(message(), FLAWS[flaw]));

/**
 * A ciphertext that is valid for another key, and below the modulus of this one.
 *
 * @param {Keys} keys
 * @returns {Buffer}
 */
function ofOtherKey(keys) {
  const ciphertext = rsaep(keys.other, encodeMessage(message()));
  return toNumber(ciphertext) < keys.modulus ? ciphertext : ofOtherKey(keys);
}

/** @param {Sealpost} _sealpost @param {Keys} keys */
const decrypts =
  (_sealpost, { ours }) =>
  (/** @type {Buffer} */ ciphertext) =>
    ours.decrypt(ciphertext);

/** @param {Sealpost} sealpost @param {Keys} keys */
const unseals =
  (sealpost, { ours }) =>
  (/** @type {string} */ sealed) =>
    sealpost.unseal(sealed, ours);

/** Signs with the key as a signing key. @param {Sealpost} sealpost @param {Keys} keys */
function signs({ SigningKey }, { ours }) {
  const key = SigningKey.parse(ours.toDer());
  return (/** @type {Buffer} */ message) => key.sign(message);
}

/**
 * A sealed message with a wrong tag and the given encrypted key.
 *
 * @param {string} enc
 * @param {(keys: Keys) => Buffer} encryptedKey
 * @returns {(keys: Keys) => string}
 */
function sealed(enc, encryptedKey) {
  const header = JSON.stringify({ alg: "RSA-OAEP-256", enc });
  return (keys) => {
    const { iv, ciphertext, tag } = encrypt(enc, message(), randomBytes(64), { header });
    const parts = [Buffer.from(header), encryptedKey(keys), iv, ciphertext, tag].map((part) =>
      part.toString("base64url"),
    );
    // In some engines the result of `join` is stored in parts until it is first read. The copy is stored in one part.
    return Buffer.from(parts.join("."), "latin1").toString("latin1");
  };
}

/** An encrypted content key of a wrong length. @param {Keys} keys */
const wrongLength = (keys) => rsaep(keys.key, encodeMessage(randomBytes(16)));

/** @param {string} enc @returns {Class[]} */
const sealedClasses = (enc) => [
  { name: "valid padding, wrong tag", make: sealed(enc, flawed("none")) },
  { name: "wrong label hash", make: sealed(enc, flawed("label")) },
  { name: "no separator", make: sealed(enc, flawed("separator")) },
  { name: "Y ≠ 0", make: sealed(enc, flawed("first")) },
  { name: "content key of another length", make: sealed(enc, wrongLength) },
  { name: "valid for another key", make: sealed(enc, ofOtherKey) },
];

/** @type {Group[]} */
export const GROUPS = [
  {
    name: "decrypt, refused",
    operation: decrypts,
    classes: [
      { name: "wrong label hash", make: flawed("label") },
      { name: "no separator", make: flawed("separator") },
      { name: "a byte before the separator", make: flawed("padding") },
      { name: "Y ≠ 0", make: flawed("first") },
      { name: "valid for another key", make: ofOtherKey },
      // Numbers at both ends of the range of ciphertexts c, with the modulus n.
      { name: "c below 2^64", make: () => toBytes(toNumber(randomBytes(8)) + 2n) },
      { name: "c just below n", make: ({ modulus }) => toBytes(modulus - toNumber(randomBytes(8)) - 2n) },
    ],
  },
  {
    name: "decrypt, plaintext",
    operation: decrypts,
    length: 32,
    classes: [
      { name: "random bytes", make: flawed("none") },
      { name: "zeros", make: ({ key }) => rsaep(key, encodeMessage(new Uint8Array(32))) },
    ],
  },
  { name: "unseal A256GCM, refused", operation: unseals, classes: sealedClasses("A256GCM") },
  { name: "unseal A128CBC-HS256, refused", operation: unseals, classes: sealedClasses("A128CBC-HS256").slice(0, 2) },
  {
    name: "sign",
    operation: signs,
    length: 256,
    classes: [
      { name: "random message", make: message },
      { name: "zeros", make: () => Buffer.alloc(32) },
      { name: "ones", make: () => Buffer.alloc(32, 0xff) },
    ],
  },
  {
    // A decoding that returns as soon as Y ≠ 0, without removing the masks: Manger's attack (CRYPTO 2001) needs the
    // difference in time.
    name: "control: a decoding that leaves early",
    control: true,
    operation:
      (_sealpost, { ours }) =>
      ({ ciphertext, encoded }) => {
        const copy = Buffer.from(encoded);
        try {
          return ours.decrypt(ciphertext);
        } finally {
          if (copy[0] === 0) {
            mask(copy.subarray(33), copy.subarray(1, 33));
            mask(copy.subarray(1, 33), copy.subarray(33));
          }
        }
      },
    classes: ["label", "first"].map((flaw) => ({
      name: flaw === "first" ? "Y ≠ 0" : "wrong label hash",
      make: (keys) => {
        const encoded = encodeMessage(message(), FLAWS[flaw]);
        return { ciphertext: rsaep(keys.key, encoded), encoded };
      },
    })),
  },
];
