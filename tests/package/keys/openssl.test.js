// Key files and certificates compared with those of OpenSSL 3. tests/interop/ tests that each side reads what the other
// writes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { file, folder, publicKey, key, openssl } from "./fixture.js";

const { PrivateKey, PublicKey, inspect } = sealpost;

test("the command openssl is OpenSSL 3", () => {
  assert.match(openssl(["version"]).toString(), /^OpenSSL 3\./);
});

test("PKCS #8 and SPKI are byte for byte what OpenSSL writes", () => {
  const pem = openssl(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]).toString();
  const key = PrivateKey.parse(pem);
  assert.equal(key.toPem(), openssl(["pkey"], pem).toString());
  assert.equal(key.publicKey().toPem(), openssl(["pkey", "-pubout"], pem).toString());
});

test("the public key of an X.509 certificate of version 1 or 3 is read", async () => {
  const path = file("cert-key.pem", key.toPem());
  const certificate = openssl(["req", "-x509", "-key", path, "-subj", "/CN=alice", "-days", "2"]).toString();
  const request = file("request.pem", openssl(["req", "-new", "-key", path, "-subj", "/CN=alice"]));
  const ofVersion1 = openssl(["x509", "-req", "-in", request, "-key", path, "-days", "2"]).toString();
  for (const [text, version] of /** @type {const} */ ([
    [certificate, "3 (0x2)"],
    [ofVersion1, "1 (0x0)"],
  ])) {
    assert.ok(openssl(["x509", "-noout", "-text"], text).includes(`Version: ${version}`), `version ${version}`);
    const der = openssl(["x509", "-outform", "DER"], text);
    for (const input of [text, der, `Bag Attributes\n  friendlyName: x\n${text}`]) {
      assert.equal(PublicKey.parse(input).toPem(), publicKey.toPem());
      assert.equal(inspect(input).kind, "certificate");
    }
    await fails("public-key-given", () => PrivateKey.parse(text));
  }
  assert.equal(
    PrivateKey.parse(certificate + key.toPem()).toPem(),
    key.toPem(),
    "the private key beside a certificate",
  );
  assert.equal(PublicKey.parse(certificate + certificate).toPem(), publicKey.toPem(), "the first of a chain");
  const elliptic = openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout"]);
  const other = openssl(["req", "-x509", "-key", file("ec.pem", elliptic), "-subj", "/CN=x"]);
  await fails("unsupported-key", () => PublicKey.parse(other));
});

test("a key that its algorithm identifier restricts to PSS or OAEP is unsupported-key", async () => {
  const pss = openssl(["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"]);
  assert.match((await fails("unsupported-key", () => PrivateKey.parse(pss))).message, /PSS/);
  assert.match(
    (await fails("unsupported-key", () => PublicKey.parse(openssl(["pkey", "-pubout"], pss)))).message,
    /PSS/,
  );
  // OpenSSL makes no id-RSAES-OAEP keys, so the last number of the object identifier is changed in an ordinary key.
  const [plain, oaep] = ["2a864886f70d010101", "2a864886f70d010107"].map((hex) => Buffer.from(hex, "hex"));
  for (const der of [key.toDer(), publicKey.toDer()]) {
    const changed = Buffer.from(der);
    changed.set(oaep ?? [], changed.indexOf(plain ?? ""));
    // The private key has more than 1000 bytes, the public key fewer.
    const parse = () => (der.length > 1000 ? PrivateKey : PublicKey).parse(changed);
    assert.match((await fails("unsupported-key", parse)).message, /OAEP/);
  }
});

test("a certificate request, a PKCS #7 bundle and an RFC 4716 key are refused with the command that converts them", async () => {
  const request = openssl(["req", "-new", "-key", file("csr-key.pem", key.toPem()), "-subj", "/CN=x"]).toString();
  const certificate = openssl(["req", "-x509", "-key", join(folder, "csr-key.pem"), "-subj", "/CN=x"]).toString();
  const bundle = openssl(["crl2pkcs7", "-nocrl", "-certfile", file("csr.crt", certificate)]).toString();
  const line = file("rfc4716.pub", publicKey.toPem({ format: "openssh" }));
  const ssh2 = execFileSync("ssh-keygen", ["-e", "-f", line], { encoding: "utf8" });
  for (const [input, hint] of /** @type {const} */ ([
    [request, /openssl req/],
    [bundle, /openssl pkcs7/],
    [ssh2, /ssh-keygen -i/],
  ])) {
    assert.match((await fails("unsupported-key", () => PublicKey.parse(input))).message, hint);
    assert.equal(inspect(input).kind, "public-key");
  }
  // The commands in the error texts give a key that is read.
  assert.equal(PublicKey.parse(openssl(["req", "-noout", "-pubkey"], request)).toPem(), publicKey.toPem());
  assert.equal(PublicKey.parse(openssl(["pkcs7", "-print_certs"], bundle)).toPem(), publicKey.toPem());
  const back = execFileSync("ssh-keygen", ["-i", "-f", file("ssh2.pub", ssh2)], { encoding: "utf8" });
  assert.equal(PublicKey.parse(back).toPem(), publicKey.toPem());
  assert.equal(PublicKey.parse(request + certificate).toPem(), publicKey.toPem(), "the certificate after the request");
  assert.equal(
    PublicKey.parse(`ssh-ed25519 AAAA x\n${publicKey.toPem({ format: "openssh" })} y\n`).toPem(),
    publicKey.toPem(),
  );
  const other = "-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----\n";
  assert.match((await fails("malformed-key", () => PublicKey.parse(other))).message, /something other than a key/);
});
