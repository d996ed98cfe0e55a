// Keys and ciphertexts to and from Node's own crypto: WebCrypto and publicEncrypt.
import assert from "node:assert/strict";
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  webcrypto,
} from "node:crypto";
import { test } from "node:test";
import { sealpost } from "./installed.js";

/** @import { Hash } from "../../js/index.js" */

const { PrivateKey, PublicKey } = sealpost;
const { subtle } = webcrypto;
const message = Buffer.from("from one to the other");
const labels = [undefined, Buffer.from("a label")];

for (const hash of /** @type {const} */ (["SHA-1", "SHA-256", "SHA-384", "SHA-512"])) {
  test(`WebCrypto, ${hash}`, async () => {
    const name = "RSA-OAEP";
    const pair = await subtle.generateKey(
      { name, hash, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
      true,
      ["encrypt", "decrypt"],
    );
    const theirs = PrivateKey.parse(await subtle.exportKey("pkcs8", pair.privateKey));
    assert.deepEqual(
      Buffer.from(theirs.publicKey().toDer()),
      Buffer.from(await subtle.exportKey("spki", pair.publicKey)),
    );
    const ours = PrivateKey.generate({ bits: 2048 });
    const imported = {
      privateKey: await subtle.importKey("pkcs8", ours.toDer(), { name, hash }, false, ["decrypt"]),
      publicKey: await subtle.importKey("spki", ours.publicKey().toDer(), { name, hash }, false, ["encrypt"]),
    };
    for (const [key, { privateKey, publicKey }] of /** @type {const} */ ([
      [theirs, pair],
      [ours, imported],
    ])) {
      for (const label of labels) {
        // An undefined member is not the same to WebCrypto as none.
        const algorithm = label ? { name, label } : { name };
        const options = { hash, label };
        assert.deepEqual(
          Buffer.from(key.decrypt(await subtle.encrypt(algorithm, publicKey, message), options)),
          message,
        );
        assert.deepEqual(
          Buffer.from(await subtle.decrypt(algorithm, privateKey, key.publicKey().encrypt(message, options))),
          message,
        );
      }
    }
  });
}

test("publicEncrypt and privateDecrypt, with every hash", () => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = PrivateKey.parse(pair.privateKey.export({ type: "pkcs1", format: "pem" }));
  const half = PublicKey.parse(pair.publicKey.export({ type: "pkcs1", format: "der" }));
  /** @type {Hash[]} */
  const hashes = ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/224", "SHA-512/256"];
  for (const hash of hashes) {
    for (const label of labels) {
      const oaep = {
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: hash.replace(/^SHA-(?!512\/)/, "SHA"),
        oaepLabel: label,
      };
      if (hash.includes("/")) oaep.oaepHash = hash.replace("/", "-").toLowerCase().replace("sha-", "sha");
      assert.deepEqual(
        Buffer.from(key.decrypt(publicEncrypt({ key: pair.publicKey, ...oaep }, message), { hash, label })),
        message,
      );
      assert.deepEqual(
        privateDecrypt({ key: pair.privateKey, ...oaep }, half.encrypt(message, { hash, label })),
        message,
      );
    }
  }
});

test("keys from here, of the sizes that a page offers", () => {
  for (const bits of [2048, 3072, 4096]) {
    const key = PrivateKey.generate({ bits });
    const theirs = createPrivateKey(key.toPem());
    assert.equal(theirs.asymmetricKeyDetails?.modulusLength, bits);
    assert.equal(theirs.asymmetricKeyDetails?.publicExponent, 65537n);
    assert.equal(createPublicKey(theirs).export({ type: "spki", format: "pem" }), key.publicKey().toPem());
  }
});
