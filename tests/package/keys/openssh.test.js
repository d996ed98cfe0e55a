// OpenSSH's own formats of private and public keys, with ssh-keygen on the other side.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fails } from "../../support/assertions.js";
import { sealpost } from "../../support/installed.js";
import { file, folder, publicKey, key, opens, passphrase } from "./fixture.js";

const { PrivateKey, PublicKey } = sealpost;

describe("key files of ssh-keygen", () => {
  const keygen = (/** @type {string[]} */ ...args) => execFileSync("ssh-keygen", args, { encoding: "utf8" });

  test("a private key file of OpenSSH is read, with a passphrase and without", async () => {
    const path = file("id", key.toPem({ format: "pkcs1" }));
    keygen("-p", "-f", path, "-P", "", "-N", "");
    const clear = readFileSync(path, "utf8");
    assert.match(clear, /BEGIN OPENSSH PRIVATE KEY/);
    assert.equal(PrivateKey.parse(clear).toPem(), key.toPem());
    await fails("private-key-given", () => PublicKey.parse(clear));
    keygen("-p", "-f", path, "-P", "", "-N", passphrase, "-a", "4");
    const text = readFileSync(path, "utf8");
    const { fingerprint, thumbprint, protection, bits } = await opens(text);
    assert.deepEqual([fingerprint, thumbprint, bits], [publicKey.fingerprint(), publicKey.thumbprint(), 2048]);
    assert.deepEqual(protection, { cipher: "AES-256-CTR", derivation: "bcrypt", cost: 4 });
    keygen("-p", "-f", path, "-P", passphrase, "-N", passphrase, "-Z", "aes128-cbc");
    await fails("unsupported-key", () => PrivateKey.parse(readFileSync(path), { passphrase }));
  });

  test("sealpost and ssh-keygen write the same public keys and fingerprints", () => {
    const path = file("ours.pub", `${publicKey.toPem({ format: "openssh" })} alice@example.org\n`);
    const [bits, fingerprint] = keygen("-l", "-f", path).split(" ");
    assert.deepEqual([bits, fingerprint], ["2048", publicKey.fingerprint()]);
    assert.equal(keygen("-e", "-m", "PKCS8", "-f", path), publicKey.toPem());
    keygen("-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "bob@example.org", "-f", join(folder, "theirs"));
    const line = readFileSync(join(folder, "theirs.pub"), "utf8");
    const theirs = PublicKey.parse(line);
    assert.equal(theirs.fingerprint(), keygen("-l", "-f", join(folder, "theirs.pub")).split(" ")[1]);
    assert.equal(
      PrivateKey.parse(readFileSync(join(folder, "theirs")))
        .publicKey()
        .toPem(),
      theirs.toPem(),
    );
    for (const state of [`# a comment\n${line}`, `\ufeff${line}`, `command="x" ${line}`, `host.example ${line}\r\n`]) {
      assert.equal(PublicKey.parse(state).toPem(), theirs.toPem());
    }
  });

  test("an Ed25519 key, two keys in one file, and a truncated key are refused", async () => {
    keygen("-q", "-t", "ed25519", "-N", "", "-f", join(folder, "other"));
    await fails("unsupported-key", () => PublicKey.parse(readFileSync(join(folder, "other.pub"), "utf8")));
    await fails("unsupported-key", () => PrivateKey.parse(readFileSync(join(folder, "other"), "utf8")));
    const line = publicKey.toPem({ format: "openssh" });
    assert.equal(
      PublicKey.parse(`${line}\n${line}\n`).toPem(),
      publicKey.toPem(),
      "a key that comes twice counts once",
    );
    const other = PrivateKey.generate({ bits: 2048 }).publicKey().toPem({ format: "openssh" });
    await fails("malformed-key", () => PublicKey.parse(`${line}\n${other}\n`));
    await fails("malformed-key", () => PublicKey.parse(line.slice(0, -8)));
    await fails("public-key-given", () => PrivateKey.parse(line));
  });
});
