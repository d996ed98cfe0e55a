// Private keys under a passphrase: those that OpenSSL writes, and those that the package writes.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { file, folder, publicKey, key, openssl, opens, passphrase } from "./fixture.js";

const { PrivateKey } = sealpost;

describe("a key that OpenSSL protected is read with its passphrase", () => {
  for (const options of [
    ["-v2", "aes-128-cbc"],
    ["-v2", "aes-192-cbc"],
    ["-v2", "aes-256-cbc"],
    ["-v2", "des3"],
    ...["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"].map((hash) => ["-v2", "aes256", "-v2prf", `hmacWith${hash}`]),
    ["-scrypt"],
    ["-scrypt", "-scrypt_N", "1024", "-scrypt_r", "1", "-scrypt_p", "16"],
  ]) {
    test(`PKCS#8, ${options.join(" ")}`, async () => {
      const text = openssl(["pkcs8", "-topk8", "-passout", "env:PASS", ...options], key.toPem());
      assert.equal((await opens(text.toString())).form, "pkcs8");
      const der = openssl(["pkcs8", "-topk8", "-passout", "env:PASS", "-outform", "DER", ...options], key.toPem());
      assert.equal((await opens(der)).encoding, "der");
      assert.equal((await opens(der.toString("base64"))).encoding, "base64");
    });
  }
  for (const cipher of ["-aes128", "-aes192", "-aes256", "-des3"]) {
    test(`legacy PEM, ${cipher}`, async () => {
      const text = openssl(["rsa", "-traditional", "-passout", "env:PASS", cipher], key.toPem()).toString();
      assert.match(text, /DEK-Info/);
      assert.equal((await opens(text)).protection?.derivation, "MD5");
      for (const state of [text.replaceAll("\n", "\r\n"), text.replaceAll("\n", " "), text.replaceAll("\n", "")]) {
        await opens(state);
      }
    });
  }
  test("legacy PEM with ARIA, PBES1 and PKCS #12 are unsupported-key", async () => {
    const aria = openssl(["rsa", "-traditional", "-passout", "env:PASS", "-aria128"], key.toPem());
    await fails("unsupported-key", () => PrivateKey.parse(aria, { passphrase }));
    const pbes1 = openssl(["pkcs8", "-topk8", "-passout", "env:PASS", "-v1", "PBE-SHA1-3DES"], key.toPem());
    await fails("unsupported-key", () => PrivateKey.parse(pbes1, { passphrase }));
    const printed = openssl([
      "req",
      "-x509",
      "-key",
      file("k.pem", key.toPem()),
      "-subj",
      "/CN=x",
      "-out",
      join(folder, "c.pem"),
    ]);
    assert.equal(printed.length, 0);
    const pkcs12 = openssl([
      "pkcs12",
      "-export",
      "-inkey",
      join(folder, "k.pem"),
      "-in",
      join(folder, "c.pem"),
      "-passout",
      "env:PASS",
    ]);
    await fails("unsupported-key", () => PrivateKey.parse(pkcs12, { passphrase }));
  });
});

test("a key that the package protects is read by OpenSSL and Node, and has the parameters that are documented", () => {
  for (const secret of [passphrase, new TextEncoder().encode(passphrase)]) {
    const text = key.toPem({ passphrase: secret });
    assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    assert.equal(openssl(["pkey", "-passin", "env:PASS"], text).toString(), key.toPem());
    assert.equal(createPrivateKey({ key: text, passphrase }).export({ type: "pkcs8", format: "pem" }), key.toPem());
  }
  const der = key.toDer({ passphrase });
  const parameters = openssl(["asn1parse", "-inform", "DER"], der).toString();
  // 0927C0 in hexadecimal is 600,000, the number of iterations.
  for (const part of ["PBES2", "PBKDF2", ":0927C0", "hmacWithSHA256", "aes-256-cbc"])
    assert.ok(parameters.includes(part), part);
  assert.equal(PrivateKey.parse(der, { passphrase }).toPem(), key.toPem());
});

test("a passphrase must be text or bytes and not empty, and the caller's bytes are not changed", async () => {
  const text = key.toPem({ passphrase });
  for (const wrong of /** @type {any[]} */ ([5, null, {}, ["x"], new Uint16Array(4)])) {
    await fails("invalid-argument", () => PrivateKey.parse(text, { passphrase: wrong }));
    await fails("invalid-argument", () => key.toPem({ passphrase: wrong }));
  }
  await fails("invalid-argument", () => key.toPem({ passphrase: "" }));
  await fails("invalid-argument", () => key.toDer({ passphrase: new Uint8Array() }));
  await fails("invalid-argument", () => key.toPem(/** @type {any} */ ({ format: "pkcs1", passphrase })));
  await fails("invalid-argument", () => publicKey.toPem(/** @type {any} */ ({ passphrase })));
  assert.equal(
    PrivateKey.parse(key.toPem(), { passphrase }).toPem(),
    key.toPem(),
    "a passphrase for a key that has none",
  );
  const bytes = new TextEncoder().encode(passphrase);
  PrivateKey.parse(text, { passphrase: bytes });
  assert.deepEqual(bytes, new TextEncoder().encode(passphrase), "the caller's bytes were changed");
});
