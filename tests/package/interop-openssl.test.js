// Keys beside those of OpenSSL 3, where more counts than that the other side reads them: tests/interop has the rest.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { sealpost } from "./installed.js";

const { PrivateKey } = sealpost;

/** @param {string[]} args @param {string | Uint8Array} [input] */
const openssl = (args, input) => execFileSync("openssl", args, { input, stdio: ["pipe", "pipe", "pipe"] });

test("is OpenSSL 3", () => {
  assert.match(openssl(["version"]).toString(), /^OpenSSL 3\./);
});

test("PKCS#8 and SPKI are written byte for byte as they are there", () => {
  const pem = openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]).toString();
  const key = PrivateKey.parse(pem);
  assert.equal(key.toPem(), openssl(["pkey"], pem).toString());
  assert.equal(key.publicKey().toPem(), openssl(["pkey", "-pubout"], pem).toString());
});
