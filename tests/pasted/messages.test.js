// Kinds A, N and the messages of L: messages that other software seals or hands on; ciphertexts as text; diagnose.
import assert from "node:assert/strict";
import { constants, publicEncrypt } from "node:crypto";
import { describe } from "node:test";
import { assertCase, casesOf, fails, key, publicKey, sealpost, test } from "./support.js";
import { compact, flattened, foreignMessages, identifiers, messageEncodings, told } from "./kinds/messages.js";

for (const kind of [identifiers, messageEncodings, foreignMessages]) {
  describe(`${kind.kind}, ${kind.title}`, () => {
    for (const { title, ...pasted } of casesOf(kind)) test(title, () => assertCase(pasted));
  });
}

test("padding, white space, a wrong alphabet and a wrong count of parts have different error texts", async () => {
  const texts = [];
  for (const [fault, sealed] of Object.entries(told)) {
    try {
      sealpost.unseal(sealed, key);
      assert.equal(fault, "white space", "of these only white space may be passed over");
    } catch (error) {
      texts.push(/** @type {Error} */ (error).message);
    }
  }
  assert.equal(new Set(texts).size, texts.length, texts.join("\n"));
});

test("a foreign kid does not open a message for another key", async () => {
  const other = sealpost.PrivateKey.generate({ bits: 2048 });
  const sealed = compact({ kid: "post-2026-11" });
  await fails("not-a-recipient", () => sealpost.unseal(sealed, other));
  assert.equal(sealpost.unseal(sealed, [other, key]).keyId, key.publicKey().thumbprint());
});

describe("diagnose finds the hashes of a sealed message", () => {
  const pair = { hash: "SHA-1", mgfHash: "SHA-1" };
  const sealed = compact({}, { hash: "sha1" });
  /** @type {[string, unknown][]} */
  const forms = [
    ["compact", sealed],
    ["with line breaks", sealed.replace(/.{64}/g, "$&\n")],
    ["flattened JSON", JSON.stringify(flattened({}, { hash: "sha1" }))],
    ["as an object", flattened({}, { hash: "sha1" })],
    ["in a member of JSON", JSON.stringify({ data: sealed })],
  ];
  for (const [name, input] of forms) {
    test(name, () => assert.deepEqual(key.diagnose(/** @type {any} */ (input)), pair));
  }
  test("a message for another key gives null", () => {
    assert.equal(sealpost.PrivateKey.generate({ bits: 2048 }).diagnose(/** @type {any} */ (sealed)), null);
  });
});

describe("a ciphertext as text", () => {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  let ciphertext = Buffer.alloc(0);
  // The base64 of this ciphertext has a plus sign or a slash, which shows its alphabet.
  while (!/[+/]/.test(ciphertext.toString("base64"))) {
    ciphertext = publicEncrypt({ key: publicKey, padding, oaepHash: "sha256" }, Buffer.from("x"));
  }
  /** @type {[string, string, RegExp][]} */
  const texts = [
    ["base64", ciphertext.toString("base64"), /base64(?!url)/],
    ["base64 in lines", ciphertext.toString("base64").replace(/.{64}/g, "$&\n"), /base64(?!url)/],
    ["base64 in quotes", JSON.stringify(ciphertext.toString("base64")), /base64(?!url)/],
    ["base64url", ciphertext.toString("base64url"), /base64url/],
    ["hexadecimal digits", ciphertext.toString("hex"), /hex/],
    ["hexadecimal digits with colons", ciphertext.toString("hex").replace(/..(?=.)/g, "$&:"), /hex/],
  ];
  for (const [name, text, decoder] of texts) {
    for (const call of /** @type {const} */ (["decrypt", "diagnose"])) {
      test(`${name}, given to ${call}, says how to decode it`, async () => {
        const { message } = await fails("invalid-argument", () => key[call](/** @type {any} */ (text)), text);
        assert.match(message, decoder);
        assert.match(message, /Buffer\.from|fromBase64|fromHex|atob/, "the text names no call that decodes it");
      });
    }
  }
  test("the error for a message given to decrypt names unseal", async () => {
    const { message } = await fails("invalid-argument", () => key.decrypt(/** @type {any} */ (compact())));
    assert.match(message, /unseal/);
  });
  test("the error for text that is no ciphertext does not say how to decode it", async () => {
    const { message } = await fails("invalid-argument", () => key.decrypt(/** @type {any} */ ("hello")));
    assert.doesNotMatch(message, /fromBase64|Buffer\.from/);
  });
  test("the bytes of a base64 text given to decrypt have the same error as a damaged ciphertext", async () => {
    const wrong = await fails("decryption-failed", () => key.decrypt(Buffer.from(ciphertext.toString("base64"))));
    const damaged = await fails("decryption-failed", () => key.decrypt(Buffer.from(ciphertext).fill(1, 250)));
    assert.equal(wrong.message, damaged.message);
  });
});
