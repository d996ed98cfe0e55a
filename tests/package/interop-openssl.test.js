// Keys and ciphertexts to and from the command line of OpenSSL 3.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sealpost } from "./installed.js";

/** @import { Hash } from "../../js/index.js" */

const { PrivateKey, PublicKey } = sealpost;
const folder = mkdtempSync(join(tmpdir(), "sealpost-"));
after(() => rmSync(folder, { recursive: true }));

/**
 * @param {string[]} args
 * @param {string | Uint8Array} [input]
 */
const openssl = (args, input) => execFileSync("openssl", args, { input, stdio: ["pipe", "pipe", "pipe"] });

/**
 * @param {string} name
 * @param {string | Uint8Array} content
 */
function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** @type {[Hash, string][]} */
const hashes = [
  ["SHA-1", "sha1"],
  ["SHA-224", "sha224"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
  ["SHA-512/224", "sha512-224"],
  ["SHA-512/256", "sha512-256"],
];

test("is OpenSSL 3", () => {
  assert.match(openssl(["version"]).toString(), /^OpenSSL 3\./);
});

test("its keys are read here, in every form it writes", () => {
  for (const bits of [2048, 3072]) {
    const pem = openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${bits}`]).toString();
    const key = PrivateKey.parse(pem);
    assert.equal(key.bits, bits);
    for (const options of [["-traditional"], ["-outform", "DER"], ["-traditional", "-outform", "DER"]]) {
      assert.equal(PrivateKey.parse(openssl(["rsa", ...options], pem)).toPem(), key.toPem());
    }
    assert.equal(key.toPem(), openssl(["pkey"], pem).toString(), "PKCS#8 is written byte for byte as it is there");
    for (const options of [
      ["-pubout"],
      ["-pubout", "-outform", "DER"],
      ["-RSAPublicKey_out"],
      ["-RSAPublicKey_out", "-outform", "DER"],
    ]) {
      assert.equal(PublicKey.parse(openssl(["rsa", ...options], pem)).toPem(), key.publicKey().toPem());
    }
  }
});

test("keys from here are read there, in every form we write, and found consistent", () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const half = key.publicKey();
  const modulus = openssl(["rsa", "-noout", "-modulus"], key.toPem()).toString();
  for (const format of /** @type {const} */ (["pkcs8", "pkcs1"])) {
    for (const [form, input] of /** @type {const} */ ([
      ["PEM", key.toPem({ format })],
      ["DER", key.toDer({ format })],
    ])) {
      assert.match(openssl(["rsa", "-check", "-noout", "-inform", form], input).toString(), /RSA key ok/);
    }
  }
  for (const [format, option] of /** @type {const} */ ([
    ["spki", "-pubin"],
    ["pkcs1", "-RSAPublicKey_in"],
  ])) {
    for (const [form, input] of /** @type {const} */ ([
      ["PEM", half.toPem({ format })],
      ["DER", half.toDer({ format })],
    ])) {
      assert.equal(openssl(["rsa", option, "-noout", "-modulus", "-inform", form], input).toString(), modulus);
    }
  }
});

test("what is encrypted there is decrypted here, and the other way round, with every hash", () => {
  const pem = openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]).toString();
  const key = PrivateKey.parse(pem);
  const half = key.publicKey();
  const secretFile = file("key.pem", pem);
  const publicFile = file("public.pem", half.toPem());
  const message = Buffer.from("from one to the other");
  let compared = 0;
  for (const [hash, name] of hashes) {
    for (const [mgfHash, mgfName] of [
      [hash, name],
      ...hashes.filter(([other]) => other === "SHA-1" || other === "SHA-256"),
    ]) {
      for (const label of [undefined, Buffer.from([0, 0xff, 0x41])]) {
        const options = /** @type {{ hash: Hash, mgfHash: Hash, label?: Uint8Array }} */ ({ hash, mgfHash, label });
        const parameters = [
          "rsa_padding_mode:oaep",
          `rsa_oaep_md:${name}`,
          `rsa_mgf1_md:${mgfName}`,
          ...(label ? [`rsa_oaep_label:${label.toString("hex")}`] : []),
        ].flatMap((parameter) => ["-pkeyopt", parameter]);
        const theirs = openssl(["pkeyutl", "-encrypt", "-pubin", "-inkey", publicFile, ...parameters], message);
        assert.deepEqual(Buffer.from(key.decrypt(theirs, options)), message);
        const ours = half.encrypt(message, options);
        assert.deepEqual(openssl(["pkeyutl", "-decrypt", "-inkey", secretFile, ...parameters], ours), message);
        compared += 1;
      }
    }
  }
  assert.equal(compared, 42);
});

test("without parameters OpenSSL takes SHA-1", () => {
  const key = PrivateKey.generate({ bits: 2048 });
  const publicFile = file("default.pem", key.publicKey().toPem());
  const theirs = openssl(
    ["pkeyutl", "-encrypt", "-pubin", "-inkey", publicFile, "-pkeyopt", "rsa_padding_mode:oaep"],
    Buffer.from("x"),
  );
  assert.deepEqual(Buffer.from(key.decrypt(theirs, { hash: "SHA-1" })), Buffer.from("x"));
});
